"""Every kind of question is keyed in a real browser with the numeric pad and Enter alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from consultation.accounts.passwords import hash_password
from consultation.db import Database, migrate
from consultation.models import SheetBatch, Submission, Version
from consultation.terms import Kind, Role
from tests import factories
from tests.browser import CHROMIUM, fill_in
from tests.live import serving
from tests.paper.conftest import WORDS, Paper
from tests.questionnaires.capabilities import CAPABILITIES, QUESTIONS, changed, definition, document

PASSWORD = "only for this test"
PAD = {"/": "NumpadDivide", "+": "NumpadAdd", "-": "NumpadSubtract", "*": "NumpadMultiply", "⏎": "Enter"}
"""Keys of the pad by their names in Playwright, which presses its digits and its point only as those of a keyboard."""
POINT = """document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", {key: ".", code: "NumpadDecimal", bubbles: true, cancelable: true}))"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]

LONG_RANKING = definition(
    ("Votre place", "ساحتكم", "Your square"),
    changed(
        Kind.RANKING, maximum=None, options=[{"key": f"o{n}", "label": {"fr": f"Choix {n}"}} for n in range(1, 13)]
    ),
)
#: {capability: (keys of the pad until the save button has the focus, what is stored)}; ⏎ is Enter.
KEYED: dict[str, tuple[str, dict[str, Any]]] = {
    "one_choice": ("3⏎", {"first": {"chosen": ["games"]}}),
    "several_choices": ("13⏎", {"wishes": {"chosen": ["shade", "games"]}}),
    "yes_maybe_no": ("2⏎", {"coffee": {"chosen": ["maybe"]}}),
    "faces": ("4⏎", {"mood": {"chosen": ["very_poor"]}}),
    "number": ("12⏎", {"people": {"number": 12.0}}),
    "place": ("2⏎", {"where": {"chosen": ["lavoisier"]}}),
    "place_long": ("12⏎", {"where": {"chosen": ["building_12"]}}),
    "map": ("13⏎", {"spot": {"chosen": ["churchill", "sand"]}}),
    "scale": ("4⏎", {"safe": {"number": 4.0}}),
    "scale_0_10": ("0⏎", {"safe": {"number": 0.0}}),
    "rating_table": ("1⏎4⏎", {"rated": {"table": {"clean": ["very_good"], "buses": ["very_poor"]}}}),
    "week_grid": ("12⏎⏎30", {"free": {"table": {"mon": ["morning", "afternoon"], "wed": ["evening"]}}}),
    "ranking": ("2103⏎", {"order": {"ranked": ["benches", "shade", "lights"]}}),
    "date": ("23112026⏎", {"day": {"moment": "2026-11-23"}}),
    "time": ("1430⏎", {"hour": {"moment": "14:30"}}),
    "date_time": ("231120261430⏎", {"moment": {"moment": "2026-11-23T14:30"}}),
    "acknowledgement": ("1⏎", {"agreed": {"chosen": ["yes"]}}),
    "repeated": (
        "34⏎13⏎⏎+7⏎⏎01062025⏎⏎",
        {
            "member": {
                "repeats": [
                    {"name_age": {"number": 34.0}, "likes": {"chosen": ["shade", "games"]}},
                    {"name_age": {"number": 7.0}, "day_out": {"moment": "2025-06-01"}},
                ]
            }
        },
    ),
    "long_ranking": ("12⏎⏎" + "⏎" * 8 + "1⏎2⏎", {"order": {"ranked": ["o11", "o12", "o1"]}}),
}
HIDDEN = {"wave": {"text": "autumn"}}
"""What a questionnaire of every kind stores without anybody typing it."""
DEFINITIONS = {
    **{name: document(name) for name in CAPABILITIES},
    "long_ranking": LONG_RANKING.model_dump(mode="json"),
}


@dataclass
class Desk:
    """Somebody signed in at a running server, with a sheet of every tiny questionnaire."""

    url: str
    page: Page
    database: Database
    batches: dict[str, int]

    def open(self, name: str, number: int = 1) -> None:
        self.page.goto(f"{self.url}/keying/{self.batches[name]}/{number}")
        self.page.locator("[data-here]").wait_for()

    def pad(self, keys: str) -> None:
        for key in keys:
            if key == ".":
                self.page.evaluate(POINT)
            else:
                self.page.keyboard.press(PAD.get(key, key))

    def save(self) -> None:
        expect(self.page.locator("#save")).to_be_focused()
        self.pad("⏎")
        self.page.wait_for_url("**/keying")

    def stored(self, name: str, number: int = 1) -> Submission:
        with self.database.reader() as session:
            asked = select(Version.questionnaire_id).join(SheetBatch, SheetBatch.version_id == Version.id)
            asked = asked.where(SheetBatch.id == self.batches[name])
            chosen = select(Submission).where(Submission.questionnaire_id == asked.scalar_subquery())
            return session.scalars(chosen.where(Submission.sheet_number == number)).one()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("keypad")
    database = Database(f"sqlite:///{folder / 'consultation.sqlite'}")
    migrate(database.engine)
    with database.transaction() as session:
        names = [*KEYED, "declined", "every_kind"]
        batches = {name: Paper(WORDS, session, DEFINITIONS[name]).print(copies=3).batch.id for name in names}
        account = factories.account(
            session, Role.ADMINISTRATOR, name="Amina", locale="en", password_hash=hash_password(PASSWORD)
        )
        email = account.email
    with serving(folder) as live:
        page = chromium.new_page(locale="en-GB")
        page.goto(f"{live.url}/sign-in")
        fill_in(page, email, PASSWORD)
        yield Desk(live.url, page, database, batches)
        page.context.close()
    database.close()


@pytest.mark.parametrize("name", KEYED)
def test_a_kind_is_keyed_with_the_pad_alone(desk: Desk, name: str) -> None:
    keys, answers = KEYED[name]
    desk.open(name)

    desk.pad(keys)

    desk.save()
    assert desk.stored(name).answers == answers


@pytest.mark.parametrize(("key", "meant"), [("/", "refused"), (".", "unknown")])
def test_not_answering_is_one_key_for_every_kind(desk: Desk, key: str, meant: str) -> None:
    number = 1 if key == "/" else 2
    desk.open("declined", number)

    desk.pad(key * 17)

    desk.save()
    answers = desk.stored("declined", number).answers
    assert len(answers) == 17 + len(HIDDEN)
    assert {answer["declined"] for key, answer in answers.items() if key not in HIDDEN} == {meant}


def test_an_answer_typed_after_declining_stands_alone(desk: Desk) -> None:
    desk.open("declined", 3)

    desk.pad("/-1⏎" + "*" + "⏎" * 13)
    desk.page.locator("#save").focus()

    desk.save()
    stored = desk.stored("declined", 3)
    assert stored.answers == {"first": {"chosen": ["shade"]}} | HIDDEN
    assert stored.unreadable == ["wishes"]


def test_a_sheet_of_twelve_questions_takes_few_keys() -> None:
    """30 seconds for 12 questions is 2 keys a second for 60 keys: what one sheet with a table of seven lines takes."""
    asked = ["one_choice", "several_choices", "yes_maybe_no", "faces", "number", "place", "map", "scale"]
    asked += ["rating_table", "week_grid", "ranking", "date"]

    assert len(asked) == 12
    assert sum(len(KEYED[name][0]) for name in asked) <= 60 - len("17⏎⏎")


def test_what_cannot_be_kept_comes_back_with_what_was_typed(desk: Desk) -> None:
    desk.open("every_kind", 1)
    page = desk.page
    page.fill("[name=order-order-shade]", "1")
    page.fill("[name=order-order-games]", "1")
    page.fill("[name=day]", "31022026")
    page.fill("[name=hour]", "25h")

    page.click("#save")

    # Sent by the script of the page, so the click does not wait for what comes back.
    page.locator("fieldset.wrong").first.wait_for()
    wrong = page.locator("fieldset.wrong").evaluate_all("all => all.map(one => one.id)")
    assert wrong == ["q-order", "q-day", "q-hour"]
    assert page.input_value("[name=order-order-games]") == "1"
    assert page.input_value("[name=day]") == "31022026"


def test_without_script_every_kind_is_a_plain_form(desk: Desk) -> None:
    browser = desk.page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, storage_state=desk.page.context.storage_state())
    page = context.new_page()
    page.goto(f"{desk.url}/keying/{desk.batches['every_kind']}/2")

    page.check("[name=rated-row-quiet][value=poor]")
    page.fill("[name=order-order-games]", "1")
    page.fill("[name=moment]", "1/2/2026 9h05")
    page.click("#save")

    expect(page).to_have_url(f"{desk.url}/keying")
    assert desk.stored("every_kind", 2).answers == {
        "rated": {"table": {"quiet": ["poor"]}},
        "order": {"ranked": ["games"]},
        "moment": {"moment": "2026-02-01T09:05"},
        **HIDDEN,
    }
    context.close()


def test_questions_are_those_of_the_registry() -> None:
    keyed = {kind for kind in Kind if kind.value in KEYED}
    free_words = {Kind.SHORT_TEXT, Kind.LONG_TEXT}

    assert keyed | free_words == {kind for kind in QUESTIONS if _is_keyed(kind)}


def _is_keyed(kind: Kind) -> bool:
    from consultation.questionnaires.kinds import KINDS

    return KINDS[kind].keying is not None
