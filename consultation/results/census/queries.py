"""Reads of the census, of who was met by which channel on which day, and of people by all margins at once."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyroaring import BitMap
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import Campaign, CensusCount, Channel, Place, Tally
from consultation.questionnaires.definition import Definition
from consultation.results.census.coverage import Met, pair
from consultation.results.census.raking import NOT_SAID, Cell
from consultation.results.queries import Asked
from consultation.results.tallied import RESIDENT_KINDS
from consultation.submissions.answer_sets import AnswerSets
from consultation.submissions.fold import answer_sets
from consultation.submissions.margins import CHANNEL, DAY, KIND, RESIDENTS
from consultation.submissions.tallies import BASE, EVERYBODY
from consultation.terms import CampaignState, ChannelKind, Margin, PlaceKind, Profile

GONE_TO = frozenset({ChannelKind.STALL, ChannelKind.DOORSTEP, ChannelKind.PARTNER, ChannelKind.PAPER})
"""Channels somebody goes out for."""


def census_of(session: Session, plan_id: int) -> dict[Margin, dict[str, int]]:
    """{margin: {group: people}} as entered; margins nobody entered are left out."""
    rows = session.execute(
        select(CensusCount.margin, CensusCount.group, CensusCount.people)
        .where(CensusCount.plan_id == plan_id)
        .order_by(CensusCount.margin, CensusCount.group)
    )
    found: dict[Margin, dict[str, int]] = {}
    for margin, group, people in rows:
        found.setdefault(Margin(margin), {})[group] = people
    return found


def buildings(session: Session, plan_id: int) -> dict[str, dict[str, str]]:
    """{key: name} of the buildings of the register."""
    rows = session.execute(
        select(Place.key, Place.name)
        .where(Place.plan_id == plan_id, Place.kind == PlaceKind.BUILDING, ~Place.is_retired)
        .order_by(Place.key)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Spot:
    """A channel and its place."""

    name: str
    kind: str
    place: str | None


def spots(session: Session, plan_id: int) -> dict[int, Spot]:
    """{channel: its name, kind and place} of campaigns that were opened."""
    rows = session.execute(
        select(Channel.id, Channel.name, Channel.kind, Place.key)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .outerjoin(Place, Place.id == Channel.place_id)
        .where(Campaign.plan_id == plan_id, Campaign.state != CampaignState.DRAFT)
        .order_by(Channel.id)
    )
    return {channel: Spot(name, kind, place) for channel, name, kind, place in rows}


def met_by_channel(session: Session, asked: Iterable[Asked], where: Mapping[int, Spot]) -> list[Met]:
    """Every channel with the residents met there; two statements, however many channels."""
    subjects = {EVERYBODY: Profile.IN_SECTOR} | {
        question.key: question.profile
        for one in asked
        for question in one.definition.questions()
        if question.profile in {Profile.GENDER, Profile.HOME_LANGUAGE}
    }
    groups: dict[int, dict[Margin, Counter[str]]] = {}
    people: Counter[int] = Counter()
    rows = session.execute(
        select(Tally.channel_id, Tally.subject, Tally.age_band, Tally.option_key, func.sum(Tally.count))
        .where(
            Tally.channel_id.in_(where),
            Tally.subject.in_(subjects),
            Tally.respondent_kind.in_(RESIDENT_KINDS),
            Tally.count > 0,
        )
        .group_by(Tally.channel_id, Tally.subject, Tally.age_band, Tally.option_key)
    )
    for channel, subject, age, option, count in rows:
        own = groups.setdefault(channel, {margin: Counter() for margin in Margin})
        if subject == EVERYBODY:
            people[channel] += int(count)
            if place := where[channel].place:
                own[Margin.BUILDING][place] += int(count)
        elif option == BASE:
            continue
        elif subjects[subject] is Profile.GENDER:
            own[Margin.AGE_GENDER][pair(age, option)] += int(count)
        else:
            own[Margin.LANGUAGE][option] += int(count)
    days = days_of_week(session, where)
    return [
        Met(channel, spot.place, people[channel], groups.get(channel, {}), days.get(channel, {}))
        for channel, spot in where.items()
    ]


def days_of_week(session: Session, channel_ids: Collection[int]) -> dict[int, dict[int, tuple[int, int]]]:
    """{channel: {day of the week: (people, days)}}.

    :raises NotReady: while the answers are being prepared
    """
    questionnaires = session.scalars(
        select(Campaign.questionnaire_id)
        .join(Channel, Channel.campaign_id == Campaign.id)
        .where(Channel.id.in_(channel_ids))
        .distinct()
    ).all()
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for questionnaire_id in questionnaires:
        sets = answer_sets(session, questionnaire_id)
        channels = {channel: sets.of(CHANNEL, str(channel)) for channel in channel_ids}
        for day in sets.options(DAY):
            there, weekday = sets.of(DAY, day), dt.date.fromisoformat(day).weekday()
            for channel, people in channels.items():
                count = people.intersection_cardinality(there)
                if count:
                    own = found.setdefault(channel, {})
                    before, days = own.get(weekday, (0, 0))
                    own[weekday] = (before + count, days + 1)
    return found


@dataclass
class Crossed:
    """Residents by all margins at once, and what they answered to one question."""

    cells: Counter[Cell] = field(default_factory=Counter)
    bases: Counter[Cell] = field(default_factory=Counter)
    """Of those who answered the question."""
    answers: Counter[tuple[Cell, str]] = field(default_factory=Counter)


def crossed(
    session: Session,
    asked: Iterable[Asked],
    where: Mapping[int, Spot],
    margins: Collection[Margin],
    chosen: tuple[int, str],
) -> Crossed:
    """Everybody by the groups of those margins at once.

    :param chosen: questionnaire and key of the question
    :raises NotReady: while the answers are being prepared
    """
    found = Crossed()
    for one in asked:
        sets = answer_sets(session, one.questionnaire_id)
        who = sets.any_of(KIND, RESIDENTS) & sets.any_of(CHANNEL, map(str, where))
        divided = [groups_of_margin(sets, one.definition, where, margin, who) for margin in margins]
        options = sets.options(chosen[1]) if one.questionnaire_id == chosen[0] else []
        given = {option: sets.of(chosen[1], option) for option in options if not option.startswith("-")}
        answered = BitMap.union(BitMap(), *given.values())
        for cell, people in cells_of(who, divided):
            found.cells[cell] += len(people)
            if base := people.intersection_cardinality(answered):
                found.bases[cell] += base
                for option, chose in given.items():
                    if count := people.intersection_cardinality(chose):
                        found.answers[cell, option] += count
    return found


def cells_of(people: BitMap, divided: Sequence[Mapping[str, BitMap]]) -> Iterator[tuple[Cell, BitMap]]:
    """(a group of each division, the people in all of them), without cells that nobody is in."""
    if not divided:
        yield (), people
        return
    for group, members in divided[0].items():
        if there := people & members:
            for cell, inside in cells_of(there, divided[1:]):
                yield (group, *cell), inside


def groups_of_margin(
    sets: AnswerSets, definition: Definition, where: Mapping[int, Spot], margin: Margin, who: BitMap
) -> dict[str, BitMap]:
    """{group of the margin: people}, everybody once; of several languages the first in the order of the question."""
    found: dict[str, BitMap] = {}
    if margin is Margin.BUILDING:
        for channel, spot in where.items():
            if spot.place:
                found[spot.place] = found.get(spot.place, BitMap()) | sets.of(CHANNEL, str(channel))
    elif margin is Margin.LANGUAGE:
        found = said(sets, definition, Profile.HOME_LANGUAGE)
    else:
        genders = said(sets, definition, Profile.GENDER)
        for age, aged in said(sets, definition, Profile.AGE_BAND).items():
            found |= {pair(age, gender): aged & people for gender, people in genders.items()}
    return found | {NOT_SAID: who - BitMap.union(BitMap(), *found.values())}


def said(sets: AnswerSets, definition: Definition, profile: Profile) -> dict[str, BitMap]:
    """{option: people who told that of themselves, each counted for the first}."""
    found: dict[str, BitMap] = {}
    seen = BitMap()
    for question in definition.questions():
        if question.profile is profile:
            for option in question.options:
                people = sets.of(question.key, option.key) - seen
                seen = seen | people
                found[option.key] = found.get(option.key, BitMap()) | people
    return found
