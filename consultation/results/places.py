"""Residents by place: several channels stand at one, and a place is what people ask about.

Added up from what is published by channel alone, so that there is nothing to subtract that was not there already.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from consultation.results.figures import MERGED, Breakdown, Group, QuestionFigures
from consultation.results.tallied import Dimension

PlaceOf = Mapping[str, str]
"""{channel id as text: key of its place}; channels without a place are absent."""


def with_places(figures: QuestionFigures, place_of: PlaceOf) -> QuestionFigures:
    """The figures of a question, and of its rows, with the breakdown by place."""
    rows = tuple(with_places(row, place_of) for row in figures.rows)
    return replace(figures, breakdowns=broken_down_by_place(figures.breakdowns, place_of), rows=rows)


def broken_down_by_place(breakdowns: Iterable[Breakdown], place_of: PlaceOf) -> tuple[Breakdown, ...]:
    """The breakdowns, and after the one by channel the one by place, where it tells something else."""
    found: list[Breakdown] = []
    for by in breakdowns:
        places = by_place(by, place_of) if by.dimension is Dimension.CHANNEL else None
        found += [by, places] if places else [by]
    return tuple(found)


def by_place(by: Breakdown, place_of: PlaceOf) -> Breakdown | None:
    """The channels of each place together; None where each would stand alone, or all together.

    A channel that is not told apart may be among the merged ones: then its whole place joins them.
    """
    told = {group.key for group in by.groups}
    mixed = {place for channel, place in place_of.items() if channel not in told} if MERGED in told else set()
    found: dict[str, list[Group]] = {}
    for group in by.groups:
        place = place_of.get(group.key, group.key)
        found.setdefault(MERGED if place in mixed else place, []).append(group)
    if not 2 <= len(found) < len(by.groups):
        return None
    merged = [found.pop(MERGED)] if MERGED in found else []
    groups = [together(key, channels) for key, channels in found.items()]
    return Breakdown(Dimension.PLACE, (*groups, *(together(MERGED, some) for some in merged)), is_withheld=False)


def together(key: str, groups: list[Group]) -> Group:
    """Several groups as one; what is hidden in one of them is hidden in the sum."""
    counts = {option: added(group.counts[option] for group in groups) for option in groups[0].counts}
    return Group(key, added(group.base for group in groups), counts)


def added(counts: Iterable[int | None]) -> int | None:
    """The sum; None when one of them is hidden."""
    known = list(counts)
    return None if None in known else sum(count or 0 for count in known)
