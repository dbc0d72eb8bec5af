"""LimeSurvey in: a survey structure (.lss), in both layouts: words beside each row, or in tables of their own."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from consultation.languages import LANGUAGES
from consultation.plan.formats.safety import DECLARATION, Refused, parse_xml
from consultation.questionnaires.definition import Definition, Option, Question, Row, Section, Text
from consultation.questionnaires.interchange.carried import MEMBER, digest_of_xml, taken_out
from consultation.questionnaires.interchange.language import language_code, own_name
from consultation.questionnaires.interchange.limesurvey_rules import Reference, Ticked, translated
from consultation.questionnaires.interchange.limesurvey_words import (
    BUILT_IN,
    KINDS,
    LONGEST_PARTS,
    PARTS,
    SCALES,
    WORDS,
    beside,
    plain_text,
)
from consultation.questionnaires.interchange.naming import key_of, unique
from consultation.questionnaires.interchange.reading import Reading, Report
from consultation.questionnaires.interchange.rule_reader import NotSayable, tidy
from consultation.questionnaires.interchange.rules import joined, with_values
from consultation.terms import Kind

Values = dict[str, str]


def read_limesurvey(data: bytes) -> Reading:
    """The survey of a .lss.

    :raises Refused: damaged, unsafe, or not_a_form
    """
    if DECLARATION.search(data[:4096]) or DECLARATION.search(data[:8192].replace(b"\0", b"")):
        raise Refused("unsafe")
    root = parse_xml(data)
    if root.tag != "document" or root.find("questions") is None:
        raise Refused("not_a_form")
    if ours := _carried(root):
        return Reading("limesurvey", ours, (), ())
    return _Survey(root).reading()


def _carried(root: etree._Element) -> Definition | None:
    """The definition our own export carries, while the survey is as we wrote it."""
    try:
        member = json.loads(root.findtext(MEMBER) or "null")
    except (ValueError, RecursionError):
        return None
    return taken_out(member, digest_of_xml(root)) if member else None


class _Survey:
    """One survey while it is read."""

    def __init__(self, root: etree._Element) -> None:
        self.root, self.report = root, Report()
        self.locales = self._languages()
        self.taken: set[str] = set()
        self.keys: dict[str, str] = {}
        """{question id: key}."""
        self.by_code: dict[str, Reference] = {}
        self.options: dict[str, dict[str, str]] = {}
        """{question key: {code: option key}} of options whose code is no key."""
        self.subquestions = self._grouped("subquestions", "parent_qid", "question", "qid")
        self.answers = self._grouped("answers", "qid", "answer", "aid")
        self.attributes: dict[str, Values] = defaultdict(dict)
        self.worded: dict[str, dict[str, Text]] = defaultdict(lambda: defaultdict(dict))
        for row in self._rows("question_attributes"):
            name, value, language = row.get("attribute", ""), row.get("value", ""), row.get("language", "")
            if language and value:
                self.worded[row.get("qid", "")][name][self._code(language)] = value
            else:
                self.attributes[row.get("qid", "")][name] = value

    def reading(self) -> Reading:
        groups = self._group_rows()
        questions = self._merged("questions", "question", "qid")
        questions.sort(key=lambda row: _number(row.get("question_order")))
        for row in questions:
            self._name(row)
        sections = []
        for number, group in enumerate(groups, start=1):
            inside = [row for row in questions if row.get("gid") == group.get("gid")]
            sections.append(self._section(group, inside, number))
        orphans = [row for row in questions if row.get("gid") not in {group.get("gid") for group in groups}]
        if orphans:
            found = tuple(question for row in orphans for question in self._question(row))
            sections.append(Section(key=self._key("section"), questions=found))
        for _row in self._rows("conditions"):
            self.report.cannot("conditions", None, "conditions_old")
            break
        settings = {row.get("surveyls_language", ""): row for row in self._rows("surveys_languagesettings")}
        titles = {self._code(language): plain_text(row.get("surveyls_title", "")) for language, row in settings.items()}
        intros = {self._code(one): plain_text(row.get("surveyls_welcometext", "")) for one, row in settings.items()}
        definition = Definition(
            title={language: title for language, title in titles.items() if title} or {self.locales[0]: "LimeSurvey"},
            intro={language: words for language, words in intros.items() if words},
            locales=self.locales,
            sections=tuple(sections),
            content_locales={code: own_name(code) for code in self.locales if code not in LANGUAGES},
            foreign={"limesurvey": {"languages": self.languages}},
        )
        return Reading("limesurvey", definition, tuple(self.report.repairs), tuple(self.report.unsupported))

    # Tables

    def _rows(self, table: str) -> Iterator[Values]:
        for row in self.root.iterfind(f"{table}/rows/row"):
            yield {etree.QName(cell).localname: cell.text or "" for cell in row if isinstance(cell.tag, str)}

    def _merged(self, table: str, column: str, number: str) -> list[dict[str, Any]]:
        """One row each, its words under `text` as {language: words}, from either layout."""
        merged: dict[str, dict[str, Any]] = {}
        for row in self._rows(table):
            identity = row.get(number) or f"{row.get('qid')}-{row.get('code')}-{row.get('scale_id', '0')}"
            one = merged.setdefault(identity, {**row, "text": {}, "aid_": identity, "help_": {}})
            self._put(one, row, column)
        singular = {"questions": "question", "subquestions": "question", "answers": "answer", "groups": "group"}[table]
        for row in self._rows(f"{singular}_l10ns"):
            if row.get(number) in merged:
                self._put(merged[row[number]], row, column)
        return list(merged.values())

    def _put(self, one: dict[str, Any], row: Values, column: str) -> None:
        language = self._code(row["language"]) if row.get("language") else self.locales[0]
        if row.get(column) and ("language" in row or language not in one["text"]):
            one["text"][language] = row[column]
        if row.get("help"):
            one["help_"][language] = row["help"]
        if row.get("description"):
            one["help_"][language] = row["description"]

    def _grouped(self, table: str, by: str, column: str, number: str) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self._merged(table, column, number):
            found[row.get(by, "")].append(row)
        for rows in found.values():
            rows.sort(key=lambda row: _number(row.get("question_order") or row.get("sortorder")))
        return found

    def _group_rows(self) -> list[dict[str, Any]]:
        return sorted(self._merged("groups", "group_name", "gid"), key=lambda row: _number(row.get("group_order")))

    def _languages(self) -> tuple[str, ...]:
        said = [element.text or "" for element in self.root.iterfind("languages/language")]
        first = next((row.get("language", "") for row in self._rows("surveys")), "")
        self.languages: dict[str, str] = {}
        for name in [first, *said]:
            if name:
                self.languages.setdefault(self._code(name), name)
        return tuple(self.languages) or ("und",)

    def _code(self, name: str) -> str:
        return language_code(re.sub(r"-(informal|easy)$", "", name)) or "und"

    # Questions

    def _key(self, base: str) -> str:
        key = unique(base, lambda key: key in self.taken)
        self.taken.add(key)
        return key

    def _name(self, row: Mapping[str, Any]) -> None:
        """Gives a question its key, and its parts the names conditions call them by."""
        code, qid = row.get("title", ""), row.get("qid", "")
        key = self.keys[qid] = self._key(key_of(code, f"q{qid}"))
        self.by_code.setdefault(code, key)
        place = f"{row.get('sid')}X{row.get('gid')}X{qid}"
        self.by_code.setdefault(place, key)
        for part in self.subquestions.get(qid, ()):
            name = part.get("title", "")
            reference: Reference | None = None
            if row.get("type") in {"M", "P"}:
                reference = Ticked(key, key_of(name, "option"))
            elif row.get("type") in {"K", "Q"}:
                reference = part["key_"] = self._key(key_of(f"{code}_{name}", f"q{qid}_{name}"))
            if reference:
                self.by_code.setdefault(f"{code}_{name}", reference)
                self.by_code.setdefault(f"{place}{name}", reference)

    def _section(self, group: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], number: int) -> Section:
        questions = tuple(question for row in rows for question in self._question(row))
        foreign: dict[str, Any] = {}
        relevant = self._relevant(group.get("grelevance", ""), "groups", number, foreign)
        title = {language: plain_text(words) for language, words in group["text"].items()}
        if group["help_"]:
            foreign["description"] = group["help_"]
            intro = {language: text for language, words in group["help_"].items() if (text := plain_text(words))}
            if intro:
                note = Question(
                    key=self._key("intro"), kind=Kind.NOTE, label=intro, foreign={"group_description": True}
                )
                questions = (note, *questions)
        return Section(key=self._key("section"), title=title, questions=questions, relevant=relevant,
                       foreign={"limesurvey": foreign} if foreign else {})  # fmt: skip

    def _relevant(self, text: str, table: str, row: int | None, foreign: dict[str, Any], key: str = "") -> str:
        """A condition in our language; kept, and told, when it cannot be said."""
        text = plain_text(text) if "&" in text else text
        try:
            found = tidy(translated(text, self.by_code.get))
        except NotSayable as error:
            foreign["relevance"] = text
            self.report.cannot(table, row, "condition_not_sayable", rule=text, part=error)
            return ""
        found = with_values(found, lambda name: self.options.get(name, {}))
        if found:
            foreign |= {"relevance": text, "relevance_as": found}
        return found

    def _question(self, row: Mapping[str, Any]) -> Iterator[Question]:
        """The questions one row is asked as: most often one."""
        qid, type_ = row.get("qid", ""), row.get("type", "")
        key, attributes, number = self.keys[qid], self.attributes.get(qid, {}), int(_number(qid)) or None
        foreign: dict[str, Any] = {"type": type_, "code": row.get("title", "")}
        kept = {name: value for name, value in attributes.items() if value not in {"", "0", "N"}}
        if kept:
            foreign["attributes"] = kept
        if row.get("preg"):
            foreign["preg"] = row["preg"]
        relevant = self._relevant(str(row.get("relevance", "")), "questions", number, foreign)
        label = self._text(row["text"], foreign)
        common: dict[str, Any] = {
            "required": row.get("mandatory") in {"Y", "S"},
            "relevant": relevant,
            "help": self._text(row["help_"], {}),
            "source_type": type_,
        }
        is_grid = type_ == ":" and attributes.get("multiflexible_checkbox") == "1"
        if type_ in PARTS and not is_grid:
            yield from self._parts(row, label, common, foreign)
            return
        kind = Kind.WEEK_GRID if is_grid else KINDS.get(type_)
        if kind is None:
            self.report.cannot("questions", number, "type_unknown_asked", type=type_)
            kind = Kind.SHORT_TEXT
        if kind is Kind.DATE and re.search(r"[hH]", attributes.get("date_format", "")):
            kind = Kind.DATE_TIME
        if type_ in {"I"}:
            self.report.cannot("questions", number, "type_not_asked", type=type_)
        if type_ in {"O", "P"}:
            self.report.cannot("questions", number, "comments_not_asked", name=key)
        if kind is Kind.CALCULATION:
            common["calculation"] = self._equation(row, attributes, number, foreign)
        common |= self._limits(kind, type_, attributes) | {"shuffled": attributes.get("random_order") == "1"}
        if row.get("preg") and kind in {Kind.SHORT_TEXT, Kind.LONG_TEXT, Kind.NUMBER}:
            pattern = re.sub(r"^/(.*)/\w*$", r"\1", row["preg"])
            if "'" not in pattern:
                common["constraint"] = f"regex(., '{pattern}')"
        if attributes.get("em_validation_q"):
            common |= self._check(row, attributes["em_validation_q"], key, str(common.get("constraint", "")))
        if common.get("constraint"):
            foreign["constraint_as"] = common["constraint"]
        scales = ("0", "1") if type_ == "1" else ("0",)
        for scale in scales:
            own = key if scale == "0" else self._key(f"{key}_scale2")
            yield Question(
                key=own, kind=kind, label=label, options=self._options(row, own, kind, scale),
                rows=self._table_rows(row) if kind in {Kind.RATING_TABLE, Kind.WEEK_GRID} else (),
                foreign=_named(own, row, foreign if scale == "0" else {"second_scale_of": key}), **common,
            )  # fmt: skip

    def _text(self, words: Mapping[str, str], foreign: dict[str, Any]) -> Text:
        """Words without their markup, which is kept."""
        plain = {language: plain_text(said) for language, said in words.items()}
        if any(plain[language] != words[language] for language in plain):
            foreign["html"] = dict(words)
        return {language: self._piped(said) for language, said in plain.items() if said}

    def _piped(self, words: str) -> str:
        """`{Q1.NAOK}` as `${Q1}`, where it stands for a question."""

        def put(found: re.Match[str]) -> str:
            target = self.by_code.get(re.sub(r"\.(NAOK|shown|value|code)$", "", found[1]))
            return f"${{{target}}}" if isinstance(target, str) else found[0]

        return re.sub(r"\{(?:INSERTANS:)?([A-Za-z0-9_.]+)\}", put, words)

    def _limits(self, kind: Kind, type_: str, attributes: Values) -> dict[str, Any]:
        def number(name: str) -> float | None:
            said = attributes.get(name, "")
            return float(said) if re.fullmatch(r"-?\d+(\.\d+)?", said) else None

        if kind is Kind.NUMBER:
            return {"low": number("min_num_value_n"), "high": number("max_num_value_n")}
        if type_ == "5":
            return {"low": 1, "high": 5}
        if kind in {Kind.SEVERAL_CHOICES, Kind.RANKING}:
            most, least = number("max_answers"), number("min_answers")
            return {
                "maximum": int(most) if most and most >= 1 else None,
                "minimum": int(least) if least and least >= 1 else None,
            }
        return {}

    def _check(self, row: Mapping[str, Any], rule: str, key: str, pattern: str) -> dict[str, Any]:
        """What an answer has to satisfy, when it is given: its message too."""
        code = re.escape(row.get("title", ""))
        plain = re.sub(rf"^\(?is_empty\({code}\.NAOK\) \|\| ", "", plain_text(rule) if "&" in rule else rule)
        try:
            said = tidy(translated(plain, self.by_code.get))
        except NotSayable as error:
            number = int(_number(row.get("qid"))) or None
            self.report.cannot("questions", number, "condition_not_sayable", rule=rule, part=error)
            return {}
        own = said.replace(f"${{{key}}}", ".")
        message = self.worded.get(row.get("qid", ""), {}).get("em_validation_q_tip", {})
        words = {language: text for language, said in message.items() if (text := plain_text(said))}
        return {"constraint": joined([pattern, own]), "constraint_message": words}

    def _equation(self, row: Mapping[str, Any], attributes: Values, number: int | None, foreign: dict[str, Any]) -> str:
        said = attributes.get("equation") or next(iter(row["text"].values()), "")
        plain = plain_text(said).strip()
        plain = plain[1:-1] if plain.startswith("{") and plain.endswith("}") and plain.count("{") == 1 else plain
        try:
            return tidy(translated(plain, self.by_code.get)) or plain
        except NotSayable as error:
            self.report.cannot("questions", number, "condition_not_sayable", rule=plain, part=error)
            foreign["equation"] = said
            return ""

    def _options(self, row: Mapping[str, Any], key: str, kind: Kind, scale: str) -> tuple[Option, ...]:
        type_, qid = row.get("type", ""), row.get("qid", "")
        if type_ in BUILT_IN:
            return tuple(Option(key=code, label=self._built_in(code)) for code in BUILT_IN[type_])
        if type_ in SCALES:
            numbers = [str(number) for number in range(1, SCALES[type_] + 1)]
            return tuple(Option(key=number, label=dict.fromkeys(self.locales, number)) for number in numbers)
        if kind not in {Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES, Kind.RANKING, Kind.RATING_TABLE, Kind.WEEK_GRID}:
            return ()
        rows = self.subquestions.get(qid, []) if type_ in {"M", "P", ":"} else self.answers.get(qid, [])
        scale = "1" if kind is Kind.WEEK_GRID else scale
        taken: set[str] = set()
        alone = self.attributes.get(qid, {}).get("exclude_all_others", "").split(";")
        options: list[Option] = []
        for one in rows:
            if type_ not in {"M", "P"} and (one.get("scale_id") or "0") != scale:
                continue
            code = one.get("code") or one.get("title") or ""
            own = unique(key_of(code, f"option_{len(options) + 1}"), lambda key: key in taken)
            taken.add(own)
            if own != code:
                self.options.setdefault(key, {})[code] = own
            foreign: dict[str, Any] = {"name": code} if own != code else {}
            label = self._text(one["text"], foreign)
            options.append(Option(key=own, label=label, exclusive=code in alone, foreign=foreign))
        if row.get("other") == "Y" and type_ in {"L", "!", "O", "M", "P"}:
            said = self.worded.get(qid, {}).get("other_replace_text") or self._built_in("other")
            other = unique("other", lambda key: key in taken)
            options.append(Option(key=other, label=said, specify=True, foreign={"other": True}))
        return tuple(options)

    def _built_in(self, code: str) -> Text:
        words = WORDS[code]
        return {language: words.get(language, words["en"]) for language in self.locales}

    def _table_rows(self, row: Mapping[str, Any]) -> tuple[Row, ...]:
        rows: list[Row] = []
        taken: set[str] = set()
        for part in self.subquestions.get(row.get("qid", ""), ()):
            if (part.get("scale_id") or "0") != "0":
                continue
            code = part.get("title", "")
            own = unique(key_of(code, f"row_{len(rows) + 1}"), lambda key: key in taken)
            taken.add(own)
            foreign: dict[str, Any] = {"name": code} if own != code else {}
            rows.append(Row(key=own, label=self._text(part["text"], foreign), foreign=foreign))
        return tuple(rows)

    def _parts(
        self, row: Mapping[str, Any], label: Text, common: Mapping[str, Any], foreign: Mapping[str, Any]
    ) -> Iterator[Question]:
        """One question for each part of a question with several fields."""
        type_, qid, code = row.get("type", ""), row.get("qid", ""), row.get("title", "")
        every = self.subquestions.get(qid, [])
        rows = [part for part in every if (part.get("scale_id") or "0") == "0"]
        columns = [part for part in every if part.get("scale_id") == "1"]
        number = int(_number(qid)) or None
        self.report.repaired("questions", number, "asked_in_parts", name=self.keys[qid], type=type_)
        if label or not rows:
            kind = Kind.NOTE if rows else PARTS[type_]
            kept = {"limesurvey": dict(foreign)}
            yield Question(key=self.keys[qid], kind=kind, label=label, foreign=kept, **{**common, "required": False})
        made = 0
        for part in rows:
            for column in columns or ({},):
                made += 1
                if made > LONGEST_PARTS:
                    self.report.cannot("questions", number, "too_many_parts", name=self.keys[qid], most=LONGEST_PARTS)
                    return
                name = f"{code}_{part.get('title')}" + (f"_{column.get('title')}" if column else "")
                text = beside(self._text(part["text"], {}), self._text(column["text"], {}) if column else {})
                kept = {"part_of": code, "code": part.get("title", ""), "type": type_}
                if column:
                    kept["column"] = column.get("title", "")
                own = part.get("key_") or self._key(key_of(name, f"q{qid}_{made}"))
                yield Question(key=own, kind=PARTS[type_], label=text, foreign={"limesurvey": kept},
                               **{**common, "help": {}})  # fmt: skip


def _number(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return 0.0


def _named(key: str, row: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a question, with its code where that is no key of ours."""
    code = row.get("title", "")
    return {"limesurvey": kept} | ({"name": code} if code and code != key and "code" in kept else {})
