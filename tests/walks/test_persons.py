"""The people the page is made for, each as they come: a stairwell, a new language, somebody looking over a shoulder.

The grandmother who does not read walks in test_by_ear.py.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from consultation.db import Database
from consultation.models import Channel, Submission
from consultation.terms import ChannelKind
from tests import factories
from tests.answering.examples import EVERYWHERE
from tests.browser import expect_nothing_kept
from tests.live import Live
from tests.walks.test_kept import in_ten_minutes
from tests.walks.test_steps import choose_first, forward, to_the_end, wait_until_kept

THANKS = re.compile(r"/thanks")
TOPIC = re.compile("Ozon|Animations|fêtes|أوزون|الحفلات", re.IGNORECASE)
SLOW_3G = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


@pytest.fixture
def code(database: Database) -> str:
    """A questionnaire of twelve questions in twelve languages, opened on the choice of one."""
    with database.transaction() as session:
        return str(factories.channel(session, EVERYWHERE, kind=ChannelKind.POSTER).code)


def heard(database: Database, code: str) -> list[Submission]:
    """The submissions that came by the channel of that code, in no order: their keys are random."""
    by_code = select(Submission).join(Channel, Channel.id == Submission.channel_id).where(Channel.code == code)
    with database.reader() as session:
        return list(session.scalars(by_code))


def test_somebody_of_fifteen_on_a_slow_line_in_a_stairwell(
    database: Database, code: str, new_page: Callable[..., Page], picture: Callable[..., None]
) -> None:
    """A prepaid phone of 2018: 400 kbit/s, 2 s a round trip; the line drops before the last tap, the tab is closed."""
    phone = new_page(steps=True)
    context = phone.context
    line = context.new_cdp_session(phone)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    phone.goto(f"/fr/q/{code}")
    choose_first(phone)
    phone.locator(".move button").last.click()
    expect(phone.locator(".question:visible")).to_have_count(1)
    phone.locator(".kept button").first.click()  # only hers: kept for a day
    to_the_end(phone)
    line.send("Network.emulateNetworkConditions", {**SLOW_3G, "offline": True})
    context.set_offline(True)
    phone.locator("#send").click()
    expect(phone.locator(".kept")).to_be_focused()
    picture(phone, "stairwell-fr", whole=False)
    phone.close()

    context.set_offline(False)
    later = in_ten_minutes(context)
    later.goto(f"/fr/q/{code}")

    expect(later.locator(".kept a")).to_have_attribute("href", THANKS)
    assert len(heard(database, code)) == 1
    later.locator(".kept a").click()
    expect(later.locator("#follow-code")).to_be_visible()
    expect_nothing_kept(later)


def test_a_learner_of_french_goes_between_languages_and_loses_nothing(
    database: Database, code: str, new_page: Callable[..., Page], picture: Callable[..., None]
) -> None:
    """Easy French is one tap from French; her own language is one more, for one question."""
    phone = new_page(steps=True, locale="uk-UA")
    phone.goto(f"/c/{code}")
    expect(phone.locator(".choose a").first).to_have_text("Українська")
    phone.locator(".choose a", has_text="Français").first.click()
    said = choose_first(phone)
    forward(phone)
    phone.locator("header .sister", has_text="facile").click()
    expect(phone).to_have_url(re.compile("/fr@falc/q/|/fr%40falc/q/"))
    expect(phone.locator("input:checked")).to_have_count(1)
    picture(phone, "learner-easy-fr", whole=False)
    forward(phone)
    choose_first(phone)

    phone.locator("header summary").click()
    phone.locator("header button", has_text="Українська").click()
    expect(phone.locator("html")).to_have_attribute("lang", "uk")
    expect(phone.locator("input:checked")).to_have_count(2)
    phone.locator("header summary").click()
    phone.locator("header .languages button", has_text="facile").click()
    expect(phone.locator("input:checked")).to_have_count(2)
    to_the_end(phone)
    expect(phone.locator(".answers dd").first).to_contain_text(said)
    phone.locator("#send").click()

    expect(phone).to_have_url(THANKS)
    (sheet,) = heard(database, code)
    assert (sheet.locale, len(sheet.answers)) == ("fr@falc", 2)


@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_somebody_whose_partner_reads_over_her_shoulder(
    code: str, new_page: Callable[..., Page], picture: Callable[..., None], locale: str
) -> None:
    """She leaves in the middle; Back tells nothing; she comes back, sends, and the phone knows nothing of it."""
    phone = new_page(steps=True)
    phone.context.route("https://meteofrance.com/", lambda route: route.fulfill(body="<h1>sun</h1>"))
    phone.goto("about:blank")
    phone.goto(f"/c/{code}")
    phone.locator(f".choose a[lang={locale}]").first.click()
    choose_first(phone)
    wait_until_kept(phone)
    phone.locator("a.leave").click()
    expect(phone.locator("h1")).to_have_text("sun")
    phone.go_back()
    expect(phone.locator("h1")).to_have_text("sun")

    phone.goto(f"/{locale}/q/{code}")
    expect(phone.locator("input:checked")).to_have_count(0)
    expect(phone.locator(".kept")).to_have_count(0)
    choose_first(phone)
    forward(phone)
    phone.locator(".kept button").last.click()  # a shared phone: nothing is kept
    to_the_end(phone)
    phone.locator("#send").click()
    expect(phone).to_have_url(THANKS)
    expect(phone.locator("#follow-code")).to_be_visible()
    assert not TOPIC.search(phone.title())
    assert not TOPIC.search(phone.locator("main").inner_text())
    picture(phone, f"thanks-told-nothing-{locale}")
    expect_nothing_kept(phone)
    assert phone.context.cookies() == []

    phone.locator("a.leave").click()
    expect(phone.locator("h1")).to_have_text("sun")
    phone.go_back()
    expect(phone.locator("h1")).to_have_text("sun")
    assert not [key for key in phone.context.storage_state()["origins"] if key["localStorage"]]


def test_somebody_who_hears_pashto_is_told_honestly_that_there_is_no_voice(
    demo: Live, chromium: Browser, code: str, picture: Callable[..., None]
) -> None:
    """No machine speaks it; nobody has recorded it: a sign says so, the words stay, and answering goes on."""
    # A browser of its own: each sound that is not there is a 404, which it writes down.
    with chromium.new_context(base_url=demo.url, viewport={"width": 360, "height": 740}, has_touch=True) as context:
        phone = context.new_page()
        phone.goto(f"/ps/q/{code}")
        phone.locator("#ear").click()
        phone.locator(".practice button").click()

        expect(phone.locator(".sign")).to_contain_text("غږ")
        expect(phone.locator("#sheet")).to_be_visible()
        picture(phone, "no-voice-ps", whole=False)
        choose_first(phone)
        to_the_end(phone)
        phone.locator("#send").click()
        expect(phone).to_have_url(THANKS)
