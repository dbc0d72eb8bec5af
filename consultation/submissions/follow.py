"""What became of what people said, for whoever holds the follow code."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from consultation.models import (
    Action,
    Box,
    Campaign,
    Channel,
    Idea,
    Plan,
    Priority,
    SheetBatch,
    Submission,
    Version,
)
from consultation.questionnaires.definition import Definition
from consultation.submissions.told import Told, told_on_actions


@dataclass(frozen=True)
class FollowedIdea:
    """What the author of an idea sees of it."""

    text: str
    locale: str
    state: str
    reason: dict[str, str]
    question: dict[str, str]
    box_code: str
    plan_slug: str
    action_key: str | None
    #: as in the plan
    action_title: str | None


def followed_idea(session: Session, follow_code: str) -> FollowedIdea | None:
    """What became of an idea, for whoever holds its code."""
    row = session.execute(
        select(Idea, Box.question, Channel.code, Plan.slug, Action.title)
        .join(Box, Box.id == Idea.box_id)
        .join(Channel, Channel.id == Box.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .outerjoin(Action, (Action.plan_id == Plan.id) & (Action.key == Idea.action_key))
        .where(Idea.follow_code == follow_code)
    ).one_or_none()
    if row is None:
        return None
    idea, question, code, slug, title = row
    return FollowedIdea(idea.text, idea.locale, idea.state, idea.reason, question, code, slug, idea.action_key, title)


@dataclass(frozen=True)
class FollowedAction:
    """Where an action stands, and what the town answered."""

    key: str
    title: str
    state: str
    told: Told | None


@dataclass(frozen=True)
class FollowedSubmission:
    """What somebody who answered sees: nothing of their answers, all that came of them."""

    campaign_title: dict[str, str]
    #: the language the answers came in
    locale: str
    #: the language the plan is written in
    plan_locale: str
    plan_slug: str
    reply_by: dt.date | None
    is_simulated: bool
    actions: tuple[FollowedAction, ...]


def followed_submission(session: Session, follow_code: str) -> FollowedSubmission | None:
    """What became of the actions somebody spoke about, for whoever holds the code of the submission."""
    return _followed(session, Submission.follow_code == follow_code)


def followed_sheet(session: Session, questionnaire_id: int, number: int) -> FollowedSubmission | None:
    """The same for whoever holds the slip of a printed sheet; None as long as nobody has read the sheet."""
    return _followed(session, and_(Submission.questionnaire_id == questionnaire_id, Submission.sheet_number == number))


@dataclass(frozen=True)
class FollowedPlan:
    """Everything that can be followed of a plan, whoever spoke about it."""

    locale: str
    reply_days: tuple[dt.date, ...]
    actions: tuple[FollowedAction, ...]


def followed_plan(session: Session, slug: str) -> FollowedPlan | None:
    """Where every action of a plan stands."""
    plan = session.execute(select(Plan.id, Plan.locale).where(Plan.slug == slug)).one_or_none()
    if plan is None:
        return None
    keys = set(session.scalars(select(Action.key).where(Action.plan_id == plan.id)))
    days = session.scalars(select(Campaign.reply_by).where(Campaign.plan_id == plan.id, Campaign.reply_by.is_not(None)))
    return FollowedPlan(plan.locale, tuple(day for day in days if day), _actions(session, plan.id, keys, set()))


def is_printed(session: Session, questionnaire_id: int, number: int) -> bool:
    """Whether a sheet of that number was printed."""
    found = (
        select(SheetBatch.id)
        .join(Version, Version.id == SheetBatch.version_id)
        .where(
            Version.questionnaire_id == questionnaire_id,
            SheetBatch.first_number <= number,
            SheetBatch.first_number + SheetBatch.count > number,
            SheetBatch.first_number > 0,
        )
    )
    return session.scalars(found.limit(1)).one_or_none() is not None


def _followed(session: Session, which: ColumnElement[bool]) -> FollowedSubmission | None:
    row = session.execute(
        select(Submission.answers, Submission.locale, Version.definition, Campaign, Plan)
        .join(Version, Version.id == Submission.version_id)
        .join(Channel, Channel.id == Submission.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .where(which)
    ).one_or_none()
    if row is None:
        return None
    answers, locale, document, campaign, plan = row
    answered = [question for question in Definition.model_validate(document).questions() if question.key in answers]
    action_keys = {key for question in answered for key in question.actions}
    priority_keys = {key for question in answered for key in question.priorities}
    return FollowedSubmission(
        campaign_title=campaign.title,
        locale=locale,
        plan_locale=plan.locale,
        plan_slug=plan.slug,
        reply_by=campaign.reply_by,
        is_simulated=campaign.is_simulated,
        actions=_actions(session, plan.id, action_keys, priority_keys),
    )


def _actions(
    session: Session, plan_id: int, action_keys: set[str], priority_keys: set[str]
) -> tuple[FollowedAction, ...]:
    """The actions of these keys, and all those of these priorities, in the order of the plan."""
    rows = session.execute(
        select(Action.id, Action.key, Action.title, Action.state)
        .join(Priority, Priority.id == Action.priority_id)
        .where(
            Action.plan_id == plan_id,
            ~Action.is_retired | Action.key.in_(action_keys),
            Action.key.in_(action_keys) | Priority.key.in_(priority_keys),
        )
        .order_by(Priority.position, Action.position)
    ).all()
    told = told_on_actions(session, [row.id for row in rows])
    return tuple(FollowedAction(row.key, row.title, row.state, told.get(row.id)) for row in rows)
