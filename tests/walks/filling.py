"""Page objects made from a questionnaire: each fills one question as a person would, and says what must be stored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import FilePayload, Geolocation, Locator, Page, expect

from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.kinds import KINDS, most, plain_number, rank_field, row_field, scale_points
from tests.answering.media import letter, photo, wav

PHOTO = FilePayload(name="IMG.jpg", mimeType="image/jpeg", buffer=photo(300, 200))
SOUND = FilePayload(name="memo.wav", mimeType="audio/wav", buffer=wav(1))
PAPER = FilePayload(name="lettre.pdf", mimeType="application/pdf", buffer=letter())
WORDS = {"fr": "Un banc à l'ombre 🪑", "ar": "مقعد في الظل 🪑", "en": "A bench in the shade 🪑"}
HERE = Geolocation(latitude=48.85341, longitude=2.3488)
FILE = "a file"
"""What stands for a stored file in an expected answer."""


@dataclass
class Sheet:
    """The page of a questionnaire in a browser."""

    page: Page
    definition: Definition
    locale: str
    script: bool
    expected: dict[str, Any] = field(default_factory=dict)

    def fill(self) -> None:
        """Answer every question; of a repeated section, twice."""
        for section in self.definition.sections:
            if not section.repeat:
                self.expected |= self.fill_questions(section, "")
                continue
            first = self.fill_questions(section, f"{section.key}-1-")
            self.page.locator("details.block > summary").first.click()
            second = self.fill_questions(section, f"{section.key}-2-")
            self.expected[section.key] = {"repeats": [first, second]}

    def fill_questions(self, section: Section, prefix: str) -> dict[str, Any]:
        asked = [q for q in section.questions if KINDS[q.kind].takes_answer and not q.retired]
        return {q.key: Filler(self, q, prefix + q.key).fill() for q in asked}

    def send(self) -> None:
        self.page.locator("#send").click()


@dataclass
class Filler:
    """One question on the page."""

    sheet: Sheet
    question: Question
    name: str

    @property
    def box(self) -> Locator:
        return self.sheet.page.locator(f"[data-question='{self.name}']")

    @property
    def own(self) -> Locator:
        return self.sheet.page.locator(f"#q-{self.name}-field")

    def fill(self) -> dict[str, Any]:
        """Answer it; what must be stored."""
        kind: Callable[[], dict[str, Any]] = getattr(self, KINDS[self.question.kind].phone)
        return kind()

    def tick(self, *keys: str) -> dict[str, Any]:
        for key in keys:
            self.box.locator(f"label.option:has(#q-{self.name}-{key})").click()
        return {"chosen": list(keys)}

    def keys(self) -> list[str]:
        return [o.key for o in self.question.options if not (o.retired or o.exclusive or o.specify)]

    def radios(self) -> dict[str, Any]:
        return self.tick(self.keys()[0])

    faces = radios

    def checkboxes(self) -> dict[str, Any]:
        return self.tick(*self.keys()[: max(2 if most(self.question) > 1 else 1, self.question.minimum or 1)])

    def places(self) -> dict[str, Any]:
        if self.own.count():
            self.own.select_option(self.keys()[2])
            return {"chosen": [self.keys()[2]]}
        return self.checkboxes()

    def spots(self) -> dict[str, Any]:
        number = self.box.locator(f".spot[for='q-{self.name}-{self.keys()[0]}']")
        number.click()
        return {"chosen": [self.keys()[0]]}

    def scale(self) -> dict[str, Any]:
        point = scale_points(self.question)[-1]
        self.box.locator(f"label.option:has(input[value='{plain_number(point)}'])").click()
        return {"number": point}

    def table(self) -> dict[str, Any]:
        chosen = {}
        for row, key in zip(self.question.rows, self.keys() * 3, strict=False):
            self.box.locator(f"label.option:has(#q-{self.prefixed(row_field(self.question, row))}-{key})").click()
            chosen[row.key] = [key]
        return {"table": chosen}

    def ranking(self) -> dict[str, Any]:
        wanted = list(reversed(self.keys()))[: most(self.question)]
        for rank, key in enumerate(wanted, start=1):
            if self.sheet.script:
                self.box.locator(f"button.tap[value='{key}']").click()
            else:
                self.sheet.page.locator(f"#q-{self.prefixed(rank_field(self.question, rank))}").select_option(key)
        return {"ranked": wanted}

    def prefixed(self, own_name: str) -> str:
        return self.name.removesuffix(self.question.key) + own_name

    def number(self) -> dict[str, Any]:
        self.own.fill("٤" if self.sheet.locale == "ar" else "4")
        return {"number": 4.0}

    def line(self) -> dict[str, Any]:
        self.own.fill(WORDS[self.sheet.locale])
        return {"text": WORDS[self.sheet.locale]}

    area = line

    def moment(self, value: str) -> dict[str, Any]:
        self.own.fill(value)
        return {"moment": value}

    def date(self) -> dict[str, Any]:
        return self.moment("2026-11-23")

    def time(self) -> dict[str, Any]:
        return self.moment("14:30")

    def date_time(self) -> dict[str, Any]:
        return self.moment("2026-11-23T14:30")

    def position(self) -> dict[str, Any]:
        if self.sheet.script:
            self.box.locator("button").first.click()
            self.sheet.page.wait_for_function("id => document.getElementById(id).value", arg=f"q-{self.name}-field")
        else:
            self.own.fill(f"{HERE['latitude']} {HERE['longitude']}")
        return {"point": [48.853, 2.349]}

    def upload(self, payload: FilePayload) -> dict[str, Any]:
        self.own.set_input_files(payload)
        return {"file": FILE}

    def photo(self) -> dict[str, Any]:
        return self.upload(PHOTO)

    def file(self) -> dict[str, Any]:
        return self.upload(PAPER)

    def voice(self) -> dict[str, Any]:
        if not self.sheet.script:
            return self.upload(SOUND)
        record = self.box.locator("button.record")
        record.click()
        # The seconds that are left stand on the button once the microphone is open.
        expect(record).to_contain_text("(")
        self.sheet.page.wait_for_timeout(1_500)
        record.click()
        self.box.locator("audio").wait_for()
        return {"file": FILE}

    def acknowledgement(self) -> dict[str, Any]:
        self.box.locator("label.option").first.click()
        return {"chosen": ["yes"]}
