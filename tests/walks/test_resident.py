"""A resident's walk: from the printed code to the thank-you, in each language, with and without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.live import Live
from tests.walks.demo import channel_of

LANGUAGES = {"fr": ("Français", "ltr"), "ar": ("العربية", "rtl"), "en": ("English", "ltr")}


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_resident_answers_and_gets_a_code(
    demo: Live, new_page: Callable[..., Page], picture: Callable[..., None], locale: str, script: bool
) -> None:
    own_name, direction = LANGUAGES[locale]
    page = new_page(script=script)
    code = channel_of(demo, "poster").code

    page.goto(f"/c/{code}")
    if script:
        picture(page, f"welcome-{locale}")
    page.get_by_role("link", name=own_name).click()
    expect(page.locator("html")).to_have_attribute("dir", direction)
    if script:
        picture(page, f"sheet-{locale}")
        page.locator("#sheet fieldset").first.evaluate("one => scrollTo(0, one.offsetTop - 90)")
        picture(page, f"answer-{locale}", whole=False)
    for name in page.locator("main form fieldset input").evaluate_all("all => [...new Set(all.map(i => i.name))]"):
        choice = page.locator(
            f"main form input[name='{name}'][type=radio], main form input[name='{name}'][type=checkbox]"
        )
        if choice.count():
            choice.first.check(force=True)
    page.locator("main textarea").first.fill("Un banc 🪑 — مقعد")
    page.locator("main form button[type=submit], main form button:not([type])").last.click()

    expect(page).to_have_url(re.compile(r"/thanks"))
    expect(page.locator("main")).to_contain_text(re.compile(r"[BCDFHJKLMPRSTWXZ]{4}\s[BCDFHJKLMPRSTWXZ]{4}"))
    if script:
        picture(page, f"thanks-{locale}")
    assert not page.context.cookies()


def test_the_follow_code_tells_what_became_of_it(demo: Live, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"/fr/q/{channel_of(demo, 'online').code}")
    page.locator("main form fieldset input[type=radio]").first.check(force=True)
    page.locator("#send").click()
    expect(page).to_have_url(re.compile(r"/thanks"))
    shown = page.locator("main").inner_text()
    found = re.search(r"[BCDFHJKLMPRSTWXZ]{4}\s[BCDFHJKLMPRSTWXZ]{4}", shown)
    assert found

    page.goto("/fr/follow")
    page.locator("main input[name=code]").fill(found.group().lower())
    page.locator("main form button").click()

    expect(page.locator("main")).to_contain_text("café")


def test_a_double_tap_and_a_page_sent_again_are_one_person(demo: Live, new_page: Callable[..., Page]) -> None:
    page = new_page(script=False)
    channel = channel_of(demo, "partner")
    page.goto(f"/fr/q/{channel.code}")
    page.locator("main form fieldset input[type=radio]").first.check(force=True)
    page.locator("main form button").last.click()
    first = page.locator("main").inner_text()
    before = channel_of(demo, "partner").heard

    page.go_back()
    page.locator("main form button").last.click()

    assert page.locator("main").inner_text() == first
    assert channel_of(demo, "partner").heard == before == channel.heard + 1
