"""The expressions of a questionnaire, read once: in which order they are worked out, and on what.

An expression that cannot be read counts as absent: a question is asked rather than lost. `faults` says so before
publishing.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from consultation.i18n import pick
from consultation.questionnaires.definition import Answer, Definition, Option, Question, Section, once
from consultation.questionnaires.expressions import (
    Expression,
    ExpressionError,
    Item,
    Lookup,
    Value,
    functions,
    names,
    number_words,
    parse,
    walk,
    words_of,
)
from consultation.questionnaires.kinds import text_problems


@dataclass(frozen=True)
class Rules:
    """The expressions of one question."""

    relevant: Expression | None
    constraint: Expression | None
    calculation: Expression | None
    choice_filter: Expression | None

    @property
    def before(self) -> list[Expression]:
        """Those it needs before its answer is known; a constraint is looked at when everything is."""
        return [one for one in (self.relevant, self.calculation, self.choice_filter) if one is not None]

    @property
    def all(self) -> list[Expression]:
        """Those it has."""
        return self.before if self.constraint is None else [*self.before, self.constraint]


@dataclass(frozen=True)
class Routing:
    """Everything that depends on answers, in one questionnaire."""

    definition: Definition
    rules: Mapping[str, Rules]
    """{question key: its expressions}."""
    sections: Mapping[str, Expression]
    """{section key: when it is asked}, of those that say."""
    units: tuple[tuple[Section, Question | None], ...]
    """What to work out one after the other: a question, or a repeated section as a whole (None), so that each comes
    after those it depends on, in the order of the document otherwise."""
    inside: Mapping[str, tuple[Question, ...]]
    """{key of a repeated section: its questions in such an order}."""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Keys of sections and questions, in the order of the document."""
        return tuple(key for s in self.definition.sections for key in (s.key, *(q.key for q in s.questions)))

    @cached_property
    def lists(self) -> Mapping[str, Sequence[Item]]:
        """{question key: its options}, for expressions that look at them, in the first language."""
        return lists_in(self.definition, self.definition.locales[0]) if self.looks_at_lists else {}

    @cached_property
    def looks_at_lists(self) -> bool:
        """Whether an expression asks for the options of a question."""
        found = [*self.sections.values(), *(one for rules in self.rules.values() for one in rules.all)]
        return any("jr:choice-name" in functions(one) or any(isinstance(p, Lookup) for p in walk(one)) for one in found)


NO_RULES = Rules(None, None, None, None)


@once
def routing_of(definition: Definition) -> Routing | None:
    """The routing of a questionnaire; None when nothing in it depends on an answer."""
    rules = {question.key: rules_of(question) for question in definition.questions()}
    sections = {s.key: found for s in definition.sections if (found := read(s.relevant)) is not None}
    if not sections and not any(one.all for one in rules.values()):
        return None
    inside = {
        section.key: tuple(in_order(section.questions, {q.key: _needs(rules[q.key].before) for q in section.questions}))
        for section in definition.sections
        if section.repeat
    }
    return Routing(definition, rules, sections, tuple(_units(definition, rules, sections)), inside)


def rules_of(question: Question) -> Rules:
    """The expressions of a question, as far as they can be read."""
    return Rules(
        read(question.relevant), read(question.constraint), read(question.calculation), read(question.choice_filter)
    )


def read(text: str) -> Expression | None:
    """The expression; None for an empty one, and for one that cannot be read."""
    if not text.strip():
        return None
    try:
        return parse(text)
    except ExpressionError:
        return None


def _needs(expressions: Iterable[Expression]) -> set[str]:
    return {name for one in expressions for name in names(one)}


def needs_of(section: Section, rules: Rules, section_rule: Expression | None) -> set[str]:
    """Keys that have to be known before a question of the section is worked out."""
    return _needs(rules.before) | (_needs([section_rule]) if section_rule is not None else set())


def _units(
    definition: Definition, rules: Mapping[str, Rules], sections: Mapping[str, Expression]
) -> list[tuple[Section, Question | None]]:
    units: dict[str, tuple[Section, Question | None]] = {}
    needs: dict[str, set[str]] = {}
    stands_in: dict[str, str] = {}
    for section in definition.sections:
        gate = sections.get(section.key)
        if section.repeat:
            units[section.key] = (section, None)
            stands_in |= {question.key: section.key for question in section.questions}
            needs[section.key] = set().union(*(needs_of(section, rules[q.key], gate) for q in section.questions))
        else:
            units |= {question.key: (section, question) for question in section.questions}
            needs |= {question.key: needs_of(section, rules[question.key], gate) for question in section.questions}
    needs = {key: {stands_in.get(name, name) for name in found} for key, found in needs.items()}
    return [units[key] for key in sorted_keys(needs)]


def in_order(questions: Sequence[Question], needs: Mapping[str, set[str]]) -> list[Question]:
    """The questions, each after those it needs."""
    by_key = {question.key: question for question in questions}
    return [by_key[key] for key in sorted_keys(needs)]


def sorted_keys(needs: Mapping[str, set[str]]) -> list[str]:
    """The keys, each after those it needs, else in the order given; a circle is cut where it closes."""
    place = {key: number for number, key in enumerate(needs)}
    done: list[str] = []
    begun: set[str] = set()

    def below(key: str) -> Iterator[str]:
        return iter(sorted(needs[key] & place.keys(), key=place.__getitem__))

    for first in needs:
        path = [] if first in begun else [(first, below(first))]
        while path:
            key, waiting = path[-1]
            begun.add(key)
            following = next((one for one in waiting if one not in begun), None)
            if following is None:
                done.append(key)
                path.pop()
            else:
                path.append((following, below(following)))
    return done


# Answers as expressions see them


def value_of(answer: Answer | None) -> Value:
    """An answer as a value: a number, or words; keys of options stand with a space between, as XLSForm has them.

    One that was left out or declined is empty words. Of a table, `row/option` for each row.
    """
    if answer is None:
        return ""
    match answer:
        case {"number": number}:
            return number
        case {"chosen": keys} | {"ranked": keys}:
            return " ".join(keys)
        case {"moment": words} | {"text": words} | {"file": words}:
            return words
        case {"table": table}:
            return " ".join(f"{row}/{key}" for row, keys in table.items() for key in keys)
        case {"point": point}:
            return " ".join(map(number_words, point))
    return ""


def answer_of(value: Value) -> Answer | None:
    """What a calculation gives, as it is stored; None for nothing, and for a number that is none."""
    if isinstance(value, float):
        return Answer(number=value) if math.isfinite(value) else None
    words = words_of(value)
    return Answer(text=words) if words and not text_problems(words) else None


def lists_in(definition: Definition, locale: str) -> dict[str, list[Item]]:
    """{question key: its options} as expressions see them, in one language."""
    return {
        question.key: [item_of(option, locale, definition.locales[0]) for option in question.options]
        for question in definition.questions()
        if question.options
    }


def item_of(option: Option, locale: str, default: str) -> Item:
    """An option as a choice filter sees it."""
    return {**option.attributes, "name": option.key, "label": pick(option.label, locale, default).words}
