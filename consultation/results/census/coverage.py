"""Who was heard beside who lives there: plain values in, plain values out.

What is shown of people heard is only what the pages of results show already, so that nothing new can be subtracted.
Which group is missed most, and where to go, is worked out from all counts and told in words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consultation.results.figures import MERGED, Breakdown, QuestionFigures
from consultation.results.tallied import Dimension
from consultation.terms import Margin, Profile

Census = Mapping[Margin, Mapping[str, int]]
"""{margin: {group: people, or households of a building}}"""
Known = Mapping[Margin, Mapping[str, int | None]]
"""The same of people heard, as published; None: hidden."""
Counts = Mapping[Margin, Mapping[str, int]]
"""The same, all of them: never shown."""


@dataclass(frozen=True)
class Row:
    """One group of a margin."""

    group: str
    people: int
    """By the census."""
    expected: float
    """Share of the census, 0..1."""
    heard: int | None
    """As published; None: hidden."""
    share: float | None
    """Share of those heard whose group is known and shown."""
    level: str
    """How well the group is heard, by all counts: "missing" under half its share, "low" under nine tenths, "good"."""


ENOUGH = 0.9
"""Part of its share of the census from which a group counts as heard."""


def pair(age: str, gender: str) -> str:
    """Key of a group of the margin of age and gender."""
    return f"{age}/{gender}"


def rows_of(census: Mapping[str, int], known: Mapping[str, int | None], counts: Mapping[str, int]) -> list[Row]:
    """The groups of a margin, those missed most first.

    :param known: what is published of people heard
    :param counts: all of them; only the level is told of these, which fits many numbers
    """
    people = sum(census.values())
    base, shown = sum(counts.get(group, 0) for group in census), sum(known.get(group) or 0 for group in census)
    rows = []
    for group, living in census.items():
        expected = living / people if people else 0.0
        heard = known.get(group, 0)
        share = None if heard is None else heard / shown if shown else 0.0
        level = level_of(counts.get(group, 0) / base if base else 0.0, expected)
        rows.append(Row(group, living, expected, heard, share, level))
    return sorted(rows, key=lambda row: (LEVELS.index(row.level), -row.expected))


LEVELS = ("missing", "low", "good")


def level_of(share: float, expected: float) -> str:
    """How well a group is heard."""
    ratio = share / expected if expected else 1.0
    return "missing" if ratio < 0.5 else "low" if ratio < ENOUGH else "good"


def known_of(
    census: Census, profile: Iterable[QuestionFigures], who: Sequence[Breakdown], places: Mapping[str, str]
) -> Known:
    """What is published of people heard, of every group of the census; None where it is hidden.

    :param places: {channel id as text: key of its place}
    """
    found: dict[Margin, dict[str, int | None]] = {margin: dict.fromkeys(groups, 0) for margin, groups in census.items()}
    for one in profile:
        if one.question.profile is Profile.HOME_LANGUAGE and Margin.LANGUAGE in found:
            add_known(found[Margin.LANGUAGE], one.residents.counts)
        if one.question.profile is Profile.GENDER and Margin.AGE_GENDER in found:
            add_known(found[Margin.AGE_GENDER], ages_by_gender(one, found[Margin.AGE_GENDER]))
    for by in who:
        if by.dimension is Dimension.CHANNEL and Margin.BUILDING in found:
            shown = {group.key: group.base for group in by.groups}
            merges = by.is_withheld or MERGED in shown
            for channel, place in places.items():
                add_known(found[Margin.BUILDING], {place: shown.get(channel, None if merges else 0)})
    return found


def add_known(to: dict[str, int | None], counts: Mapping[str, int | None]) -> None:
    """Add published counts to groups of the census; what is hidden in one is hidden in the sum."""
    for group, count in counts.items():
        if group in to:
            before = to[group]
            to[group] = None if count is None or before is None else before + count


def ages_by_gender(one: QuestionFigures, groups: Iterable[str]) -> dict[str, int | None]:
    """{age and gender: people} of the question on gender, from its breakdown by age."""
    by = next((by for by in one.breakdowns if by.dimension is Dimension.AGE_BAND), None)
    merges = by is None or by.is_withheld or any(group.key == MERGED for group in by.groups)
    if by is None and one.base == 0:
        return {}
    cells = {
        pair(group.key, gender): count for group in (by.groups if by else ()) for gender, count in group.counts.items()
    }
    return {group: cells.get(group, None if merges else 0) for group in groups}


def gaps_of(census: Census, heard: Counts) -> dict[Margin, dict[str, float]]:
    """{margin: {group: how much of the census's share is missing among those heard, 0..1}}."""
    found: dict[Margin, dict[str, float]] = {}
    for margin, groups in census.items():
        people = sum(groups.values())
        counts = heard.get(margin, {})
        base = sum(counts.get(group, 0) for group in groups)
        for group, living in groups.items():
            expected = living / people if people else 0.0
            share = counts.get(group, 0) / base if base else 0.0
            gap = expected - share if level_of(share, expected) != "good" else 0.0
            found.setdefault(margin, {})[group] = gap
    return found


@dataclass(frozen=True)
class Met:
    """A channel one can go to, as it went so far."""

    channel_id: int
    place: str | None
    people: int
    groups: Counts
    days: Mapping[int, tuple[int, int]]
    """{day of the week, Monday is 0: (people, days somebody answered)}"""


@dataclass(frozen=True)
class Outing:
    """Where to go next."""

    channel_id: int | None
    """None: nobody has been to that building."""
    place: str | None
    weekday: int | None
    people: int
    """Expected that day, to the next five."""
    gain: float
    """People of missing groups, weighted by how much is missing."""
    groups: Sequence[tuple[Margin, str]]
    """The missing groups met there, most missed first."""


LEAST_MET = 10
"""People met at a channel, under which nothing is known of who comes there."""
LEAST_OF_GROUP = 5
MOST_OUTINGS = 3
MOST_GROUPS = 3


def outings(census: Census, heard: Counts, channels: Iterable[Met]) -> list[Outing]:
    """The outings that reduce the gap most, best first: the people a channel brings on its best day of the week, each
    counting as much as their groups are missing; and buildings hardly heard, with what a day brings elsewhere.
    """
    gaps = gaps_of(census, heard)
    known = [met for met in channels if met.people >= LEAST_MET and met.days]
    found = [outing for met in known if (outing := outing_at(met, gaps)) is not None]
    usual = [people / days for met in known for people, days in met.days.values()]
    a_day = sorted(usual)[len(usual) // 2] if usual else 10.0
    for place, gap in gaps.get(Margin.BUILDING, {}).items():
        if gap > 0:
            group = ((Margin.BUILDING, place),)
            found.append(Outing(None, place, None, to_five(a_day), a_day * gap, group))
    return sorted(found, key=lambda outing: -outing.gain)[:MOST_OUTINGS]


def outing_at(met: Met, gaps: Mapping[Margin, Mapping[str, float]]) -> Outing | None:
    """The best day at one channel; None when nobody met there is missing."""
    score, groups = 0.0, []
    for margin, missing in gaps.items():
        told = met.groups.get(margin, {})
        base = sum(told.values())
        for group, gap in missing.items():
            count = told.get(group, 0)
            score += gap * count / base if base else 0.0
            if gap > 0 and count >= LEAST_OF_GROUP:
                groups.append((gap, (margin, group)))
    if not score or not groups:
        return None
    weekday, (people, days) = max(met.days.items(), key=lambda one: (one[1][0] / one[1][1], -one[0]))
    named = [name for _, name in sorted(groups, key=lambda one: (-one[0], one[1]))[:MOST_GROUPS]]
    return Outing(met.channel_id, met.place, weekday, to_five(people / days), score * people / days, named)


def to_five(people: float) -> int:
    """Rounded to five, at least five: enough to plan a day, too little to single anybody out."""
    return max(5, 5 * round(people / 5))
