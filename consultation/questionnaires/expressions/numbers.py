"""Values of expressions: numbers, moments, truth and words turned into each other.

The page does the same (`web/static/routing.js`), digit for digit.
"""

import datetime as dt
import math
import re
from collections.abc import Sequence
from decimal import Decimal

Value = str | float | bool
"""What an expression gives. A question without an answer gives empty words."""
Nodes = list[Value]
"""Several values: of a question asked several times, or of the options of a list."""

NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*")
MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(?:\.[0-9]*)?)?")
CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
FIRST_DAY = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""Moments are what a clock shows; the zone only keeps Python from guessing one."""
DAY_S = 86_400


def single(value: Value | Nodes) -> Value:
    """One value: the first of several, empty words of none."""
    return (value[0] if value else "") if isinstance(value, list) else value


def several(values: Sequence[Value | Nodes]) -> Nodes:
    """All values in one list."""
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


def number_of(value: Value | Nodes) -> float:
    """A value as a number: days since 1970 for a moment, NaN for what is none."""
    value = single(value)
    if isinstance(value, str):
        if found := NUMBER.fullmatch(value):
            return float(found[1])
        days = days_of(value)
        return math.nan if days is None else days
    return float(value)


def words_of(value: Value | Nodes) -> str:
    """A value as words."""
    value = single(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else number_words(value)


def truth_of(value: Value | Nodes) -> bool:
    """Whether a value counts as true: any words, any number but 0, any node."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def number_words(number: float) -> str:
    """A number as words, as browsers write it: `4`, `4.5`, `NaN`, `Infinity`."""
    if math.isnan(number) or math.isinf(number):
        return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    if 1e-6 <= abs(number) < 1e21:
        return format(Decimal(repr(number)), "f").removesuffix(".0")
    return re.sub(r"e([+-])0*", r"e\1", repr(number)).replace(".0e", "e")


def days_of(words: str) -> float | None:
    """Days since 1970 of a date or a moment, with a part for the hour; the part alone for a time of day."""
    if found := CLOCK.fullmatch(words):
        return (int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)) / DAY_S
    moment = moment_of(words)
    return None if moment is None else (moment - FIRST_DAY).total_seconds() / DAY_S


def moment_of(words: str) -> dt.datetime | None:
    """The moment that words name (`2026-11-23`, `2026-11-23T14:30`); None for others."""
    if not (found := MOMENT.fullmatch(words.strip(" \t\r\n"))):
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
    except ValueError:
        return None


def moment_at(days: float) -> dt.datetime | None:
    """The moment that many days after the start of 1970, to the second; None outside the years 1 to 9999."""
    if not math.isfinite(days) or abs(days) > 3_000_000:
        return None
    try:
        return FIRST_DAY + dt.timedelta(seconds=math.floor(days * DAY_S + 0.5))
    except OverflowError:
        return None


def to_moment(value: Value | Nodes) -> dt.datetime | None:
    """The moment of words or of a number of days; None when it is neither."""
    value = single(value)
    return moment_of(value) if isinstance(value, str) and moment_of(value) else moment_at(number_of(value))
