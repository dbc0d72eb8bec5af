"""Where a person cannot go on: each page says why in their language, loses no words, and leads somewhere."""

import datetime as dt
import io
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.i18n import RESIDENT_LOCALES, direction, html_lang
from consultation.models import Campaign, Channel, Submission, Version
from consultation.questionnaires.resident_aloud import spoken_name
from consultation.speech import voice_of
from consultation.submissions.follow_code import shown
from consultation.terms import CampaignState, ChannelKind
from tests import factories
from tests.answering.examples import EVERYWHERE, TWELVE
from tests.answering.media import photo
from tests.pages import ReviewingClient

WORDS = "Il faudrait un banc devant l'école, et de l'ombre en été."


@pytest.fixture
def channel(session: Session) -> Channel:
    made = factories.channel(session, EVERYWHERE)
    session.commit()
    return made


class Ends:
    """Every way not to be able to go on, as one person meets it."""

    def __init__(self, client: ReviewingClient, session: Session, channel: Channel, locale: str) -> None:
        self.client, self.session, self.channel = client, session, channel
        self.url = f"/{locale}/q/{channel.code}"
        self.campaign = session.get_one(Campaign, channel.campaign_id)

    def send(self, **fields: str) -> TestResponse:
        return self.client.post(f"{self.url}/answers", data=self.client.form(self.url, "sheet") | fields)

    def change(self, **given: Any) -> None:
        for name, value in given.items():
            setattr(self.campaign, name, value)
        self.session.commit()

    def closed(self) -> TestResponse:
        self.change(state=CampaignState.CLOSED)
        return self.client.get(self.url)

    def not_open(self) -> TestResponse:
        self.change(opens_on=dt.date(2098, 5, 17))
        return self.client.get(self.url)

    def draft(self) -> TestResponse:
        self.change(state=CampaignState.DRAFT)
        return self.client.get(self.url)

    def already_answered(self) -> TestResponse:
        fields = self.client.form(self.url, "sheet")
        assert self.client.post(f"{self.url}/answers", data=fields | {"coffee": "yes"}).status_code == 303
        return self.client.post(f"{self.url}/answers", data=fields | {"coffee": "no"})

    def unknown(self) -> TestResponse:
        return self.client.get(f"{self.url[:-1]}?code=nothere")

    def other_campaign(self) -> TestResponse:
        other = factories.version(self.session, TWELVE).print_code
        self.session.commit()
        return self.send(**{"page-version": other, "coffee": "yes"})


ENDS: dict[str, tuple[Callable[[Ends], TestResponse], int]] = {
    "closed": (Ends.closed, 410),
    "not open": (Ends.not_open, 200),
    "draft": (Ends.draft, 200),
    "already answered": (Ends.already_answered, 409),
    "unknown code": (Ends.unknown, 404),
    "other campaign": (Ends.other_campaign, 409),
}


@pytest.mark.parametrize("locale", RESIDENT_LOCALES)
@pytest.mark.parametrize("name", ENDS)
def test_each_end_is_in_the_readers_language_can_be_heard_and_leads_on(
    client: ReviewingClient, session: Session, channel: Channel, name: str, locale: str
) -> None:
    go, status = ENDS[name]
    in_english = html.fromstring(go(Ends(client, session, channel, "en")).text).find_class("top")[0].getnext()
    response = go(Ends(client, session, channel, locale))

    page = html.fromstring(response.text)
    assert response.status_code == status
    assert (page.get("lang"), page.get("dir")) == (html_lang(locale), direction(locale))
    said = [" ".join(one.text_content().split()) for one in page.xpath("//*[@data-said]")]
    if locale != "en":
        assert not {*said} & {" ".join(one.text_content().split()) for one in in_english.xpath(".//*[@data-said]")}
    sounds = page.xpath("//button[@id='ear']/@data-sound")[0]
    for words in said if locale in {"fr", "ar", "ps"} else said[:1]:
        assert client.get(sounds + spoken_name(words)).status_code == (200 if voice_of(locale) else 404), words
    onward = page.xpath("//main//ul[@class='next']//a/@href")
    assert onward
    assert all(client.get(address).status_code in {200, 303} for address in onward)


def test_somebody_else_on_the_same_page_adds_theirs_with_one_tap_and_once(
    client: ReviewingClient, session: Session, channel: Channel
) -> None:
    """A phone goes round the family: Back brings the page that was sent, and another person answers on it."""
    url = f"/fr/q/{channel.code}/answers"
    first = client.form(url.removesuffix("/answers"), "sheet") | {"coffee": "yes", "more": WORDS}
    client.post(url, data=first)
    second = first | {"coffee": "no", "more": "Un terrain de jeux."}

    page = html.fromstring(client.post(url, data=second).text)
    again = html.fromstring(client.post(url, data=second).text)

    form, same = (dict(one.get_element_by_id("add").form_values()) for one in (page, again))
    assert form == same, "a page sent again is not a third person"
    assert form["page-token"] != first["page-token"]
    assert session.query(Submission).count() == 1
    for _tap in range(2):
        assert client.post(page.get_element_by_id("add").get("action"), data=form).status_code == 303
    kept = {sheet.answers["more"]["text"]: sheet.answers["coffee"] for sheet in session.query(Submission)}
    assert kept == {WORDS: {"chosen": ["yes"]}, "Un terrain de jeux.": {"chosen": ["no"]}}


def test_the_code_of_the_first_answers_is_not_given_to_whoever_sends_others(
    client: ReviewingClient, session: Session, channel: Channel
) -> None:
    """On a tablet that goes round, the second person was given a link to the code of the first."""
    page = html.fromstring(Ends(client, session, channel, "fr").already_answered().text)
    code = session.query(Submission).one().follow_code or ""

    led_to = [client.get(address).text for address in page.xpath("//main//a/@href")]

    assert led_to
    assert all(shown(code) not in text and code not in text for text in led_to)


def test_the_records_do_not_tell_which_two_sheets_came_from_one_page() -> None:
    """The token of the second was worked out from the first sheet, which whoever has the database could do as well."""
    said = "from consultation.answering.views.not_taken import next_token; print(next_token('t', {}))"

    runs = {subprocess.run([sys.executable, "-c", said], capture_output=True, check=True).stdout for _run in range(2)}

    assert len(runs) == 2


def test_files_of_somebody_else_go_along(client: ReviewingClient, session: Session) -> None:
    asked = {"key": "seen", "kind": "photo", "label": {"fr": "Une photo ?"}, "actions": ["P1.01"]}
    made = {"title": {"fr": "Photos"}, "locales": ["fr"], "sections": [{"key": "s", "questions": [asked]}]}
    channel = factories.channel(session, made)
    session.commit()
    url = f"/fr/q/{channel.code}/answers"
    token = dict(client.form(f"/fr/q/{channel.code}", "sheet"))
    files = [photo(400, 300), photo(300, 400, "PNG")]
    sent = [client.post(url, data=token | {"seen": (io.BytesIO(body), "a.jpg")}) for body in files]
    assert [one.status_code for one in sent] == [303, 409]

    form = dict(html.fromstring(sent[1].text).get_element_by_id("add").form_values())

    assert client.post(url, data=form).status_code == 303
    assert len({sheet.answers["seen"]["file"] for sheet in session.query(Submission)}) == 2


@pytest.mark.parametrize("end", [{"state": CampaignState.CLOSED}, {"opens_on": dt.date(2098, 5, 17)}])
def test_what_was_written_meanwhile_is_given_back(
    client: ReviewingClient, session: Session, channel: Channel, end: dict[str, Any]
) -> None:
    person = Ends(client, session, channel, "fr")
    fields = client.form(person.url, "sheet") | {"more": WORDS}
    person.change(**end)

    page = html.fromstring(client.post(f"{person.url}/answers", data=fields).text)

    assert page.xpath("//section[@id='unsent']/blockquote/text()") == [WORDS]
    assert session.query(Submission).count() == 0


def test_answers_to_another_consultation_count_nowhere_and_come_back(
    client: ReviewingClient, session: Session, channel: Channel
) -> None:
    """The questions have the same keys: without a look at the version they would count for the wrong town."""
    other = factories.channel(session, TWELVE)
    session.commit()
    theirs = client.form(f"/fr/q/{other.code}", "sheet") | {"more": WORDS, "coffee": "yes"}

    page = html.fromstring(client.post(f"/fr/q/{channel.code}/answers", data=theirs).text)

    assert page.xpath("//section[@id='unsent']/blockquote/text()") == [WORDS]
    assert page.xpath(f"//main//a[@href='/fr/q/{channel.code}']")
    assert session.query(Submission).count() == 0


@pytest.mark.parametrize("typed", ["C4H7-N6", "c4h7nb", "http://localhost/c/c4h7n6", "http://localhost/fr/q/c4h7n6/"])
def test_a_code_that_was_misread_or_pasted_whole_is_understood(
    client: ReviewingClient, session: Session, typed: str
) -> None:
    factories.channel(session, TWELVE, code="c4h7n6")
    session.commit()

    assert client.get("/c", query_string={"code": typed}).location == "/c/c4h7n6"


def test_the_code_of_a_printed_sheet_leads_to_its_sounds(client: ReviewingClient, session: Session) -> None:
    factories.version(session, TWELVE, print_code="OZN3")
    session.commit()

    answer = client.get("/c", query_string={"code": "ozn 3"}, headers={"Accept-Language": "ar"})

    assert answer.location == "/ar/listen/OZN3"


def test_the_code_given_after_answering_leads_to_what_became_of_it(client: ReviewingClient) -> None:
    page = html.fromstring(client.get("/c?code=bcdf+hjkl", headers={"Accept-Language": "fr"}).text)

    form = page.get_element_by_id("follow-now")
    assert (form.get("action"), dict(form.form_values())) == ("/fr/follow", {"code": "BCDFHJKL"})


@pytest.mark.parametrize("path", ["/b/{code}", "/fr/b/{code}", "/fr/b/{code}/ideas"])
def test_the_address_of_a_box_with_the_code_of_a_poster_leads_to_the_poster(
    client: ReviewingClient, channel: Channel, path: str
) -> None:
    assert client.get(path.format(code=channel.code)).location == f"/c/{channel.code}"
    assert client.get(path.format(code="nothere"), follow_redirects=True).status_code == 404


def test_a_box_that_was_never_made_is_not_looked_for_for_ever(client: ReviewingClient, session: Session) -> None:
    box = factories.channel(session, kind=ChannelKind.IDEA_BOX)
    session.commit()

    assert client.get(f"/b/{box.code}").status_code == 404


def test_a_page_opened_before_two_new_versions_is_still_taken(
    client: ReviewingClient, session: Session, channel: Channel
) -> None:
    fields = client.form(f"/fr/q/{channel.code}", "sheet") | {"coffee": "yes"}
    campaign = session.get_one(Campaign, channel.campaign_id)
    for number in (2, 3):
        changed = {**TWELVE, "sections": [TWELVE["sections"][number - 1]]}
        factories.version(session, changed, questionnaire_id=campaign.questionnaire_id, number=number)
    session.commit()

    assert client.post(f"/fr/q/{channel.code}/answers", data=fields).status_code == 303
    kept = session.query(Submission).one()
    assert session.get_one(Version, kept.version_id).number == 1
