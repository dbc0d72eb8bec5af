"""The functions of expressions: what each takes and gives.

Arguments come as values or, for a question asked several times, as lists (`Nodes`). Every function here stands in
`web/static/routing.js` or `formulas.js` too; `tests/questionnaires/expressions.json` holds both to the same answers.
"""

import datetime as dt
import math
import random
import secrets
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from consultation.questionnaires.expressions.numbers import (
    FIRST_DAY,
    Nodes,
    Value,
    days_of,
    number_of,
    several,
    single,
    to_moment,
    truth_of,
    words_of,
)
from consultation.questionnaires.expressions.tree import ExpressionError

Given = Value | Nodes
Item = Mapping[str, str]
"""One option as expressions see it: `name`, `label` in the reader's language, and its attributes."""

PATTERN_S = 0.05
"""Longest a pattern may search one answer, in seconds: some patterns never end."""
LONGEST_WORDS = 20_000
"""Signs of what one function gives; an answer has half as many at most."""
CHANCE = random.SystemRandom()
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass
class Patience:
    """How much work is left before somebody's expressions are given up: they must not stop a page."""

    steps: int = 200_000
    """Of about five microseconds: a part of an expression, or as much time in a pattern."""

    def spend(self, steps: int = 1) -> None:
        """:raises ExpressionError: when nothing is left"""
        self.steps -= steps
        if self.steps < 0:
            raise ExpressionError(0, "this takes too long")


@dataclass(frozen=True, kw_only=True)
class Context:
    """What is known when an expression is worked out."""

    values: Mapping[str, Given] = field(default_factory=dict)
    """{question key: answer}; of a question asked several times, each time's; what is absent is empty."""
    current: Value = ""
    """`.`"""
    item: Item = field(default_factory=dict)
    """The option a choice filter is asked about."""
    lists: Mapping[str, Sequence[Item]] = field(default_factory=dict)
    """{question key: its options}."""
    times: Mapping[str, Nodes] = field(default_factory=dict)
    """{question key: its answers so far}, of the repeated section the expression stands in."""
    position: int = 0
    """Which time of a repeated section this is, from 1; 0 outside."""
    now: dt.datetime = FIRST_DAY
    """The moment, as clocks of the town show it."""
    patience: Patience = field(default_factory=Patience)
    """Shared by everything that is worked out for one sheet."""


@dataclass(frozen=True)
class Function:
    """One function: how many arguments it takes, what kinds it wants and gives, and what it does."""

    run: Callable[[Context, list[Given]], Given]
    least: int
    most: int | None
    """None: any number."""
    gives: str
    """number, words, truth, moment, nodes, or any."""
    wants: str = "any"
    """What its arguments should be: number, words, choice, nodes, moment, or any."""
    is_pure: bool = True
    """Whether it gives the same for the same answers; others depend on the clock or on chance."""


def number(run: Callable[..., float], *, most: int = 1, least: int | None = None) -> Function:
    """A calculation on numbers; what cannot be worked out is NaN."""

    def guarded(_context: Context, given: list[Given]) -> float:
        try:
            return float(run(*map(number_of, given)))
        except (ValueError, OverflowError, ZeroDivisionError):
            return math.nan

    return Function(guarded, most if least is None else least, most, "number", "number")


def words(run: Callable[..., Given], count: int, gives: str = "words") -> Function:
    """Something of words."""
    return Function(lambda _context, given: run(*map(words_of, given)), count, count, gives, "words")


def half_up(value: float, digits: float = 0.0) -> float:
    """The nearest number with that many decimals, the upper one of two."""
    if not math.isfinite(value) or not math.isfinite(digits) or abs(digits) > 15:
        return value if digits == 0 else math.nan
    scale = 10.0 ** int(digits)
    return math.floor(value * scale + 0.5) / scale


def remainder(left: float, right: float) -> float:
    """What is left of a division, with the sign of its left side."""
    return math.nan if right == 0 or not math.isfinite(left) else math.fmod(left, right)


def quotient(left: float, right: float) -> float:
    if right == 0:
        return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1, right)
    return left / right


def power(base: float, exponent: float) -> float:
    """NaN of anything that is none, as browsers have it (Python makes 1 of 1 to the power of NaN)."""
    if math.isnan(exponent):
        return math.nan
    found = base**exponent
    return math.nan if isinstance(found, complex) else found


def numbers_in(given: Sequence[Given]) -> list[float]:
    """The numbers of all arguments, blanks left out."""
    return [number_of(one) for one in several(given) if one != ""]


def total(_context: Context, given: list[Given]) -> float:
    return float(sum(numbers_in(given)))


def extreme(pick: Callable[[list[float]], float]) -> Callable[[Context, list[Given]], float]:
    """The least or the greatest; NaN of nothing, or where one is no number."""

    def run(_context: Context, given: list[Given]) -> float:
        found = numbers_in(given)
        return math.nan if not found or any(map(math.isnan, found)) else pick(found)

    return run


def choose(_context: Context, given: list[Given]) -> Given:
    return given[1] if truth_of(given[0]) else given[2]


def coalesce(_context: Context, given: list[Given]) -> Given:
    return next((one for one in map(single, given) if words_of(one) != ""), "")


def once(context: Context, given: list[Given]) -> Given:
    return context.current if words_of(context.current) != "" else single(given[0])


def is_selected(_context: Context, given: list[Given]) -> bool:
    return words_of(given[1]).strip() in words_of(given[0]).split()


def selected_at(_context: Context, given: list[Given]) -> Value:
    return at(list(words_of(given[0]).split()), number_of(given[1]))


def indexed(_context: Context, given: list[Given]) -> Given:
    nodes = given[0] if isinstance(given[0], list) else [given[0]]
    return at(nodes, number_of(given[2]) - 1)


def at(parts: Sequence[Value], index: float) -> Value:
    """The part at that place from 0; empty words where there is none."""
    return parts[int(index)] if math.isfinite(index) and 0 <= index < len(parts) else ""


def matches(context: Context, given: list[Given]) -> bool:
    """Whether a pattern fits the whole of the words; `\\w` and `\\d` are ASCII, as in browsers and in ODK.

    :raises ExpressionError: when the pattern cannot be read, or takes longer than anybody waits
    """
    import regex

    begun = time.perf_counter()
    try:
        return bool(regex.fullmatch(words_of(given[1]), words_of(given[0]), regex.ASCII, timeout=PATTERN_S))
    except TimeoutError:
        raise ExpressionError(0, "the pattern takes too long") from None
    except (regex.error, RecursionError, OverflowError) as error:
        raise ExpressionError(0, f"the pattern cannot be read: {error}") from None
    finally:
        context.patience.spend(int((time.perf_counter() - begun) * 2e5))


def choice_name(context: Context, given: list[Given]) -> str:
    """The label of an option; second comes the key of its question (put in by `evaluate`)."""
    key = words_of(given[0])
    options = context.lists.get(words_of(given[1]), ())
    return next((item["label"] for item in options if item["name"] == key), "")


def checklist(_context: Context, given: list[Given]) -> bool:
    """Whether at least and at most so many of the rest are true; -1 stands for no limit."""
    return within(given[0], given[1], sum(truth_of(one) for one in several(given[2:])))


def weighted_checklist(_context: Context, given: list[Given]) -> bool:
    pairs = zip(given[2::2], given[3::2], strict=False)
    return within(given[0], given[1], sum(number_of(weight) for value, weight in pairs if truth_of(value)))


def within(least: Given, most: Given, found: float) -> bool:
    low, high = number_of(least), number_of(most)
    return (low == -1 or found >= low) and (high == -1 or found <= high)


def part(text: str, start: float, end: float | None = None) -> str:
    """The signs from `start` (from 0) to before `end`; negative ones count from the end."""
    if math.isnan(start) or (end is not None and math.isnan(end)):
        return ""
    first, last = (int(min(max(one, -1e9), 1e9)) for one in (start, len(text) if end is None else end))
    return text[first:last]


def substr(_context: Context, given: list[Given]) -> str:
    return part(words_of(given[0]), *map(number_of, given[1:]))


def translated(text: str, old: str, new: str) -> str:
    """With each sign of `old` replaced by the one at its place in `new`, or left out."""
    table = {sign: new[place : place + 1] for place, sign in reversed(list(enumerate(old)))}
    return "".join(table.get(sign, sign) for sign in text)


def joined(_context: Context, given: list[Given]) -> str:
    return words_of(given[0]).join(words_of(one) for one in several(given[1:]))


def day_words(moment: dt.datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def moment_words(moment: dt.datetime | None) -> str:
    return moment.replace(tzinfo=None).isoformat() if moment else ""


def formatted(_context: Context, given: list[Given]) -> str:
    """A moment in the shape asked for: `%Y %y %m %n %b %d %e %a %H %h %M %S %3`; empty words for no moment."""
    import regex

    moment, shape = to_moment(given[0]), words_of(given[1])
    if moment is None:
        return ""
    signs = {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "n": str(moment.month),
        "b": MONTHS[moment.month - 1],
        "d": f"{moment.day:02}",
        "e": str(moment.day),
        "a": DAYS[moment.weekday()],
        "H": f"{moment.hour:02}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "3": "000",
        "%": "%",
    }
    return regex.sub(r"%(.)", lambda found: signs.get(found[1], found[0]), shape)


def decimal_days(_context: Context, given: list[Given]) -> float:
    return number_of(given[0])


def decimal_time(_context: Context, given: list[Given]) -> float:
    value = words_of(given[0])
    days = days_of(value) if days_of(value) is not None else number_of(given[0])
    return math.nan if days is None or not math.isfinite(days) else days - math.floor(days)


def random_id(_context: Context, given: list[Given]) -> str:
    if not given:
        return str(uuid.uuid4())
    length = number_of(given[0])
    return secrets.token_hex(50)[: int(length) if 0 < length <= 100 else 36]


FUNCTIONS: Mapping[str, Function] = {
    # Truth
    "true": Function(lambda _c, _g: True, 0, 0, "truth"),
    "false": Function(lambda _c, _g: False, 0, 0, "truth"),
    "not": Function(lambda _c, given: not truth_of(given[0]), 1, 1, "truth"),
    "boolean": Function(lambda _c, given: truth_of(given[0]), 1, 1, "truth"),
    "boolean-from-string": words(lambda text: text in {"true", "1"}, 1, "truth"),
    "if": Function(choose, 3, 3, "any"),
    "coalesce": Function(coalesce, 1, None, "any"),
    "once": Function(once, 1, 1, "any"),
    "checklist": Function(checklist, 3, None, "truth"),
    "weighted-checklist": Function(weighted_checklist, 4, None, "truth"),
    # Choices
    "selected": Function(is_selected, 2, 2, "truth", "choice"),
    "selected-at": Function(selected_at, 2, 2, "words", "choice"),
    "count-selected": Function(lambda _c, given: float(len(words_of(given[0]).split())), 1, 1, "number", "choice"),
    "jr:choice-name": Function(choice_name, 2, 2, "words", "choice"),
    # Numbers
    "number": number(lambda value: value),
    "int": number(lambda value: float(math.trunc(value))),
    "round": number(half_up, least=1, most=2),
    "floor": number(lambda value: float(math.floor(value))),
    "ceiling": number(lambda value: float(math.ceil(value))),
    "abs": number(abs),
    "pow": number(power, most=2),
    "sqrt": number(math.sqrt),
    "sum": Function(total, 1, None, "number", "nodes"),
    "count": Function(lambda _c, given: float(len(several(given))), 1, 1, "number", "nodes"),
    "count-non-empty": Function(
        lambda _c, given: float(sum(words_of(one) != "" for one in several(given))), 1, 1, "number", "nodes"
    ),
    "min": Function(extreme(min), 1, None, "number", "nodes"),
    "max": Function(extreme(max), 1, None, "number", "nodes"),
    # Repeated sections
    "position": Function(lambda context, _g: float(context.position), 0, 1, "number"),
    "index": Function(lambda context, _g: float(context.position), 0, 0, "number"),
    "indexed-repeat": Function(indexed, 3, 3, "any", "nodes"),
    # Words
    "string": Function(lambda _c, given: words_of(given[0]), 1, 1, "words"),
    "concat": Function(lambda _c, given: "".join(map(words_of, several(given))), 0, None, "words"),
    "join": Function(joined, 1, None, "words"),
    "string-length": Function(
        lambda context, given: float(len(words_of(given[0] if given else context.current))), 0, 1, "number"
    ),
    "normalize-space": words(lambda text: " ".join(text.split()), 1),
    "upper-case": words(str.upper, 1),
    "lower-case": words(str.lower, 1),
    "contains": words(lambda text, inner: inner in text, 2, "truth"),
    "starts-with": words(str.startswith, 2, "truth"),
    "ends-with": words(str.endswith, 2, "truth"),
    "substr": Function(substr, 2, 3, "words"),
    "substring-before": words(lambda text, mark: text.partition(mark)[0] if mark and mark in text else "", 2),
    "substring-after": words(lambda text, mark: text.partition(mark)[2] if mark else text, 2),
    "translate": words(translated, 3),
    "regex": Function(matches, 2, 2, "truth", "words"),
    # Moments
    "today": Function(lambda context, _g: day_words(context.now), 0, 0, "moment", is_pure=False),
    "now": Function(
        lambda context, _g: moment_words(context.now.replace(microsecond=0)), 0, 0, "moment", is_pure=False
    ),
    "date": Function(lambda _c, given: day_words(to_moment(given[0])), 1, 1, "moment", "moment"),
    "date-time": Function(lambda _c, given: moment_words(to_moment(given[0])), 1, 1, "moment", "moment"),
    "format-date": Function(formatted, 2, 2, "words"),
    "format-date-time": Function(formatted, 2, 2, "words"),
    "decimal-date-time": Function(decimal_days, 1, 1, "number", "moment"),
    "decimal-time": Function(decimal_time, 1, 1, "number", "moment"),
    # Chance
    "random": Function(lambda _c, _g: CHANCE.random(), 0, 0, "number", is_pure=False),
    "uuid": Function(random_id, 0, 1, "words", is_pure=False),
}
UNSUPPORTED = frozenset(
    {
        "pulldata",
        "search",
        "area",
        "distance",
        "enclosed-area",
        "geofence",
        "intersects",
        "digest",
        "base64-decode",
        "extract-signed",
        "property",
        "jr:itext",
        "itext",
        "randomize",
        "rank-value",
        "version",
        "thousands-sep",
    }
)
"""Functions of real forms that need what a questionnaire has not: files beside it, keys, a map."""
