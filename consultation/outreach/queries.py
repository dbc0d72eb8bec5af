"""Reads of campaigns, channels and places."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Campaign, Channel, Place, Plan, Version
from consultation.outreach.codes import read_code
from consultation.outreach.states import state_of
from consultation.terms import ChannelKind, ChannelState


@dataclass(frozen=True, kw_only=True)
class OpenChannel:
    """Everything a printed address leads to, in one statement."""

    channel_id: int
    code: str
    kind: ChannelKind
    name: str
    #: {locale: name} of the place of the register; None: none was chosen
    place_name: dict[str, str] | None
    #: language the page opens in; None: the person chooses first
    locale: str | None
    campaign_id: int
    campaign_title: dict[str, str]
    opens_on: dt.date | None
    closes_on: dt.date | None
    reply_by: dt.date | None
    results_are_public: bool
    is_simulated: bool
    organisation_id: int
    plan_id: int
    plan_slug: str
    plan_title: str
    questionnaire_id: int
    #: the latest published version; None while nothing is published
    version_id: int | None
    state: ChannelState

    @property
    def is_open(self) -> bool:
        """Whether a person may answer here now."""
        return self.state is ChannelState.OPEN and self.version_id is not None


def channel_by_code(session: Session, code: str, today: dt.date) -> OpenChannel | None:
    """The channel of a printed code as it stands that day, open or not; None when no such code was ever given."""
    latest = (
        select(Version.id)
        .where(Version.questionnaire_id == Campaign.questionnaire_id)
        .order_by(Version.number.desc())
        .limit(1)
        .correlate(Campaign)
        .scalar_subquery()
    )
    row = session.execute(
        select(Channel, Campaign, Plan, Place.name, latest)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .outerjoin(Place, Place.id == Channel.place_id)
        .where(Channel.code == read_code(code))
    ).one_or_none()
    if row is None:
        return None
    channel, campaign, plan, place_name, version_id = row
    return OpenChannel(
        channel_id=channel.id,
        code=channel.code,
        kind=ChannelKind(channel.kind),
        name=channel.name,
        place_name=place_name,
        locale=channel.locale,
        campaign_id=campaign.id,
        campaign_title=campaign.title,
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        reply_by=campaign.reply_by,
        results_are_public=campaign.results_are_public,
        is_simulated=campaign.is_simulated,
        organisation_id=plan.organisation_id,
        plan_id=plan.id,
        plan_slug=plan.slug,
        plan_title=plan.title,
        questionnaire_id=campaign.questionnaire_id,
        version_id=version_id,
        state=state_of(
            campaign.state,
            opens_on=campaign.opens_on,
            closes_on=campaign.closes_on,
            channel_is_closed=channel.is_closed,
            today=today,
        ),
    )
