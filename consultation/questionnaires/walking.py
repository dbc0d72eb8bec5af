"""A sheet where answers depend on answers: worked out in an order in which everything needed is known."""

import datetime as dt
from collections import ChainMap
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from consultation.questionnaires.definition import Answer, Answers, Question, Section
from consultation.questionnaires.expressions import (
    Context,
    Expression,
    ExpressionError,
    Nodes,
    Patience,
    Value,
    evaluate,
    is_true,
)
from consultation.questionnaires.kinds import KINDS, Problem
from consultation.questionnaires.reading import Reading, repeat_prefix
from consultation.questionnaires.routing import NO_RULES, Routing, Rules, answer_of, item_of, value_of


class Check(NamedTuple):
    """A constraint to look at once every answer is known."""

    constraint: Expression
    context: Context
    name: str
    """Of the field."""
    key: str
    answers: Answers
    """Where the answer stands, until it turns out not to fit."""


@dataclass
class Walk:
    """One sheet on its way through a questionnaire."""

    routing: Routing
    now: dt.datetime
    values: MutableMapping[str, Value | Nodes] = field(default_factory=dict)
    """{question key: what expressions see}, of everything worked out so far."""
    times: dict[str, Nodes] = field(default_factory=dict)
    """The same of the repeated section we are in, one value each time so far."""
    position: int = 0
    prefix: str = ""
    """Start of the names of fields, in a repeated section."""
    off_route: list[str] = field(default_factory=list)
    gates: dict[str, bool] = field(default_factory=dict)
    """{section key: whether it is asked}, once that is known."""
    checks: list[Check] = field(default_factory=list)
    patience: Patience = field(default_factory=Patience)

    def through(self, reading: Reading) -> tuple[Answers, dict[str, Problem]]:
        """The answers on the route, in the order of the document, and what is wrong with them."""
        answers: Answers = {}
        problems: dict[str, Problem] = {}
        for section, question in self.routing.units:
            if question is None:
                self.through_repeats(section, reading, answers, problems)
            else:
                self.step(question, reading, self.is_open(section), answers, problems)
        for check in self.checks:
            if not self.holds(check.constraint, check.context):
                check.answers.pop(check.key, None)
                problems[check.name] = Problem.CONSTRAINT
        place = {key: number for number, key in enumerate(self.routing.keys)}
        return {key: answers[key] for key in sorted(answers, key=place.__getitem__)}, problems

    def through_repeats(
        self, section: Section, reading: Reading, answers: Answers, problems: dict[str, Problem]
    ) -> None:
        """A repeated section, each time on its own."""
        is_open = self.is_open(section)
        repeats: list[Answers] = []
        lists: dict[str, Nodes] = {question.key: [] for question in section.questions}
        for time, own in reading.times(section):
            inside = replace(
                self,
                values=ChainMap({}, self.values),
                times=lists,
                position=time,
                prefix=repeat_prefix(section, time),
            )
            found: Answers = {}
            wrong: dict[str, Problem] = {}
            for question in self.routing.inside[section.key]:
                inside.step(question, own, is_open, found, wrong)
            problems |= {inside.prefix + key: problem for key, problem in wrong.items()}
            if found or wrong:
                in_order = {q.key: found[q.key] for q in section.questions if q.key in found}
                found.clear()  # the same mapping, as checks may still take something away
                found.update(in_order)
                repeats.append(found)
                for key, nodes in lists.items():
                    nodes.append(value_of(found.get(key)))
        self.values.update(lists)
        self.values[section.key] = [float(number) for number in range(1, len(repeats) + 1)]
        if any(repeats):
            answers[section.key] = Answer(repeats=[one for one in repeats if one])

    def is_open(self, section: Section) -> bool:
        """Whether a section is asked."""
        if section.key not in self.gates:
            gate = self.routing.sections.get(section.key)
            self.gates[section.key] = gate is None or self.holds(gate, self.context())
        return self.gates[section.key]

    def step(
        self, question: Question, reading: Reading, is_open: bool, answers: Answers, problems: dict[str, Problem]
    ) -> None:
        """One question: its answer goes to `answers`, or what is wrong with it to `problems`."""
        answer, problem = self.take(question, reading, is_open)
        self.values[question.key] = value_of(answer)
        if answer is None:
            if problem is not None:
                problems[question.key] = problem
            return
        answers[question.key] = answer
        constraint = self.rules_of(question).constraint
        if constraint is not None and "declined" not in answer and KINDS[question.kind].takes_answer:
            context = self.context(value_of(answer))
            self.checks.append(Check(constraint, context, self.prefix + question.key, question.key, answers))

    def rules_of(self, question: Question) -> Rules:
        return self.routing.rules.get(question.key, NO_RULES)

    def take(self, question: Question, reading: Reading, is_open: bool) -> tuple[Answer | None, Problem | None]:
        """The answer to a question if it is on the route and can be stored, else what is wrong with it."""
        rules = self.rules_of(question)
        kind = KINDS[question.kind]
        answer, problem = reading.answer(question)
        if not is_open or (rules.relevant is not None and not self.holds(rules.relevant, self.context())):
            if kind.takes_answer and kind.parse(question, reading.form) is not None:
                self.off_route.append(self.prefix + question.key)
            return None, None
        if not kind.takes_answer:
            return self.computed(rules.calculation, answer), None
        if rules.choice_filter is not None and answer is not None:
            answer = self.filtered(question, rules.choice_filter, answer)
            if answer is None:
                self.off_route.append(self.prefix + question.key)
                return None, Problem.REQUIRED if question.required and not reading.may_leave_blanks else None
        return answer, problem

    def computed(self, calculation: Expression | None, fixed: Answer | None) -> Answer | None:
        """The value of a calculation, or the one that is always the same. Of the hour nothing is kept."""
        if calculation is None:
            return fixed
        day = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        try:
            return answer_of(evaluate(calculation, replace(self.context(), now=day)))
        except ExpressionError:
            return None

    def filtered(self, question: Question, choice_filter: Expression, answer: Answer) -> Answer | None:
        """The answer without the options that the earlier answers do not offer; None when nothing is left."""
        is_offered = self.offered(question, choice_filter)
        match answer:
            case {"chosen": keys} if not all(map(is_offered, keys)):
                kept = [key for key in keys if is_offered(key)]
                return Answer(**{**answer, "chosen": kept}) if kept else None
            case {"ranked": keys} if not all(map(is_offered, keys)):
                kept = [key for key in keys if is_offered(key)]
                return Answer(ranked=kept) if kept else None
        return answer

    def offered(self, question: Question, choice_filter: Expression) -> Callable[[str], bool]:
        """Whether an option, by its key, is offered to this person."""
        locale = self.routing.definition.locales[0]
        context = self.context()
        options = {option.key: option for option in question.options}
        return lambda key: self.holds(choice_filter, replace(context, item=item_of(options[key], locale, locale)))

    def context(self, current: Value = "") -> Context:
        """What is known here."""
        return Context(
            values=self.values,
            times=self.times,
            current=current,
            lists=self.routing.lists,
            position=self.position,
            now=self.now,
            patience=self.patience,
        )

    @staticmethod
    def holds(expression: Expression, context: Context) -> bool:
        """Whether it is true; one that cannot be worked out asks, offers and accepts."""
        try:
            return is_true(expression, context)
        except ExpressionError:
            return True
