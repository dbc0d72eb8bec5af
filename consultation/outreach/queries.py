"""Reads of campaigns, channels and places."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session, aliased

from consultation.i18n import Wording
from consultation.models import (
    Box,
    Idea,
    Organisation,
    Questionnaire,
    Tally,
    Version,
)
from consultation.models import Campaign as Campaign
from consultation.models import Channel as Channel
from consultation.models import Place as Place
from consultation.models import Plan as Plan
from consultation.outreach.codes import read_code
from consultation.outreach.states import state_of
from consultation.terms import ChannelKind, ChannelState

_versions = aliased(Version)
LATEST_VERSION = (
    select(_versions.id)
    .where(_versions.questionnaire_id == Campaign.questionnaire_id)
    .order_by(_versions.number.desc())
    .limit(1)
    .correlate(Campaign)
    .scalar_subquery()
)
"""The version people answer now, of the campaign of the statement around it."""
EVERYBODY = and_(Tally.subject == "@all", Tally.option_key == "*")
"""The tallies that count every sheet once."""


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
    plan_locale: str
    questionnaire_id: int
    #: the latest published version; None while nothing is published
    version_id: int | None
    #: its code for ever (`Version.print_code`)
    version_code: str | None
    state: ChannelState

    @property
    def plan_wording(self) -> Wording:
        """The title of the plan, which stands in one language."""
        return Wording(self.plan_title, self.plan_locale)

    @property
    def is_open(self) -> bool:
        """Whether a person may answer here now."""
        return self.state is ChannelState.OPEN and self.version_id is not None


def channel_by_code(session: Session, code: str, today: dt.date) -> OpenChannel | None:
    """The channel of a printed code as it stands that day, open or not; None when no such code was ever given."""
    row = session.execute(
        select(Channel, Campaign, Plan, Place.name, Version.id, Version.print_code)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .join(Plan, Plan.id == Campaign.plan_id)
        .outerjoin(Place, Place.id == Channel.place_id)
        .outerjoin(Version, Version.id == LATEST_VERSION)
        .where(Channel.code == read_code(code))
    ).one_or_none()
    if row is None:
        return None
    channel, campaign, plan, place_name, version_id, version_code = row
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
        plan_locale=plan.locale,
        questionnaire_id=campaign.questionnaire_id,
        version_id=version_id,
        version_code=version_code,
        state=state_of(
            campaign.state,
            opens_on=campaign.opens_on,
            closes_on=campaign.closes_on,
            channel_is_closed=channel.is_closed,
            today=today,
        ),
    )


def plan_by_slug(session: Session, slug: str, scope: int | None) -> Plan | None:
    """The plan of that address, without its actions; None when it is not of that organisation."""
    return session.scalars(select(Plan).where(Plan.slug == slug, _in_scope(scope))).one_or_none()


@dataclass(frozen=True)
class Hub:
    """A campaign with what it is about."""

    campaign: Campaign
    plan: Plan
    organisation_name: str
    questionnaire_title: dict[str, str]
    #: the document people answer; None while nothing is published
    definition: dict[str, Any] | None
    state: ChannelState

    @property
    def sensitive(self) -> int:
        """How many sensitive questions it asks."""
        sections = (self.definition or {}).get("sections", ())
        asked = [question for section in sections for question in section.get("questions", ())]
        return sum(bool(question.get("sensitive") and not question.get("retired")) for question in asked)

    @property
    def locales(self) -> tuple[str, ...]:
        """Languages of the questionnaire, else those of the title."""
        return tuple((self.definition or {}).get("locales") or self.campaign.title or ("fr",))


def campaign_by_id(session: Session, campaign_id: int, scope: int | None, today: dt.date) -> Hub | None:
    """The campaign as it stands that day; None when it is not of that organisation."""
    return _hub(session, (Campaign.id == campaign_id, _in_scope(scope)), today)


def hub_of(session: Session, channel: Channel, today: dt.date) -> Hub:
    """The campaign of a channel."""
    hub = _hub(session, (Campaign.id == channel.campaign_id,), today)
    assert hub is not None, "a channel belongs to a campaign"
    return hub


def _hub(session: Session, conditions: Sequence[ColumnElement[bool]], today: dt.date) -> Hub | None:
    row = session.execute(
        select(Campaign, Plan, Organisation.name, Questionnaire.draft, Version.definition)
        .join(Plan, Plan.id == Campaign.plan_id)
        .join(Organisation, Organisation.id == Plan.organisation_id)
        .join(Questionnaire, Questionnaire.id == Campaign.questionnaire_id)
        .outerjoin(Version, Version.id == LATEST_VERSION)
        .where(*conditions)
    ).one_or_none()
    if row is None:
        return None
    campaign, plan, organisation_name, draft, definition = row
    title = (definition or draft).get("title", {})
    state = state_of(campaign.state, opens_on=campaign.opens_on, closes_on=campaign.closes_on, today=today)
    return Hub(campaign, plan, organisation_name, title, definition, state)


@dataclass(frozen=True)
class ListedCampaign:
    """One line of the list of campaigns."""

    id: int
    title: dict[str, str]
    state: ChannelState
    opens_on: dt.date | None
    closes_on: dt.date | None
    is_simulated: bool
    channels: int
    submissions: int


def campaigns_of_plan(session: Session, plan_id: int, today: dt.date) -> list[ListedCampaign]:
    """The campaigns of a plan, the newest first, with their counts, in one statement."""
    channels = select(func.count(Channel.id)).where(Channel.campaign_id == Campaign.id).scalar_subquery()
    submissions = (
        select(func.coalesce(func.sum(Tally.count), 0))
        .join(Channel, Channel.id == Tally.channel_id)
        .where(Tally.questionnaire_id == Campaign.questionnaire_id, Channel.campaign_id == Campaign.id, EVERYBODY)
        .correlate(Campaign)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Campaign, channels, submissions).where(Campaign.plan_id == plan_id).order_by(Campaign.id.desc())
    )
    return [
        ListedCampaign(
            id=campaign.id,
            title=campaign.title,
            state=state_of(campaign.state, opens_on=campaign.opens_on, closes_on=campaign.closes_on, today=today),
            opens_on=campaign.opens_on,
            closes_on=campaign.closes_on,
            is_simulated=campaign.is_simulated,
            channels=channel_count,
            submissions=int(submission_count),
        )
        for campaign, channel_count, submission_count in rows
    ]


@dataclass(frozen=True)
class ListedChannel:
    """One channel with what came through it."""

    channel: Channel
    place_name: dict[str, str] | None
    #: question of an idea box; None: not a box
    box_question: dict[str, str] | None
    #: sheets counted, or ideas of a box
    received: int

    @property
    def kind(self) -> ChannelKind:
        return ChannelKind(self.channel.kind)


def channels_of_campaign(session: Session, campaign: Campaign) -> list[ListedChannel]:
    """The channels of a campaign in the order they were made, with their counts, in one statement."""
    return _listed(session, Channel.campaign_id == campaign.id)


def open_channels(session: Session, campaign: Campaign) -> list[ListedChannel]:
    """Those of them that take answers."""
    return [each for each in channels_of_campaign(session, campaign) if not each.channel.is_closed]


def listed_channel(session: Session, channel: Channel) -> ListedChannel:
    """One channel with what came through it."""
    return _listed(session, Channel.id == channel.id)[0]


def _listed(session: Session, condition: ColumnElement[bool]) -> list[ListedChannel]:
    submissions = (
        select(Tally.channel_id, func.sum(Tally.count).label("count"))
        .join(Channel, Channel.id == Tally.channel_id)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .where(Tally.questionnaire_id == Campaign.questionnaire_id, condition, EVERYBODY)
        .group_by(Tally.channel_id)
        .subquery()
    )
    ideas = (
        select(Box.channel_id, func.count(Idea.id).label("count"))
        .join(Channel, Channel.id == Box.channel_id)
        .join(Idea, Idea.box_id == Box.id)
        .where(condition)
        .group_by(Box.channel_id)
        .subquery()
    )
    rows = session.execute(
        select(Channel, Place.name, Box.question, submissions.c.count, ideas.c.count)
        .outerjoin(Place, Place.id == Channel.place_id)
        .outerjoin(Box, Box.channel_id == Channel.id)
        .outerjoin(submissions, submissions.c.channel_id == Channel.id)
        .outerjoin(ideas, ideas.c.channel_id == Channel.id)
        .where(condition)
        .order_by(Channel.id)
    )
    return [
        ListedChannel(channel, place_name, question, int(sheets or 0) + int(slips or 0))
        for channel, place_name, question, sheets, slips in rows
    ]


def channel_of_organiser(session: Session, code: str, scope: int | None) -> Channel | None:
    """The channel of that code; None when it is not of that organisation."""
    chosen = select(Channel).join(Campaign, Campaign.id == Channel.campaign_id).join(Plan, Plan.id == Campaign.plan_id)
    return session.scalars(chosen.where(Channel.code == read_code(code), _in_scope(scope))).one_or_none()


@dataclass(frozen=True)
class Choice:
    """A questionnaire a campaign may ask."""

    id: int
    title: dict[str, str]
    is_published: bool


def questionnaires_to_ask(session: Session, plan_id: int) -> list[Choice]:
    """The questionnaires of a plan that are at work, the newest first."""
    published = select(Version.questionnaire_id)
    rows = session.execute(
        select(Questionnaire.id, Questionnaire.draft, Questionnaire.id.in_(published))
        .where(Questionnaire.plan_id == plan_id, Questionnaire.archived_at.is_(None))
        .order_by(Questionnaire.id.desc())
    )
    return [Choice(id, draft.get("title", {}), is_published) for id, draft, is_published in rows]


def questionnaire_of_plan(session: Session, questionnaire_id: int, plan_id: int) -> Questionnaire | None:
    """The questionnaire, None when it is not of that plan."""
    return session.scalars(
        select(Questionnaire).where(Questionnaire.id == questionnaire_id, Questionnaire.plan_id == plan_id)
    ).one_or_none()


def places_of_plan(session: Session, plan_id: int, *, with_retired: bool = False) -> list[Place]:
    """The register of places, by name."""
    chosen = select(Place).where(Place.plan_id == plan_id)
    if not with_retired:
        chosen = chosen.where(Place.is_retired.is_(False))
    return sorted(session.scalars(chosen), key=lambda place: next(iter(place.name.values()), place.key).casefold())


def place_by_key(session: Session, plan_id: int, key: str) -> Place | None:
    return session.scalars(select(Place).where(Place.plan_id == plan_id, Place.key == key)).one_or_none()


def _in_scope(scope: int | None) -> ColumnElement[bool]:
    """The condition that a plan is one this account reaches; None reaches all."""
    return true() if scope is None else Plan.organisation_id == scope
