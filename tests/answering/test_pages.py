"""Every public page, in every language, as a resident's phone asks for it."""

import copy
import datetime as dt
import gzip
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from flask import Flask
from lxml import html
from sqlalchemy import event
from sqlalchemy.orm import Session

from consultation.languages import LANGUAGES
from consultation.models import Campaign, Channel, Plan
from consultation.questionnaires.kinds import KINDS
from consultation.questionnaires.piping import with_answers
from consultation.questionnaires.resident_aloud import spoken_name
from consultation.speech import voice_of
from consultation.terms import ChannelKind
from consultation.web.static import FOLDER
from tests import factories
from tests.answering.examples import TWELVE
from tests.pages import ReviewingClient
from tests.questionnaires.capabilities import CAPABILITIES, PICTURES, document, keep_pictures

LOCALES = ("fr", "ar", "en")
DIRECTION = {"fr": "ltr", "ar": "rtl", "en": "ltr"}
FIRST_FLIGHT = 14_000
"""Bytes a server may send before it waits for the phone: ten packets (RFC 6928)."""


@pytest.fixture
def channel(session: Session) -> Channel:
    campaign = factories.campaign(session, TWELVE, reply_by=dt.date(2027, 3, 1), is_simulated=True)
    return factories.channel(session, campaign_id=campaign.id)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "path", ["/{locale}/", "/{locale}/q/{code}", "/{locale}/q/{code}/thanks", "/{locale}/follow", "/{locale}/q/nothere"]
)
def test_every_public_page_is_whole_in_every_language_and_sets_no_cookie(
    client: ReviewingClient, channel: Channel, locale: str, path: str
) -> None:
    response = client.get(path.format(locale=locale, code=channel.code))

    page = html.fromstring(response.text)
    assert (page.get("lang"), page.get("dir")) == (locale, DIRECTION[locale])
    assert "Set-Cookie" not in response.headers
    assert response.status_code == (404 if "nothere" in path else 200)
    if locale == "ar":
        strange = page.xpath("//main//*[not(@lang) and not(ancestor-or-self::*[@dir='ltr'])]/text()")
        assert not [words for words in strange if words.strip().isascii() and words.strip().isalpha()]


def test_the_printed_address_lets_the_person_choose_a_language_by_its_own_name(
    client: ReviewingClient, channel: Channel
) -> None:
    """T11."""
    response = client.get(f"/c/{channel.code}", headers={"Accept-Language": "ar-DZ,fr;q=0.8"})

    links = html.fromstring(response.text).xpath("//ul[@class='choose']//a")
    assert [(a.get("lang"), a.get("dir"), a.text, a.get("href")) for a in links] == [
        ("ar", "rtl", "العربية", f"/ar/q/{channel.code}"),
        ("fr", "ltr", "Français", f"/fr/q/{channel.code}"),
        ("en", "ltr", "English", f"/en/q/{channel.code}"),
    ]


def test_a_poster_in_one_language_opens_in_it(client: ReviewingClient, session: Session) -> None:
    channel = factories.channel(session, TWELVE, locale="ar")

    response = client.get(f"/c/{channel.code}", headers={"Accept-Language": "fr"})

    assert response.status_code == 303
    assert response.location == f"/ar/q/{channel.code}"


def test_a_code_typed_by_hand_finds_its_page(client: ReviewingClient, channel: Channel) -> None:
    found = client.get("/c", query_string={"code": f" {channel.code.upper()} "})
    lost = client.get("/c", query_string={"code": "zzzz<b>"})

    assert found.location == f"/c/{channel.code}"
    assert lost.status_code == 404
    assert html.fromstring(lost.text).xpath("//input[@id='code']/@value") == ["zzzz<b>"]


def test_a_language_we_do_not_speak_does_not_exist(client: ReviewingClient, channel: Channel) -> None:
    assert client.get(f"/xx/q/{channel.code}").status_code == 404


def test_a_language_the_questionnaire_is_not_in_leads_to_those_it_is_in(
    client: ReviewingClient, session: Session
) -> None:
    channel = factories.channel(session, {**TWELVE, "locales": ["fr"]})

    assert client.get(f"/ar/q/{channel.code}").location == f"/c/{channel.code}"
    assert client.get(f"/c/{channel.code}").location == f"/fr/q/{channel.code}"


def test_words_in_a_fallback_language_say_so(client: ReviewingClient, session: Session) -> None:
    channel = factories.channel(session, {**TWELVE, "promise": {"fr": "On vous répondra."}})

    page = html.fromstring(client.get(f"/ar/q/{channel.code}").text)

    assert page.xpath("//p[@class='promise']//span/@lang") == ["fr"]
    assert page.xpath("//p[@class='promise']//span/@dir") == ["ltr"]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_of_twelve_questions_comes_in_one_flight(client: ReviewingClient, channel: Channel, locale: str) -> None:
    response = client.get(f"/{locale}/q/{channel.code}", headers={"Accept-Encoding": "gzip, br"})

    assert response.headers["Content-Encoding"] == "br"
    page = html.fromstring(brotli.decompress(response.data))
    assert len(page.xpath("//form[@id='sheet']//*[contains(@class, 'question')]")) == 12
    linked = page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //img/@src")
    sizes = [len(client.get(url, headers={"Accept-Encoding": "br"}).data) for url in linked]
    assert len(response.data) + sum(sizes) <= FIRST_FLIGHT
    assert linked == [], "one request before one can answer: each costs a round trip"


@pytest.mark.parametrize(("rule", "has_formulas"), [("", False), (" and today() > '2026-01-01'", True)])
def test_a_routed_page_of_twelve_questions_comes_in_one_flight_too(
    client: ReviewingClient, session: Session, rule: str, has_formulas: bool
) -> None:
    routed = copy.deepcopy(TWELVE)
    first, second, *others = [one for section in routed["sections"] for one in section["questions"]]
    for number, one in enumerate(others[:6]):
        one["relevant"] = (
            f"selected(${{{first['key']}}}, '{first['options'][0]['key']}') or ${{{second['key']}}} != ''{rule}"
        )
        one["label"] = {locale: f"{words} {number} (${{{first['key']}}})" for locale, words in one["label"].items()}
    channel = factories.channel(session, routed)

    for locale in LOCALES:
        response = client.get(f"/{locale}/q/{channel.code}", headers={"Accept-Encoding": "br"})
        page = html.fromstring(brotli.decompress(response.data))
        linked = page.xpath("//link[@rel='stylesheet']/@href | //script/@src")
        sizes = [len(client.get(url, headers={"Accept-Encoding": "br"}).data) for url in linked]
        scripts = " ".join(page.xpath("//script[not(@src)]/text()"))
        assert "workOut" in scripts
        assert ("window.formulas =" in scripts) is has_formulas
        assert len(response.data) + sum(sizes) <= FIRST_FLIGHT


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_a_page_is_the_same_in_every_encoding_but_for_its_token(
    client: ReviewingClient, channel: Channel, encoding: str
) -> None:
    read = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[encoding]
    url = f"/fr/q/{channel.code}"
    plain = client.get(url).text

    text = read(client.get(url, headers={"Accept-Encoding": encoding}).data).decode()

    token, other = (html.fromstring(t).xpath("//input[@name='page-token']/@value")[0] for t in (plain, text))
    assert token != other
    assert text.replace(other, token) == plain


def test_the_style_sheet_is_small_and_kept_for_ever() -> None:
    assert len(brotli.compress((FOLDER / "resident.css").read_bytes())) < 3_900


def test_a_closed_consultation_says_so_for_ever(client: ReviewingClient, session: Session) -> None:
    campaign = factories.campaign(session, TWELVE, closes_on=dt.date(2024, 2, 1))
    channel = factories.channel(session, campaign_id=campaign.id)

    for path in (f"/c/{channel.code}", f"/ar/q/{channel.code}"):
        assert client.get(path).status_code == 410
    assert "انتهت" in client.get(f"/ar/q/{channel.code}").text


def test_a_consultation_of_tomorrow_says_when_to_come_back(client: ReviewingClient, session: Session) -> None:
    campaign = factories.campaign(session, TWELVE, opens_on=dt.date(2098, 5, 17))
    channel = factories.channel(session, campaign_id=campaign.id)

    response = client.get(f"/fr/q/{channel.code}")

    assert response.status_code == 200
    assert "17 mai 2098" in response.text


def test_a_campaign_without_a_published_questionnaire_asks_to_come_back(
    client: ReviewingClient, session: Session
) -> None:
    asked = factories.questionnaire(session)
    campaign = factories.campaign(session, questionnaire_id=asked.id)
    channel = factories.channel(session, campaign_id=campaign.id)

    response = client.get(f"/fr/q/{channel.code}")

    assert "pas encore ouverte" in response.text


def test_a_simulated_campaign_says_so_on_its_pages(client: ReviewingClient, channel: Channel) -> None:
    for path in (f"/c/{channel.code}", f"/fr/q/{channel.code}", f"/fr/q/{channel.code}/thanks"):
        assert "Démonstration" in client.get(path, headers={"Accept-Language": "fr"}).text, path


def test_the_first_page_shows_what_is_open_to_everybody(client: ReviewingClient, session: Session) -> None:
    campaign = factories.campaign(session)
    factories.channel(session, campaign_id=campaign.id, kind=ChannelKind.DOORSTEP)
    assert "Consultation d'automne" not in html.fromstring(client.get("/fr/").text).text_content()

    online = factories.channel(session, campaign_id=campaign.id, kind=ChannelKind.ONLINE)
    page = html.fromstring(client.get("/fr/").text)
    assert page.xpath(f"//a[@href='/c/{online.code}']/text()") == ["Consultation d'automne"]


def test_the_first_page_speaks_the_language_of_the_browser(client: ReviewingClient) -> None:
    assert html.fromstring(client.get("/", headers={"Accept-Language": "ar"}).text).get("lang") == "ar"
    assert html.fromstring(client.get("/", headers={"Accept-Language": "ja"}).text).get("lang") == "fr"


def test_a_word_that_is_no_language_is_no_page(client: ReviewingClient) -> None:
    """A browser keeps a permanent redirect for ever, so a mistyped address must not get one."""
    assert client.get("/ar").status_code == 308
    assert client.get("/ar/").status_code == 200
    for path in ("/plan", "/plan/", "/en-GB/"):
        assert client.get(path).status_code == 404, path


def test_an_organiser_previews_a_draft_of_their_own_town_only(client: ReviewingClient, session: Session) -> None:
    channel = factories.channel(session, TWELVE)
    asked = session.get_one(Campaign, channel.campaign_id)
    plan = session.get_one(Plan, asked.plan_id)
    url = f"/questionnaires/{asked.questionnaire_id}/preview/phone?locale=ar"

    client.sign_in(factories.account(session, organisation_id=plan.organisation_id))
    page = html.fromstring(client.get(url).text)
    assert page.get("lang") == "ar"
    assert not page.xpath("//button[@id='send'] | //input[@name='page-token']")

    client.sign_in(factories.account(session))
    assert client.get(url).status_code == 404


def test_a_partner_may_show_the_pages_in_a_frame_of_its_site(
    client: ReviewingClient, session: Session, channel: Channel
) -> None:
    """T18."""
    framed = client.get(f"/c/{channel.code}/embed", headers={"Accept-Language": "fr"})
    alone = client.get("/fr/")

    assert framed.status_code == 200
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in client.get(f"/fr/q/{channel.code}").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in alone.headers["Content-Security-Policy"]


def test_a_page_seen_again_costs_no_statement(app: Flask, channel: Channel, client: ReviewingClient) -> None:
    known = app.extensions["consultation.settings"]
    app.extensions["consultation.settings"] = replace(known, channel_kept_s=60)
    statements: list[str] = []
    engine = app.extensions["consultation.database"].engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    client.get(f"/fr/q/{channel.code}")
    event.listen(engine, "before_cursor_execute", note)
    client.get(f"/fr/q/{channel.code}")
    event.remove(engine, "before_cursor_execute", note)
    app.extensions["consultation.settings"] = known

    assert statements == []


def test_the_thank_you_page_asks_for_help_apart_from_the_answers(client: ReviewingClient, session: Session) -> None:
    """T16."""
    offer = {"key": "time", "action": "P1.02", "kind": "time", "label": {"fr": "Une heure pour la fête"}}
    channel = factories.channel(session, {**TWELVE, "offers": [offer]})

    page = html.fromstring(client.get(f"/fr/q/{channel.code}/thanks").text)

    (link,) = page.xpath("//section[@class='offer']//a")
    assert link.text == "Une heure pour la fête"
    assert link.get("href").endswith("/P1.02?kind=time")
    assert channel.code not in link.get("href")


def test_the_printed_address_of_an_idea_box_leads_to_the_box(client: ReviewingClient, session: Session) -> None:
    channel = factories.channel(session, kind=ChannelKind.IDEA_BOX)

    assert client.get(f"/c/{channel.code}").location == f"/b/{channel.code}"


@pytest.mark.parametrize("are_public", [True, False])
def test_a_closed_consultation_leads_to_its_results_where_they_are_public(
    client: ReviewingClient, session: Session, are_public: bool
) -> None:
    campaign = factories.campaign(session, TWELVE, closes_on=dt.date(2024, 2, 1), results_are_public=are_public)
    channel = factories.channel(session, campaign_id=campaign.id)
    slug = session.get_one(Plan, campaign.plan_id).slug

    page = html.fromstring(client.get(f"/fr/q/{channel.code}").text)

    assert bool(page.xpath(f"//a[@href='/fr/plan/{slug}']")) is are_public


UNKNOWN = {"fr": "(votre réponse)", "ar": "(جوابكم)", "en": "(your answer)"}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", CAPABILITIES)
def test_every_kind_and_every_option_is_drawn(
    client: ReviewingClient, session: Session, instance_dir: Path, name: str, locale: str
) -> None:
    keep_pictures(instance_dir)
    channel = factories.channel(session, document(name))

    page = html.fromstring(client.get(f"/{locale}/q/{channel.code}").text)

    shown = [q for q in CAPABILITIES[name].questions() if KINDS[q.kind].is_shown and not q.retired]
    assert len(page.xpath("//*[@data-question]")) == len(shown) * (3 if name == "repeated" else 1)
    for question in shown:
        label = with_answers(question.label[locale], lambda _key: UNKNOWN[locale])
        assert label in " ".join(page.get_element_by_id("sheet").text_content().split())
    for picture in page.xpath("//img/@src | //*[name()='image']/@href"):
        with client.get(picture) as sent:
            assert sent.data in PICTURES.values()


def test_many_languages_are_folded_under_the_one_being_read(client: ReviewingClient, session: Session) -> None:
    many = factories.channel(session, {**TWELVE, "locales": list(LANGUAGES)})
    few = factories.channel(session, TWELVE)

    page = html.fromstring(client.get(f"/ar/q/{many.code}").text)

    assert page.xpath("//header//summary/bdi/text()") == [LANGUAGES["ar"].name]
    assert len(page.xpath("//header//details//button[@name='page-switch']")) == len(LANGUAGES) - 1
    assert not html.fromstring(client.get(f"/ar/q/{few.code}").text).xpath("//header//details")


def test_the_program_says_its_own_words_in_the_language_of_the_page(client: ReviewingClient, channel: Channel) -> None:
    sheet = html.fromstring(client.get(f"/ar/q/{channel.code}").text)
    sounds = sheet.xpath("//form/@data-sound")[0]
    practice = html.fromstring(client.get(f"/ar/q/{channel.code}/listen").text).xpath("//template[@id='practice']")[0]
    shown = [
        *sheet.find_class("calm"),
        *sheet.find_class("send"),
        *sheet.find_class("leave"),
        *sheet.xpath("//summary"),
    ]
    shown += practice.xpath(".//h2 | .//label | .//p | .//button")

    heard = {one.text_content(): client.get(sounds + spoken_name(one.text_content())) for one in shown}

    assert len(heard) >= 8
    for words, answer in heard.items():
        assert not words.strip().isascii()
        assert answer.status_code == (200 if voice_of("ar") else 404), words
