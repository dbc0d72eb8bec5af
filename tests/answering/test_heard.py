"""The pages around the questions can be heard to the end: all they mark to be read aloud has a small sound."""

import datetime as dt

import pytest
from lxml import html
from sqlalchemy.orm import Session

from consultation.models import Campaign, Plan
from consultation.questionnaires.resident_aloud import spoken_name
from consultation.speech import program
from consultation.terms import ChannelKind, ReplyState
from tests import factories
from tests.answering.examples import TWELVE
from tests.answering.test_answer import Phone
from tests.pages import ReviewingClient

pytestmark = pytest.mark.skipif(program() is None, reason="espeak-ng is not installed")


def silent(client: ReviewingClient, page: str) -> list[str]:
    """Words the page marks to be heard that have no sound; fails when it marks none, or too much for a small sound."""
    read = html.fromstring(page)
    (base,) = read.xpath("//button[@id='ear']/@data-sound")
    marked = [one for one in read.xpath("//*[@data-said]") if one.get("class") != "code"]
    assert len(marked) > 2
    answers = {one.text_content(): client.get(base + spoken_name(one.text_content())) for one in marked}
    assert all(len(one.data) <= 15_000 for one in answers.values() if one.status_code == 200)
    return [words for words, answer in answers.items() if answer.status_code != 200]


@pytest.mark.parametrize("locale", ["fr", "ar", "fr@falc"])
def test_the_first_page_and_its_invitations(client: ReviewingClient, session: Session, locale: str) -> None:
    factories.channel(session, TWELVE, kind=ChannelKind.ONLINE)

    page = client.get(f"/{locale}/").text

    assert html.fromstring(page).xpath("//h2 | //li/a[@data-said]")[2:]
    assert silent(client, page) == []


@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_what_became_of_it(client: ReviewingClient, session: Session, locale: str) -> None:
    """An action without a word on it, one with a reply, and the day on which there is one; nothing of another plan."""
    phone = Phone(client, session, definition=TWELVE)
    campaign = session.get_one(Campaign, phone.channel.campaign_id)
    campaign.reply_by = dt.date(2099, 3, 1)
    plan = session.get_one(Plan, campaign.plan_id)
    because = {"fr": "Le marché est signé. Les bancs arrivent."}
    told = {"state": ReplyState.DOING, "carrier": "CSC Ozon", "due_on": dt.date(2099, 5, 1), "because": because}
    factories.reply(session, plan_id=plan.id, key="P1.02", **told)
    phone.send(phone.open(locale) | {"missing": ["parties"], "times": "4", "age": "15_24"}, locale)
    code = phone.submissions()[0].follow_code

    page = client.post(f"/{locale}/follow", data={"code": code}, environ_overrides={"REMOTE_ADDR": phone.address}).text

    assert html.fromstring(page).xpath("//blockquote[@data-said]")
    assert silent(client, page) == []
    other = client.get(f"/{locale}/follow/nowhere/sound/{spoken_name(because['fr'])}")
    assert other.status_code == 404


@pytest.mark.parametrize("locale", ["fr", "ar"])
@pytest.mark.parametrize("typed", ["BCDF", "BCDFGHJK", None])
def test_a_code_to_be_typed_again_and_the_empty_page(client: ReviewingClient, locale: str, typed: str | None) -> None:
    url = f"/{locale}/follow"
    page = client.post(url, data={"code": typed}) if typed else client.get(url)

    assert silent(client, page.text) == []


@pytest.mark.parametrize("path", ["/ar/nowhere", "/c?code=zzzzzz", "/fr/q/nothere"])
def test_a_page_that_is_not_there(client: ReviewingClient, path: str) -> None:
    assert silent(client, client.get(path).text) == []
