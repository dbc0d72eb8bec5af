"""The session of an organiser ends while they write: what they wrote is there after signing in again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.walks.review import POINTER, review
from tests.walks.signing_in import fill_in, sign_in


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_what_an_organiser_wrote_outlives_the_session(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None], script: bool
) -> None:
    page = new_page(script=script)
    sign_in(page, "claire@demo.example")
    page.goto("/boxes")
    page.locator("a[href$='/boxes/new']").first.click()
    page.locator("#name").fill(f"Boîte de l’école {script}")
    page.locator("#question_fr").fill("Que manque-t-il dans la cour ?\nUn arbre, un banc ?")

    page.context.clear_cookies()
    page.locator("#box-button").click()
    expect(page.locator("form#sign-in")).to_be_visible()
    if script:
        picture(page, "signed-out-door")
        review(page, POINTER, dark=False)
    fill_in(page, "claire@demo.example")
    expect(page.locator("form#kept-form")).to_be_visible()
    page.locator("summary").click()
    expect(page.locator("details")).to_contain_text("Que manque-t-il dans la cour ?")
    if script:
        picture(page, "signed-out-send")
        review(page, POINTER, dark=True)
    page.locator("#kept-form-button").click()

    expect(page.locator("h1")).to_contain_text(f"Boîte de l’école {script}")
    expect(page.locator("main")).to_contain_text("Un arbre, un banc ?")
