import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.models import Channel, Place
from consultation.outreach import create
from consultation.outreach.create import Days, create_campaign, create_channel, create_channels, place_written
from consultation.outreach.edit import AlreadyOpened, AlreadyOver, NotPublished, edit_campaign, open_campaign
from consultation.outreach.register import (
    AlreadyThere,
    correct_place,
    register_place,
    register_places,
    retire_place,
)
from consultation.terms import CampaignState, ChannelKind, PlaceKind
from tests import factories


def test_a_code_given_before_is_never_given_again(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = factories.campaign(session)
    factories.channel(session, code="k7p4xc")
    drawn = iter(["k7p4xc", "k7p4xc", "cdfhjk"])
    monkeypatch.setattr(create, "new_code", lambda: next(drawn))

    channel = create_channel(session, campaign, ChannelKind.POSTER, "Boulangerie")

    assert channel.code == "cdfhjk"
    assert session.scalar(select(func.count(Channel.id))) == 2


def test_thirty_moments_of_one_questionnaire_have_thirty_codes(session: Session) -> None:
    """T68."""
    campaign = factories.campaign(session)
    moments = [f"Match du {day} septembre" for day in range(1, 31)]

    added = create_channels(session, campaign, ChannelKind.STALL, moments)

    assert [channel.name for channel in added.made] == moments
    assert len({channel.code for channel in added.made}) == 30
    assert {channel.campaign_id for channel in added.made} == {campaign.id}


def test_pasting_a_list_again_doubles_nothing(session: Session) -> None:
    campaign = factories.campaign(session)
    create_channels(session, campaign, ChannelKind.POSTER, ["Place Churchill", "École Lavoisier"])

    again = create_channels(session, campaign, ChannelKind.POSTER, ["la place churchill", "Stade"])

    assert [channel.name for channel in again.made] == ["Stade"]
    assert again.already == ["la place churchill"]


def test_a_pasted_name_finds_its_place_in_the_register(session: Session) -> None:
    campaign = factories.campaign(session)
    place = register_place(session, campaign.plan_id, {"fr": "École Lavoisier"}, PlaceKind.SCHOOL, ["Lavoisier"])
    retired = register_place(session, campaign.plan_id, {"fr": "Stade"})
    retire_place(retired)

    added = create_channels(session, campaign, ChannelKind.POSTER, ["l'ecole lavoisier", "Lavoisier", "Stade", "Gare"])

    assert [channel.place_id for channel in added.made] == [place.id, place.id, None, None]


def test_one_place_written_three_ways_is_one_place(session: Session) -> None:
    """T38."""
    plan = factories.plan(session)
    place = register_place(session, plan.id, {"fr": "Place Churchill"}, PlaceKind.SQUARE, ["Placette du marché"])

    for words in ("place churchill", "La place Churchill,", "PLACETTE DU MARCHE"):
        assert place_written([place], words) is place
    assert place_written([place], "Tour Churchill") is None


def test_a_place_written_like_another_is_refused_with_its_name(session: Session) -> None:
    plan = factories.plan(session)
    place = register_place(session, plan.id, {"fr": "Place Churchill"}, also_written=["placette"])
    other = register_place(session, plan.id, {"fr": "Stade"})

    with pytest.raises(AlreadyThere) as refused:
        register_place(session, plan.id, {"fr": "La Placette"})
    with pytest.raises(AlreadyThere):
        correct_place(session, other, {"fr": "Stade"}, PlaceKind.OTHER, ["place churchill"])
    correct_place(session, place, {"fr": "Place Churchill", "ar": "ساحة تشرشل"}, PlaceKind.SQUARE, ["placette"])

    assert refused.value.place is place
    assert (place.key, place.kind) == ("place_churchill", PlaceKind.SQUARE)


def test_pasted_places_are_added_once_with_their_other_writings(session: Session) -> None:
    plan = factories.plan(session)
    register_place(session, plan.id, {"fr": "Stade"})

    done = register_places(
        session, plan.id, ["Place Churchill; placette", "La placette", "Le stade", "صيدلية"], PlaceKind.OTHER, "fr"
    )

    assert [(place.name["fr"], place.also_written) for place in done.made] == [
        ("Place Churchill", ["placette"]),
        ("صيدلية", []),
    ]
    assert done.already == ["La placette", "Le stade"]
    keys = session.scalars(select(Place.key).where(Place.plan_id == plan.id)).all()
    assert len(keys) == len(set(keys)) == 3


def test_a_campaign_opens_only_with_a_published_questionnaire_and_days_to_come(session: Session) -> None:
    draft = factories.questionnaire(session)
    campaign = create_campaign(session, draft, {"fr": "Vos envies"}, Days())

    with pytest.raises(NotPublished):
        open_campaign(session, campaign, today())
    factories.version(session, questionnaire_id=draft.id)
    campaign.closes_on = today().replace(year=2000, day=1)
    with pytest.raises(AlreadyOver):
        open_campaign(session, campaign, today())
    campaign.closes_on = today()
    open_campaign(session, campaign, today())

    assert campaign.state == CampaignState.OPEN


def test_a_campaign_once_opened_keeps_its_questionnaire(session: Session) -> None:
    campaign = factories.campaign(session)
    other = factories.questionnaire(session, plan_id=campaign.plan_id)

    with pytest.raises(AlreadyOpened):
        edit_campaign(campaign, other, {"fr": "Autre"}, Days(), results_are_public=True)
    campaign.state = CampaignState.DRAFT
    edit_campaign(campaign, other, {"fr": "Autre"}, Days(), results_are_public=True)

    assert (campaign.questionnaire_id, campaign.title) == (other.id, {"fr": "Autre"})
