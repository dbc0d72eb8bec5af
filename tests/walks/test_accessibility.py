"""Every page under axe, and what axe does not measure: valid HTML, width, the size of what one taps, the keyboard.

The pages for residents in each language, at the width of a phone; those of people who sign in as the administrator
sees them. Pages come from tests/house/routes.txt, so a new one is walked without being added here.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from consultation.db import Database
from consultation.demo import accounts
from consultation.i18n import RESIDENT_LOCALES
from consultation.models import Account
from consultation.settings import from_environment
from consultation.terms import Role
from tests import factories
from tests.browser import WHOLE_PAGE, fill_in
from tests.live import Live
from tests.walks.every_page import RESIDENT_PAGES, address, pages_of_the_desk, values_of
from tests.walks.review import (
    POINTER,
    THUMB,
    review,
    review_as_it_stands,
    review_colours,
    review_source,
    review_with_checker,
    walk_with_tabs,
)
from tests.walks.signing_in import sign_in

#: Each page in each language; a page whose address names no language is in that of the browser, once.
EVERY_RESIDENT_PAGE = [
    (name, locale)
    for name, rule in RESIDENT_PAGES.items()
    for locale in (RESIDENT_LOCALES if "{locale}" in rule else ("fr",))
]
#: Pages that say kindly that there is nothing here, or no longer.
NOT_200 = {
    "over": 410,
    "box-closed": 410,
    "unknown-code": 404,
    "no-such-page": 404,
    "forgotten-offer": 404,
    "forgotten-wish": 404,
}
#: The languages in which pages are looked at in the dark, and in colours of one's own.
IN_THE_DARK_LOCALES, FORCED_LOCALES = {"ar", "ro", "fa", "fr@falc"}, {"en", "uk", "ps", "tr"}


@pytest.fixture(scope="module")
def values(demo: Live) -> dict[str, Any]:
    """What stands in the addresses."""
    return values_of(demo)


@pytest.fixture(scope="module")
def phone(chromium: Browser, demo: Live) -> Iterator[Page]:
    """One page of a phone for all pages of residents."""
    yield from one_page(chromium, demo)


@pytest.fixture(scope="module")
def desk(chromium: Browser, demo: Live) -> Iterator[Page]:
    """One page of an administrator for all pages of the desk."""
    for page in one_page(chromium, demo):
        sign_in(page, "admin@demo.example")
        yield page


@pytest.fixture(scope="module")
def english_desk(chromium: Browser, demo: Live) -> Iterator[Page]:
    """The same of an administrator who reads English."""
    opened = Database(from_environment(demo.environment).database)
    with opened.writer() as session:
        known = session.scalars(select(Account).where(Account.email == "admin@demo.example")).one()
        factories.account(
            session, Role.ADMINISTRATOR, email="en@demo.example", password_hash=known.password_hash, locale="en"
        )
        session.commit()
    opened.close()
    (password,) = [one.password for one in accounts() if one.email == "admin@demo.example"]
    for page in one_page(chromium, demo, "en-GB"):
        page.goto("/sign-in")
        fill_in(page, "en@demo.example", password)
        yield page


def one_page(chromium: Browser, demo: Live, locale: str = "fr-FR") -> Iterator[Page]:
    context = chromium.new_context(
        base_url=demo.url, viewport={"width": 320, "height": 740}, locale=locale, reduced_motion="reduce"
    )
    context.add_init_script(WHOLE_PAGE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("name", "locale"), EVERY_RESIDENT_PAGE)
def test_a_page_for_residents_is_for_everybody(phone: Page, values: dict[str, Any], name: str, locale: str) -> None:
    response = phone.goto(address(RESIDENT_PAGES[name], {**values, "locale": locale}))

    assert response is not None
    assert response.status == NOT_200.get(name, 200)
    review_source(response)
    review(phone, THUMB, dark=locale in IN_THE_DARK_LOCALES, forced=locale in FORCED_LOCALES)
    if locale in {"fr", "ar"}:
        walk_with_tabs(phone, most=200)


@pytest.mark.parametrize("rule", pages_of_the_desk())
def test_a_page_of_the_desk_is_for_everybody(desk: Page, english_desk: Page, values: dict[str, Any], rule: str) -> None:
    """In French with light and dark colours, and by keyboard; in English with colours of one's own, at 320 px."""
    response = desk.goto(address(rule, values))

    assert response is not None
    assert response.status == 200, "tell tests/walks/every_page.py what stands in this address"
    review_source(response)
    review(desk, POINTER)
    review_colours(desk)
    walk_with_tabs(desk, most=60)
    english_desk.goto(address(rule, values))
    if not rule.endswith("/preview/phone"):  # it shows the residents' page, in the questionnaire's own language
        expect(english_desk.locator("html")).to_have_attribute("lang", "en")
    review_as_it_stands(english_desk, POINTER, forced=True)


@pytest.mark.skipif(which("java") is None, reason="Java is not here (Debian: apt-get install default-jre-headless)")
def test_every_page_is_valid_html(phone: Page, desk: Page, values: dict[str, Any], tmp_path: Path) -> None:
    """As the checker of the standard sees it, attributes and style too; what the tests fetch is parsed each time."""
    residents = {
        f"{name}-{locale}": address(RESIDENT_PAGES[name], {**values, "locale": locale})
        for name, locale in EVERY_RESIDENT_PAGE
        if locale in {"fr", "ar"}
    }
    desks = {f"desk-{number}": address(rule, values) for number, rule in enumerate(pages_of_the_desk())}
    review_with_checker(
        {name: phone.request.get(url).text() for name, url in residents.items()}
        | {name: desk.request.get(url).text() for name, url in desks.items()},
        tmp_path,
    )


@pytest.mark.parametrize(
    ("name", "send"), [("sheet", "#send"), ("box", "#idea-button"), ("help-adult", "#offer-button")]
)
def test_what_is_to_be_corrected_is_read_first(phone: Page, values: dict[str, Any], name: str, send: str) -> None:
    """Somebody who listens to the page hears what is wrong, not the whole page again; each line leads to its field."""
    phone.goto(address(RESIDENT_PAGES[name], {**values, "locale": "ar"}))

    phone.locator(send).click()

    summary = phone.locator("[role=alert]").first
    expect(summary).to_be_focused()
    for link in summary.get_by_role("link").all():
        target = (link.get_attribute("href") or "")[1:]
        assert phone.evaluate("id => document.getElementById(id)?.tabIndex >= 0", target), target
    review(phone, THUMB)


def test_a_sheet_is_filled_and_sent_with_the_keyboard_alone(phone: Page, values: dict[str, Any]) -> None:
    phone.goto(address(RESIDENT_PAGES["sheet"], {**values, "locale": "ar"}))
    phone.keyboard.press("Tab")
    expect(phone.locator(".skip")).to_be_focused()
    phone.keyboard.press("Enter")

    for _ in range(200):
        phone.keyboard.press("Tab")
        seen = phone.evaluate(
            """() => { const one = document.activeElement;
              const drawn = one.matches(".option input") ? one.nextElementSibling : one;
              return [one.id, one.type, getComputedStyle(drawn).outlineStyle] }"""
        )
        assert seen[2] != "none", f"nothing shows that {seen[0]} has the focus"
        if seen[1] == "radio":
            phone.keyboard.press("Space")
        if seen[0] == "send":
            break
    phone.keyboard.press("Enter")

    expect(phone.locator("main")).to_contain_text("شكر")


@pytest.mark.parametrize("name", ["sheet", "public-plan", "help-child"])
def test_one_tap_leaves_and_back_shows_nothing_of_it(
    new_page: Callable[..., Page], values: dict[str, Any], name: str
) -> None:
    """Somebody who is watched may need to leave at once."""
    page = new_page()
    page.route("https://meteofrance.com/", lambda route: route.fulfill(body="<h1>sun</h1>", content_type="text/html"))
    page.goto("about:blank")
    page.goto(address(RESIDENT_PAGES[name], {**values, "locale": "fr"}))

    page.locator("a.leave").click()
    expect(page.locator("h1")).to_have_text("sun")
    page.go_back()

    expect(page).to_have_url("about:blank")
