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
from consultation.terms import Kind
from tests.browser import CHROMIUM, expect_nothing_kept, fill_in
from tests.live import Live, serving
from tests.paper.conftest import WORDS, Paper
from tests.questionnaires.capabilities import changed
from tests.questionnaires.capabilities import definition as capability

PASSWORD = "only for this test"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]


@dataclass
class Desk:
    """A volunteer signed in at a running server, with twenty sheets to key."""

    live: Live
    page: Page
    database: Database
    batch_id: int
    keys: int = 0
    """Pressed so far."""

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def here(self) -> str:
        """The question the keys go to."""
        return str(self.page.locator("[data-here]").get_attribute("id"))

    def stored(self) -> list[Submission]:
        with self.database.reader() as session:
            return list(session.scalars(select(Submission)).all())


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path, definition: Definition, chromium: Browser) -> Iterator[Desk]:
    definition = getattr(request, "param", definition)
    database = Database(f"sqlite:///{tmp_path / 'consultation.sqlite'}")
    migrate(database.engine)
    with database.transaction() as session:
        paper = Paper(WORDS, session, json.loads(definition.model_dump_json()))
        batch_id = paper.print(copies=20).batch.id
        paper.volunteer.password_hash = hash_password(PASSWORD)
        email = paper.volunteer.email
    with serving(tmp_path) as live:
        page = chromium.new_page(locale="en-GB")
        page.goto(f"{live.url}/sign-in")
        fill_in(page, email, PASSWORD)
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
    expect(page.locator("#number")).to_be_focused()
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

    expect(page).to_have_url(f"{desk.live.url}/keying")
    assert [sheet.answers for sheet in desk.stored()] == [{"show": {"chosen": ["circus"]}}]
    context.close()


def key_one(desk: Desk, *keys: str) -> None:
    """The second show and nothing else, from the first question to the last; then saved."""
    desk.page.locator("[data-here]").wait_for()
    desk.press("0", "2", *["Enter"] * 7, *keys, "Enter")


def test_sheets_keyed_while_the_network_is_gone_are_sent_once_it_is_back(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.live.url}/keying/{desk.batch_id}/1")
    desk.press("0", "2")
    page.wait_for_timeout(600)  # what is typed is kept after a quarter of a second
    page.reload()  # the power was gone for a moment
    expect(page.locator("input[value=cinema]")).to_be_checked()

    page.context.set_offline(True)
    key_one(desk)
    expect(page.locator("#next-number")).to_be_focused()
    page.keyboard.type("21")
    desk.press("Enter")
    expect(page.locator("[data-keeping] .error")).not_to_be_empty()
    page.fill("#next-number", "")
    page.keyboard.type("2")
    with page.expect_event("requestfailed"):  # what waits is tried again every quarter of a minute
        page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_function("() => new Promise(done => setTimeout(() => done(true), 200))")
    expect(page.locator("#next-number")).to_be_focused()
    expect(page.locator("#next-number")).to_have_value("2")
    desk.press("Enter")
    key_one(desk)
    expect(page.locator("[data-keeping]")).to_contain_text("1, 2")
    assert not desk.stored()
    page.context.set_offline(False)
    expect(page.locator("[data-keeping]")).to_contain_text("000002-5")
    page.goto(f"{desk.live.url}/keying")
    page.wait_for_load_state("networkidle")

    assert sorted(one.sheet_number or 0 for one in desk.stored()) == [1, 2]
    assert {one.answers["show"]["chosen"][0] for one in desk.stored()} == {"cinema"}
    expect_nothing_kept(page)


def test_the_sheet_before_the_last_is_put_right_in_two_keys(desk: Desk) -> None:
    page = desk.page
    for number in (1, 2):
        page.goto(f"{desk.live.url}/keying/{desk.batch_id}/{number}")
        key_one(desk)
        page.wait_for_url("**/keying")
    expect(page.locator("#number")).to_be_focused()

    desk.press("-", "2")
    page.wait_for_url("**/keying/*/1?*")
    expect(page.locator("input[value=cinema]")).to_be_checked()
    desk.press("Enter", "3", *["Enter"] * 8)
    page.wait_for_url("**/keying")

    standing = {one.sheet_number: one.answers for one in desk.stored() if one.withdrawn_on is None}
    assert standing == {1: {"show": {"chosen": ["circus"]}}, 2: {"show": {"chosen": ["cinema"]}}}


A_USUAL_DOZEN = capability(
    ("Votre quartier", "حيّكم", "Your neighbourhood"),
    *(changed(Kind.ONE_CHOICE, key=f"one_{number}") for number in range(1, 6)),
    changed(Kind.SEVERAL_CHOICES),
    *(changed(Kind.YES_MAYBE_NO, key=f"yes_{number}") for number in range(1, 3)),
    changed(Kind.FACES),
    changed(Kind.NUMBER),
    changed(Kind.SCALE),
    changed(Kind.SHORT_TEXT),
)


@pytest.mark.parametrize("desk", [A_USUAL_DOZEN], indirect=True)
def test_a_form_of_twelve_questions_takes_thirty_keys_and_its_words(desk: Desk) -> None:
    """At two keys a second, slow for a numeric pad, that is 15 seconds and the time the words take."""
    desk.page.locator("#number").wait_for()
    before = desk.keys
    desk.press("1", "7", "Enter")
    desk.page.wait_for_url("**/keying/*/17")
    desk.page.locator("[data-here]").wait_for()
    desk.press(*["1", "Enter", "2", "Enter", "3", "Enter", "1", "Enter", "4", "Enter"])
    desk.press("1", "3", "Enter")
    desk.press(*["1", "Enter", "3", "Enter", "4", "Enter"])
    desk.press("4", "Enter", "5", "Enter")
    desk.page.keyboard.type("Un banc au soleil")
    desk.press("Enter", "Enter")
    desk.page.wait_for_url("**/keying")

    pressed = desk.keys - before
    print(f"{pressed} keys and 17 letters for a form of 12 questions")
    (sheet,) = desk.stored()
    assert len(sheet.answers) == 12
    assert pressed <= 30
