"""Numbers given as answers: rows or classes, the middle one, the mean where it gives nobody away."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import log10

from babel.numbers import format_decimal

from consultation.i18n import RESIDENT_LOCALES, Text

MOST_NUMBERS = 10
"""Different numbers given, beyond which they are put into classes."""
MEAN_STEP = 0.1
"""To what a mean is rounded."""


@dataclass(frozen=True)
class Option:
    """One row of a question: an option, a number, a class of numbers, a month."""

    key: str
    label: Text
    retired: bool = False


def is_number(key: str) -> bool:
    """Whether a tally key stands for a number ("n:4")."""
    return key.startswith("n:")


def number_of(key: str) -> float:
    """The number of a tally key ("n:4")."""
    return float(key.removeprefix("n:"))


def median_of(counts: Mapping[str, int]) -> float | None:
    """The middle number given; None when there is none."""
    numbers = sorted((number_of(key), count) for key, count in counts.items() if is_number(key) and count)
    total = sum(count for _, count in numbers)
    if not total:
        return None
    reached = list(accumulate(count for _, count in numbers))
    low = next(number for (number, _), upto in zip(numbers, reached, strict=True) if upto * 2 >= total)
    high = next(number for (number, _), upto in zip(numbers, reached, strict=True) if upto * 2 > total)
    return (low + high) / 2


def mean_of(counts: Mapping[str, int]) -> float | None:
    """The mean of the numbers given, to one place; None when there is none."""
    numbers = [(number_of(key), count) for key, count in counts.items() if is_number(key) and count]
    total = sum(count for _, count in numbers)
    return round(sum(number * count for number, count in numbers) / total, 1) if total else None


def mean_is_safe(counts: Mapping[str, int], hidden: Collection[str], threshold: int) -> bool:
    """Whether the mean of a scale may stand beside its points, of which some are hidden.

    Whoever knows the mean knows, within its rounding, the sum of the hidden points. For each small one there must be
    people enough and sum enough for it to be as large as the threshold, all published figures staying as they are.
    """
    if any(not is_number(key) for key in hidden):
        return False
    points = {number_of(key): counts.get(key, 0) for key in hidden}
    people = sum(points.values())
    answered = sum(count for key, count in counts.items() if is_number(key))
    shown = sum(number_of(key) * count for key, count in counts.items() if is_number(key) and key not in hidden)
    mean = mean_of(counts)
    if mean is None:
        return False
    least = (mean - MEAN_STEP / 2) * answered - shown
    most = (mean + MEAN_STEP / 2) * answered - shown
    for point, count in points.items():
        if 0 < count < threshold:
            left, rest = people - threshold, [other for other in points if other != point]
            if left < 0 or not rest:
                return False
            if least - point * threshold > left * max(rest) or most - point * threshold < left * min(rest):
                return False
    return True


def classes(keys: Iterable[str]) -> tuple[list[Option], dict[str, str]]:
    """The numbers given as rows, each by itself or in classes of a round width, and {tally key: row}."""
    keys = {key for key in keys if is_number(key)}
    numbers = sorted({number_of(key) for key in keys})
    if len(numbers) <= MOST_NUMBERS:
        return [Option(key, number_label(key)) for key in sorted(keys, key=number_of)], {key: key for key in keys}
    width = round_width((numbers[-1] - numbers[0]) / MOST_NUMBERS)
    starts = {key: int(number_of(key) // width) for key in keys}
    labels = {
        start: class_label(start * width, width) for start in range(min(starts.values()), max(starts.values()) + 1)
    }
    options = [Option(f"c:{start * width:g}", {"": label}) for start, label in labels.items()]
    return options, {key: f"c:{start * width:g}" for key, start in starts.items()}


def number_label(key: str) -> Text:
    """A number with the decimal sign of each language."""
    number = number_of(key)
    if number.is_integer():
        return {"": f"{number:g}"}
    return {locale: format_decimal(number, "0.######", locale=locale.split("@")[0]) for locale in RESIDENT_LOCALES}


def round_width(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, 50… that is not under `least`."""
    power = 10.0 ** max(0, int(log10(max(least, 1))))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least)


def class_label(start: float, width: float) -> str:
    return f"{start:g}" if width == 1 else f"{start:g}–{start + width - 1:g}"


@dataclass(frozen=True)
class Rank:
    """Where one option stands in a ranking."""

    average: float
    people: int
    """Who ranked it at all."""


def average_ranks(counts: Counter[str], threshold: int) -> dict[str, Rank]:
    """{option: rank} from tallies "1/option", "2/option"…; empty when they could give a small group away.

    With the first choices shown beside them, averages of short rankings tell how many put an option second. So there
    are none as soon as one rank was given to one option by fewer people than the threshold.
    """
    cells = {key: count for key, count in counts.items() if "/" in key and count}
    if any(count < threshold for count in cells.values()):
        return {}
    people: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for key, count in cells.items():
        rank, _, option = key.partition("/")
        people[option] += count
        sums[option] += int(rank) * count
    return {option: Rank(round(sums[option] / count, 1), count) for option, count in people.items()}
