"""What the page's script (`web/static/routing.js`) is given: every rule of a questionnaire as a tree in JSON.

Trees and not text, so that the script needs no reader of its own (the reader is longer than all it has to do), and
nothing that stands in a page can become code.
"""

import re
from collections.abc import Callable
from typing import Any

from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.expressions import (
    Attribute,
    Binary,
    Call,
    Current,
    Expression,
    Junction,
    Literal,
    Lookup,
    Name,
    Negative,
    Parent,
    walk,
)
from consultation.questionnaires.kinds import KINDS
from consultation.questionnaires.piping import is_piped
from consultation.questionnaires.routing import Routing, item_of, lists_in, routing_of, rules_of
from consultation.terms import Kind

ENDLESS = re.compile(r"(?:[+*|]|,\}).*\)(?:[+*]|\{[0-9]*,)", re.DOTALL)
"""Patterns that repeat what repeats: some of them would stop the page, where nothing can interrupt them."""
VALUE_SIGNS = {Kind.NUMBER: "n", Kind.SCALE: "n", Kind.DATE: "d", Kind.DATE_TIME: "d"}
"""How the script reads what was typed, where it is not just words."""


def packed(definition: Definition, locale: str, message: Callable[[Question], str]) -> dict[str, Any] | None:
    """The rules for the page in one language; None when nothing on it depends on an answer.

    `{units: [what to work out in turn], gates: {section: tree}, lists: {question: options}}`. A unit is a question
    `{k: key, s: section, r: relevant, c: constraint, m: message, v: calculation, d: fixed value, f: filter,
    o: {option: its attributes}, t: sign of its value}`, or a repeated section `{s: key, n: most times,
    q: [questions]}`.

    :param message: what to say when the constraint of a question does not hold
    """
    routing = routing_of(definition)
    if routing is None and not is_piped(definition):
        return None
    packing = Packing(definition, routing, locale, message)
    units = routing.units if routing else plain_units(definition)
    rules: dict[str, Any] = {
        "units": [packing.unit(section, question) for section, question in units],
        "gates": {k: tree(gate) for k, gate in routing.sections.items() if ends(gate)} if routing else {},
    }
    if routing and routing.looks_at_lists:
        rules["lists"] = lists_in(definition, locale)
    return rules


def plain_units(definition: Definition) -> list[tuple[Section, Question | None]]:
    """Questions and repeated sections as they stand."""
    return [
        unit
        for section in definition.sections
        for unit in ([(section, None)] if section.repeat else [(section, question) for question in section.questions])
    ]


class Packing:
    """Rules of one questionnaire, being packed."""

    def __init__(
        self, definition: Definition, routing: Routing | None, locale: str, message: Callable[[Question], str]
    ) -> None:
        self.definition = definition
        self.routing = routing
        self.locale = locale
        self.message = message

    def unit(self, section: Section, question: Question | None) -> dict[str, Any]:
        if question is not None:
            return {"s": section.key, **self.question(question)}
        asked = self.routing.inside[section.key] if self.routing else section.questions
        return {"s": section.key, "n": section.repeat, "q": [self.question(one) for one in asked]}

    def question(self, question: Question) -> dict[str, Any]:
        rules = rules_of(question)
        found: dict[str, Any] = {"k": question.key}
        if rules.relevant is not None and ends(rules.relevant):
            found["r"] = tree(rules.relevant)
        if rules.constraint is not None and ends(rules.constraint):
            found |= {"c": tree(rules.constraint), "m": self.message(question)}
        if not KINDS[question.kind].takes_answer:
            found |= {"v": tree(rules.calculation)} if rules.calculation is not None else {"d": question.default}
        if rules.choice_filter is not None and ends(rules.choice_filter):
            found["f"] = tree(rules.choice_filter)
            default = self.definition.locales[0]
            found["o"] = {option.key: item_of(option, self.locale, default) for option in question.options}
        if question.kind in VALUE_SIGNS:
            found["t"] = VALUE_SIGNS[question.kind]
        return found


def ends(rule: Expression) -> bool:
    """Whether a page can work it out without being stopped; if not, the server alone does."""
    calls = [part for part in walk(rule) if isinstance(part, Call) and part.function == "regex"]
    patterns = [pattern for call in calls for pattern in call.arguments[1:]]
    return not any(not isinstance(one, Literal) or ENDLESS.search(str(one.value)) for one in patterns)


def tree(node: Expression) -> Any:
    """An expression as JSON: values as they are, everything else `[what it is, its parts…]`."""
    match node:
        case Literal():
            return int(node.value) if isinstance(node.value, float) and node.value.is_integer() else node.value
        case Name():
            return ["$", node.key]
        case Current():
            return ["."]
        case Parent():
            return ""
        case Attribute():
            return ["@", node.name]
        case Negative():
            return ["-", tree(node.operand)]
        case Binary():
            return [node.operator, tree(node.left), tree(node.right)]
        case Junction():
            return [node.operator, *map(tree, node.parts)]
        case Call(function="jr:choice-name", arguments=(value, Name(key=key))):
            return [node.function, tree(value), key]
        case Call():
            return [node.function, *map(tree, node.arguments)]
        case Lookup():
            condition = None if node.condition is None else tree(node.condition)
            return ["item", tree(node.list), condition, node.column or "name"]
