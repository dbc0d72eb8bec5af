"""The idea box, from the phone and the pile of slips to the wall: residents, a volunteer, an organiser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.live import Live
from tests.walks.demo import channel_of
from tests.walks.signing_in import sign_in

SLIPS = 40


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize(("locale", "own_name"), [("fr", "Français"), ("ar", "العربية")])
def test_an_idea_goes_from_the_printed_code_to_its_follow_page(
    demo: Live,
    new_page: Callable[..., Page],
    picture: Callable[[Page, str], None],
    locale: str,
    own_name: str,
    script: bool,
) -> None:
    page = new_page(script=script)

    page.goto(f"/c/{channel_of(demo, 'idea_box').code}")
    page.get_by_role("link", name=own_name).first.click()
    if script:
        picture(page, f"idea-box-{locale}")
    page.locator("#text").fill("Une fontaine — نافورة ⛲")
    page.locator("#idea-button").click()
    if script:
        picture(page, f"idea-thanks-{locale}")
    page.locator("#follow-now button").click()

    expect(page.locator("main")).to_contain_text("نافورة")
    assert not page.context.cookies()


def test_help_is_offered_and_taken_back(
    demo: Live, new_page: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    page = new_page(script=False)
    page.goto(f"/fr/b/{channel_of(demo, 'idea_box').code}/thanks")
    page.locator("section.offer a").click()
    page.get_by_role("link", name="18 ans").click()
    page.locator("label[for=kind-0]").click()
    page.locator("#name").fill("Samira")
    page.locator("#phone").fill("06 12 34 56 78")
    page.locator("label[for=consent]").click()
    picture(page, "offer-fr")
    page.locator("#offer-button").click()
    expect(page.locator("h1")).to_have_text("Merci !")

    page.locator("main summary").click()
    page.locator("#forget-button").click()

    expect(page.locator("h1")).to_contain_text("rien")


def test_forty_slips_are_keyed_with_enter_alone(
    demo: Live, new_page: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    """T23: a box of 40 slips typed in 20 minutes: one key a slip besides its words."""
    page = new_page(1280, 900)
    sign_in(page, "zohra@demo.example")
    page.goto("/slips")
    page.locator("#boxes a").first.click()

    for number in range(SLIPS):
        expect(page.locator("#number")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.type(f"Plus de bancs {number}")
        with page.expect_navigation():
            page.keyboard.press("Enter")

    expect(page.locator("#undo-button")).to_be_visible()
    picture(page, "key-in-slips")
    page.locator("#undo-button").click()
    expect(page.locator("#text")).to_have_value(f"Plus de bancs {SLIPS - 1}")
    picture(page, "slip-taken-back")


def test_ideas_are_read_with_the_keyboard(
    demo: Live, new_page: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    code = channel_of(demo, "idea_box").code
    resident = new_page()
    resident.goto(f"/fr/b/{code}")
    resident.locator("#text").fill("Une scène devant chez Mme Durand")
    resident.locator("#idea-button").click()
    page = new_page(1280, 900)
    sign_in(page, "claire@demo.example")
    page.goto("/ideas?state=received")
    page.get_by_role("link", name="Une scène devant").click()
    expect(page.locator("mark")).to_contain_text("Mme Durand")
    picture(page, "read-an-idea")
    idea_url = page.url

    page.locator("#shown_text").fill("Une scène devant chez […]")
    # Away from the idea a key does nothing: "h" would hide it.
    page.locator("h1").click()
    page.keyboard.press("h")
    page.locator("#words").click()
    expect(page.locator("#shown_text")).to_have_value("Une scène devant chez […]")
    with page.expect_navigation():
        page.keyboard.press("s")

    resident.goto(f"/fr/b/{code}/ideas")
    picture(resident, "wall-of-ideas")
    expect(resident.locator("main")).to_contain_text("Une scène devant chez […]")
    expect(resident.locator("main")).not_to_contain_text("Durand")
    with page.expect_navigation():
        page.keyboard.press("u")
    assert page.url.split("?")[0] == idea_url.split("?")[0]
    page.keyboard.press("t")
    expect(page.locator("#translation_en")).to_be_focused()
    resident.reload()
    expect(resident.locator("main")).not_to_contain_text("Une scène")


def test_organisers_screens_fit_a_phone(new_page: Callable[..., Page], picture: Callable[[Page, str], None]) -> None:
    page = new_page(360)
    sign_in(page, "claire@demo.example")

    for name, url in {
        "boxes": "/boxes",
        "ideas": "/ideas",
        "offers": "/offers",
        "carriers": "/offers/carriers",
    }.items():
        page.goto(url)
        picture(page, f"phone-{name}")
