"""What is wrong with the expressions of a questionnaire, found before anybody answers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from consultation.questionnaires.definition import Definition, Option, Question, Section
from consultation.questionnaires.expressions import (
    FUNCTIONS,
    UNSUPPORTED,
    Attribute,
    Binary,
    Call,
    Current,
    Expression,
    ExpressionError,
    Literal,
    Lookup,
    Name,
    Negative,
    children,
    names,
    number_of,
    parse,
    write,
)
from consultation.questionnaires.kinds import KINDS
from consultation.questionnaires.piping import piped_keys, piped_texts
from consultation.questionnaires.reaching import never_accepted, never_asked
from consultation.terms import Kind

LONGEST_SHOWN = 90
"""Signs of a part of an expression that is quoted in a message."""


class RuleCode(StrEnum):
    """What may be wrong with a rule; the same values as in `faults.FaultCode`."""

    UNREADABLE = "rule_unreadable"
    UNKNOWN_NAME = "rule_unknown_name"
    NEEDS_QUOTES = "rule_needs_quotes"
    UNKNOWN_FUNCTION = "rule_unknown_function"
    UNSUPPORTED_FUNCTION = "rule_unsupported_function"
    ARGUMENTS = "rule_arguments"
    UNKNOWN_OPTION = "rule_unknown_option"
    WRONG_TYPE = "rule_wrong_type"
    BAD_PATTERN = "rule_bad_pattern"
    CIRCLE = "rule_circle"
    NEVER_ASKED = "rule_never_asked"
    NEEDED_NEVER_ASKED = "rule_needed_never_asked"
    NEVER_ACCEPTED = "rule_never_accepted"
    LATER = "rule_later"


@dataclass(frozen=True)
class Found:
    """One thing wrong with the rules of a question or a section."""

    code: RuleCode
    where: str
    """Key of the question or section."""
    detail: str = ""
    """The part of the expression, the name, the keys in a circle."""


@dataclass(frozen=True)
class Rule:
    """One expression and where it stands."""

    part: Question | Section
    field: str
    """relevant, constraint, calculation or choice_filter."""
    text: str


def rules_in(definition: Definition) -> Iterator[Rule]:
    """Every expression of what is still asked, in order."""
    for section in definition.sections:
        if section.relevant.strip():
            yield Rule(section, "relevant", section.relevant)
        for question in section.questions:
            for field in ("relevant", "constraint", "calculation", "choice_filter"):
                text = getattr(question, field)
                if text.strip() and not question.retired:
                    yield Rule(question, field, text)


def rule_faults(definition: Definition) -> list[Found]:
    """Everything wrong with the rules, in the order of the document; the deeper checks only when all can be read."""
    checking = Checking(definition)
    found: list[Found] = []
    readable = True
    for rule in rules_in(definition):
        try:
            tree = parse(rule.text)
        except ExpressionError as error:
            found.append(Found(RuleCode.UNREADABLE, rule.part.key, place_of(rule.text, error)))
            readable = False
        else:
            found += checking.rule(rule, tree)
    found += checking.pipes()
    if readable and not any(one.code is RuleCode.UNKNOWN_NAME for one in found):
        found += checking.reach()
    return list(dict.fromkeys(found))


def place_of(text: str, error: ExpressionError) -> str:
    """The expression around the place where it cannot be read, marked."""
    before = text[max(0, error.position - 30) : error.position]
    return f"{before}⟨?⟩{text[error.position : error.position + 30]}"


def shown(node: Expression) -> str:
    """A part of an expression, as far as it fits in a message."""
    text = write(node)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


class Checking:
    """The questions a rule may speak of."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.questions = {question.key: question for question in definition.questions()}
        self.section_of = {q.key: section for section in definition.sections for q in section.questions}
        self.known = self.questions.keys() | {section.key for section in definition.sections if section.repeat}
        self.place = {key: number for number, key in enumerate(self.questions)}

    def rule(self, rule: Rule, tree: Expression) -> Iterator[Found]:
        """What is wrong with one rule."""
        where = rule.part.key
        own = rule.part if isinstance(rule.part, Question) else None
        options = own.options if own and rule.field == "choice_filter" else ()
        for part, is_in_list in with_lists(tree, bool(options)):
            match part:
                case Name(key=key) if key not in self.known:
                    yield Found(RuleCode.UNKNOWN_NAME, where, key)
                case Attribute(name=name) if not is_in_list:
                    yield Found(RuleCode.NEEDS_QUOTES, where, name)
                case Attribute(name=name) if options and not has_attribute(options, name):
                    yield Found(RuleCode.UNKNOWN_NAME, where, name)
                case Lookup(list=Literal(value=str(key))) if key not in self.questions:
                    yield Found(RuleCode.UNKNOWN_NAME, where, key)
                case Call():
                    yield from self.call(part, where, own)
                case Binary():
                    yield from self.comparison(part, where, own)
                case Negative() if not self.may_be_number(part.operand, own):
                    yield Found(RuleCode.WRONG_TYPE, where, shown(part))
        if rule.field in {"relevant", "choice_filter"}:
            first = self.place[where] if own else self.place.get(first_key(rule.part), 0)
            if any(self.place[key] > first for key in self.asked_in(names(tree))):
                yield Found(RuleCode.LATER, where, shown(tree))

    def call(self, node: Call, where: str, own: Question | None) -> Iterator[Found]:
        function = FUNCTIONS.get(node.function)
        count = len(node.arguments)
        if function is None:
            is_known = node.function in UNSUPPORTED
            yield Found(RuleCode.UNSUPPORTED_FUNCTION if is_known else RuleCode.UNKNOWN_FUNCTION, where, node.function)
            return
        if count < function.least or (function.most is not None and count > function.most):
            yield Found(RuleCode.ARGUMENTS, where, shown(node))
            return
        if function.wants == "number" and not all(self.may_be_number(one, own) for one in node.arguments):
            yield Found(RuleCode.WRONG_TYPE, where, shown(node))
        if function.wants == "choice" and not self.may_be_choice(node.arguments[0], own):
            yield Found(RuleCode.WRONG_TYPE, where, shown(node))
        if node.function == "selected":
            yield from self.option(node.arguments[0], node.arguments[1], node, where, own)
        if node.function == "regex" and isinstance(node.arguments[1], Literal) and not is_pattern(node.arguments[1]):
            yield Found(RuleCode.BAD_PATTERN, where, shown(node.arguments[1]))

    def comparison(self, node: Binary, where: str, own: Question | None) -> Iterator[Found]:
        if node.operator in {"=", "!="}:
            for side, other in ((node.left, node.right), (node.right, node.left)):
                yield from self.option(side, other, node, where, own)
        elif not all(self.may_be_number(side, own) for side in (node.left, node.right)):
            yield Found(RuleCode.WRONG_TYPE, where, shown(node))

    def option(
        self, side: Expression, value: Expression, node: Expression, where: str, own: Question | None
    ) -> Iterator[Found]:
        """Whether a question can have the answer it is compared with."""
        question = self.asked(side, own)
        if question is None or not isinstance(value, Literal) or value.value == "":
            return
        words = value.value if isinstance(value.value, str) else shown(value)
        keys = {option.key for option in question.options}
        if keys and not question.rows and not keys.issuperset(words.split()):
            yield Found(RuleCode.UNKNOWN_OPTION, where, shown(node))
        elif question.kind in NUMERIC and number_of(value.value) != number_of(value.value):
            yield Found(RuleCode.WRONG_TYPE, where, shown(node))

    def asked(self, node: Expression, own: Question | None) -> Question | None:
        """The question whose answer a part of an expression is."""
        if isinstance(node, Current):
            return own
        return self.questions.get(node.key) if isinstance(node, Name) else None

    def may_be_number(self, node: Expression, own: Question | None) -> bool:
        """Whether it can ever be a number, or a moment."""
        if isinstance(node, Literal):
            return node.value == "" or number_of(node.value) == number_of(node.value)
        question = self.asked(node, own)
        if question is None:
            return True
        if question.options and not question.rows and question.kind is not Kind.RANKING:
            return any(number_of(option.key) == number_of(option.key) for option in question.options)
        return question.kind not in NEVER_NUMBERS

    def may_be_choice(self, node: Expression, own: Question | None) -> bool:
        question = self.asked(node, own)
        return question is None or question.kind not in NEVER_CHOICES

    def pipes(self) -> Iterator[Found]:
        """Answers that stand in words, and are of no question."""
        for where, text in piped_texts(self.definition):
            for key in {key for words in text.values() for key in piped_keys(words)} - self.known:
                yield Found(RuleCode.UNKNOWN_NAME, where, key)

    def asked_in(self, keys: Iterable[str]) -> set[str]:
        """The questions people answer behind some names: calculations are what they are made of."""
        found: set[str] = set()
        waiting = list(keys)
        seen: set[str] = set()
        while waiting:
            key = waiting.pop()
            if key in seen or key not in self.questions:
                continue
            seen.add(key)
            question = self.questions[key]
            if KINDS[question.kind].takes_answer:
                found.add(key)
            else:
                waiting += names_in(question.calculation)
        return found

    def reach(self) -> Iterator[Found]:
        """Circles; and where there are none, what nobody is asked and what no answer satisfies."""
        needs = {key: self.needs(question) for key, question in self.questions.items()}
        circles = list(circles_in(needs))
        for circle in circles:
            yield Found(RuleCode.CIRCLE, circle[0], " → ".join((*circle, circle[0])))
        if circles:
            return
        for key in never_asked(self.definition):
            is_needed = self.questions[key].required and KINDS[self.questions[key].kind].takes_answer
            yield Found(RuleCode.NEEDED_NEVER_ASKED if is_needed else RuleCode.NEVER_ASKED, key)
        for key in never_accepted(self.definition):
            yield Found(RuleCode.NEVER_ACCEPTED, key, self.questions[key].constraint)

    def needs(self, question: Question) -> set[str]:
        """The questions that have to be answered before this one is."""
        section = self.section_of[question.key]
        texts = (section.relevant, question.relevant, question.calculation, question.choice_filter)
        found = {name for text in texts for name in names_in(text)}
        repeated = (one for one in self.definition.sections if one.repeat and one is not section)
        inside = {one.key: {q.key for q in one.questions} for one in repeated}
        return {key for name in found for key in inside.get(name, {name}) if key in self.questions}


NUMERIC = frozenset({Kind.NUMBER, Kind.SCALE})
NEVER_NUMBERS = frozenset(
    {Kind.RATING_TABLE, Kind.WEEK_GRID, Kind.RANKING, Kind.POSITION, Kind.PHOTO, Kind.VOICE, Kind.FILE, Kind.NOTE}
)
NEVER_CHOICES = frozenset(
    {Kind.NUMBER, Kind.SCALE, Kind.DATE, Kind.TIME, Kind.DATE_TIME, Kind.POSITION, Kind.PHOTO, Kind.VOICE, Kind.NOTE}
)


def with_lists(node: Expression, is_in_list: bool) -> Iterator[tuple[Expression, bool]]:
    """Every part, and whether a bare name there means something of an option."""
    yield node, is_in_list
    for child in children(node):
        yield from with_lists(child, is_in_list or (isinstance(node, Lookup) and child is node.condition))


def has_attribute(options: Iterable[Option], name: str) -> bool:
    return name in {"name", "label"} or any(name in option.attributes for option in options)


def first_key(part: Question | Section) -> str:
    """Key of the first question of a section."""
    return part.questions[0].key if isinstance(part, Section) and part.questions else part.key


def names_in(text: str) -> list[str]:
    try:
        return names(parse(text)) if text.strip() else []
    except ExpressionError:
        return []


def is_pattern(literal: Literal) -> bool:
    try:
        re.compile(str(literal.value))
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def circles_in(needs: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """Keys that need each other in a circle, each key in one circle at most."""
    done: set[str] = set()
    for start in needs:
        path: list[str] = []
        waiting: list[tuple[str, Iterator[str]]] = [(start, iter(sorted(needs[start])))] if start not in done else []
        path += [start] if waiting else []
        while waiting:
            key, below = waiting[-1]
            following = next((one for one in below if one in needs and one not in done), None)
            if following is None:
                done.add(key)
                waiting.pop()
                path.pop()
            elif following in path:
                yield path[path.index(following) :]
                done.add(following)
            else:
                path.append(following)
                waiting.append((following, iter(sorted(needs[following]))))
