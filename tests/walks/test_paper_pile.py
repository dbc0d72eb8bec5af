"""From twenty printed sheets to the numbers of an action: printed, filled in, dropped, settled by keyboard, counted.

The generator of the bench fills the sheets in and keeps what was meant; every number on the screen is held against it.
"""

import copy
import io
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy
import pypdfium2
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from consultation.accounts.passwords import hash_password
from consultation.db import Database, migrate
from consultation.models import Plan, SheetBatch
from consultation.paper.identity import printed_number
from tests.bench.cameras import PRESETS, taken
from tests.bench.pens import PAGE_PX, a_person, fill_page
from tests.browser import fill_in
from tests.live import Live, serving
from tests.paper.conftest import WORDS, Paper

PASSWORD = "only for this walk"
LANGUAGES = ((("fr",), 7), (("ar",), 7), (("fr", "ar"), 6))
NEXT_PAGE = "before => performance.timeOrigin !== before && document.readyState === 'complete'"
WROTE = "Un banc au soleil"
"""What somebody types for the scribbles of the generator."""
SCANNER = replace(PRESETS["scan_good"], dpi=(150, 180))
MOST = {"q_missing": 2, "q_coffee": 1, "age": 1}


@dataclass
class Sheet:
    """One filled sheet and what was meant by it."""

    number: int
    pages: dict[int, bytes] = field(default_factory=dict)
    chosen: dict[str, list[str]] = field(default_factory=dict)
    """{question: options}, in the order of the sheet."""
    page_of: dict[str, int] = field(default_factory=dict)

    def counted(self, question: str) -> list[str] | None:
        """What counts of it; None when it stands against itself (“none” beside another), which nobody can read."""
        chosen = self.chosen.get(question, [])
        return None if "nothing" in chosen and len(chosen) > 1 else chosen


@dataclass
class Town:
    """A running town: an organiser and a volunteer at a laptop, a questionnaire on two actions."""

    live: Live
    database: Database
    channel: str
    plan: str
    people: dict[str, str]
    """{name: e-mail}."""
    chromium: Browser
    faults: list[str] = field(default_factory=list)

    def sign_in(self, name: str) -> Page:
        """An old laptop."""
        page = self.chromium.new_page(base_url=self.live.url, viewport={"width": 1280, "height": 720}, locale="en-GB")
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto("/sign-in")
        fill_in(page, self.people[name], PASSWORD)
        return page


@pytest.fixture
def town(tmp_path: Path, chromium: Browser) -> Iterator[Town]:
    database = Database(f"sqlite:///{tmp_path / 'consultation.sqlite'}")
    migrate(database.engine)
    with database.transaction() as session:
        paper = Paper(WORDS, session)
        for one in (paper.organiser, paper.volunteer):
            one.password_hash, one.locale = hash_password(PASSWORD), "en"
        emails = {"organiser": paper.organiser.email, "volunteer": paper.volunteer.email}
        channel, plan = paper.channel.code, session.get_one(Plan, paper.questionnaire.plan_id).slug
    with serving(tmp_path) as live:
        town = Town(live, database, channel, plan, emails, chromium)
        yield town
        assert not town.faults
    database.close()


def printed_and_filled(town: Town, page: Page) -> list[Sheet]:
    """Twenty sheets in three languages, printed from the page and filled in by the generator."""
    ink = numpy.random.default_rng(5)
    filled = []
    for locales, copies in LANGUAGES:
        page.goto(f"/channels/{town.channel}/sheets")
        page.select_option("#locale", locales[0])
        page.select_option("#second_locale", locales[1] if len(locales) > 1 else "")
        page.fill("#copies", str(copies))
        page.keyboard.press("Enter")
        page.wait_for_url("**/sheet-batches/*")
        pdf = page.request.get(str(page.locator("#pdf").get_attribute("href"))).body()
        with town.database.reader() as session:
            batch = session.get_one(SheetBatch, int(page.url.rpartition("/")[2]))
            layout, first = batch.layout, batch.first_number
        with pypdfium2.PdfDocument(pdf) as document:
            sides = len(document) // copies
            for copy in range(copies):
                sheet = Sheet(first + copy)
                person = a_person(ink)
                for index, where in enumerate(left_out(layout)):
                    drawn = document[copy * sides + index].render(scale=PAGE_PX * 25.4 / 72, grayscale=True).to_numpy()
                    blank = numpy.ascontiguousarray(drawn.reshape(drawn.shape[:2]))
                    done = fill_page(blank, where, MOST, person)
                    sheet.pages[where["page"]] = taken(done.picture, done.ink, SCANNER, ink)
                    for name, is_meant in done.marked.items():
                        question, _, option = name.partition("/")
                        sheet.page_of[question] = where["page"]
                        if is_meant:
                            sheet.chosen.setdefault(question, []).append(option)
                filled.append(sheet)
    return filled


def left_out(layout: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages without the lines beside options: what stands there would change the ticks that were meant."""
    pages = copy.deepcopy(layout["pages"])
    for page in pages:
        for question in page["questions"]:
            question["fields"] = [place for place in question["fields"] if place["name"] != "specify"]
    return pages  # type: ignore[no-any-return]


def shuffled(sheets: list[Sheet], lost: Sheet, twice: Sheet) -> bytes:
    """Every page in one archive: one is missing, one came twice, and a letter lay between them."""
    files = [(f"{sheet.number}-{page}.jpg", data) for sheet in sheets for page, data in sheet.pages.items()]
    files.remove((f"{lost.number}-2.jpg", lost.pages[2]))
    files.append(("again.jpg", twice.pages[1]))
    letter = numpy.full((1754, 1240), 244, numpy.uint8)
    for row in range(300, 1500, 40):
        cv2.putText(letter, "Madame, Monsieur, veuillez trouver", (150, row), cv2.FONT_HERSHEY_PLAIN, 2.0, 40, 2)
    files.append(("letter.jpg", bytes(cv2.imencode(".jpg", letter)[1])))
    random.Random(3).shuffle(files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    lost.chosen = {question: chosen for question, chosen in lost.chosen.items() if lost.page_of[question] != 2}
    return packed.getvalue()


def settle(desk: Page, sheet: Sheet) -> int:
    """One doubt with the keyboard, as the sheet means it; how many keys that took, 0 for words that were typed."""
    question = desk.locator("[name=sheet-question]").input_value()
    if question == "q_words":
        desk.keyboard.type(WROTE)
        desk.keyboard.press("Enter")
        return 0
    meant = sheet.counted(question)
    if meant is None:
        desk.keyboard.press("*")
        return 1
    keys = 0
    boxes = desk.locator(f"input[name={question}]").all()
    for box in boxes:
        option, is_marked = str(box.get_attribute("value")), box.is_checked()
        if is_marked != (option in meant):
            assert is_marked is False or MOST[question] > 1, "a radio button is chosen, never taken back"
            desk.keyboard.press(str(box.get_attribute("data-option")))
            keys += 1
            if MOST[question] == 1:
                return keys  # one key, and the next doubt comes
    desk.keyboard.press("Enter")
    return keys + 1


def settled(desk: Page, sheets: dict[int, Sheet], picture: Callable[..., None]) -> list[int]:
    """Keys of each doubt in boxes, and 0 for words, until the desk is empty."""
    keys: list[int] = []
    while desk.locator("#settle").count():
        number = int(desk.locator("h1").inner_text().split()[-1].partition("-")[0])
        if len(keys) in {0, 5}:
            desk.wait_for_function("() => document.querySelector('.crop img').naturalWidth > 100")
            picture(desk, f"desk-doubt-{len(keys)}", whole=False)
        before = desk.evaluate("performance.timeOrigin")
        keys.append(settle(desk, sheets[number]))
        desk.wait_for_function(NEXT_PAGE, arg=before)
        assert len(keys) < 60, "the desk comes to an end"
    return keys


def test_a_shuffled_pile_ends_in_the_numbers_of_an_action(town: Town, picture: Callable[..., None]) -> None:
    organiser = town.sign_in("organiser")
    sheets = printed_and_filled(town, organiser)
    lost, twice = sheets[3], sheets[8]

    desk = town.sign_in("volunteer")
    desk.goto("/scans")
    pile: FilePayload = {"name": "marché.zip", "mimeType": "application/zip", "buffer": shuffled(sheets, lost, twice)}
    desk.set_input_files("#files", pile)
    desk.fill("#name", "Marché du jeudi, Zohra")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/scans/*")
    expect(desk.locator("progress")).to_have_count(0, timeout=180_000)
    picture(desk, "desk-pile")
    report = desk.locator("#report")
    rows = dict(
        zip(report.locator("th[scope=row]").all_inner_texts(), report.locator("td").all_inner_texts(), strict=True)
    )
    pages = sum(len(sheet.pages) for sheet in sheets) + 1
    assert rows["All pages"] == str(pages)
    assert sum(map(int, rows.values())) == 2 * pages + 1, "every page in one line; one page besides is missing"
    assert rows["second picture of a page"] == rows["not one of our sheets"] == "1"
    assert rows["Besides: pages of these sheets that did not come"] == "1"
    expect(desk.locator("#sheets")).to_contain_text("page 2 did not come")

    desk.locator("#to-desk").press("Enter")
    keys = settled(desk, {sheet.number: sheet for sheet in sheets}, picture)
    assert len(keys) > 5
    boxes = [count for count in keys if count]
    print(f"{len(keys)} doubts, {len(boxes)} in boxes: {sum(boxes)} keys, {max(boxes)} at most")
    assert max(boxes) <= 3, "three doubts of a sheet take ten seconds: nine keys are two of them, the rest is looking"
    desk.get_by_role("link", name=printed_number(lost.number)).press("Enter")
    picture(desk, "desk-sheet")
    desk.locator("[value=without_missing]").press("Enter")
    expect(desk.locator("#sheets")).not_to_contain_text("to look at")

    organiser.goto(f"/plans/{town.plan}/results/P1.02")
    picture(organiser, "desk-action")
    for question in ("q_missing", "q_coffee"):
        truth = Counter(option for sheet in sheets for option in sheet.counted(question) or ())
        shown = organiser.locator(f"section.question[id$='-{question}'] > .scroller tr[data-option]")
        found = {
            str(row.get_attribute("data-option")): int(str(row.locator("[data-count]").get_attribute("data-count")))
            for row in shown.all()
            if row.locator("[data-count]").count()
        }
        assert found, f"{question}: some number is large enough to be shown"
        assert found == {option: truth[option] for option in found}

    number = organiser.locator("section.question[id$='-q_coffee'] a.source").first
    count = int(number.inner_text())
    number.press("Enter")
    crops = organiser.locator("li[id^=sheet-] .crop img")
    expect(crops).to_have_count(count)
    crops.first.scroll_into_view_if_needed()
    organiser.wait_for_function("() => document.querySelector('.crop img').naturalWidth > 200")
    picture(organiser, "desk-sources")
    organiser.locator("li[id^=sheet-] h2 a").first.press("Enter")
    expect(organiser.locator(".scan-page svg rect").first).to_be_visible()
