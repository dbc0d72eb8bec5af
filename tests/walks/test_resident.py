"""A resident's walk: from the printed code to the thank-you, in each language, with and without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from consultation import create_app
from consultation.models import Verbatim
from consultation.settings import from_environment
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


def verbatims(demo: Live) -> list[str]:
    """Every word that was kept."""
    app = create_app(from_environment(demo.environment))
    database = app.extensions["consultation.database"]
    with database.reader() as session:
        words = list(session.scalars(select(Verbatim.text)))
    database.close()
    return words


def test_the_follow_code_tells_what_became_of_it(demo: Live, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"/fr/q/{channel_of(demo, 'online').code}")
    page.locator("main form fieldset input[type=radio]").first.check(force=True)
    page.locator("#send").click()
    expect(page).to_have_url(re.compile(r"/thanks"))
    shown = page.locator("main").inner_text()
    found = re.search(r"[BCDFHJKLMPRSTWXZ]{4}\s[BCDFHJKLMPRSTWXZ]{4}", shown)
    assert found

    page.goto("/en/follow")  # the address on a slip of another language
    page.locator("main input[name=code]").fill(found.group().lower())
    page.locator("main form button").click()

    expect(page).to_have_url(re.compile(r"/fr/follow$"))
    expect(page.locator("main")).to_contain_text("café")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_two_tabs_a_reload_and_back_after_sending_are_one_person(
    demo: Live, new_page: Callable[..., Page], script: bool
) -> None:
    channel = channel_of(demo, "partner")
    page = new_page(script=script)
    page.goto(f"/fr/q/{channel.code}")
    other = page.context.new_page()
    other.goto(f"/fr/q/{channel.code}")
    for one in (page, other):
        one.locator("main form fieldset input[type=radio]").first.check(force=True)
    page.reload()
    page.locator("main form fieldset input[type=radio]").first.check(force=True)
    page.locator("#send").click()
    expect(page).to_have_url(re.compile(r"/thanks"))
    code = page.locator("#follow-code").inner_text()

    other.locator("#send").click()
    expect(other.locator("#follow-code")).to_have_text(code)
    page.go_back()
    if "/q/" in page.url:  # with script the thank-you took the place of the page: Back leads out of it
        page.locator("main form button").last.click()
        expect(page.locator("#follow-code")).to_have_text(code)

    assert channel_of(demo, "partner").heard == channel.heard + 1
    third = page.context.new_page()
    third.goto(f"/fr/q/{channel.code}")
    third.locator("main form fieldset input[type=radio]").first.check(force=True)
    third.locator("#send").click()
    expect(third).to_have_url(re.compile(r"/thanks"))
    assert channel_of(demo, "partner").heard == channel.heard + 2, "somebody else on the same phone"


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_strange_and_long_words_come_through_a_browser_as_they_were_typed(
    demo: Live, new_page: Callable[..., Page], script: bool
) -> None:
    words = "👩🏽‍🦽🎉 \u200fمرحبا\u200e \u202bx\u202c é" + "م" * 9_900
    page = new_page(script=script)
    page.goto(f"/ar/q/{channel_of(demo, 'online').code}")
    page.locator("textarea").first.fill(words)
    page.locator("#send").click()
    expect(page).to_have_url(re.compile(r"/thanks"))

    page.goto(f"/ar/q/{channel_of(demo, 'online').code}")
    page.locator("textarea").first.fill("x" * 10_001)
    page.locator("#send").click()

    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator("textarea").first).to_have_value("x" * 10_001)
    assert words in verbatims(demo)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_sign_that_no_text_holds_is_taken_away_and_the_words_come_back_to_be_looked_at(
    demo: Live, new_page: Callable[..., Page], script: bool
) -> None:
    """NUL, out of some other program, by the clipboard: never kept changed in silence."""
    page = new_page(script=script)
    page.goto(f"/fr/q/{channel_of(demo, 'online').code}")
    page.locator("textarea").first.evaluate("one => { one.value = 'un banc\\0 et de l’ombre' }")
    assert "\0" in page.locator("textarea").first.input_value()
    page.locator("#send").click()
    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator("textarea").first).to_have_value("un banc et de l’ombre")

    page.locator("#send").click()

    expect(page).to_have_url(re.compile(r"/thanks"))
    assert "un banc et de l’ombre" in verbatims(demo)


def test_a_double_tap_and_a_page_sent_again_are_one_person(demo: Live, new_page: Callable[..., Page]) -> None:
    page = new_page(script=False)
    channel = channel_of(demo, "partner")
    page.goto(f"/fr/q/{channel.code}")
    page.locator("main form fieldset input[type=radio]").first.check(force=True)
    page.locator("main form button").last.click()
    expect(page).to_have_url(re.compile(r"/thanks"))
    first = page.locator("main").inner_text()
    before = channel_of(demo, "partner").heard

    page.go_back()
    page.locator("main form button").last.click()

    expect(page).to_have_url(re.compile(r"/thanks"))
    assert page.locator("main").inner_text() == first
    assert channel_of(demo, "partner").heard == before == channel.heard + 1
