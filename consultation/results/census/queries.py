"""Reads of the census, of who was met by which channel on which day, and of people by all margins at once."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import Campaign, CensusCount, Channel, Place, Submission, Tally
from consultation.questionnaires.definition import Answers, Definition
from consultation.questionnaires.sheet import profile_of
from consultation.results.census.coverage import Met, pair
from consultation.results.census.raking import NOT_SAID, Cell
from consultation.results.queries import Asked
from consultation.results.tallied import RESIDENT_KINDS
from consultation.submissions.tallies import BASE, EVERYBODY, person_of
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
    """{channel: {day of the week: (people, days)}}."""
    rows = session.execute(
        select(Submission.channel_id, Submission.day, func.count())
        .where(Submission.channel_id.in_(channel_ids), Submission.withdrawn_on.is_(None))
        .group_by(Submission.channel_id, Submission.day)
    )
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for channel, day, count in rows:
        own = found.setdefault(channel, {})
        people, days = own.get(day.weekday(), (0, 0))
        own[day.weekday()] = (people + int(count), days + 1)
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
    """Everybody by the groups of those margins; every record is read, a thousand at a time.

    :param chosen: questionnaire and key of the question
    """
    found = Crossed()
    for one in asked:
        rows = session.execute(
            select(Submission.answers, Submission.channel_id).where(
                Submission.questionnaire_id == one.questionnaire_id,
                Submission.channel_id.in_(where),
                Submission.withdrawn_on.is_(None),
            ),
            execution_options={"yield_per": 1_000},
        )
        with rows:
            for answers, channel in rows:
                if person_of(one.definition, answers).respondent_kind not in RESIDENT_KINDS:
                    continue
                cell = cell_of(one.definition, answers, where[channel].place, margins)
                found.cells[cell] += 1
                options = answers.get(chosen[1], {}).get("chosen") if one.questionnaire_id == chosen[0] else None
                if options:
                    found.bases[cell] += 1
                    found.answers.update((cell, option) for option in options)
    return found


def cell_of(definition: Definition, answers: Answers, place: str | None, margins: Collection[Margin]) -> Cell:
    """The group of one person in each margin; of several languages the first that is ticked."""
    told = profile_of(definition, answers)

    def first(profile: Profile) -> str:
        return next(iter(told.get(profile, ())), NOT_SAID)

    age, gender = first(Profile.AGE_BAND), first(Profile.GENDER)
    groups = {
        Margin.AGE_GENDER: pair(age, gender) if age and gender else NOT_SAID,
        Margin.BUILDING: place or NOT_SAID,
        Margin.LANGUAGE: first(Profile.HOME_LANGUAGE),
    }
    return tuple(groups[margin] for margin in margins)
