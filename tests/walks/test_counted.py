"""An organiser puts a counted sheet right, withdraws it, and takes two together, in a browser and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from consultation.accounts.passwords import hash_password
from consultation.db import Database, migrate
from consultation.models import Plan
from consultation.paper.identity import printed_number
from consultation.paper.key import key_sheet
from consultation.questionnaires.definition import Answers
from tests.browser import fill_in
from tests.live import serving
from tests.paper.conftest import WORDS, Paper

PASSWORD = "only for this walk"
SAID = "Un banc au soleil, devant l'école, et de la lumière le soir pour rentrer à pied."
WIDE, PHONE = {"width": 1280, "height": 720}, {"width": 360, "height": 740}


@pytest.fixture(params=[WIDE, PHONE], ids=["desktop", "phone"])
def organiser(tmp_path: Path, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Somebody who organises a campaign of which three sheets are keyed, two of them alike, and reads its results."""
    database = Database(f"sqlite:///{tmp_path / 'consultation.sqlite'}")
    migrate(database.engine)
    with database.transaction() as session:
        paper = Paper(WORDS, session)
        paper.organiser.password_hash, paper.organiser.locale = hash_password(PASSWORD), "en"
        batch, email = paper.print(copies=16), paper.organiser.email
        slug = session.get_one(Plan, paper.questionnaire.plan_id).slug
        alike: Answers = {"q_coffee": {"chosen": ["no"]}, "q_words": {"text": SAID}}
        yes: Answers = {"q_coffee": {"chosen": ["yes"]}}
        no: Answers = {"q_coffee": {"chosen": ["no"]}}
        keyed = [yes, alike, alike, *[no] * 6, *[yes] * 7]
        for number, answers in enumerate(keyed, start=1):
            key_sheet(session, batch, number, answers, token=f"token-{number}", keyed_by=paper.volunteer.id)
    with serving(tmp_path) as live:
        page = chromium.new_page(base_url=live.url, viewport=request.param, locale="en-GB")
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto("/sign-in")
        fill_in(page, email, PASSWORD)
        page.results = f"/plans/{slug}/results/P1.02"  # type: ignore[attr-defined]
        yield page
        assert not faults
    database.close()


def said_no(page: Page, count: int) -> None:
    """The action page counts so many who said no."""
    page.goto(page.results)  # type: ignore[attr-defined]
    expect(page.locator("tr[data-option='no'] td[data-count]").first).to_have_attribute("data-count", str(count))


def find(page: Page, number: int) -> None:
    page.goto("/sheets")
    page.get_by_role("link", name="Counted sheets").click()
    page.fill("#number", printed_number(number))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(f"Sheet {printed_number(number)}")


def test_a_counted_sheet_is_put_right_withdrawn_and_taken_together(organiser: Page) -> None:
    page = organiser
    said_no(page, 8)

    find(page, 2)
    page.click("#correct")
    page.locator("#q-q_coffee").get_by_label("Yes").check()
    page.click("#save")
    expect(page.locator("#answers")).to_contain_text("Yes")
    expect(page.locator("#before-1")).to_contain_text("No")
    said_no(page, 7)

    find(page, 2)
    page.get_by_role("link", name="Go back to this").click()
    page.click("#save")
    expect(page.locator("#answers")).to_contain_text("No")
    said_no(page, 8)

    page.goto("/sheets/counted")
    page.locator("#alike").get_by_role("link", name="Compare").click()
    expect(page.locator("main")).to_contain_text("Both say the same in every answer.")
    page.click("#same-button")
    expect(page.locator("main")).to_contain_text("The same sheet or the same person as another")
    said_no(page, 7)

    find(page, 3)
    page.click("#again-button")
    expect(page.locator("#withdraw-it")).to_be_visible()
    page.locator("#withdraw-it summary").click()
    page.get_by_label("The person asked for it").check()
    page.click("#withdraw-button")
    expect(page.locator("#again-button")).to_be_visible()
    said_no(page, 7)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
