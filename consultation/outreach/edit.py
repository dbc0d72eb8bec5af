"""Changes of campaigns and channels: what they say, and whether they take answers."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Campaign, Channel, Questionnaire, Version
from consultation.outreach.create import Days
from consultation.terms import CampaignState, ChannelKind


class NotPublished(Exception):
    """The questionnaire has no version yet that people could answer."""


class AlreadyOver(Exception):
    """The last day of the campaign is past."""


class AlreadyOpened(Exception):
    """People may hold the questionnaire of this campaign in their hands: it cannot become another one."""


def edit_campaign(
    campaign: Campaign,
    questionnaire: Questionnaire,
    title: Mapping[str, str],
    days: Days,
    *,
    results_are_public: bool,
) -> None:
    """The campaign says that.

    :raises AlreadyOpened: when it was opened and another questionnaire is asked for
    """
    if questionnaire.id != campaign.questionnaire_id and campaign.state != CampaignState.DRAFT:
        raise AlreadyOpened
    campaign.questionnaire_id = questionnaire.id
    campaign.title = dict(title)
    campaign.opens_on, campaign.closes_on, campaign.reply_by = days.opens_on, days.closes_on, days.reply_by
    campaign.results_are_public = results_are_public


def open_campaign(session: Session, campaign: Campaign, today: dt.date) -> None:
    """Answers are taken, from the first day of the campaign to its last.

    :raises NotPublished: when there is nothing to answer yet
    :raises AlreadyOver: when its last day is past
    """
    published = select(Version.id).where(Version.questionnaire_id == campaign.questionnaire_id).limit(1)
    if session.scalar(published) is None:
        raise NotPublished
    if campaign.closes_on and campaign.closes_on < today:
        raise AlreadyOver
    campaign.state = CampaignState.OPEN


def close_campaign(campaign: Campaign) -> None:
    """No answer is taken any more; every printed address still leads somewhere."""
    campaign.state = CampaignState.CLOSED


def edit_channel(channel: Channel, kind: ChannelKind, name: str, place_id: int | None, locale: str | None) -> None:
    """The channel says that; its code stays, because it is printed."""
    channel.kind, channel.name, channel.place_id, channel.locale = kind, name, place_id, locale


def close_channel(channel: Channel, *, closed: bool = True) -> None:
    """The channel takes no answers any more, or takes them again."""
    channel.is_closed = closed
