"""Reads of the resident's page."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from consultation.answering.page import has_variants, is_shuffled
from consultation.models import Campaign, Channel, Plan, Submission, Version
from consultation.outreach.states import state_of
from consultation.questionnaires.definition import Definition
from consultation.terms import ASKED_ALOUD, CampaignState, ChannelKind, ChannelState, Mode


@dataclass(frozen=True)
class Published:
    """A published version, ready to show and to check sheets against."""

    id: int
    questionnaire_id: int
    code: str
    definition: Definition

    @cached_property
    def has_variants(self) -> bool:
        """Whether a question is worded for an age."""
        return has_variants(self.definition)

    @cached_property
    def is_shuffled(self) -> bool:
        """Whether the order of some options depends on the person."""
        return is_shuffled(self.definition)


def published(session: Session, code: str) -> Published | None:
    """The version that is printed with that code."""
    row = session.execute(
        select(Version.id, Version.questionnaire_id, Version.definition).where(Version.print_code == code)
    ).one_or_none()
    return Published(row.id, row.questionnaire_id, code, Definition.model_validate(row.definition)) if row else None


@dataclass(frozen=True)
class Invitation:
    """A consultation anybody may join now, from the first page."""

    code: str
    title: dict[str, str]
    town: str
    closes_on: dt.date | None
    is_simulated: bool


def invitations(session: Session, today: dt.date) -> list[Invitation]:
    """The open consultations that have an online channel, the one that closes first leading."""
    rows = session.execute(
        select(Channel, Campaign, Plan.title)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .where(Channel.kind == ChannelKind.ONLINE, Campaign.state == CampaignState.OPEN)
        .where(select(Version.id).where(Version.questionnaire_id == Campaign.questionnaire_id).exists())
        .order_by(Campaign.closes_on, Channel.id)
    ).all()
    found: dict[int, Invitation] = {}
    for channel, campaign, plan_title in rows:
        days = {"opens_on": campaign.opens_on, "closes_on": campaign.closes_on}
        state = state_of(campaign.state, **days, channel_is_closed=channel.is_closed, today=today)
        if state is ChannelState.OPEN:
            one = Invitation(channel.code, campaign.title, plan_title, campaign.closes_on, campaign.is_simulated)
            found.setdefault(campaign.id, one)
    return list(found.values())


@dataclass(frozen=True)
class Stall:
    """Where an interviewer asks people now."""

    code: str
    name: str
    kind: ChannelKind
    campaign_title: dict[str, str]
    is_simulated: bool
    definition: Definition
    mine: int
    """People the interviewer asked there today."""


def stalls(session: Session, scope: int | None, account_id: int, today: dt.date) -> list[Stall]:
    """The open channels of the organisation where people are asked aloud, those of the latest campaign first."""
    mine = (
        select(Submission.channel_id, func.count().label("count"))
        .where(
            Submission.keyed_by == account_id,
            Submission.day == today,
            Submission.mode == Mode.INTERVIEWER,
            Submission.withdrawn_on.is_(None),
        )
        .group_by(Submission.channel_id)
        .subquery()
    )
    latest = (
        select(func.max(Version.number))
        .where(Version.questionnaire_id == Campaign.questionnaire_id)
        .correlate(Campaign)
        .scalar_subquery()
    )
    chosen = (
        select(Channel, Campaign, Version.definition, mine.c.count)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .join(Version, (Version.questionnaire_id == Campaign.questionnaire_id) & (Version.number == latest))
        .outerjoin(mine, mine.c.channel_id == Channel.id)
        .where(Channel.kind.in_(ASKED_ALOUD), Campaign.state == CampaignState.OPEN)
        .where(true() if scope is None else Plan.organisation_id == scope)
        .order_by(Campaign.id.desc(), Channel.name)
    )
    found = []
    for channel, campaign, definition, count in session.execute(chosen).all():
        days = {"opens_on": campaign.opens_on, "closes_on": campaign.closes_on}
        state = state_of(campaign.state, **days, channel_is_closed=channel.is_closed, today=today)
        if state is ChannelState.OPEN:
            found.append(
                Stall(
                    channel.code,
                    channel.name,
                    ChannelKind(channel.kind),
                    campaign.title,
                    campaign.is_simulated,
                    Definition.model_validate(definition),
                    count or 0,
                )
            )
    return found
