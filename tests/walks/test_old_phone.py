"""A phone of 2018: what its browser does not know is taken out of ours, in script and style; the page still works.

That scripts hold no sign it cannot read is said by tests/web/test_old_devices.py.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from consultation.web.static import FOLDER
from tests.live import Live
from tests.walks.demo import channel_of
from tests.walks.test_steps import choose_first, to_the_end, wait_until_kept

#: Chromium 70, Safari 12 and Firefox 78 know none of these.
OLD = """for (const [holder, ...names] of [
  [Array.prototype, "at", "findLast", "findLastIndex", "toSorted", "toReversed"],
  [String.prototype, "at", "replaceAll", "matchAll"],
  [Object, "fromEntries", "hasOwn", "groupBy"],
  [Promise, "allSettled", "any"],
  [Element.prototype, "replaceChildren", "checkVisibility"],
  [HTMLFormElement.prototype, "requestSubmit"],
  [Document.prototype, "replaceChildren"],
  [DocumentFragment.prototype, "replaceChildren"],
  [window, "SubmitEvent", "structuredClone", "queueMicrotask"],
  [SubmitEvent.prototype, "submitter"],
]) for (const name of names) delete holder[name];"""
#: Styles it skips: the whole rule, or one line of it.
YOUNG_RULE = re.compile(r"[^{}]*:(?:is|where|focus-visible|has)\b[^{}]*\{[^{}]*\}")
YOUNG_LINE = re.compile(
    r"(?<=[{;])(?:inset[\w-]*|(?:margin|padding)-(?:inline|block)|field-sizing|clip-path|aspect-ratio):[^;}]*;?"
)


def old_style(css: str) -> str:
    return YOUNG_LINE.sub("", YOUNG_RULE.sub("", css))


def is_page(route: Route) -> bool:
    return route.request.resource_type == "document"


@pytest.fixture
def old_phone(new_page: Callable[..., Page]) -> Page:
    page = new_page(steps=True)
    page.add_init_script(OLD)
    css = (FOLDER / "resident.css").read_text()

    def grow_old(route: Route) -> None:
        answer = route.fetch()
        words = answer.text()
        assert css in words
        headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
        route.fulfill(response=answer, body=words.replace(css, old_style(css)), headers=headers)

    page.route(re.compile(r"/q/\w+(/answers)?$"), lambda route: grow_old(route) if is_page(route) else route.fallback())
    return page


@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_an_old_phone_asks_keeps_and_sends(
    demo: Live, old_phone: Page, picture: Callable[..., None], locale: str
) -> None:
    before = channel_of(demo, "online").heard
    old_phone.goto(f"/{locale}/q/{channel_of(demo, 'online').code}")
    assert old_phone.evaluate("[].at === undefined && window.SubmitEvent === undefined")
    expect(old_phone.locator(".question:visible")).to_have_count(1)
    choose_first(old_phone)
    wait_until_kept(old_phone)
    picture(old_phone, f"old-{locale}")
    to_the_end(old_phone)
    tries = 0

    def lose_the_first(route: Route) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            route.abort()
        else:
            route.fallback()

    old_phone.route("**/answers", lose_the_first)
    old_phone.locator("#send").click()
    expect(old_phone.locator(".kept")).to_be_focused()
    old_phone.reload()

    expect(old_phone.locator(".kept a")).to_have_attribute("href", re.compile("/thanks"))
    assert channel_of(demo, "online").heard == before + 1


def test_a_switch_of_language_on_an_old_phone_sends_nothing(demo: Live, old_phone: Page) -> None:
    before = channel_of(demo, "online").heard
    old_phone.goto(f"/fr/q/{channel_of(demo, 'online').code}")
    choose_first(old_phone)
    wait_until_kept(old_phone)

    old_phone.get_by_role("button", name="العربية").click()

    expect(old_phone.locator("html")).to_have_attribute("lang", "ar")
    expect(old_phone.locator("input:checked")).to_have_count(1)
    assert channel_of(demo, "online").heard == before
