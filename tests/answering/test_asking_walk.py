"""The interviewer's screen in a real browser, as wide as a phone: one question at a time, and without a script."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from consultation.accounts.passwords import hash_password
from consultation.db import Database, migrate
from consultation.models import Submission
from consultation.terms import ChannelKind, Role
from tests import factories
from tests.browser import CHROMIUM, fill_in
from tests.live import serving
from tests.questionnaires.capabilities import document, keep_pictures

PASSWORD = "only for this test"
PHONE = {"width": 360, "height": 740}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]


@dataclass
class Doorstep:
    """A volunteer signed in on a phone, with a channel for each tiny questionnaire asked for."""

    url: str
    page: Page
    database: Database
    codes: dict[str, str]

    def open(self, name: str, locale: str = "fr") -> None:
        self.page.goto(f"{self.url}/asking/{self.codes[name]}/{locale}")

    def seen(self) -> list[str]:
        """Names of the questions that can be seen."""
        shown = "all => all.filter(one => one.offsetParent).map(one => one.dataset.question)"
        names: list[str] = self.page.locator("[data-question]").evaluate_all(shown)
        return names

    def answers(self) -> list[dict[str, object]]:
        with self.database.reader() as session:
            return [stored.answers for stored in session.scalars(select(Submission)).all()]


@pytest.fixture(scope="module")
def doorstep(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Doorstep]:
    folder: Path = tmp_path_factory.mktemp("doorstep")
    keep_pictures(folder)
    database = Database(f"sqlite:///{folder / 'consultation.sqlite'}")
    migrate(database.engine)
    with database.transaction() as session:
        codes = {
            name: factories.channel(session, document(name), kind=ChannelKind.DOORSTEP).code
            for name in ("declined", "relevant", "ranking", "repeated")
        }
        account = factories.account(session, Role.ADMINISTRATOR, locale="fr", password_hash=hash_password(PASSWORD))
        email = account.email
    with serving(folder) as live:
        page = chromium.new_page(locale="fr-FR", viewport=PHONE)  # type: ignore[arg-type]  # a dict of its two sides
        page.goto(f"{live.url}/sign-in")
        fill_in(page, email, PASSWORD)
        yield Doorstep(live.url, page, database, codes)
        page.context.close()
    database.close()


def test_questions_come_one_at_a_time_and_are_saved_at_the_end(doorstep: Doorstep) -> None:
    page = doorstep.page
    doorstep.open("declined", "ar")
    assert doorstep.seen() == ["first"]
    expect(page.locator(".progress")).to_contain_text("1")

    page.locator("[data-question=first] .option", has_text="مقاعد").click()
    page.click("[data-next]")
    assert doorstep.seen() == ["wishes"]
    page.click("[data-back]")
    assert doorstep.seen() == ["first"]
    page.click("[data-skip]")
    names = doorstep.seen()
    while page.locator("[data-next]").is_visible():
        page.click("[data-next]")
        names += doorstep.seen()
    assert len(names) == len(set(names)) == 21
    before = len(doorstep.answers())
    for _step in range(len(names) - names.index("coffee") - 1):
        page.click("[data-back]")
    while doorstep.seen() != ["coffee"]:
        page.click("[data-back]")
    page.locator("[data-question=coffee] .option").first.click()
    while page.locator("[data-next]").is_visible():
        page.click("[data-next]")
    page.click("#send")

    expect(page.locator("p.notice")).to_be_visible()
    page.wait_for_load_state()
    assert doorstep.seen() == ["first"], "the next person is asked at once"
    found = doorstep.answers()
    assert len(found) == before + 1
    assert {"coffee": {"chosen": ["yes"]}, "wave": {"text": "autumn"}} in found, "what was skipped is not stored"


def test_what_the_route_leaves_out_is_passed_over(doorstep: Doorstep) -> None:
    page = doorstep.page
    doorstep.open("relevant")
    (first,) = doorstep.seen()

    page.locator("[value=no]").check(force=True)
    expect(page.locator("#send")).to_be_visible()
    page.locator("[value=yes]").check(force=True)
    expect(page.locator("#send")).to_be_hidden()
    page.click("[data-next]")

    assert doorstep.seen() != [first]


def test_a_repeated_section_is_one_step_with_one_more(doorstep: Doorstep) -> None:
    page = doorstep.page
    doorstep.open("repeated")
    page.fill("[name=member-1-name_age]", "40")
    page.locator("details.block summary").first.click()
    page.fill("[name=member-2-name_age]", "7")
    page.click("#send")
    expect(page.locator("p.notice")).to_be_visible()

    household = {"member": {"repeats": [{"name_age": {"number": 40.0}}, {"name_age": {"number": 7.0}}]}}
    assert household in doorstep.answers()


def test_without_script_all_questions_stand_on_one_page(doorstep: Doorstep) -> None:
    browser = doorstep.page.context.browser
    assert browser is not None
    context = browser.new_context(
        java_script_enabled=False,
        storage_state=doorstep.page.context.storage_state(),
        viewport=PHONE,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(f"{doorstep.url}/asking/{doorstep.codes['ranking']}/ar")

    page.select_option("[name=order-rank-1]", "lights")
    page.click("#send")

    assert "p" in page.locator("p.notice").evaluate("one => one.localName")
    assert {"order": {"ranked": ["lights"]}} in doorstep.answers()
    context.close()


@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_nothing_is_wider_than_the_phone(doorstep: Doorstep, locale: str) -> None:
    page = doorstep.page
    doorstep.open("declined", locale)

    while True:
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], doorstep.seen()
        if not page.locator("[data-next]").is_visible():
            break
        page.click("[data-next]")
