"""Conditions as people say them: "you answered Yes to question 3". Only those simple enough to be said so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.expressions import (
    Binary,
    Call,
    Context,
    Expression,
    ExpressionError,
    Junction,
    Literal,
    Name,
    is_true,
    names,
    number_words,
    write,
)
from consultation.questionnaires.kinds import KINDS
from consultation.questionnaires.on_paper import numbers_on_paper
from consultation.questionnaires.routing import Routing, routing_of

MOST_SAID = 4
"""Parts of a condition somebody still follows while reading."""


class Relation(StrEnum):
    """How an answer has to stand to what is named."""

    IS = "is"
    IS_NOT = "is_not"
    MORE = "more"
    AT_LEAST = "at_least"
    LESS = "less"
    AT_MOST = "at_most"
    ANSWERED = "answered"
    BLANK = "blank"


@dataclass(frozen=True)
class Told:
    """One thing about one answer."""

    question: str
    """Its key."""
    relation: Relation
    values: tuple[str, ...] = ()
    """Keys of options, or one number in words; any of them."""


@dataclass(frozen=True)
class Condition:
    """One or more of them, all to hold (`and`) or one of them (`or`)."""

    operator: str
    parts: tuple[Told, ...]


COMPARED = {">": Relation.MORE, ">=": Relation.AT_LEAST, "<": Relation.LESS, "<=": Relation.AT_MOST}
TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "=", "!=": "!="}
OPPOSITE = {
    Relation.IS: Relation.IS_NOT,
    Relation.IS_NOT: Relation.IS,
    Relation.ANSWERED: Relation.BLANK,
    Relation.BLANK: Relation.ANSWERED,
    Relation.MORE: Relation.AT_MOST,
    Relation.AT_MOST: Relation.MORE,
    Relation.LESS: Relation.AT_LEAST,
    Relation.AT_LEAST: Relation.LESS,
}


def simple(expression: Expression) -> Condition | None:
    """The condition in simple terms; None for one that is not simple enough."""
    operator = expression.operator if isinstance(expression, Junction) else "and"
    parts = expression.parts if isinstance(expression, Junction) else (expression,)
    told: list[Told] = []
    for part in parts:
        inner = _one(part)
        if inner is None:
            return None
        _add(told, inner, operator)
    return Condition(operator, tuple(told)) if len(told) <= MOST_SAID else None


def _add(told: list[Told], new: Told, operator: str) -> None:
    """Put it beside what is said already, together with what it can be said with in one breath."""
    joins = (operator, new.relation) in {("or", Relation.IS), ("and", Relation.IS_NOT)}
    if joins and told and (told[-1].question, told[-1].relation) == (new.question, new.relation):
        told[-1] = Told(new.question, new.relation, tuple(dict.fromkeys((*told[-1].values, *new.values))))
    else:
        told.append(new)


def _one(part: Expression) -> Told | None:
    if isinstance(part, Junction):  # only what is one question in the end: "A or B"
        inner = simple(part)
        return inner.parts[0] if inner and len(inner.parts) == 1 else None
    if isinstance(part, Name):
        return Told(part.key, Relation.ANSWERED)
    if isinstance(part, Call) and part.function == "not" and len(part.arguments) == 1:
        inner_one = _one(part.arguments[0])
        return Told(inner_one.question, OPPOSITE[inner_one.relation], inner_one.values) if inner_one else None
    if isinstance(part, Call) and part.function == "selected" and len(part.arguments) == 2:
        return _compared("=", *part.arguments)
    if isinstance(part, Binary) and part.operator in TURNED:
        if isinstance(part.left, Literal):
            return _compared(TURNED[part.operator], part.right, part.left)
        return _compared(part.operator, part.left, part.right)
    return None


def _compared(operator: str, left: Expression, right: Expression) -> Told | None:
    if not isinstance(left, Name) or not isinstance(right, Literal):
        return None
    value = right.value if isinstance(right.value, str) else number_words(right.value)
    if operator in COMPARED:
        return Told(left.key, COMPARED[operator], (value,))
    if not value:
        return Told(left.key, Relation.BLANK if operator == "=" else Relation.ANSWERED)
    return Told(left.key, Relation.IS if operator == "=" else Relation.IS_NOT, (value,))


def expression_of(question: Question, relation: Relation, value: str) -> str:
    """The expression for one simple condition, as a picker writes it."""
    name = Name(question.key)
    if relation in {Relation.ANSWERED, Relation.BLANK}:
        return write(Binary("=" if relation is Relation.BLANK else "!=", name, Literal("")))
    if relation in {Relation.IS, Relation.IS_NOT} and KINDS[question.kind].most(question) > 1:
        chosen = Call("selected", (name, Literal(value)))
        return write(chosen if relation is Relation.IS else Call("not", (chosen,)))
    operator = {r: sign for sign, r in COMPARED.items()} | {Relation.IS: "=", Relation.IS_NOT: "!="}
    return write(Binary(operator[relation], name, Literal(value)))


# On paper


def goto(definition: Definition) -> dict[str, list[tuple[tuple[str, ...], int | None]]]:
    """{question key: [(keys of options, number of the question they lead to)]}, as printed beside a question.

    Only where an option leads past the next question; None is the end of the sheet. Numbers are those of
    `numbers_on_paper`. A question where several options may be chosen leads nowhere by itself.
    """
    routing = routing_of(definition)
    if routing is None:
        return {}
    numbers = numbers_on_paper(definition)
    printed = [(s, q) for s in definition.sections for q in s.questions if q.key in numbers]
    found: dict[str, list[tuple[tuple[str, ...], int | None]]] = {}
    for place, (section, question) in enumerate(printed):
        if section.repeat or not question.options or KINDS[question.kind].most(question) != 1:
            continue
        jumps: dict[int | None, list[str]] = {}
        for option in question.options:
            after = [] if option.retired else list(_skipped(routing, question, option.key, printed[place + 1 :]))
            if after:
                following = printed[place + 1 + len(after) :]
                jumps.setdefault(numbers[following[0][1].key] if following else None, []).append(option.key)
        if jumps:
            found[question.key] = [(tuple(keys), number) for number, keys in jumps.items()]
    return found


def _skipped(
    routing: Routing, question: Question, option: str, following: Iterable[tuple[Section, Question]]
) -> Iterable[Question]:
    """The questions right after one that its answer alone rules out."""
    for section, after in following:
        rules = [routing.sections.get(section.key), routing.rules[after.key].relevant]
        if not any(rule is not None and holds(rule, {question.key: option}) is False for rule in rules):
            return
        yield after


def holds(expression: Expression, known: Mapping[str, str]) -> bool | None:
    """Whether it is true as far as some answers tell; None when others decide."""
    if set(names(expression)) <= known.keys():
        try:
            return is_true(expression, Context(values=known))
        except ExpressionError:
            return None
    if isinstance(expression, Junction):
        parts = {holds(part, known) for part in expression.parts}
        decisive = expression.operator == "or"
        return decisive if decisive in parts else None if None in parts else not decisive
    if isinstance(expression, Call) and expression.function == "not" and len(expression.arguments) == 1:
        inner = holds(expression.arguments[0], known)
        return None if inner is None else not inner
    return None
