"""A sheet is keyed in a real browser with the numeric pad and Enter alone."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from consultation.accounts.passwords import hash_password
from consultation.db import Database, migrate
from consultation.models import Submission
from consultation.questionnaires.definition import Definition
from tests.browser import CHROMIUM
from tests.live import Live, serving
from tests.paper.conftest import WORDS, Paper

PASSWORD = "only for this test"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]


@dataclass
class Desk:
    """A volunteer signed in at a running server, with twenty sheets to key."""

    live: Live
    page: Page
    database: Database
    batch_id: int

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def here(self) -> str:
        """The question the keys go to."""
        return str(self.page.locator("[data-here]").get_attribute("id"))

    def stored(self) -> list[Submission]:
        with self.database.reader() as session:
            return list(session.scalars(select(Submission)).all())


@pytest.fixture
def desk(tmp_path: Path, definition: Definition, chromium: Browser) -> Iterator[Desk]:
    database = Database(f"sqlite:///{tmp_path / 'consultation.sqlite'}")
    migrate(database.engine)
    with database.transaction() as session:
        paper = Paper(WORDS, session, json.loads(definition.model_dump_json()))
        batch_id = paper.print(copies=20).batch.id
        paper.volunteer.password_hash = hash_password(PASSWORD)
        email = paper.volunteer.email
    with serving(tmp_path) as live:
        page = chromium.new_page(locale="en-GB")
        page.set_default_timeout(10_000)
        page.goto(f"{live.url}/sign-in")
        page.fill("#email", email)
        page.fill("#password", PASSWORD)
        page.click("#sign-in-button")
        page.goto(f"{live.url}/keying")
        yield Desk(live, page, database, batch_id)
        page.context.close()
    database.close()


def test_a_sheet_is_keyed_with_the_pad_and_enter_alone(desk: Desk) -> None:
    page = desk.page
    page.keyboard.type("17")
    desk.press("Enter")
    page.wait_for_url("**/keying/*/17")

    desk.press("1", "4", "Enter")
    page.keyboard.type("Un banc")  # the words beside "other"
    desk.press("Enter")
    desk.press("2", "Enter")
    desk.press("0")  # no answer
    desk.press("*")  # unreadable
    desk.press("3", "-")  # back from the number to the scale, which stays unreadable
    assert desk.here() == "q-light"
    desk.press("Enter")
    desk.press("Backspace", "4", "Enter")
    desk.press("Enter")  # no languages told
    page.keyboard.type("Des arbres")
    desk.press("Shift+Enter")
    page.keyboard.type("- et un banc")
    desk.press("Enter")
    desk.press("1", "1")  # option 11
    desk.press("Enter", "Enter")

    page.wait_for_url("**/keying")
    assert page.evaluate("document.activeElement.id") == "number"
    (sheet,) = desk.stored()
    assert sheet.sheet_number == 17
    assert sheet.unreadable == ["light"]
    assert sheet.answers == {
        "missing": {"chosen": ["feasts", "other"], "text": "Un banc"},
        "show": {"chosen": ["cinema"]},
        "people": {"number": 4.0},
        "idea": {"text": "Des arbres\r\n- et un banc"},
        "where": {"chosen": ["p11"]},
    }


def test_a_second_sheet_follows_without_the_mouse(desk: Desk) -> None:
    page = desk.page
    for number in ("1", "2"):
        expect(page.locator("#number")).to_be_focused()
        page.keyboard.type(number)
        desk.press("Enter")
        page.wait_for_url(f"**/keying/*/{number}")
        page.locator("[data-here]").wait_for()
        desk.press("2", *["Enter"] * 8, "Enter")
        page.wait_for_url("**/keying")

    assert sorted(sheet.sheet_number or 0 for sheet in desk.stored()) == [1, 2]


def test_without_script_it_is_a_plain_form(desk: Desk) -> None:
    context = desk.page.context.browser.new_context(  # type: ignore[union-attr]  # launched above
        java_script_enabled=False, storage_state=desk.page.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"{desk.live.url}/keying")
    page.fill("#number", "5")
    page.click("#find-sheet-button")

    page.check("input[value=circus]")
    page.click("#save")

    assert page.url == f"{desk.live.url}/keying"
    assert [sheet.answers for sheet in desk.stored()] == [{"show": {"chosen": ["circus"]}}]
    context.close()
