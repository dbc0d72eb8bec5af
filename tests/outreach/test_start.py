"""T40: one question, one action, one code."""

import numpy
import pypdfium2
import pytest
import zxingcpp
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Action, Campaign, Channel, Place, Plan, Questionnaire, Version
from consultation.questionnaires.bank import bank
from consultation.questionnaires.definition import Definition
from consultation.terms import CampaignState
from tests import factories
from tests.pages import ReviewingClient


@pytest.fixture
def action(session: Session, plan: Plan) -> Action:
    """An action the bank has a question for."""
    found = session.scalars(select(Action).where(Action.plan_id == plan.id, Action.key == "P1.02")).one()
    found.title = next(entry.title for entry in bank().entries if entry.action == "P1.02")
    session.flush()
    return found


def send(desk: ReviewingClient, url: str, **chosen: str) -> str:
    response = desk.post(url, data={**desk.form(url, "start"), **chosen})
    assert response.status_code == 303, html.fromstring(response.text).xpath("string(//*[@role='alert'])")
    return response.location


def test_three_pages_lead_from_the_plan_to_a_poster_people_can_scan(
    desk: ReviewingClient, session: Session, plan: Plan, action: Action
) -> None:
    place = factories.add(session, Place(plan_id=plan.id, key="b", name={"fr": "Boulangerie Churchill"}))
    url = f"/plans/{plan.slug}/start"
    choices = html.fromstring(desk.get(url).text).xpath("//select[@id='action']/option/@value")

    channel_page = send(desk, f"{url}?action={choices[1]}", place="boulangerie churchill")
    poster = pypdfium2.PdfDocument(desk.get(f"{channel_page}/a4.pdf").data)[0]

    channel = session.scalars(select(Channel)).one()
    campaign = session.get_one(Campaign, channel.campaign_id)
    version = session.scalars(select(Version).where(Version.questionnaire_id == campaign.questionnaire_id)).one()
    (question,) = Definition.model_validate(version.definition).questions()
    assert choices[1] == "P1.02"
    assert question.actions == ("P1.02",)
    assert question.label["ar"]
    assert campaign.state == CampaignState.OPEN
    assert channel.place_id == place.id
    assert " ".join(question.label["fr"].split()) in " ".join(poster.get_textpage().get_text_range().split())
    image = numpy.ascontiguousarray(poster.render(scale=2, grayscale=True).to_numpy().squeeze())
    assert zxingcpp.read_barcodes(image)[0].text == f"http://localhost/c/{channel.code}"


def test_a_question_in_our_own_words_is_asked_in_the_languages_it_is_written_in(
    desk: ReviewingClient, session: Session, plan: Plan
) -> None:
    url = f"/plans/{plan.slug}/start?action=P1.01"

    send(desk, url, question="own", words_fr="Un café en bas ?", words_ar="قهوة؟", place="Hall A")

    version = session.scalars(select(Version)).one()
    definition = Definition.model_validate(version.definition)
    (question,) = definition.questions()
    assert definition.locales == ("fr", "ar")
    assert question.label == {"fr": "Un café en bas ?", "ar": "قهوة؟"}
    assert [option.key for option in question.options] == ["yes", "maybe", "no"]


def test_the_same_form_sent_twice_starts_one_campaign(
    desk: ReviewingClient, session: Session, plan: Plan, action: Action
) -> None:
    url = f"/plans/{plan.slug}/start?action=P1.02"
    fields = {**desk.form(url, "start"), "place": "Hall A"}

    first, second = desk.post(url, data=fields), desk.post(url, data=fields)

    assert first.location == second.location
    assert len(session.scalars(select(Campaign)).all()) == 1


@pytest.mark.parametrize(
    ("chosen", "field", "words"),
    [
        ({"question": "own"}, "words_fr", "Write your question"),
        ({"question": "own", "words_fr": "Votre numéro de téléphone ?", "kind": "long_text"}, "question", "Do not ask"),
        ({"closes_on": "2001-01-01"}, "closes_on", "a day to come"),
        ({"place": ""}, "place", "Write a place"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_stored(
    desk: ReviewingClient,
    session: Session,
    plan: Plan,
    action: Action,
    chosen: dict[str, str],
    field: str,
    words: str,
) -> None:
    url = f"/plans/{plan.slug}/start?action=P1.02"

    response = desk.post(url, data={**desk.form(url, "start"), "place": "Hall A", **chosen})

    assert response.status_code == 200
    assert words in html.fromstring(response.text).xpath("string(//*[@id=$id])", id=f"{field}-error")
    assert session.scalars(select(Campaign)).all() == []
    assert session.scalars(select(Questionnaire)).all() == []


def test_the_same_new_channel_sent_twice_is_one_channel(
    desk: ReviewingClient, session: Session, campaign: Campaign
) -> None:
    url = f"/campaigns/{campaign.id}/channels/new"
    fields = {**desk.form(url), "name": "Hall A"}

    first, second = desk.post(url, data=fields), desk.post(url, data=fields)

    assert first.location == second.location
    assert len(session.scalars(select(Channel)).all()) == 1
