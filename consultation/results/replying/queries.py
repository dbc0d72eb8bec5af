"""Reads of replies, of the channels they go back by, and of what waits for a reply on the desk."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import (
    Account,
    Action,
    Campaign,
    Channel,
    ChannelReply,
    HomeworkQuestion,
    Organisation,
    Place,
    Plan,
    Questionnaire,
    Reply,
    Tally,
    Version,
)
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.over_versions import over_versions
from consultation.results.counts import subject_thresholds
from consultation.results.figures import shown
from consultation.results.queries import Asked, PlanOnDesk, of_action_in_scope
from consultation.results.replying.standing import asked_until, is_silent, waits
from consultation.results.tallied import Tallied
from consultation.submissions.tallies import BASE, EVERYBODY, action_subject
from consultation.submissions.told import Told, told_of
from consultation.terms import CampaignState, Role

ASKED = (Campaign.state != CampaignState.DRAFT, Campaign.id.not_in(select(HomeworkQuestion.campaign_id)))
"""Campaigns that asked people what they need; those that mark the work call for no reply of their own."""


def told_on_plan(session: Session, plan_ids: Collection[int]) -> dict[int, Told]:
    """{action: the reply that stands} over whole plans, in one statement."""
    rows = session.scalars(
        select(Reply)
        .join(Action, Action.id == Reply.action_id)
        .where(Action.plan_id.in_(plan_ids), Reply.taken_back_on.is_(None))
        .order_by(Reply.id)
    )
    return {row.action_id: told_of(row) for row in rows}


NO_PILOTS = (Role.VOLUNTEER, Role.OFFICIAL)
"""Roles that do not open the list of whom a pilot calls."""


@dataclass(frozen=True)
class Past:
    """One reply of the history of an action."""

    told: Told
    by: str | None
    """Name of the account that wrote it."""
    taken_back_on: dt.date | None


def history_of(session: Session, action_id: int) -> list[Past]:
    """Every reply ever written on an action, the latest first."""
    rows = session.execute(
        select(Reply, Account.name)
        .outerjoin(Account, Account.id == Reply.told_by)
        .where(Reply.action_id == action_id)
        .order_by(Reply.id.desc())
    )
    return [Past(told_of(reply), name, reply.taken_back_on) for reply, name in rows]


def reply_in_scope(session: Session, reply_id: int, organisation_id: int | None) -> tuple[Reply, Action, Plan] | None:
    """A reply with its action and plan, when that organisation may touch it."""
    return of_action_in_scope(session, Reply, reply_id, organisation_id)


def possible_pilots(session: Session, organisation_id: int) -> Sequence[tuple[int, str]]:
    """Accounts of the organisation that see the desk, by name."""
    rows = session.execute(
        select(Account.id, Account.name)
        .where(Account.organisation_id == organisation_id, Account.is_active, Account.role.not_in(NO_PILOTS))
        .order_by(Account.name, Account.id)
    )
    return [(row[0], row[1]) for row in rows]


# The channels that asked.


@dataclass(frozen=True)
class Way:
    """A channel that asked, and the day the reply went back by it."""

    channel_id: int
    name: str
    kind: str
    place: dict[str, str] | None
    campaign_title: dict[str, str]
    told_on: dt.date | None


def ways_back(session: Session, plan_id: int) -> list[Way]:
    """Every channel that asked people something of the plan, those still to tell first."""
    rows = session.execute(
        select(Channel.id, Channel.name, Channel.kind, Place.name, Campaign.title, ChannelReply.told_on)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .outerjoin(Place, Place.id == Channel.place_id)
        .outerjoin(ChannelReply, ChannelReply.channel_id == Channel.id)
        .where(Campaign.plan_id == plan_id, *ASKED)
        .order_by(ChannelReply.told_on.is_not(None), Campaign.id, Channel.id)
    )
    return [Way(*row) for row in rows]


def way_in_scope(session: Session, channel_id: int, organisation_id: int | None) -> tuple[Channel, Plan] | None:
    """A channel of a campaign that was opened, and its plan, when that organisation may touch it."""
    statement = (
        select(Channel, Plan)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .where(Channel.id == channel_id)
    )
    if organisation_id is not None:
        statement = statement.where(Plan.organisation_id == organisation_id)
    row = session.execute(statement).one_or_none()
    return (row[0], row[1]) if row else None


# The desk.


@dataclass
class ReplyWork:
    """What waits for a word on one plan."""

    waiting: list[str] = field(default_factory=list)
    """Actions with a need and no state."""
    silent: list[str] = field(default_factory=list)
    """Actions nothing was said on for 90 days."""
    mine: list[str] = field(default_factory=list)
    """Of them, those whose pilot is reading and was reminded."""
    without_way: int = 0
    """Channels the reply has not gone back by, once there is one."""


def reply_work(
    session: Session,
    plans: Sequence[PlanOnDesk],
    heard: Mapping[int, Mapping[str, Tallied]],
    today: dt.date,
    account_id: int,
) -> dict[int, ReplyWork]:
    """{plan: what waits for a word}; four statements, however many plans."""
    ids = [plan.id for plan in plans]
    asked = asked_of_plans(session, ids)
    told = told_on_plan(session, ids)
    untold = channels_to_tell(session, ids)
    actions: dict[int, list[tuple[int, str]]] = {plan_id: [] for plan_id in ids}
    for plan_id, action_id, key in session.execute(
        select(Action.plan_id, Action.id, Action.key)
        .where(Action.plan_id.in_(ids), ~Action.is_retired)
        .order_by(Action.key)
    ):
        actions[plan_id].append((action_id, key))
    found = {}
    for plan in plans:
        work = found[plan.id] = ReplyWork()
        thresholds = subject_thresholds(asked.get(plan.id, []))
        until = asked_until(plan.campaigns, today)
        for action_id, key in actions[plan.id]:
            subject = action_subject(key)
            counted = heard.get(plan.id, {}).get(subject, Tallied()).residents()[BASE]
            residents = shown(counted, thresholds.get(subject, max(thresholds.values())))
            reply = told.get(action_id)
            if waiting := waits(residents, reply):
                work.waiting.append(key)
            if (waiting or reply) and is_silent(reply, until, today):
                work.silent.append(key)
                if reply and reply.reminded_on and reply.pilot_id == account_id:
                    work.mine.append(key)
        if any(action_id in told for action_id, _ in actions[plan.id]):
            work.without_way = untold.get(plan.id, 0)
    return found


def channels_to_tell(session: Session, plan_ids: Collection[int]) -> dict[int, int]:
    """{plan: channels the reply has not gone back by}."""
    rows = session.execute(
        select(Campaign.plan_id, Channel.id)
        .join(Channel, Channel.campaign_id == Campaign.id)
        .outerjoin(ChannelReply, ChannelReply.channel_id == Channel.id)
        .where(Campaign.plan_id.in_(plan_ids), *ASKED, ChannelReply.channel_id.is_(None))
    )
    found: dict[int, int] = {}
    for plan_id, _ in rows:
        found[plan_id] = found.get(plan_id, 0) + 1
    return found


def asked_of_plans(session: Session, plan_ids: Collection[int]) -> dict[int, list[Asked]]:
    """{plan: its questionnaires that were ever published}, in one statement."""
    rows = session.execute(
        select(Questionnaire.plan_id, Version.questionnaire_id, Version.definition)
        .join(Questionnaire, Questionnaire.id == Version.questionnaire_id)
        .where(Questionnaire.plan_id.in_(plan_ids))
        .order_by(Version.questionnaire_id, Version.number)
    )
    versions: dict[tuple[int, int], list[Definition]] = {}
    for plan_id, questionnaire_id, document in rows:
        versions.setdefault((plan_id, questionnaire_id), []).append(Definition.model_validate(document))
    found: dict[int, list[Asked]] = {}
    for (plan_id, questionnaire_id), definitions in versions.items():
        found.setdefault(plan_id, []).append(Asked(questionnaire_id, over_versions(definitions)))
    return found


def organisation_name(session: Session, organisation_id: int) -> str:
    """Who consults, as printed."""
    return session.get_one(Organisation, organisation_id).name


@dataclass(frozen=True)
class HeardThere:
    """A channel, and the languages people answered in there."""

    channel_id: int
    name: str
    place: dict[str, str] | None
    locale: str | None
    organisation: str
    is_simulated: bool
    languages: dict[str, int]


def heard_there(session: Session, plan_id: int, channel_id: int | None = None) -> list[HeardThere]:
    """The channels of a plan (or one of them) with the languages heard there; two statements."""
    statement = (
        select(Channel.id, Channel.name, Place.name, Channel.locale, Organisation.name, Campaign.is_simulated)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .join(Organisation, Organisation.id == Plan.organisation_id)
        .outerjoin(Place, Place.id == Channel.place_id)
        .where(Campaign.plan_id == plan_id, *ASKED)
        .order_by(Campaign.id, Channel.id)
    )
    if channel_id is not None:
        statement = statement.where(Channel.id == channel_id)
    rows = session.execute(statement).all()
    heard: dict[int, dict[str, int]] = {}
    for channel, locale, people in session.execute(
        select(Tally.channel_id, Tally.locale, func.sum(Tally.count))
        .where(
            Tally.channel_id.in_([row[0] for row in rows]),
            Tally.subject == EVERYBODY,
            Tally.option_key == BASE,
            Tally.count > 0,
        )
        .group_by(Tally.channel_id, Tally.locale)
    ):
        heard.setdefault(channel, {})[locale] = int(people)
    return [HeardThere(*row, heard.get(row[0], {})) for row in rows]
