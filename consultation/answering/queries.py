"""Reads of the resident's page."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.answering.page import has_variants, is_shuffled
from consultation.models import Campaign, Channel, Plan, Version
from consultation.outreach.states import state_of
from consultation.questionnaires.definition import Definition
from consultation.terms import CampaignState, ChannelKind, ChannelState


@dataclass(frozen=True)
class Published:
    """A published version, ready to show and to check sheets against."""

    id: int
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


def published(session: Session, questionnaire_id: int, code: str) -> Published | None:
    """The version of that code, if it is one of this questionnaire."""
    row = session.execute(
        select(Version.id, Version.definition).where(
            Version.print_code == code, Version.questionnaire_id == questionnaire_id
        )
    ).one_or_none()
    return Published(row.id, code, Definition.model_validate(row.definition)) if row else None


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
