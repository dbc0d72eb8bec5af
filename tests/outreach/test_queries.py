import datetime as dt

import pytest
from sqlalchemy.orm import Session

from consultation.models import Channel, Place
from consultation.outreach.queries import channel_by_code
from consultation.outreach.states import state_of
from consultation.terms import CampaignState, ChannelState
from tests import factories

DAY = dt.date(2024, 9, 14)
DAYS = {"opens_on": dt.date(2024, 9, 1), "closes_on": dt.date(2024, 9, 30)}


@pytest.mark.parametrize(
    ("state", "today", "channel_is_closed", "expected"),
    [
        (CampaignState.DRAFT, DAY, False, ChannelState.DRAFT),
        (CampaignState.OPEN, dt.date(2024, 8, 31), False, ChannelState.NOT_YET_OPEN),
        (CampaignState.OPEN, dt.date(2024, 9, 1), False, ChannelState.OPEN),
        (CampaignState.OPEN, dt.date(2024, 9, 30), False, ChannelState.OPEN),
        (CampaignState.OPEN, dt.date(2024, 10, 1), False, ChannelState.CLOSED),
        (CampaignState.OPEN, DAY, True, ChannelState.CLOSED),
        (CampaignState.CLOSED, DAY, False, ChannelState.CLOSED),
    ],
)
def test_a_channel_takes_answers_from_the_first_to_the_last_day(
    state: CampaignState, today: dt.date, channel_is_closed: bool, expected: ChannelState
) -> None:
    assert state_of(state, **DAYS, channel_is_closed=channel_is_closed, today=today) is expected


def test_a_campaign_without_days_is_open_until_somebody_closes_it() -> None:
    assert state_of(CampaignState.OPEN, opens_on=None, closes_on=None, today=DAY) is ChannelState.OPEN


def test_a_printed_code_leads_to_the_latest_version_and_the_place(session: Session) -> None:
    version = factories.version(session)
    later = factories.version(session, questionnaire_id=version.questionnaire_id, number=2)
    campaign = factories.campaign(session, questionnaire_id=version.questionnaire_id)
    place = factories.add(session, Place(plan_id=campaign.plan_id, key="bakery", name={"fr": "Boulangerie"}))
    channel: Channel = factories.channel(session, campaign_id=campaign.id, place_id=place.id, code="k7p4xc")

    found = channel_by_code(session, "K7P4XC", DAY)

    assert found is not None
    assert (found.channel_id, found.version_id, found.place_name) == (channel.id, later.id, {"fr": "Boulangerie"})
    assert found.is_open


def test_a_code_of_a_questionnaire_never_published_is_known_but_not_open(session: Session) -> None:
    campaign = factories.campaign(session, questionnaire_id=factories.questionnaire(session).id)
    factories.channel(session, campaign_id=campaign.id, code="k7p4xc")

    found = channel_by_code(session, "k7p4xc", DAY)

    assert found is not None
    assert (found.version_id, found.is_open) == (None, False)


def test_a_code_never_given_leads_nowhere(session: Session) -> None:
    factories.channel(session, code="k7p4xc")

    assert channel_by_code(session, "k7p4xd", DAY) is None
