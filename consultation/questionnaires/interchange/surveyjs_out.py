"""SurveyJS out: the questionnaire as a survey definition in JSON."""

import json
import re
from collections.abc import Mapping
from typing import Any

from consultation.questionnaires.definition import Definition, Option, Question, Section, Text
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
from consultation.questionnaires.interchange.carried import MEMBER, carried, digest_of_json
from consultation.questionnaires.interchange.losses import Unsaid, Written, losses_of
from consultation.questionnaires.interchange.outline import Originals, option_name
from consultation.questionnaires.interchange.rule_reader import NotSayable
from consultation.questionnaires.interchange.surveyjs_words import INPUTS as INPUTS_READ
from consultation.questionnaires.kinds import plain_number
from consultation.terms import Kind

TYPES: Mapping[Kind, str] = {
    Kind.ONE_CHOICE: "radiogroup", Kind.YES_MAYBE_NO: "radiogroup", Kind.FACES: "radiogroup",
    Kind.SEVERAL_CHOICES: "checkbox", Kind.PLACE: "tagbox", Kind.MAP: "checkbox", Kind.NUMBER: "text",
    Kind.SHORT_TEXT: "text", Kind.LONG_TEXT: "comment", Kind.SCALE: "rating", Kind.RATING_TABLE: "matrix",
    Kind.WEEK_GRID: "matrix", Kind.RANKING: "ranking", Kind.DATE: "text", Kind.TIME: "text", Kind.DATE_TIME: "text",
    Kind.POSITION: "text", Kind.PHOTO: "file", Kind.VOICE: "file", Kind.FILE: "file", Kind.NOTE: "html",
    Kind.ACKNOWLEDGEMENT: "checkbox", Kind.CALCULATION: "expression", Kind.HIDDEN: "text",
}  # fmt: skip
INPUTS = {Kind.NUMBER: "number", Kind.DATE: "date", Kind.TIME: "time", Kind.DATE_TIME: "datetime-local"}
OPERATORS = {"div": "/", "mod": "%"}
FUNCTIONS = {"if": "iif", "round": "round", "sum": "sum", "min": "min", "max": "max", "today": "today",
             "now": "currentDate"}  # fmt: skip


def write_surveyjs(definition: Definition) -> Written:
    """The questionnaire as SurveyJS JSON."""
    survey = _Survey(definition)
    document = json.loads(json.dumps(survey.document()))
    document[MEMBER] = carried(definition, digest_of_json(document))
    data = (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
    names = {key: name for key, name in survey.names.items() if key in survey.questions}
    parts = {
        question.key: {
            option.key: "other" if option.specify else option_name(option)
            for option in question.options
            if not option.retired and not option.foreign.get("special")
        }
        for question in definition.questions()
    }
    return Written(data, losses_of(definition, "surveyjs", survey.unsaid, names, parts))


class _Survey:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.default = definition.locales[0]
        self.names = Originals(definition).names
        self.questions = {question.key: question for question in definition.questions()}
        self.unsaid: list[Unsaid] = []

    def document(self) -> dict[str, Any]:
        definition = self.definition
        return _filled(
            {
                "title": self.text(definition.title),
                "description": self.text(definition.intro),
                "locale": self.default.split("@")[0],
                **definition.foreign.get("surveyjs", {}),
                "pages": [self.page(section) for section in definition.sections],
            }
        )

    def text(self, words: Text) -> Any:
        """One string where there is one language, else {language: words} with SurveyJS's own name for the first."""

        def put(found: re.Match[str]) -> str:
            return f"{{{self.names[found[1]]}}}" if found[1] in self.names else found[0]

        said = {
            "default" if language == self.default else language: re.sub(r"\$\{([^{}]+)\}", put, told)
            for language, told in words.items()
            if told
        }
        return said["default"] if set(said) == {"default"} else said

    def page(self, section: Section) -> dict[str, Any]:
        elements = [self.element(question) for question in section.questions if not question.retired]
        page: dict[str, Any] = {"name": section.key, "title": self.text(section.title)}
        if not section.repeat:
            return _filled({**page, "visibleIf": self.rule(section.relevant, section.key), "elements": elements})
        panel = {
            "type": "paneldynamic",
            **section.foreign.get("surveyjs", {}),
            **page,
            "visibleIf": self.rule(section.relevant, section.key),
            "maxPanelCount": section.repeat,
            "templateElements": elements,
        }
        return {"name": f"page_{section.key}", "elements": [_filled(panel)]}

    def element(self, question: Question) -> dict[str, Any]:
        kept = question.foreign.get("surveyjs", {})
        written = question.source_type.split(" ")[0]
        if written in {"multipletext", "matrixdropdown", "matrixdynamic"} or "surveyjs_part_of" in question.foreign:
            written = ""
        same = written in SAME.get(question.kind, ()) or (question.kind is Kind.HIDDEN and "visible" in kept)
        type_ = written if same and written else TYPES[question.kind]
        words = "html" if type_ == "html" else "title"
        constraint = self.rule(question.constraint, question.key, "constraint", question)
        message = self.text(question.constraint_message)
        # SurveyJS checks empty answers too; ours pass.
        checked = f"{{{self.names.get(question.key, question.key)}}} empty or {constraint}"
        validators = [_filled({"type": "expression", "text": message, "expression": checked})]
        first: dict[str, Any] = {"type": type_, "name": self.names.get(question.key, question.key)}
        first |= {name: value for name, value in kept.items() if name not in {"validators", "type"}}
        if question.kind is Kind.HIDDEN:
            first["visible"] = False
        return first | _filled(
            {
                words: self.text(question.label),
                "description": self.text(question.help),
                "isRequired": question.required,
                "inputType": _input(question) if type_ == "text" else None,
                "visibleIf": self.rule(question.relevant, question.key),
                "expression": self.rule(question.calculation, question.key, "calculation"),
                "validators": validators if constraint else None,
                "showRefuseItem": question.may_refuse and bool(question.options),
                "showDontKnowItem": question.may_not_know and bool(question.options),
                "choicesOrder": "random" if question.shuffled else None,
                "maxSelectedChoices": question.maximum,
                "minSelectedChoices": question.minimum,
                "defaultValue": question.default,
                **self.choices(question, type_),
                **self.bounds(question, type_),
            }
        )

    def choices(self, question: Question, type_: str) -> dict[str, Any]:
        options = [option for option in question.options if not option.retired]
        if question.kind is Kind.ACKNOWLEDGEMENT:
            return {"choices": [{"value": "yes", "text": self.text(question.label)}]}
        if type_ == "boolean":
            words = {option.key: self.text(option.label) for option in options}
            return {"labelTrue": words.get("true"), "labelFalse": words.get("false")}
        plain = [self.choice(option) for option in options if not (option.specify or option.foreign.get("special"))]
        others = next((self.text(option.label) for option in options if option.specify), None)
        none = next((self.text(option.label) for option in options if option.foreign.get("special") == "none"), None)
        said: dict[str, Any] = {{"rating": "rateValues", "matrix": "columns"}.get(type_, "choices"): plain}
        if question.rows:
            said["rows"] = [
                {"value": str(row.foreign.get("name") or row.key), "text": self.text(row.label)}
                for row in question.rows
                if not row.retired
            ]
        if question.kind is Kind.WEEK_GRID:
            said["cellType"] = "checkbox"
        if question.kind is Kind.SEVERAL_CHOICES and type_ == "imagepicker":
            said["multiSelect"] = True
        return (
            said
            | ({"showOtherItem": True, "otherText": others} if others is not None else {})
            | ({"showNoneItem": True, "noneText": none} if none is not None else {})
        )

    def choice(self, option: Option) -> dict[str, Any]:
        kept = option.foreign.get("surveyjs", {})
        return _filled({**kept, "value": option_name(option), "text": self.text(option.label)})

    def bounds(self, question: Question, type_: str) -> dict[str, Any]:
        low, high = question.low, question.high
        if question.kind is Kind.SCALE and type_ == "rating":
            return {
                "rateMin": _number(1 if low is None else low),
                "rateMax": _number(5 if high is None else high),
                "rateStep": _number(question.step) if question.step else None,
                "minRateDescription": self.text(question.low_label),
                "maxRateDescription": self.text(question.high_label),
            }
        return {"min": _number(low) if low is not None else None, "max": _number(high) if high is not None else None}

    def rule(self, text: str, key: str, code: str = "relevant", at: Question | None = None) -> str:
        """The rule in SurveyJS's language; empty when it has none for it."""
        try:
            return self.expression(parse(text), at) if text else ""
        except (ExpressionError, NotSayable) as error:
            self.unsaid.append(Unsaid(key, code, text, str(error)))
            return ""

    def expression(self, node: Expression, at: Question | None) -> str:
        """:raises NotSayable: for what SurveyJS has not"""
        match node:
            case Literal():
                value = node.value
                return plain_number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
            case Name():
                return f"{{{self.names.get(node.key, node.key)}}}"
            case Current() if at is not None:
                return f"{{{self.names.get(at.key, at.key)}}}"
            case Negative():
                return f"-{self.expression(node.operand, at)}"
            case Binary():
                return self.binary(node, at)
            case Junction():
                return f"({f' {node.operator} '.join(self.expression(part, at) for part in node.parts)})"
            case Call():
                return self.call(node, at)
        raise NotSayable(str(node))

    def binary(self, node: Binary, at: Question | None) -> str:
        left, right = node.left, node.right
        if isinstance(right, Literal) and right.value == "" and node.operator in {"=", "!="}:
            return f"{self.expression(left, at)} {'empty' if node.operator == '=' else 'notempty'}"
        sides = [self.value(left, right, at), self.value(right, left, at)]
        return f"({sides[0]} {OPERATORS.get(node.operator, node.operator)} {sides[1]})"

    def value(self, node: Expression, beside: Expression, at: Question | None) -> str:
        """One side of a comparison: the key of an option as the survey calls it."""
        asked = self.questions.get(beside.key) if isinstance(beside, Name) else None
        if isinstance(node, Literal) and asked and asked.options:
            plain = plain_number(node.value) if isinstance(node.value, float) else node.value
            names = {option.key: option_name(option) for option in asked.options}
            return json.dumps(names.get(plain, plain), ensure_ascii=False)
        return self.expression(node, at)

    def call(self, node: Call, at: Question | None) -> str:
        if node.function == "selected" and len(node.arguments) == 2:
            asked, chosen = node.arguments
            return f"({self.expression(asked, at)} contains {self.value(chosen, asked, at)})"
        if node.function == "not" and len(node.arguments) == 1:
            return f"!({self.expression(node.arguments[0], at)})"
        if node.function in {"true", "false"}:
            return node.function
        if node.function not in FUNCTIONS:
            raise NotSayable(node.function)
        return f"{FUNCTIONS[node.function]}({', '.join(self.expression(one, at) for one in node.arguments)})"


SAME: Mapping[Kind, tuple[str, ...]] = {
    Kind.ONE_CHOICE: ("radiogroup", "dropdown", "buttongroup", "boolean", "imagepicker", "rating"),
    Kind.SEVERAL_CHOICES: ("checkbox", "tagbox", "imagepicker"),
    Kind.SCALE: ("rating", "slider"),
    Kind.FILE: ("file", "signaturepad"),
}
"""Types that mean one kind of ours: a question keeps the one it came with."""


def _number(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def _input(question: Question) -> str | None:
    """What SurveyJS itself called a text of this kind ("email", "tel"), else what this kind is there."""
    type_, _, said = question.source_type.partition(" ")
    if type_ == "text" and said and INPUTS_READ.get(said, Kind.SHORT_TEXT) is question.kind:
        return said
    return INPUTS.get(question.kind)


def _filled(members: Mapping[str, Any]) -> dict[str, Any]:
    """Without members that say nothing."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {}) and value is not False}
