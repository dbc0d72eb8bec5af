"""One question at a time on a phone with script; answers stay on it until they are on the server, once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import expect_nothing_kept
from tests.live import Live
from tests.walks.demo import channel_of

THANKS = re.compile(r"/thanks")


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    return new_page(steps=True)


def open_sheet(page: Page, demo: Live, locale: str = "fr") -> None:
    page.goto(f"/{locale}/q/{channel_of(demo, 'online').code}")


def forward(page: Page) -> None:
    page.locator(".move button").last.click()


def choose_first(page: Page) -> str:
    """Taps the first option of the question shown; its words."""
    option = page.locator(".question:not(.aside) label.option").first
    option.click()
    return option.inner_text().strip()


def wait_until_kept(page: Page) -> None:
    """Until what was tapped is on the phone; a moment after the last tap."""
    page.wait_for_function("() => localStorage.length > 0")


def to_the_end(page: Page) -> None:
    while not page.locator(".look dl").count():
        forward(page)


@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_one_question_at_a_time_then_all_answers_then_sent(
    demo: Live, phone: Page, picture: Callable[..., None], locale: str
) -> None:
    before = channel_of(demo, "online").heard
    open_sheet(phone, demo, locale)
    questions = phone.locator("[data-question]").count()
    expect(phone.locator(".question:visible")).to_have_count(1)
    expect(phone.locator(".told")).to_contain_text(str(questions))
    said = choose_first(phone)
    picture(phone, f"step-{locale}", whole=False)

    forward(phone)
    expect(phone.locator(".question:visible")).to_have_count(1)
    phone.wait_for_function("() => document.activeElement.closest('.question')")
    phone.locator(".move button").first.click()
    expect(phone.locator(".question:visible input:checked")).to_have_count(1)
    to_the_end(phone)

    expect(phone.locator(".answers dt")).to_have_count(questions)
    expect(phone.locator(".answers dd").first).to_contain_text(said)
    picture(phone, f"look-{locale}")
    phone.locator(".answers button").nth(1).click()
    expect(phone.locator(".question:visible")).to_have_count(1)
    to_the_end(phone)
    phone.locator("#send").dblclick()
    expect(phone).to_have_url(THANKS)
    assert channel_of(demo, "online").heard == before + 1
    expect_nothing_kept(phone)


def test_what_somebody_prefers_on_one_page_stays_so(demo: Live, phone: Page) -> None:
    open_sheet(phone, demo)
    phone.locator("form .link").click()
    shown = phone.locator("[data-question]").count()
    expect(phone.locator(".question:visible")).to_have_count(shown)
    phone.reload()

    expect(phone.locator(".question:visible")).to_have_count(shown)


def test_without_network_the_sheet_waits_and_is_sent_by_itself_once(demo: Live, phone: Page) -> None:
    before = channel_of(demo, "online").heard
    open_sheet(phone, demo)
    choose_first(phone)
    to_the_end(phone)
    phone.route("**/answers", lambda route: route.abort())

    phone.locator("#send").click()

    expect(phone.locator(".kept")).to_contain_text("Il n’y a pas de réseau")
    assert channel_of(demo, "online").heard == before
    phone.unroute("**/answers")
    phone.reload()
    expect(phone.locator(".kept a")).to_have_attribute("href", THANKS)
    assert channel_of(demo, "online").heard == before + 1
    phone.locator(".kept a").click()
    expect(phone.locator("#follow-code")).to_be_visible()
    expect_nothing_kept(phone)


def test_an_answer_lost_on_the_way_back_is_not_a_second_person(demo: Live, phone: Page) -> None:
    before = channel_of(demo, "online").heard
    open_sheet(phone, demo)
    choose_first(phone)
    to_the_end(phone)

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)  # the server has it, the phone never hears of it
        route.abort()

    phone.route("**/answers", lose)
    phone.locator("#send").click()
    expect(phone.locator(".kept")).to_be_focused()
    assert channel_of(demo, "online").heard == before + 1
    phone.unroute("**/answers")
    phone.reload()

    expect(phone.locator(".kept a")).to_have_attribute("href", THANKS)
    assert channel_of(demo, "online").heard == before + 1


def test_a_page_closed_by_mistake_is_found_again_by_whoever_says_it_is_theirs(demo: Live, phone: Page) -> None:
    open_sheet(phone, demo)
    choose_first(phone)
    wait_until_kept(phone)
    token = phone.locator("[name=page-token]").get_attribute("value")

    open_sheet(phone, demo, "ar")

    expect(phone.locator("input:checked")).to_have_count(0)
    phone.locator(".kept button").first.click()
    expect(phone.locator("input:checked")).to_have_count(1)
    expect(phone.locator("[name=page-token]")).to_have_value(str(token))
    open_sheet(phone, demo)
    phone.locator(".kept button").last.click()
    phone.reload()
    expect(phone.locator(".kept")).to_have_count(0)


def test_what_was_begun_a_day_ago_is_forgotten(demo: Live, phone: Page) -> None:
    open_sheet(phone, demo)
    choose_first(phone)
    wait_until_kept(phone)
    phone.evaluate(
        """() => { for (const key of Object.keys(localStorage)) {
          const begun = JSON.parse(localStorage[key]);
          localStorage[key] = JSON.stringify({...begun, until: begun.until - 25 * 3600e3});
        } }"""
    )

    open_sheet(phone, demo)

    expect(phone.locator(".kept")).to_have_count(0)
    expect_nothing_kept(phone)


def test_a_wrong_answer_is_shown_first(demo: Live, phone: Page) -> None:
    open_sheet(phone, demo)
    # The first question takes three answers at most.
    for index in range(4):
        phone.locator(".question:not(.aside) label.option").nth(index).click()
    to_the_end(phone)

    phone.locator("#send").click()

    expect(phone.locator(".errors")).to_be_visible()
    expect(phone.locator(".question:visible")).to_have_count(1)
    expect(phone.locator(".question:visible .error")).to_be_visible()


def test_a_change_leads_back_to_the_look_at_everything(demo: Live, phone: Page) -> None:
    open_sheet(phone, demo)
    to_the_end(phone)
    phone.locator(".answers button").first.click()
    said = choose_first(phone)

    forward(phone)

    expect(phone.locator(".answers dd").first).to_contain_text(said)


def test_leaving_quickly_forgets_what_was_begun(demo: Live, phone: Page) -> None:
    phone.route("https://meteofrance.com/", lambda route: route.fulfill(body="<h1>sun</h1>", content_type="text/html"))
    open_sheet(phone, demo)
    choose_first(phone)
    wait_until_kept(phone)
    phone.locator("a.leave").click()
    expect(phone.locator("h1")).to_have_text("sun")

    open_sheet(phone, demo)

    expect(phone.locator(".kept")).to_have_count(0)
    expect_nothing_kept(phone)


def test_answers_sent_in_the_plain_way_are_forgotten_too(demo: Live, phone: Page) -> None:
    open_sheet(phone, demo)
    choose_first(phone)
    wait_until_kept(phone)
    phone.evaluate("document.getElementById('sheet').submit()")
    expect(phone).to_have_url(THANKS)

    expect_nothing_kept(phone)
