"""Somebody of the town walks from the desk to the numbers of the demonstration, and from a number to its sources."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.live import Live
from tests.walks.demo import channel_of
from tests.walks.signing_in import sign_in


def test_from_the_desk_to_the_words_of_people_in_three_clicks(
    demo: Live, new_page: Callable[..., Page], picture: Callable[..., None]
) -> None:
    """T34: every figure is two clicks from its sources."""
    page = new_page(1280, 800)
    sign_in(page, "claire@demo.example")

    page.locator("main section h2 a", has_text="contrat de ville").first.click()
    expect(page.locator("main")).to_contain_text("Données simulées")
    line = page.locator("tr[data-action='P1.09']")
    heard = line.locator("[data-heard]").inner_text()
    page.locator("section[aria-labelledby='part-P1']").evaluate("one => scrollTo(0, one.offsetTop - 12)")
    picture(page, "plan", whole=False)
    line.get_by_role("link").first.click()

    expect(page.locator(".figures dd").first).to_have_text(heard)
    expect(page.locator("section.question .chart").first).to_be_visible()
    picture(page, "action")


def test_a_reader_sees_numbers_and_cannot_open_what_makes_them(demo: Live, new_page: Callable[..., Page]) -> None:
    page = new_page(1280, 800)
    sign_in(page, "lea@demo.example")

    page.locator("main section h2 a", has_text="contrat de ville").first.click()

    expect(page.locator("[data-heard]").first).to_be_visible()
    assert page.request.get(f"/channels/{channel_of(demo, 'poster').code}").status == 403
    assert page.request.get("/keying").status == 403
