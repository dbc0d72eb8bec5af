"""SurveyJS in: pages, panels and questions of a survey definition in JSON."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from consultation.languages import LANGUAGES
from consultation.plan.formats.safety import Refused
from consultation.questionnaires.definition import Definition, Option, Question, Row, Section, Text
from consultation.questionnaires.interchange.carried import MEMBER, digest_of_json, taken_out
from consultation.questionnaires.interchange.language import guessed_language, language_code, own_name, private_code
from consultation.questionnaires.interchange.limesurvey_words import WORDS, beside, plain_text
from consultation.questionnaires.interchange.naming import key_of, slug, unique
from consultation.questionnaires.interchange.reading import Reading, Report
from consultation.questionnaires.interchange.rule_reader import NotSayable, tidy
from consultation.questionnaires.interchange.rules import joined, with_values
from consultation.questionnaires.interchange.surveyjs_rules import translated
from consultation.questionnaires.interchange.surveyjs_words import (
    DEEPEST,
    INPUTS,
    KINDS,
    LISTS,
    MOST_QUESTIONS,
    default_words,
    elements,
    fields_of,
    is_number,
    kept_of,
    source_of,
    value_of,
)
from consultation.terms import Kind

OF_A_CHOICE = frozenset({"value", "text", "name", "title"})


def read_surveyjs(document: Mapping[str, Any]) -> Reading:
    """The survey of a SurveyJS definition.

    :raises Refused: not_a_form, when it has neither pages nor elements
    """
    if not isinstance(document.get("pages", document.get("elements", document.get("questions"))), list):
        raise Refused("not_a_form")
    plain = {name: value for name, value in document.items() if name != MEMBER}
    if ours := taken_out(document.get(MEMBER), digest_of_json(plain)):
        return Reading("surveyjs", ours, (), ())
    return _Survey(plain).reading()


class _Survey:
    """One survey while it is read."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document, self.report = document, Report()
        self.codes: dict[str, str] = {}
        self.taken: set[str] = set()
        self.keys: dict[str, str] = {}
        """{name in the survey: key}."""
        self.values: dict[str, dict[str, str]] = {}
        """{key: {value of an option: its key}} where they differ."""
        self.count = 0
        self.default = self._default()

    def reading(self) -> Reading:
        pages = self.document.get("pages")
        if not isinstance(pages, list):
            pages = [{"elements": self.document.get("elements", self.document.get("questions"))}]
        pages = [page for page in pages if isinstance(page, dict)]
        for page in pages:
            self._give_names(page, 0)
        sections: list[Section] = []
        for number, page in enumerate(pages, start=1):
            sections += self._page(page, f"page {number}")
        for name in ("triggers", "calculatedValues", "completedHtmlOnCondition"):
            if self.document.get(name):
                self.report.cannot("", None, "setting_kept", name=name)
        title = self._text(self.document.get("title")) or {self.default: "SurveyJS"}
        intro = self._text(self.document.get("description"))
        ours = {"pages", "elements", "questions", "title", "description", "locale"}
        kept = {name: value for name, value in self.document.items() if name not in ours}
        locales = tuple(dict.fromkeys([self.default, *self.codes.values()]))
        definition = Definition(
            title=title,
            intro=intro,
            locales=locales,
            sections=tuple(sections),
            content_locales={code: own_name(code) for code in locales if code not in LANGUAGES},
            foreign={"surveyjs": kept} if kept else {},
        )
        return Reading("surveyjs", definition, tuple(self.report.repairs), tuple(self.report.unsupported))

    # Words

    def _default(self) -> str:
        said = self.document.get("locale")
        if isinstance(said, str) and said and language_code(said):
            return str(language_code(said))
        words = " \n".join(default_words(self.document, 0))
        guessed = guessed_language(words)
        if guessed and guessed != "en":
            self.report.repaired("", None, "language_guessed", name=own_name(guessed), code=guessed)
        return guessed or "en"

    def _text(self, value: object) -> Text:
        """Words in each language, without their markup; SurveyJS names its default language `default`."""
        if isinstance(value, dict):
            found = {}
            for language, words in value.items():
                if isinstance(words, str) and words.strip():
                    found[self._code(str(language))] = self._plain(words)
            return {language: words for language, words in found.items() if words}
        plain = self._plain(str(value)) if isinstance(value, str | int | float) and value is not True else ""
        return {self.default: plain} if plain else {}

    def _plain(self, words: str) -> str:
        def put(found: re.Match[str]) -> str:
            key = self.keys.get(re.sub(r"^(panel|row|item)\.", "", found[1].strip()))
            return f"${{{key}}}" if key else found[0]

        return re.sub(r"\{([^{}]+)\}", put, plain_text(words))

    def _code(self, language: str) -> str:
        if language == "default":
            return self.default
        if language not in self.codes:
            code = language_code(language)
            if code is None:
                code = private_code(language)
                self.report.cannot("", None, "language_unknown", name=language, code=code)
            self.codes[language] = code
        return self.codes[language]

    # Structure

    def _give_names(self, container: Mapping[str, Any], depth: int) -> None:
        if depth > DEEPEST:
            raise Refused("too_much_inside")
        for element in elements(container):
            self.count += 1
            if self.count > MOST_QUESTIONS:
                raise Refused("too_much_inside")
            name = str(element.get("name") or "")
            if element.get("type") != "panel":
                otherwise = slug(" ".join(self._text(element.get("title")).values()), f"q_{self.count}")
                key = unique(key_of(name, otherwise), self.taken.__contains__)
                self.taken.add(key)
                element["name_"] = key
                if name in self.keys:
                    self.report.repaired("", None, "name_twice", name=name, key=key)
                self.keys.setdefault(name or key, key)
            self._give_names(element, depth + 1)

    def _section_key(self, name: object) -> str:
        key = unique(key_of(str(name or ""), "page"), self.taken.__contains__)
        self.taken.add(key)
        return key

    def _page(self, page: Mapping[str, Any], where: str) -> Iterator[Section]:
        """The sections of a page: one, and one for each repeated panel."""
        relevant = self._rule(page.get("visibleIf"), where, "visibleIf")
        waiting: list[Question] = []
        title: Text = self._text(page.get("title"))
        for element, around in self._flat(page, [relevant], where):
            if element.get("type") == "paneldynamic":
                if waiting or title:
                    yield Section(key=self._section_key(page.get("name")), title=title, questions=tuple(waiting))
                waiting, title = [], {}
                yield self._repeated(element, around, where)
            else:
                waiting += self._questions(element, around, where)
        if waiting or title:
            yield Section(key=self._section_key(page.get("name")), title=title, questions=tuple(waiting))

    def _flat(
        self, container: Mapping[str, Any], around: list[str], where: str
    ) -> Iterator[tuple[Mapping[str, Any], list[str]]]:
        """Every question, panels opened, with the conditions around it."""
        for element in elements(container):
            if element.get("type") != "panel":
                yield element, around
                continue
            inside = [*around, self._rule(element.get("visibleIf"), where, "visibleIf")]
            if title := self._text(element.get("title")):
                key = self._section_key(element.get("name"))
                yield {"type": "html", "name_": key, "html": title, "panel_": True}, inside
            yield from self._flat(element, inside, where)

    def _repeated(self, element: Mapping[str, Any], around: list[str], where: str) -> Section:
        questions = [
            question
            for inner, rules in self._flat({"elements": element.get("templateElements")}, [], where)
            for question in self._questions(inner, rules, where)
        ]
        most = element.get("maxPanelCount")
        relevant = joined([*around, self._rule(element.get("visibleIf"), where, "visibleIf")])
        times = most if isinstance(most, int) and 1 <= most <= 20 else 20
        return Section(
            key=str(element["name_"]), title=self._text(element.get("title") or element.get("name")),
            questions=tuple(questions), relevant=relevant, repeat=times,
            foreign={"surveyjs": kept_of(element)},
        )  # fmt: skip

    # Questions

    def _questions(self, element: Mapping[str, Any], around: list[str], where: str) -> Iterator[Question]:
        type_ = str(element.get("type") or "text")
        if type_ in {"multipletext", "matrixdropdown", "matrixdynamic"}:
            yield from self._parts(element, around, where, type_)
            return
        yield self._question(element, around, where, type_)

    def _question(self, element: Mapping[str, Any], around: list[str], where: str, type_: str) -> Question:
        key = str(element["name_"])
        kind = self._kind(element, type_, where)
        name = str(element.get("name") or "")
        foreign: dict[str, Any] = {"surveyjs": kept} if (kept := kept_of(element)) else {}
        if name and name != key == key_of(name, key):
            foreign["name"] = name
        label = self._text(element.get("title")) or self._text(element.get("html"))
        if not label and name and kind not in {Kind.CALCULATION, Kind.HIDDEN}:
            # SurveyJS shows the name where there is no title.
            label = {self.default: name}
        options = self._options(element, key, type_)
        relevant = joined([*around, self._rule(element.get("visibleIf"), where, "visibleIf")])
        constraint, message = self._validators(element, where)
        for rule in ("requiredIf", "enableIf", "choicesVisibleIf", "setValueIf", "choicesByUrl", "rowsVisibleIf"):
            if element.get(rule):
                code = "required_rule" if rule == "requiredIf" else "column_means_nothing"
                self.report.cannot(where, None, code, rule=element[rule], column=rule, words=element[rule])
        default = element.get("defaultValue")
        return Question(
            key=key,
            kind=kind,
            label=label,
            help=self._text(element.get("description")),
            options=options,
            rows=self._rows(element) if kind in {Kind.RATING_TABLE, Kind.WEEK_GRID} else (),
            required=element.get("isRequired") is True,
            relevant=relevant,
            constraint=constraint,
            constraint_message=message,
            calculation=self._rule(element.get("expression"), where, "expression"),
            shuffled=element.get("choicesOrder") == "random",
            source_type=source_of(element, type_),
            may_refuse=element.get("showRefuseItem") is True,
            may_not_know=element.get("showDontKnowItem") is True,
            default=self.values.get(key, {}).get(str(default), str(default)) if isinstance(default, str | int) else "",
            foreign=foreign,
            **self._limits(element, kind),
        )

    def _limits(self, element: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
        """Bounds of numbers, ends of scales, and how many one may choose."""
        low, high = element.get("min", element.get("rateMin")), element.get("max", element.get("rateMax"))
        if kind is Kind.SCALE:
            step, count = element.get("rateStep", element.get("step")), element.get("rateCount")
            return {
                "low": low if is_number(low) else 1,
                "high": high if is_number(high) else count if is_number(count) else 5,
                "step": step if is_number(step) and step and step > 0 else None,
                "low_label": self._text(element.get("minRateDescription")),
                "high_label": self._text(element.get("maxRateDescription")),
            }
        if kind is Kind.NUMBER:
            return {"low": low if is_number(low) else None, "high": high if is_number(high) else None}
        limits = {}
        if kind in {Kind.SEVERAL_CHOICES, Kind.RANKING}:
            for ours, theirs in (("maximum", "maxSelectedChoices"), ("minimum", "minSelectedChoices")):
                said = element.get(theirs)
                limits[ours] = said if isinstance(said, int) and not isinstance(said, bool) and said >= 1 else None
        return limits

    def _kind(self, element: Mapping[str, Any], type_: str, where: str) -> Kind:
        if element.get("visible") is False and not element.get("visibleIf") and type_ not in {"expression", "html"}:
            return Kind.HIDDEN
        if type_ == "text":
            return INPUTS.get(str(element.get("inputType", "")), Kind.SHORT_TEXT)
        if type_ == "imagepicker" and element.get("multiSelect"):
            return Kind.SEVERAL_CHOICES
        if type_ == "matrix" and element.get("cellType") == "checkbox":
            return Kind.WEEK_GRID
        if type_ == "rating" and isinstance(element.get("rateValues"), list) and element["rateValues"]:
            return Kind.ONE_CHOICE
        if type_ not in KINDS:
            self.report.cannot(where, None, "type_unknown_asked", type=type_)
        return KINDS.get(type_, Kind.SHORT_TEXT)

    def _options(self, element: Mapping[str, Any], key: str, type_: str) -> tuple[Option, ...]:
        if type_ == "boolean":
            yes, no = self._text(element.get("labelTrue")), self._text(element.get("labelFalse"))
            return (Option(key="true", label=yes or self._word("Y")), Option(key="false", label=no or self._word("N")))
        given = element.get("columns") if type_ == "matrix" else element.get("choices")
        if type_ == "rating":
            given = element.get("rateValues")
        if type_ not in LISTS | {"rating"}:
            return ()
        options: list[Option] = []
        for choice in given if isinstance(given, list) else []:
            value = choice.get("value", choice.get("name")) if isinstance(choice, dict) else choice
            text = choice.get("text", choice.get("title")) if isinstance(choice, dict) else None
            if isinstance(value, bool):
                value = str(value).lower()
            if not isinstance(value, str | int | float):
                continue
            options.append(self._option(key, str(value), self._text(text) or self._text(str(value)), options, choice))
        for flag, code, words, extra in (
            (("hasNone", "showNoneItem"), "none", "noneText", {"exclusive": True}),
            (("hasOther", "showOtherItem"), "other", "otherText", {"specify": True}),
        ):
            if any(element.get(name) is True for name in flag):
                own = unique(code, {option.key for option in options}.__contains__)
                label = self._text(element.get(words)) or self._word(code)
                made = Option(key=own, label=label, foreign={"special": code})
                options.append(made.model_copy(update=extra))
        return tuple(options)

    def _option(self, key: str, value: str, label: Text, options: list[Option], choice: object) -> Option:
        own = unique(key_of(value, f"option_{len(options) + 1}"), {option.key for option in options}.__contains__)
        foreign: dict[str, Any] = {}
        if own != value:
            foreign["name"] = value
            self.values.setdefault(key, {})[value] = own
        kept = {k: v for k, v in choice.items() if k not in OF_A_CHOICE} if isinstance(choice, dict) else {}
        if kept:
            foreign["surveyjs"] = kept
        return Option(key=own, label=label, foreign=foreign)

    def _word(self, code: str) -> Text:
        words = WORDS.get(code, {"en": "None", "fr": "Aucun", "ar": "لا شيء", "es": "Ninguno", "pt": "Nenhum"})
        return {self.default: words.get(self.default, words["en"])}

    def _rows(self, element: Mapping[str, Any]) -> tuple[Row, ...]:
        rows: list[Row] = []
        given = element.get("rows")
        for row in given if isinstance(given, list) else []:
            value = str(row.get("value", "")) if isinstance(row, dict) else str(row)
            text = row.get("text") if isinstance(row, dict) else None
            own = unique(key_of(value, f"row_{len(rows) + 1}"), {known.key for known in rows}.__contains__)
            foreign = {"name": value} if own != value else {}
            rows.append(Row(key=own, label=self._text(text) or self._text(value), foreign=foreign))
        return tuple(rows)

    def _parts(self, element: Mapping[str, Any], around: list[str], where: str, type_: str) -> Iterator[Question]:
        """A question with several fields: words above, and one question for each field."""
        key = str(element["name_"])
        if type_ == "matrixdynamic":
            self.report.cannot(where, None, "rows_by_the_person", name=key)
        self.report.repaired(where, None, "asked_in_parts", name=key, type=type_)
        relevant = joined([*around, self._rule(element.get("visibleIf"), where, "visibleIf")])
        label = self._text(element.get("title") or element.get("name"))
        yield Question(key=key, kind=Kind.NOTE, label=label, relevant=relevant, source_type=type_,
                       help=self._text(element.get("description")),
                       foreign={"surveyjs": {k: v for k, v in element.items() if k != "name_"}})  # fmt: skip
        for row, part in fields_of(element, type_):
            name = "_".join(str(one) for one in (element.get("name"), value_of(row), part.get("name")) if one)
            own = unique(key_of(name, "field"), self.taken.__contains__)
            self.taken.add(own)
            inner = {**part, "type": part.get("cellType", "text"), "name_": own, "name": own}
            if inner["type"] == "default":
                inner["type"] = element.get("cellType", "dropdown")
            inner.setdefault("choices", element.get("choices", []))
            question = self._question(inner, [relevant], where, str(inner["type"]))
            head = self._text(row.get("text") or row.get("value")) if row else {}
            words = self._text(part.get("title") or part.get("name"))
            update = {"label": beside(head, words), "foreign": {"surveyjs_part_of": key}, "source_type": type_}
            yield question.model_copy(update=update)

    def _validators(self, element: Mapping[str, Any], where: str) -> tuple[str, Text]:
        rules: list[str] = []
        message: Text = {}
        given = element.get("validators")
        for one in given if isinstance(given, list) else []:
            if not isinstance(one, dict):
                continue
            message = message or self._text(one.get("text"))
            low, high = one.get("minValue"), one.get("maxValue")
            if one.get("type") == "numeric":
                rules += [f". >= {low}"] if is_number(low) else []
                rules += [f". <= {high}"] if is_number(high) else []
            elif one.get("type") == "text":
                rules += [f"string-length(.) >= {one['minLength']}"] if is_number(one.get("minLength")) else []
                rules += [f"string-length(.) <= {one['maxLength']}"] if is_number(one.get("maxLength")) else []
            elif one.get("type") == "regex" and isinstance(one.get("regex"), str) and "'" not in one["regex"]:
                rules.append(f"regex(., '{one['regex']}')")
            elif one.get("type") == "answercount":
                rules += [f"count-selected(.) >= {one['minCount']}"] if is_number(one.get("minCount")) else []
                rules += [f"count-selected(.) <= {one['maxCount']}"] if is_number(one.get("maxCount")) else []
            elif one.get("type") == "expression":
                own = f"${{{element['name_']}}}"
                rule = self._rule(one.get("expression"), where, "validators").replace(own, ".")
                rules.append(rule.removeprefix(". = '' or "))
            else:
                self.report.cannot(where, None, "column_means_nothing", column="validators", words=one.get("type"))
        return joined(rules), message

    def _rule(self, text: object, where: str, column: str) -> str:
        if not isinstance(text, str) or not text.strip():
            return ""
        try:
            found = tidy(translated(text, self.keys.get))
        except NotSayable as error:
            self.report.cannot(where, None, "condition_not_sayable", rule=text, part=error, column=column)
            return ""
        return with_values(found, lambda name: self.values.get(name, {}))
