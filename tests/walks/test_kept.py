"""What stays on a phone, for how long, and for whom; what happens when the server rests or has changed meanwhile."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser import expect_nothing_kept
from tests.live import Live
from tests.walks.demo import channel_of
from tests.walks.test_steps import choose_first, forward, open_sheet, to_the_end, wait_until_kept

THANKS = re.compile(r"/thanks")


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    return new_page(steps=True)


def kept(page: Page) -> list[str]:
    """Names of what the phone holds."""
    return list(page.evaluate("Object.keys(localStorage)"))


HOURS_LEFT = "(JSON.parse(localStorage[Object.keys(localStorage)[0]]).until - Date.now()) / 3600e3"


def hours_left(page: Page) -> float:
    return float(page.evaluate(HOURS_LEFT))


def test_the_person_is_asked_once_whether_the_phone_is_shared(
    demo: Live, phone: Page, picture: Callable[..., None]
) -> None:
    open_sheet(phone, demo)
    choose_first(phone)
    wait_until_kept(phone)
    assert 0.9 < hours_left(phone) <= 1
    expect(phone.locator(".kept")).to_have_count(0)
    forward(phone)
    picture(phone, "shared-fr", whole=False)

    phone.locator(".kept button").first.click()

    phone.wait_for_function(f"() => {HOURS_LEFT} > 23")
    assert hours_left(phone) <= 24
    forward(phone)
    expect(phone.locator(".kept")).to_have_count(0)


def test_on_a_shared_phone_nothing_is_kept(demo: Live, phone: Page) -> None:
    open_sheet(phone, demo)
    choose_first(phone)
    forward(phone)
    phone.locator(".kept button").last.click()
    choose_first(phone)
    phone.wait_for_timeout(500)

    assert kept(phone) == []


def test_whoever_goes_on_without_a_word_is_not_asked_at_each_question(demo: Live, phone: Page) -> None:
    open_sheet(phone, demo)
    choose_first(phone)
    forward(phone)
    expect(phone.locator(".kept button")).to_have_count(2)

    forward(phone)

    expect(phone.locator(".kept")).to_have_count(0)


def test_what_was_begun_is_offered_on_the_first_screen_only(demo: Live, phone: Page) -> None:
    open_sheet(phone, demo)
    choose_first(phone)
    wait_until_kept(phone)
    open_sheet(phone, demo)
    expect(phone.locator(".kept button")).to_have_count(2)

    forward(phone)

    expect(phone.locator(".kept")).to_have_count(0)


@pytest.mark.parametrize("status", [429, 502, 503])
def test_while_the_server_rests_answers_wait_and_the_next_person_may_answer(
    demo: Live, phone: Page, status: int
) -> None:
    before = channel_of(demo, "online").heard
    open_sheet(phone, demo)
    choose_first(phone)
    to_the_end(phone)
    phone.route("**/answers", lambda route: route.fulfill(status=status, body="<h1>Busy</h1>"))
    phone.locator("#send").click()
    expect(phone.locator(".kept")).to_contain_text("Le serveur ne répond pas")
    expect(phone.locator("#sheet")).to_be_hidden()
    phone.locator(".kept button").click()
    expect(phone.locator("input:checked")).to_have_count(0)
    expect(phone.locator(".question:visible")).to_have_count(1)
    choose_first(phone)
    to_the_end(phone)
    phone.locator("#send").click()
    expect(phone.locator(".kept")).to_contain_text("Le serveur ne répond pas")
    phone.wait_for_function("() => localStorage.length === 2")
    assert channel_of(demo, "online").heard == before

    phone.unroute("**/answers")
    phone.reload()

    expect(phone.locator(".kept a")).to_have_attribute("href", THANKS)
    # One after the other: the first link stands while the second sheet is on its way.
    expect_nothing_kept(phone)
    assert channel_of(demo, "online").heard == before + 2


def test_the_network_drops_before_the_last_tap_and_the_tab_is_closed_for_ten_minutes(demo: Live, phone: Page) -> None:
    before = channel_of(demo, "online").heard
    context = phone.context
    open_sheet(phone, demo)
    choose_first(phone)
    to_the_end(phone)
    context.set_offline(True)
    phone.locator("#send").click()
    expect(phone.locator(".kept")).to_be_focused()
    phone.close()

    context.set_offline(False)
    later = in_ten_minutes(context)
    open_sheet(later, demo)

    expect(later.locator(".kept a")).to_have_attribute("href", THANKS)
    assert channel_of(demo, "online").heard == before + 1
    expect_nothing_kept(later)


def in_ten_minutes(context: BrowserContext) -> Page:
    page = context.new_page()
    page.clock.install()
    page.clock.fast_forward("10:00")
    return page


def test_a_page_that_is_still_open_sends_when_the_network_is_back(demo: Live, phone: Page) -> None:
    before = channel_of(demo, "online").heard
    open_sheet(phone, demo)
    choose_first(phone)
    to_the_end(phone)
    phone.context.set_offline(True)
    phone.locator("#send").click()
    expect(phone.locator(".kept")).to_be_focused()

    phone.context.set_offline(False)

    expect(phone.locator(".kept a")).to_have_attribute("href", THANKS)
    assert channel_of(demo, "online").heard == before + 1


def test_what_waited_and_was_added_as_somebody_elses_waits_no_more(demo: Live, phone: Page) -> None:
    """It stayed on the phone, was told of at each visit, and could be added once more."""
    before = channel_of(demo, "online").heard
    open_sheet(phone, demo)
    phone.locator("form .link").click()
    phone.locator("textarea").first.fill("Un banc")

    def others_come_first(route: Route) -> None:
        route.fetch(post_data=(route.request.post_data or "").replace("Un+banc", "Un+arbre"))
        route.abort()

    phone.route("**/answers", others_come_first)
    phone.locator("#send").click()
    expect(phone.locator(".kept")).to_be_focused()
    phone.unroute("**/answers")
    phone.reload()
    expect(phone.locator(".kept")).to_contain_text("pas pu être prises")
    phone.locator(".kept button").first.click()

    phone.locator("#add button").click()

    expect(phone).to_have_url(THANKS)
    expect_nothing_kept(phone)
    assert channel_of(demo, "online").heard == before + 2


def test_words_the_server_no_longer_takes_can_be_looked_at(demo: Live, phone: Page) -> None:
    """The questionnaire was closed while the answers waited: they are shown, to be copied, and never dropped alone."""
    open_sheet(phone, demo)
    phone.locator("form .link").click()
    phone.locator("textarea").first.fill("Il faudrait un banc devant l’école, et de l’ombre.")
    phone.context.set_offline(True)
    phone.locator("#send").click()
    expect(phone.locator(".kept")).to_be_focused()

    def over(route: Route) -> None:
        is_program = route.request.resource_type == "fetch"
        route.fulfill(status=410, content_type="text/html", body="" if is_program else "<h1>Over</h1>")

    phone.route("**/answers", over)
    phone.context.set_offline(False)
    phone.reload()
    expect(phone.locator(".kept")).to_contain_text("pas pu être prises")
    with phone.expect_request("**/answers") as sent:
        phone.locator(".kept button").first.click()

    assert "un+banc" in (sent.value.post_data or "")
    expect(phone.locator("h1")).to_have_text("Over")
