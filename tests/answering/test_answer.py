"""A person answers: once is once, nothing typed is lost, nobody is asked who they are."""

import datetime as dt
import itertools
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.models import Campaign, Submission, Tally, Verbatim, Version
from consultation.submissions.recount import differences
from consultation.terms import ChannelKind, Mode, ReplyState
from tests import factories
from tests.answering.examples import TWELVE
from tests.pages import ReviewingClient

_addresses = itertools.count(1)


class Phone:
    """A person in front of one channel; each phone has an address of its own."""

    def __init__(self, client: ReviewingClient, session: Session, **given: Any) -> None:
        self.client = client
        self.session = session
        self.channel = factories.channel(session, **given)
        self.address = f"10.0.{next(_addresses)}.1"

    def url(self, locale: str = "fr") -> str:
        return f"/{locale}/q/{self.channel.code}"

    def open(self, locale: str = "fr") -> dict[str, Any]:
        """The fields of the page, untouched."""
        return self.client.form(self.url(locale), "sheet")

    def send(self, fields: dict[str, Any], locale: str = "fr", **given: Any) -> TestResponse:
        address = {"REMOTE_ADDR": self.address}
        return self.client.post(f"{self.url(locale)}/answers", data=fields, environ_overrides=address, **given)

    def submissions(self) -> list[Submission]:
        self.session.expire_all()
        return list(self.session.scalars(select(Submission).where(Submission.channel_id == self.channel.id)))


@pytest.fixture
def phone(client: ReviewingClient, session: Session) -> Phone:
    return Phone(client, session, definition=TWELVE)


def errors(response: TestResponse) -> dict[str, str]:
    """{where the link leads: what to do} of the summary of errors."""
    rows = html.fromstring(response.text).xpath("//div[@id='errors']//li")
    return {row.find("a").get("href"): (row.find("a").tail or "").strip() for row in rows}


@pytest.mark.parametrize("locale", ["fr", "ar", "en"])
def test_an_answer_is_kept_and_counted_without_cookie_or_script(phone: Phone, locale: str) -> None:
    """T56."""
    fields = phone.open(locale) | {
        "missing": ["parties", "other"],
        "missing-text": "un kiosque",
        "times": "٤",
        "age": "15_24",
    }

    response = phone.send(fields, locale)

    assert response.status_code == 303
    assert response.location.startswith(f"/{locale}/q/{phone.channel.code}/thanks?t=")
    assert "Set-Cookie" not in response.headers
    (kept,) = phone.submissions()
    assert kept.answers == {
        "missing": {"chosen": ["parties", "other"], "text": "un kiosque"},
        "times": {"number": 4.0},
        "age": {"chosen": ["15_24"]},
    }
    assert (kept.mode, kept.locale, kept.keyed_by, kept.sheet_number) == (Mode.SELF_ONLINE, locale, None, None)
    assert phone.session.scalars(select(Tally.count).where(Tally.subject == "@action:P1.01")).one() == 1
    assert phone.session.scalars(select(Verbatim.text)).all() == ["un kiosque"]
    assert not differences(phone.session, kept.questionnaire_id)


def test_a_double_tap_is_one_submission_and_one_code(phone: Phone) -> None:
    fields = phone.open() | {"coffee": "yes"}

    codes = [code_of(phone.client.get(phone.send(fields).location)) for _ in range(2)]

    assert len(phone.submissions()) == 1
    assert codes[0] == codes[1]


def test_two_people_on_one_phone_are_two_submissions(phone: Phone) -> None:
    phone.send(phone.open() | {"coffee": "yes"})
    phone.send(phone.open() | {"coffee": "yes"})

    assert len(phone.submissions()) == 2


def code_of(response: TestResponse) -> str:
    return str(html.fromstring(response.text).xpath("//input[@name='code']/@value")[0])


def test_the_thank_you_page_shows_a_code_and_no_answer(phone: Phone) -> None:
    response = phone.send(phone.open() | {"more": "mon secret"})

    page = phone.client.get(response.location)
    assert code_of(page) == phone.submissions()[0].follow_code
    assert "secret" not in page.text + response.location


def test_an_old_or_forged_thank_you_address_shows_no_code(phone: Phone) -> None:
    page = phone.client.get(phone.url() + "/thanks?t=BCDFHJKL.forged")

    assert page.status_code == 200
    assert not html.fromstring(page.text).xpath("//*[@id='follow-code']")


def test_everything_typed_is_still_there_after_an_error(phone: Phone) -> None:
    fields = phone.open() | {
        "missing": ["parties", "cafe", "sport", "other"],
        "missing-text": "une <b>fontaine</b>",
        "coffee": "maybe",
        "mood": "good",
        "times": "beaucoup",
        "where": "churchill",
        "when": "evening",
        "idea": 'des "bancs"',
        "more": "ligne 1\nligne 2",
        "age": "65_more",
    }

    response = phone.send(fields)

    assert response.status_code == 422
    assert phone.submissions() == []
    assert errors(response) == {
        "#q-missing-parties": "Choisissez 3 réponses au plus.",
        "#q-times-field": "Écrivez un nombre, par exemple 4.",
    }
    form = html.fromstring(response.text).get_element_by_id("sheet")
    values: dict[str, Any] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    for name, value in fields.items():
        kept = [one.removeprefix("\n") for one in values[name]]  # browsers drop the line break after <textarea>
        assert kept == (value if isinstance(value, list) else [value]), name
    described = form.get_element_by_id("q-times-field").get("aria-describedby").split()
    assert "q-times-error" in described


def test_the_message_is_in_the_readers_language(phone: Phone) -> None:
    response = phone.send(phone.open("ar") | {"times": "99"}, "ar")

    assert list(errors(response)) == ["#q-times-field"]
    assert "أقل" in errors(response)["#q-times-field"]


def test_changing_the_language_keeps_what_was_typed_and_stores_nothing(phone: Phone) -> None:
    fields = phone.open("fr") | {"coffee": "yes", "more": "déjà écrit", "page-switch": "ar"}

    response = phone.send(fields, "ar")

    page = html.fromstring(response.text)
    assert (response.status_code, page.get("lang")) == (200, "ar")
    assert page.xpath("//textarea[@name='more']")[0].text.strip() == "déjà écrit"
    assert page.xpath("//input[@name='coffee' and @checked]/@value") == ["yes"]
    assert not page.xpath("//*[@id='errors' or @id='notice']")
    assert phone.submissions() == []


def test_a_blank_sheet_is_asked_for_one_answer(phone: Phone) -> None:
    response = phone.send(phone.open())

    assert response.status_code == 422
    assert "Une seule réponse suffit" in response.text
    assert phone.submissions() == []


def test_a_robot_that_fills_every_field_is_not_counted(phone: Phone) -> None:
    fields = phone.open() | {"coffee": "yes"}

    refused = phone.send(fields | {"page-website": "http://example.org"})
    assert refused.status_code == 422
    assert phone.submissions() == []

    assert phone.send(fields).status_code == 303


@pytest.mark.parametrize("token", ["", "short", "x" * 65, "with space and more", "<script>alert(1)</script>"])
def test_a_sheet_without_a_good_token_comes_back_with_one(phone: Phone, token: str) -> None:
    response = phone.send(phone.open() | {"coffee": "yes", "page-token": token})

    assert response.status_code == 422
    assert phone.submissions() == []
    fields = dict(html.fromstring(response.text).get_element_by_id("sheet").form_values())
    assert phone.send(fields).status_code == 303


def test_another_site_cannot_answer_through_its_visitors(phone: Phone) -> None:
    fields = phone.open() | {"coffee": "yes"}

    refused = phone.send(fields, headers={"Origin": "https://elsewhere.example"})
    assert refused.status_code == 400
    assert phone.submissions() == []

    assert phone.send(fields, headers={"Origin": "http://localhost"}).status_code == 303


def test_a_storm_from_one_connection_is_asked_to_wait_and_loses_nothing(app: Flask, phone: Phone) -> None:
    limit = app.extensions["consultation.settings"].answers_per_minute
    for _ in range(limit):
        phone.send({"page-token": "x" * 20})

    fields = phone.open() | {"more": "je patiente"}
    response = phone.send(fields)

    assert response.status_code == 429
    assert html.fromstring(response.text).xpath("//textarea[@name='more']")[0].text.strip() == "je patiente"
    neighbour = Phone(phone.client, phone.session, definition=TWELVE)
    assert neighbour.send(neighbour.open() | {"coffee": "yes"}).status_code == 303


STRANGE = {
    "emoji": "👩🏽‍🦽🎉",
    "right-to-left marks": "\u200fمرحبا\u200e hello \u202bx\u202c",
    "other scripts": "ښه راغلاست · Привет · 你好",
    "markup": "<script>alert('x')</script> & \"",
    "a formula": "=HYPERLINK(1)",
    "10,000 characters": "é" * 10_000,
}


@pytest.mark.parametrize("words", STRANGE.values(), ids=STRANGE.keys())
def test_words_are_kept_byte_for_byte(phone: Phone, words: str) -> None:
    assert phone.send(phone.open() | {"more": words}).status_code == 303

    assert phone.submissions()[0].answers["more"]["text"] == words
    assert phone.session.scalars(select(Verbatim.text)).all() == [words]


def test_words_that_cannot_be_kept_are_refused_kindly(phone: Phone) -> None:
    nul = phone.send(phone.open() | {"more": "avant\0après"})
    long = phone.send(phone.open() | {"more": "x" * 10_001})

    assert (nul.status_code, long.status_code) == (422, 422)
    assert html.fromstring(nul.text).xpath("//textarea[@name='more']")[0].text.strip() == "avantaprès"
    assert len(html.fromstring(long.text).xpath("//textarea[@name='more']")[0].text.strip()) == 10_001
    assert phone.submissions() == []


def test_an_option_nobody_offered_is_refused_and_an_unknown_field_is_left_out(phone: Phone) -> None:
    response = phone.send(phone.open() | {"coffee": "never"})
    assert errors(response) == {"#q-coffee-yes": "Choisissez parmi les réponses affichées."}

    assert phone.send(phone.open() | {"coffee": "yes", "utm_source": "x"}).status_code == 303
    assert phone.submissions()[0].answers == {"coffee": {"chosen": ["yes"]}}


def test_a_page_opened_before_a_new_version_is_still_taken(phone: Phone) -> None:
    fields = phone.open() | {"coffee": "yes"}
    campaign = phone.session.get_one(Campaign, phone.channel.campaign_id)
    old = phone.session.scalars(select(Version).where(Version.questionnaire_id == campaign.questionnaire_id)).one()
    changed = {**TWELVE, "sections": [TWELVE["sections"][2]]}
    factories.version(phone.session, changed, questionnaire_id=campaign.questionnaire_id, number=2)

    assert phone.send(fields).status_code == 303

    (kept,) = phone.submissions()
    assert (kept.version_id, kept.answers) == (old.id, {"coffee": {"chosen": ["yes"]}})
    assert "coffee" not in phone.open()


def test_an_answer_after_the_end_is_not_taken_and_its_words_are_given_back(phone: Phone) -> None:
    words = "Il faudrait un banc devant l'école, et de l'ombre en été."
    fields = phone.open() | {"more": words}
    phone.session.get_one(Campaign, phone.channel.campaign_id).closes_on = dt.date(2024, 2, 1)
    phone.session.commit()

    response = phone.send(fields)

    assert response.status_code == 410
    assert html.fromstring(response.text).xpath("//section[@id='unsent']/blockquote/text()") == [words]
    assert phone.submissions() == []


def test_each_partner_is_counted_for_itself(client: ReviewingClient, session: Session) -> None:
    """T18."""
    one = Phone(client, session, definition=TWELVE, kind=ChannelKind.PARTNER)
    other = Phone(client, session, campaign_id=one.channel.campaign_id, kind=ChannelKind.PARTNER)
    for phone in (one, one, other):
        phone.send(phone.open() | {"coffee": "yes"})

    counts = session.execute(
        select(Tally.channel_id, func.sum(Tally.count)).where(Tally.subject == "@all").group_by(Tally.channel_id)
    )
    assert {tuple(row) for row in counts} == {(one.channel.id, 2), (other.channel.id, 1)}


def test_the_code_shows_what_became_of_each_action_somebody_spoke_about(phone: Phone) -> None:
    """T39."""
    response = phone.send(phone.open() | {"coffee": "yes", "more": "merci"})
    code = code_of(phone.client.get(response.location))
    campaign = phone.session.get_one(Campaign, phone.channel.campaign_id)
    words = {"fr": "Un café chaque jeudi.", "ar": "مقهى كل خميس."}
    due = {"state": ReplyState.STUDYING, "due_on": dt.date(2027, 3, 1)}
    factories.reply(phone.session, plan_id=campaign.plan_id, key="P1.02", because=words, **due)
    factories.reply(phone.session, plan_id=campaign.plan_id, key="P1.02", taken_back_on=dt.date(2027, 1, 1))
    phone.session.commit()

    page = html.fromstring(phone.client.post("/ar/follow?keep=1", data={"code": code.lower()}).text)

    titles = page.xpath("//ul[@class='followed']/li/h2/text()")
    assert titles == ["Action 1", "Action 2"]
    assert page.xpath("//blockquote/text()")[0].strip() == "مقهى كل خميس."
    assert "2027" in page.xpath("//p[contains(@class, 'studying')]/text()")[0]
    in_turkish = html.fromstring(phone.client.post("/tr/follow?keep=1", data={"code": code.lower()}).text)
    assert in_turkish.xpath("//blockquote/span[@lang='fr']/text()") == ["Un café chaque jeudi."]


def test_a_code_answers_in_the_language_of_who_has_it_until_they_choose_another(phone: Phone) -> None:
    """T39: the address on a slip or in a message is of one language, whoever types there."""
    response = phone.send(phone.open("ar") | {"coffee": "yes", "more": "شكرا"}, "ar")
    code = code_of(phone.client.get(response.location))

    sent_on = phone.client.post("/fr/follow", data={"code": code})
    page = html.fromstring(phone.client.post(sent_on.location, data={"code": code}).text)

    assert (sent_on.status_code, sent_on.location) == (307, "/ar/follow")  # the form once more, not the code
    assert page.get("lang") == "ar"
    assert page.xpath("//ul[@class='followed']/li")
    other = page.xpath("//a[@lang='fr' and contains(@href, '/follow')]/@href")[0]
    assert "keep=1" in other
    chosen = phone.client.post(str(other), data={"code": code})
    assert (chosen.status_code, html.fromstring(chosen.text).get("lang")) == (200, "fr")


@pytest.mark.parametrize("typed", ["", "ABC", "BCDFHJKL", "<b>"])
def test_a_wrong_follow_code_is_told_kindly_and_kept(phone: Phone, typed: str) -> None:
    response = phone.client.post("/fr/follow", data={"code": typed}, environ_overrides={"REMOTE_ADDR": phone.address})

    page = html.fromstring(response.text)
    assert page.xpath("//*[@id='follow-error']/text()")
    assert page.xpath("//input[@id='follow-field']/@value") == [typed]
