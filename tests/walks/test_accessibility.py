"""Every page under axe, and what axe does not measure: its width, the size of what one taps, the keyboard, the way out.

The pages for residents in each language, at the width of a phone; those of people who sign in as the administrator
sees them. Pages come from tests/house/routes.txt, so a new one is walked without being added here.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from consultation.i18n import RESIDENT_LOCALES
from tests.browser import WHOLE_PAGE
from tests.live import Live
from tests.walks.every_page import RESIDENT_PAGES, address, pages_of_the_desk, values_of
from tests.walks.test_boxes import sign_in

LOCALES = ("fr", "ar", "en")
#: What a thumb hits on a phone held in one hand, and what a pointer hits (WCAG 2.2, 2.5.5 and 2.5.8), in pixels.
THUMB, POINTER = 44, 24
#: What can be tapped and is too small; a link inside a sentence may be as high as its line (WCAG 2.5.8).
TOO_SMALL = """least => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && one.type !== "hidden"
    && !one.closest(".skip, [aria-hidden=true], .hidden-words"))
  .filter(one => !(getComputedStyle(one).display === "inline" && one.matches("a")
    && one.parentElement.textContent.trim().length > one.textContent.trim().length + 3))
  .map(one => [one, (["radio", "checkbox"].includes(one.type) && one.labels[0] || one).getBoundingClientRect()])
  .filter(([one, box]) => box.height < least - 0.5 || box.width < least - 0.5)
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
#: Pages that say kindly that there is nothing here, or no longer.
NOT_200 = {"over": 410, "box-closed": 410, "unknown-code": 404, "no-such-page": 404, "forgotten-offer": 404}
#: Pages with every colour of the desk: figures, notices, states, errors of the plan.
IN_THE_DARK = (
    "/desk",
    "/ideas/<idea_id>",
    "/plans/<slug>/results/<key>",
    "/plans/documents/<int:source_id>",
    "/questionnaires/<int:questionnaire_id>",
)
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


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
        sign_in(page, "administrator")
        yield page


def one_page(chromium: Browser, demo: Live) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=demo.url, viewport={"width": 320, "height": 740}, locale="fr-FR", reduced_motion="reduce"
    )
    context.add_init_script(WHOLE_PAGE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", RESIDENT_PAGES)
def test_a_page_for_residents_is_for_everybody(phone: Page, values: dict[str, Any], name: str, locale: str) -> None:
    response = phone.goto(address(RESIDENT_PAGES[name], {**values, "locale": locale}))

    assert response is not None
    assert response.status == NOT_200.get(name, 200)
    review(phone, THUMB, dark=locale == "ar", forced=locale == "en")


@pytest.mark.parametrize("locale", sorted(set(RESIDENT_LOCALES) - set(LOCALES)))
@pytest.mark.parametrize("name", ["first-page", "follow"])
def test_a_page_is_for_everybody_in_every_other_language(
    phone: Page, values: dict[str, Any], name: str, locale: str
) -> None:
    phone.goto(address(RESIDENT_PAGES[name], {**values, "locale": locale}))

    review(phone, THUMB, dark=False)


@pytest.mark.parametrize("rule", pages_of_the_desk())
def test_a_page_of_the_desk_is_for_everybody(desk: Page, values: dict[str, Any], rule: str) -> None:
    response = desk.goto(address(rule, values))

    assert response is not None
    assert response.status == 200, "tell tests/walks/every_page.py what stands in this address"
    review(desk, POINTER, dark=False)


@pytest.mark.parametrize("rule", IN_THE_DARK)
def test_the_desk_can_be_read_in_the_dark(desk: Page, values: dict[str, Any], rule: str) -> None:
    desk.goto(address(rule, values))

    review(desk, POINTER, dark=True)


def review(page: Page, least: int, *, dark: bool, forced: bool = False) -> None:
    """Fail on what axe finds, on small targets, and on what is wider than a small or a large window."""
    page.emulate_media(color_scheme="dark" if dark else "light", forced_colors="active" if forced else "none")
    found = Axe().run(page).response["violations"]
    faults = [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
    faults += page.evaluate(TOO_SMALL, least)
    # 320 is also a window of 1280 at 400 %.
    for width in (1280, 768, 360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        if (overflow := page.evaluate(TOO_WIDE)) > 0:
            faults.append(f"{overflow} px too wide at {width} px")
    assert not faults, "\n".join([page.url, *faults])


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["first-page", "welcome", "sheet", "box", "wall", "help-adult", "over", "public-plan"])
def test_text_of_twice_the_size_stays_on_the_page(phone: Page, values: dict[str, Any], name: str, locale: str) -> None:
    phone.goto(address(RESIDENT_PAGES[name], {**values, "locale": locale}))
    phone.set_viewport_size({"width": 360, "height": 740})

    phone.evaluate("document.documentElement.style.fontSize = '200%'")

    phone.wait_for_function(f"() => {TOO_WIDE} <= 0")


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
    review(phone, THUMB, dark=False)


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
