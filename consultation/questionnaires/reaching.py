"""Which questions nobody can ever be asked, and which constraints no answer satisfies.

Every combination of answers that could matter is tried, where there are few enough; nothing is claimed otherwise.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.expressions import (
    FUNCTIONS,
    Binary,
    Context,
    Current,
    Expression,
    ExpressionError,
    Literal,
    Lookup,
    Name,
    Patience,
    Value,
    children,
    evaluate,
    functions,
    is_true,
    names,
    number_of,
    walk,
    words_of,
)
from consultation.questionnaires.kinds import KINDS, offered, scale_points
from consultation.questionnaires.routing import NO_RULES, Routing, answer_of, routing_of, sorted_keys, value_of
from consultation.terms import Kind

MOST_TRIED = 2_000
"""Combinations of answers; some hundredths of a second."""
MOST_OPTIONS = 7
"""Of a question where several may be chosen: 128 combinations."""
STEPS = 2_000_000
"""Steps of working out (`Patience`) for all questions together; then nothing more is claimed."""
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


def never_asked(definition: Definition) -> list[str]:
    """Keys of the questions that no answers lead to; those of a section nobody is asked included."""
    routing = routing_of(definition)
    if routing is None:
        return []
    found = []
    patience = Patience(STEPS)
    for section in definition.sections:
        for question in section.questions:
            conditions = gates(routing, section, question)
            if conditions and not question.retired and not Trial(routing, section, patience).can_hold(conditions):
                found.append(question.key)
    return found


def never_accepted(definition: Definition) -> list[str]:
    """Keys of the questions whose constraint no answer satisfies."""
    routing = routing_of(definition)
    if routing is None:
        return []
    found = []
    patience = Patience(STEPS)
    for section in definition.sections:
        for question in section.questions:
            constraint = routing.rules[question.key].constraint
            if constraint is not None and not question.retired and KINDS[question.kind].takes_answer:
                trial = Trial(routing, section, patience)
                if not trial.can_accept(question, constraint):
                    found.append(question.key)
    return found


def gates(routing: Routing, section: Section, question: Question) -> list[Expression]:
    """All that has to hold for a question to be asked."""
    found = (routing.sections.get(section.key), routing.rules[question.key].relevant)
    return [one for one in found if one is not None]


class Trial:
    """Trying every combination of the answers that some conditions depend on."""

    def __init__(self, routing: Routing, section: Section, patience: Patience) -> None:
        self.routing = routing
        self.patience = patience
        self.home = section
        self.places = {q.key: (s, q) for s in routing.definition.sections for q in s.questions}

    def can_hold(self, conditions: Sequence[Expression]) -> bool:
        """Whether some answers make all of them true; also when that cannot be told."""
        worlds = self.worlds(conditions)
        return worlds is None or any(all(self.holds(one, values) for one in conditions) for values in worlds)

    def can_accept(self, question: Question, constraint: Expression) -> bool:
        """Whether some answer to the question satisfies it; also when that cannot be told."""
        answers = possible(question, [constraint], own=True)
        worlds = self.worlds([constraint], without=question.key)
        if answers is None or worlds is None or not is_pure(constraint):
            return True
        given = [answer for answer in answers if answer != ""]
        tried = itertools.islice(itertools.product(worlds, given), MOST_TRIED + 1)
        for number, (values, answer) in enumerate(tried):
            if number == MOST_TRIED or self.holds(constraint, {**values, question.key: answer}, answer):
                return True
        return False

    def worlds(self, conditions: Sequence[Expression], without: str = "") -> Iterator[dict[str, Value]] | None:
        """Every combination of answers the conditions depend on, as routing allows; None when there are too many."""
        needed = self.needed(conditions, without)
        if needed is None:
            return None
        every = [*conditions, *(one for keys in needed.values() for one in keys)]
        if not all(map(is_pure, every)):
            return None
        order = sorted_keys({key: {name for one in rules for name in names(one)} for key, rules in needed.items()})
        choices: list[list[Value]] = []
        for key in order:
            question = self.places[key][1]
            found = [""] if not KINDS[question.kind].takes_answer else possible(question, every)
            if found is None:
                return None
            choices.append(list(found))
        total = 1
        for one in choices:
            total *= len(one)
        return self.combined(order, choices) if total <= MOST_TRIED else None

    def needed(self, conditions: Sequence[Expression], without: str) -> dict[str, list[Expression]] | None:
        """{question key: its own conditions and calculation}, of all the conditions depend on; None out of reach.

        `without` is a question that is tried by itself: what depends on it in turn is out of reach too.
        """
        found: dict[str, list[Expression]] = {}
        waiting = [name for one in conditions for name in names(one) if name != without]
        while waiting:
            key = waiting.pop()
            if key in found:
                continue
            if key not in self.places or key == without:
                return None
            section, question = self.places[key]
            if section.repeat and section.key != self.home.key:
                return None
            calculation = self.routing.rules[key].calculation
            own = gates(self.routing, section, question)
            if calculation is not None and not KINDS[question.kind].takes_answer:
                own.append(calculation)
            found[key] = own
            waiting += [name for one in own for name in names(one)]
        return found

    def combined(self, order: Sequence[str], choices: Sequence[Sequence[Value]]) -> Iterator[dict[str, Value]]:
        for given in itertools.product(*choices):
            values: dict[str, Value] = {}
            for key, answer in zip(order, given, strict=True):
                section, question = self.places[key]
                is_asked = all(self.holds(one, values) for one in gates(self.routing, section, question))
                values[key] = self.value(question, answer, values) if is_asked else ""
            yield values

    def value(self, question: Question, answer: Value, values: Mapping[str, Value]) -> Value:
        if KINDS[question.kind].takes_answer:
            return answer
        calculation = self.routing.rules.get(question.key, NO_RULES).calculation
        if calculation is None:
            return question.default
        try:
            return value_of(answer_of(evaluate(calculation, Context(values=values, patience=self.patience))))
        except ExpressionError:
            return ""

    def holds(self, expression: Expression, values: Mapping[str, Value], current: Value = "") -> bool:
        """As `walking.Walk` takes it: what cannot be worked out is true."""
        try:
            return is_true(expression, Context(values=values, current=current, patience=self.patience))
        except ExpressionError:
            return True


def is_pure(expression: Expression) -> bool:
    """Whether it depends on answers alone."""
    known = all(name in FUNCTIONS and FUNCTIONS[name].is_pure for name in functions(expression))
    looks = {"position", "index", "indexed-repeat", "jr:choice-name"} & set(functions(expression))
    return known and not looks and not any(isinstance(part, Lookup) for part in walk(expression))


def possible(question: Question, conditions: Iterable[Expression], *, own: bool = False) -> list[Value] | None:
    """The answers that can make a difference to the conditions, none first; None when they cannot be listed.

    :param own: `.` is this question too
    """
    match question.kind:
        case Kind.ONE_CHOICE | Kind.YES_MAYBE_NO | Kind.FACES:
            return ["", *(option.key for option in offered(question))]
        case Kind.SEVERAL_CHOICES | Kind.PLACE | Kind.MAP:
            return several(question)
        case Kind.SCALE:
            return ["", *scale_points(question)]
        case Kind.ACKNOWLEDGEMENT:
            return ["", "yes"]
        case Kind.NUMBER:
            constants = compared_with(question.key, conditions, own=own)
            return None if constants is None else ["", *between(question, [number_of(one) for one in constants])]
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            constants = compared_with(question.key, conditions, own=own)
            if constants is None or any(isinstance(one, float) for one in constants):
                return None
            return ["", "\ue000", *(words_of(one) for one in constants if one != "")]
    return None


def several(question: Question) -> list[Value] | None:
    options = offered(question)
    if len(options) > MOST_OPTIONS:
        return None
    most = KINDS[question.kind].most(question)
    alone = {option.key for option in options if option.exclusive}
    keys = [option.key for option in options]
    found: list[Value] = [""]
    for count in range(question.minimum or 1, min(most, len(keys)) + 1):
        chosen = itertools.combinations(keys, count)
        found += [" ".join(one) for one in chosen if count == 1 or alone.isdisjoint(one)]
    return found


def compared_with(key: str, conditions: Iterable[Expression], *, own: bool) -> list[str | float] | None:
    """What an answer is compared with; None when something else is done with it, so that more values matter."""

    def is_it(part: Expression) -> bool:
        return (isinstance(part, Name) and part.key == key) or (own and isinstance(part, Current))

    found: list[str | float] = []
    for condition in conditions:
        for part in walk(condition):
            below = [child for child in children(part) if is_it(child)]
            if not below:
                continue
            if not isinstance(part, Binary) or part.operator not in COMPARISONS or len(below) > 1:
                return None
            other = part.right if is_it(part.left) else part.left
            if not isinstance(other, Literal) or (part.operator not in {"=", "!="} and isinstance(other.value, str)):
                return None
            found.append(other.value)
        if is_it(condition):
            return None
    return found


def between(question: Question, constants: Iterable[float]) -> list[Value]:
    """One number in each place it could have among the constants and the bounds, and each of them."""
    low, high = question.low, question.high
    marks = sorted({one for one in (*constants, low, high, 0.0) if one is not None and one == one})
    middles = [(one + other) / 2 for one, other in itertools.pairwise(marks)]
    every = [marks[0] - 1, *marks, *middles, marks[-1] + 1]
    return [one for one in every if (low is None or one >= low) and (high is None or one <= high)]
