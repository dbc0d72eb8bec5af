"""The tables of a LimeSurvey survey, made from a definition."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from consultation.questionnaires.definition import Definition, Option, Question, Row, Section, Text
from consultation.questionnaires.expressions import (
    Binary,
    Call,
    Current,
    Expression,
    ExpressionError,
    Junction,
    Literal,
    Name,
    Negative,
    parse,
)
from consultation.questionnaires.interchange.limesurvey_words import plain_text
from consultation.questionnaires.interchange.losses import Unsaid
from consultation.questionnaires.interchange.rule_reader import NotSayable
from consultation.questionnaires.kinds import plain_number, scale_points
from consultation.terms import Kind

TYPES: Mapping[Kind, str] = {
    Kind.ONE_CHOICE: "L", Kind.YES_MAYBE_NO: "L", Kind.FACES: "L", Kind.SCALE: "L", Kind.SEVERAL_CHOICES: "M",
    Kind.PLACE: "M", Kind.MAP: "M", Kind.NUMBER: "N", Kind.SHORT_TEXT: "S", Kind.LONG_TEXT: "T", Kind.DATE: "D",
    Kind.TIME: "D", Kind.DATE_TIME: "D", Kind.RANKING: "R", Kind.RATING_TABLE: "F", Kind.WEEK_GRID: ":",
    Kind.NOTE: "X", Kind.ACKNOWLEDGEMENT: "M", Kind.CALCULATION: "*", Kind.HIDDEN: "*", Kind.PHOTO: "|",
    Kind.VOICE: "|", Kind.FILE: "|", Kind.POSITION: "S",
}  # fmt: skip
KEPT_TYPES = frozenset("LO!GY5MPNSTUDRX|*FHABCE")
"""Types that come back as they came, where the kind is still theirs."""
OURS = frozenset({"exclude_all_others", "random_order", "min_answers", "max_answers"})
"""Attributes that are members of a question here, and never given back otherwise."""
OPERATORS = {"=": "==", "div": "/"}
FUNCTIONS = {"string-length": "strlen", "round": "round", "abs": "abs", "int": "intval", "if": "if", "min": "min",
             "max": "max", "sum": "sum", "pow": "pow", "sqrt": "sqrt"}  # fmt: skip


@dataclass
class Codes:
    """The codes of questions, options and rows: letters and digits, short, each once where it must be."""

    questions: dict[str, str] = field(default_factory=dict)
    parts: dict[str, dict[str, str]] = field(default_factory=dict)
    """{question key: {option or row key: code}}."""

    def add(self, question: Question) -> None:
        kept = question.foreign.get("limesurvey", {})
        own = "" if "part_of" in kept else kept.get("code")
        said = str(own or re.sub(r"[^A-Za-z0-9]", "", question.key))
        base = said if said[:1].isalpha() else f"Q{said}"
        self.questions[question.key] = _free(base[:20], set(self.questions.values()), 20)
        longest = (
            5
            if question.kind in {Kind.ONE_CHOICE, Kind.RATING_TABLE, Kind.RANKING, Kind.YES_MAYBE_NO, Kind.FACES}
            else 20
        )
        parts: dict[str, str] = {}
        for option in question.options:
            parts[option.key] = _part(option, set(parts.values()), longest, "A")
        rows: dict[str, str] = {}
        for row in question.rows:
            rows[row.key] = _part(row, set(rows.values()), 20, "SQ")
        self.parts[question.key] = parts | {f"/{key}": code for key, code in rows.items()}


def _part(one: Option | Row, taken: set[str], longest: int, letter: str) -> str:
    said = re.sub(r"[^A-Za-z0-9]", "", str(one.foreign.get("name") or one.key))
    if said and len(said) <= longest and said not in taken:
        return said
    return _free(letter + "1", taken, longest)


def _free(base: str, taken: set[str], longest: int) -> str:
    folded = {code.lower() for code in taken}
    if base.lower() not in folded:
        return base
    stem = base.rstrip("0123456789")
    return next(
        code for n in range(2, 100_000) if (code := f"{stem[: longest - len(str(n))]}{n}").lower() not in folded
    )


Cells = dict[str, str]


class Tables:
    """The tables of a survey: one row for each thing and language."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.codes = Codes()
        for question in definition.questions():
            self.codes.add(question)
        self.kinds = {question.key: question for question in definition.questions()}
        self.made: dict[str, list[Cells]] = {
            name: [] for name in ("answers", "groups", "questions", "subquestions", "question_attributes")
        }
        self.unsaid: list[Unsaid] = []

    def language(self, code: str) -> str:
        names: dict[str, str] = self.definition.foreign.get("limesurvey", {}).get("languages", {})
        return names.get(code) or {"fr@falc": "fr-easy"}.get(code, code)

    def all(self) -> dict[str, list[Cells]]:
        """{table: rows}."""
        number = 0
        for gid, section in enumerate(self.definition.sections, start=1):
            self._group(gid, section)
            for question in section.questions:
                number += 1
                if not question.retired and not question.foreign.get("group_description"):
                    self._question(gid, number * 1000, question)
        settings = [
            {
                "surveyls_survey_id": "1",
                "surveyls_language": self.language(language),
                "surveyls_title": self.definition.title.get(language) or next(iter(self.definition.title.values()), ""),
                "surveyls_welcometext": _html(self.definition.intro.get(language, "")),
            }
            for language in self.definition.locales
        ]
        first, *others = [self.language(language) for language in self.definition.locales]
        survey = {
            "sid": "1",
            "language": first,
            "additional_languages": " ".join(others),
            "format": "G",
            "anonymized": "Y",
        }
        return {**self.made, "surveys": [survey], "surveys_languagesettings": settings}

    def _each(self, text: Text) -> Iterator[tuple[str, str]]:
        for language in self.definition.locales:
            yield self.language(language), text.get(language, "")

    def _group(self, gid: int, section: Section) -> None:
        kept = section.foreign.get("limesurvey", {})
        relevance = self.rule(section.relevant, kept, section.key)
        for language, words in self._each(section.title):
            self.made["groups"].append(
                {"gid": str(gid), "sid": "1", "group_name": words or section.key, "group_order": str(gid),
                 "description": kept.get("description", {}).get(language, ""), "language": language,
                 "grelevance": "" if relevance == "1" else relevance}
            )  # fmt: skip

    def _question(self, gid: int, qid: int, question: Question) -> None:
        kept = question.foreign.get("limesurvey", {})
        type_ = self._type(question)
        row = {
            "qid": str(qid), "parent_qid": "0", "sid": "1", "gid": str(gid), "type": type_,
            "title": self.codes.questions[question.key], "preg": kept.get("preg", ""), "other": self._other(question),
            "mandatory": "Y" if question.required else "N", "question_order": str(qid), "scale_id": "0",
            "relevance": self.rule(question.relevant, kept, question.key),
        }  # fmt: skip
        for language, words in self._each(question.label):
            said = self._words(words, kept, language)
            if question.kind in {Kind.CALCULATION, Kind.HIDDEN} and not (words and kept):
                said = self._equation(question, kept)
            help_ = _html(self.piped(dict(self._each(question.help))[language]))
            self.made["questions"].append({**row, "question": said, "help": help_, "language": language})
        attributes = self._attributes(question, kept)
        told = [("", name, value) for name, value in attributes.items()]
        if "em_validation_q" in attributes:
            message = self._each(question.constraint_message)
            told += [(language, "em_validation_q_tip", _html(words)) for language, words in message if words]
        for language, name, value in told:
            self.made["question_attributes"].append(
                {"qid": str(qid), "attribute": name, "value": value, "language": language}
            )
        self._parts(qid, gid, question, type_)

    def _type(self, question: Question) -> str:
        kept = str(question.foreign.get("limesurvey", {}).get("type", ""))
        if kept in KEPT_TYPES and question.source_type == kept and "code" in question.foreign["limesurvey"]:
            return kept
        return "T" if question.kind is Kind.SHORT_TEXT and question.appearance == "multiline" else TYPES[question.kind]

    def _other(self, question: Question) -> str:
        return "Y" if any(option.specify for option in question.options) else "N"

    def _words(self, words: str, kept: Mapping[str, Any], language: str) -> str:
        """The HTML it came with while it still says the same, else the words."""
        code = next((c for c in self.definition.locales if self.language(c) == language), language)
        original = kept.get("html", {}).get(code, "")
        if original and re.sub(r"\$?\{[^{}]*\}", "", plain_text(original)) == re.sub(r"\$\{[^{}]*\}", "", words):
            return str(original)
        return _html(self.piped(words))

    def piped(self, words: str) -> str:
        """`${q}` as `{q.shown}`."""

        def put(found: re.Match[str]) -> str:
            code = self.codes.questions.get(found[1])
            return f"{{{code}.shown}}" if code else found[0]

        return re.sub(r"\$\{([^{}]+)\}", put, words)

    def _attributes(self, question: Question, kept: Mapping[str, Any]) -> dict[str, str]:
        found: dict[str, str] = {}
        if question.kind is Kind.NUMBER:
            found |= {"min_num_value_n": plain_number(question.low)} if question.low is not None else {}
            found |= {"max_num_value_n": plain_number(question.high)} if question.high is not None else {}
        if question.kind in {Kind.SEVERAL_CHOICES, Kind.PLACE, Kind.MAP, Kind.RANKING}:
            found |= {"max_answers": str(question.maximum)} if question.maximum else {}
            found |= {"min_answers": str(question.minimum)} if question.minimum else {}
        if question.kind is Kind.WEEK_GRID:
            found["multiflexible_checkbox"] = "1"
        if question.kind in {Kind.TIME, Kind.DATE_TIME}:
            found["date_format"] = "HH:MM" if question.kind is Kind.TIME else "yyyy-mm-dd HH:MM"
        if question.kind in {Kind.HIDDEN, Kind.CALCULATION}:
            found["hidden"] = "1"
        if question.shuffled:
            found["random_order"] = "1"
        if alone := [self.codes.parts[question.key][o.key] for o in question.options if o.exclusive and not o.retired]:
            found["exclude_all_others"] = ";".join(alone)
        if question.constraint and kept.get("constraint_as") != question.constraint:
            found |= self._check(question)
        return {name: value for name, value in kept.get("attributes", {}).items() if name not in OURS} | found

    def _check(self, question: Question) -> dict[str, str]:
        """Its constraint, which like ours lets an empty answer pass."""
        try:
            name = f"{self.codes.questions[question.key]}.NAOK"
            rule = f"is_empty({name}) || {self.expression(parse(question.constraint), question)}"
            return {"em_validation_q": rule}
        except (ExpressionError, NotSayable) as error:
            self.unsaid.append(Unsaid(question.key, "constraint", question.constraint, str(error)))
            return {}

    def _equation(self, question: Question, kept: Mapping[str, Any]) -> str:
        if kept.get("equation"):
            return str(kept["equation"])
        if question.kind is Kind.HIDDEN:
            return html.escape(question.default)
        try:
            return f"{{{self.expression(parse(question.calculation), question)}}}" if question.calculation else ""
        except (ExpressionError, NotSayable) as error:
            self.unsaid.append(Unsaid(question.key, "calculation", question.calculation, str(error)))
            return ""

    def _parts(self, qid: int, gid: int, question: Question, type_: str) -> None:
        """Answers and subquestions."""
        codes = self.codes.parts[question.key]
        answers = [(codes[o.key], o.label) for o in question.options if not o.retired and not o.specify]
        if question.kind is Kind.SCALE and type_ == "L":
            answers = [(plain_number(n), self._point(question, n)) for n in scale_points(question)]
        subquestions = [(codes[f"/{row.key}"], row.label, "0") for row in question.rows if not row.retired]
        if type_ in {"M", "P"}:
            subquestions, answers = [(code, label, "0") for code, label in answers], []
            if question.kind is Kind.ACKNOWLEDGEMENT:
                subquestions = [("yes", question.label, "0")]
        elif type_ == ":":
            subquestions, answers = [*subquestions, *((code, label, "1") for code, label in answers)], []
        if type_ in {"L", "!", "O", "R", "F", "H"}:
            for order, (code, label) in enumerate(answers, start=1):
                for language, words in self._each(label):
                    self.made["answers"].append(
                        {"qid": str(qid), "code": code, "answer": words, "sortorder": str(order), "language": language,
                         "assessment_value": "0", "scale_id": "0"}
                    )  # fmt: skip
        if type_ in {"M", "P", "F", "H", "A", "B", "C", "E", ":"}:
            for order, (code, label, scale) in enumerate(subquestions, start=1):
                for language, words in self._each(label):
                    self.made["subquestions"].append(
                        {"qid": str(qid + order), "parent_qid": str(qid), "sid": "1", "gid": str(gid), "type": "T",
                         "title": code, "question": words, "question_order": str(order), "language": language,
                         "scale_id": scale, "relevance": "1"}
                    )  # fmt: skip

    def _point(self, question: Question, number: float) -> Text:
        points = scale_points(question)
        ends = {points[0]: question.low_label, points[-1]: question.high_label}
        return {
            language: f"{plain_number(number)} {ends.get(number, {}).get(language, '')}".strip()
            for language in self.definition.locales
        }

    # Rules

    def rule(self, rule: str, kept: Mapping[str, Any], key: str) -> str:
        """A condition in LimeSurvey's language; 1 when there is none, or none that can be said."""
        if kept.get("relevance") and kept.get("relevance_as", "") == rule:
            return str(kept["relevance"])
        if not rule:
            return "1"
        try:
            return self.expression(parse(rule), None)
        except (ExpressionError, NotSayable) as error:
            self.unsaid.append(Unsaid(key, "relevant", rule, str(error)))
            return "1"

    def expression(self, node: Expression, at: Question | None) -> str:
        """:raises NotSayable: for what LimeSurvey has not"""
        match node:
            case Literal():
                return plain_number(node.value) if isinstance(node.value, float) else _quoted(node.value)
            case Name():
                if node.key not in self.codes.questions:
                    raise NotSayable(node.key)
                return f"{self.codes.questions[node.key]}.NAOK"
            case Current() if at is not None:
                return f"{self.codes.questions[at.key]}.NAOK"
            case Negative():
                return f"-{self.expression(node.operand, at)}"
            case Binary():
                return self._binary(node, at)
            case Junction():
                return f"({f' {node.operator} '.join(self.expression(part, at) for part in node.parts)})"
            case Call():
                return self._call(node, at)
        raise NotSayable(str(node))

    def _binary(self, node: Binary, at: Question | None) -> str:
        sides = [node.left, node.right]
        asked = next((self.kinds.get(side.key) for side in sides if isinstance(side, Name)), None)
        written = [
            _quoted(self.codes.parts[asked.key].get(_words(side), _words(side)))
            if isinstance(side, Literal) and asked is not None and asked.options
            else self.expression(side, at)
            for side in sides
        ]
        return f"({written[0]} {OPERATORS.get(node.operator, node.operator)} {written[1]})"

    def _call(self, node: Call, at: Question | None) -> str:
        arguments = node.arguments
        if node.function == "selected" and len(arguments) == 2 and isinstance(arguments[1], Literal):
            asked = self.kinds.get(arguments[0].key) if isinstance(arguments[0], Name) else None
            if asked is None:
                raise NotSayable("selected")
            code = self.codes.parts[asked.key].get(_words(arguments[1]), _words(arguments[1]))
            name = self.codes.questions[asked.key]
            return f'({name}_{code}.NAOK == "Y")' if TYPES[asked.kind] == "M" else f"({name}.NAOK == {_quoted(code)})"
        given = [self.expression(argument, at) for argument in arguments]
        if node.function == "not" and len(given) == 1:
            return f"!({given[0]})"
        if node.function in {"true", "false"}:
            return "1" if node.function == "true" else "0"
        if node.function == "regex" and len(given) == 2 and isinstance(arguments[1], Literal):
            return f"regexMatch({_quoted(f'/{arguments[1].value}/')}, {given[0]})"
        if node.function == "count-selected" and isinstance(arguments[0], Name):
            return f"count(that.{self.codes.questions.get(arguments[0].key, '')}.NAOK)"
        if node.function not in FUNCTIONS:
            raise NotSayable(node.function)
        return f"{FUNCTIONS[node.function]}({', '.join(given)})"


def _words(literal: Expression) -> str:
    value = literal.value if isinstance(literal, Literal) else ""
    return plain_number(value) if isinstance(value, float) else value


def _quoted(words: str) -> str:
    if '"' in words and "'" in words:
        raise NotSayable(words)
    return f"'{words}'" if '"' in words else f'"{words}"'


def _html(words: str) -> str:
    return html.escape(words, quote=False).replace("\n", "<br />\n")
