"""Reads of counts and work to do. Counting is SQL on the tallies; what may be shown is decided in `figures`."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from consultation.models import (
    Action,
    Box,
    Campaign,
    Channel,
    FilledBlank,
    Idea,
    Place,
    Plan,
    Questionnaire,
    Reply,
    Submission,
    Tally,
    Verbatim,
    Version,
)
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.over_versions import over_versions
from consultation.questionnaires.piping import with_dots_for_answers
from consultation.results.tallied import Tallied
from consultation.submissions.tallies import BASE, EVERYBODY, action_subject
from consultation.terms import CampaignState, ChannelKind, IdeaState, VerbatimState, WhenLabel

OfAction = TypeVar("OfAction", Reply, FilledBlank)
IDEAS_TO_SEE = (IdeaState.SHOWN, IdeaState.STUDIED, IdeaState.DONE, IdeaState.NOT_DONE)


@dataclass(frozen=True)
class CampaignLine:
    """A campaign of a plan, as far as results say something of it."""

    id: int
    title: dict[str, str]
    questionnaire_id: int
    state: str
    opens_on: dt.date | None
    closes_on: dt.date | None
    reply_by: dt.date | None
    results_are_public: bool
    is_simulated: bool

    def is_over(self, today: dt.date) -> bool:
        """Whether nobody can answer any more."""
        return self.state == CampaignState.CLOSED or (self.closes_on is not None and self.closes_on < today)


def campaigns_of_plan(session: Session, plan_id: int) -> list[CampaignLine]:
    """Campaigns people could answer, the first first."""
    columns = [getattr(Campaign, name) for name in CampaignLine.__dataclass_fields__]
    rows = session.execute(
        select(*columns)
        .where(Campaign.plan_id == plan_id, Campaign.state != CampaignState.DRAFT)
        .order_by(Campaign.opens_on, Campaign.id)
    )
    return [CampaignLine(*row) for row in rows]


@dataclass(frozen=True)
class Asked:
    """What one questionnaire asks or has asked, over its versions."""

    questionnaire_id: int
    definition: Definition
    """The latest version, with the questions and options that only earlier ones had, as retired."""


def questionnaires_of_plan(session: Session, plan_id: int) -> list[Asked]:
    """The questionnaires of a plan that were ever published."""
    rows = session.execute(
        select(Version.questionnaire_id, Version.definition)
        .join(Questionnaire, Questionnaire.id == Version.questionnaire_id)
        .where(Questionnaire.plan_id == plan_id)
        .order_by(Version.questionnaire_id, Version.number)
    )
    versions: dict[int, list[Definition]] = {}
    for questionnaire_id, document in rows:
        versions.setdefault(questionnaire_id, []).append(Definition.model_validate(document))
    return [
        Asked(questionnaire_id, with_dots_for_answers(over_versions(found)))
        for questionnaire_id, found in versions.items()
    ]


def channels_of(campaign_ids: Collection[int]) -> Select[int]:
    return select(Channel.id).where(Channel.campaign_id.in_(campaign_ids))


def channel_rounds(session: Session, campaign_ids: Collection[int]) -> dict[str, int]:
    """{channel id as text: its campaign}."""
    rows = session.execute(select(Channel.id, Channel.campaign_id).where(Channel.campaign_id.in_(campaign_ids)))
    return {str(channel_id): campaign_id for channel_id, campaign_id in rows}


@dataclass(frozen=True)
class ChannelPlace:
    """A channel and where it stands."""

    name: str
    place_key: str | None
    place_name: dict[str, str] | None
    code: str
    kind: str


def channel_places(session: Session, plan_id: int) -> dict[int, ChannelPlace]:
    """{channel id: name and place} of those that take answers, in the order they were opened."""
    rows = session.execute(
        select(Channel.id, Channel.name, Place.key, Place.name, Channel.code, Channel.kind)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .outerjoin(Place, Place.id == Channel.place_id)
        .where(Campaign.plan_id == plan_id, Channel.kind != ChannelKind.IDEA_BOX)
        .order_by(Channel.id)
    )
    return {row[0]: ChannelPlace(row[1], row[2], row[3], row[4], row[5]) for row in rows}


# Words.


def of_action_in_scope(
    session: Session, table: type[OfAction], row_id: int, organisation_id: int | None
) -> tuple[OfAction, Action, Plan] | None:
    """A row that belongs to an action, with its action and plan, when that organisation may touch it."""
    statement = (
        select(table, Action, Plan)
        .join(Action, Action.id == table.action_id)
        .join(Plan, Plan.id == Action.plan_id)
        .where(table.id == row_id)
    )
    if organisation_id is not None:
        statement = statement.where(Plan.organisation_id == organisation_id)
    row = session.execute(statement).one_or_none()
    return (row[0], row[1], row[2]) if row else None


@dataclass(frozen=True)
class IdeaShown:
    """An idea a person has read and shown."""

    id: str
    locale: str
    text: str
    translation: dict[str, str]
    state: str
    reason: dict[str, str]


def ideas_shown(session: Session, plan_id: int, action_key: str) -> list[IdeaShown]:
    """Ideas on an action that anybody may read, the latest week first."""
    rows = session.execute(
        select(Idea)
        .join(Box, Box.id == Idea.box_id)
        .join(Channel, Channel.id == Box.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .where(Campaign.plan_id == plan_id, Idea.action_key == action_key, Idea.state.in_(IDEAS_TO_SEE))
        .order_by(Idea.week.desc(), Idea.id)
    ).scalars()
    return [
        IdeaShown(idea.id, idea.locale, idea.shown_text or idea.text, idea.translation, idea.state, idea.reason)
        for idea in rows
    ]


def verbatim_in_scope(session: Session, verbatim_id: str, organisation_id: int | None) -> tuple[Verbatim, Plan] | None:
    """A free text and its plan, when that organisation may touch it."""
    statement = (
        select(Verbatim, Plan)
        .join(Questionnaire, Questionnaire.id == Verbatim.questionnaire_id)
        .join(Plan, Plan.id == Questionnaire.plan_id)
        .join(Submission, Submission.token == Verbatim.submission_token)
        .where(Verbatim.id == verbatim_id, Submission.withdrawn_on.is_(None))
    )
    if organisation_id is not None:
        statement = statement.where(Plan.organisation_id == organisation_id)
    row = session.execute(statement).one_or_none()
    return (row[0], row[1]) if row else None


# The desk: work to do.


@dataclass(frozen=True)
class PlanOnDesk:
    """A plan as somebody finds it after signing in."""

    id: int
    slug: str
    title: str
    sector: str | None
    action_keys: tuple[str, ...]
    without_pilot: int
    to_define: int
    waiting_ideas: int
    waiting_verbatims: int
    campaigns: list[CampaignLine]


def plans_on_desk(session: Session, organisation_id: int | None) -> list[PlanOnDesk]:
    """The plans an account reaches, with what waits on each; five statements, however many plans."""
    plans = select(Plan.id, Plan.slug, Plan.title, Plan.sector).order_by(Plan.title)
    if organisation_id is not None:
        plans = plans.where(Plan.organisation_id == organisation_id)
    found = session.execute(plans).all()
    ids = [row.id for row in found]
    actions: dict[int, list[tuple[str, list[str], str]]] = {plan_id: [] for plan_id in ids}
    for plan_id, key, missing, label in session.execute(
        select(Action.plan_id, Action.key, Action.missing, Action.when_label).where(
            Action.plan_id.in_(ids), Action.is_retired.is_(False)
        )
    ):
        actions[plan_id].append((key, missing, label))
    ideas = _per_plan(
        session,
        select(Campaign.plan_id, func.count())
        .join(Channel, Channel.campaign_id == Campaign.id)
        .join(Box, Box.channel_id == Channel.id)
        .join(Idea, Idea.box_id == Box.id)
        .where(Campaign.plan_id.in_(ids), Idea.state == IdeaState.RECEIVED)
        .group_by(Campaign.plan_id),
    )
    words = _per_plan(
        session,
        select(Questionnaire.plan_id, func.count())
        .join(Verbatim, Verbatim.questionnaire_id == Questionnaire.id)
        .where(Questionnaire.plan_id.in_(ids), Verbatim.state == VerbatimState.RECEIVED)
        .group_by(Questionnaire.plan_id),
    )
    campaigns: dict[int, list[CampaignLine]] = {plan_id: [] for plan_id in ids}
    columns = [getattr(Campaign, name) for name in CampaignLine.__dataclass_fields__]
    for plan_id, *line in session.execute(
        select(Campaign.plan_id, *columns)
        .where(Campaign.plan_id.in_(ids), Campaign.state != CampaignState.DRAFT)
        .order_by(Campaign.opens_on, Campaign.id)
    ):
        campaigns[plan_id].append(CampaignLine(*line))
    return [
        PlanOnDesk(
            id=plan.id,
            slug=plan.slug,
            title=plan.title,
            sector=plan.sector,
            action_keys=tuple(key for key, _, _ in actions[plan.id]),
            without_pilot=sum("pilot" in missing for _, missing, _ in actions[plan.id]),
            to_define=sum(label == WhenLabel.TO_DEFINE for _, _, label in actions[plan.id]),
            waiting_ideas=ideas.get(plan.id, 0),
            waiting_verbatims=words.get(plan.id, 0),
            campaigns=campaigns[plan.id],
        )
        for plan in found
    ]


def heard_per_plan(session: Session, plans: Collection[PlanOnDesk]) -> dict[int, dict[str, Tallied]]:
    """{plan: {"@all" or an action's subject: people heard}}, in one statement."""
    subjects = {EVERYBODY, *(action_subject(key) for plan in plans for key in plan.action_keys)}
    rows = session.execute(
        select(Campaign.plan_id, Tally.subject, Tally.respondent_kind, func.sum(Tally.count))
        .join(Channel, Channel.campaign_id == Campaign.id)
        .join(Tally, (Tally.questionnaire_id == Campaign.questionnaire_id) & (Tally.channel_id == Channel.id))
        .where(
            Campaign.plan_id.in_({plan.id for plan in plans}),
            Tally.subject.in_(subjects),
            Tally.option_key == BASE,
            Tally.count > 0,
        )
        .group_by(Campaign.plan_id, Tally.subject, Tally.respondent_kind)
    )
    found: dict[int, dict[str, Tallied]] = {}
    for plan_id, subject, kind, count in rows:
        tallied = found.setdefault(plan_id, {}).setdefault(subject, Tallied())
        tallied.kinds.setdefault(kind, Counter())[BASE] += int(count)
    return found


def actions_with_ideas(session: Session, plan_ids: Collection[int]) -> set[tuple[int, str]]:
    """(plan, action key) of actions somebody put an idea in a box for, hidden ones aside."""
    rows = session.execute(
        select(Campaign.plan_id, Idea.action_key)
        .join(Channel, Channel.campaign_id == Campaign.id)
        .join(Box, Box.channel_id == Channel.id)
        .join(Idea, Idea.box_id == Box.id)
        .where(Campaign.plan_id.in_(plan_ids), Idea.action_key.is_not(None), Idea.state != IdeaState.HIDDEN)
        .distinct()
    )
    return {(plan_id, str(key)) for plan_id, key in rows}


def _per_plan(session: Session, statement: Select[int, int]) -> dict[int, int]:
    return dict(session.execute(statement).all())


def waiting_words(session: Session, plan_id: int) -> dict[tuple[int, str], int]:
    """{(questionnaire, question key): free words nobody has read yet}."""
    rows = session.execute(
        select(Verbatim.questionnaire_id, Verbatim.question_key, func.count())
        .join(Questionnaire, Questionnaire.id == Verbatim.questionnaire_id)
        .where(Questionnaire.plan_id == plan_id, Verbatim.state == VerbatimState.RECEIVED)
        .group_by(Verbatim.questionnaire_id, Verbatim.question_key)
    )
    return {(questionnaire_id, key): count for questionnaire_id, key, count in rows}
