"""Printed sheets for the bench: a questionnaire out of the bank, in three languages, as pictures."""

from dataclasses import dataclass
from typing import Any

import numpy
import pypdfium2

from consultation.i18n import words_alone
from consultation.paper.resident_words import sheet_words
from consultation.paper.scan.blank_page import print_of
from consultation.paper.sheet import Layout, PrintOrder, print_sheets
from consultation.questionnaires.bank import bank
from consultation.questionnaires.definition import Definition, Option, Question, Row, Section
from consultation.questionnaires.kinds import most
from consultation.terms import Kind
from tests.bench.pens import PAGE_PX, Picture

LANGUAGES = (("fr",), ("ar",), ("fr", "ar"), ("en",))


@dataclass(frozen=True)
class Printed:
    """Some copies of one sheet."""

    layout: Layout
    most: dict[str, int]
    """{question: most answers}."""
    numbers: tuple[int, ...]
    pictures: dict[tuple[int, int], Picture]
    """{(number, page): the blank page}."""


def questionnaire(*, tables: bool = False) -> Definition:
    """Questions of the bank, a number and an idea: some hundred boxes; with three tables, some three hundred."""
    questions = {question.key: question for entry in bank().entries for question in entry.questions}
    chosen = [one for one in questions.values() if one.kind in {Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES, Kind.FACES}]
    number = Question(
        key="people", kind=Kind.NUMBER, low=0, high=999, label={"fr": "Combien ?", "ar": "كم؟", "en": "How many?"}
    )
    idea = Question(key="idea", kind=Kind.LONG_TEXT, label={"fr": "Votre idée ?", "ar": "فكرتكم؟", "en": "Your idea?"})
    return Definition(
        locales=("fr", "ar", "en"),
        title={"fr": "Que voulez-vous pour Ozon ?", "ar": "ماذا تريدون لحي أوزون؟", "en": "What do you want for Ozon?"},
        sections=(Section(key="all", questions=(*chosen[:16], *(_tables() if tables else ()), number, idea)),),
    )


def _tables() -> list[Question]:
    """Twelve lines to rate from 1 to 5, three times."""
    marks = tuple(Option(key=f"m{n}", label={locale: str(n) for locale in ("fr", "ar", "en")}) for n in range(1, 6))
    words = {"fr": "Le marché", "ar": "السوق", "en": "The market"}
    rows = tuple(Row(key=f"r{n}", label={locale: f"{word} {n}" for locale, word in words.items()}) for n in range(12))
    asked = {"fr": "Que pensez-vous de cela ?", "ar": "ما رأيكم في هذا؟", "en": "What do you think of this?"}
    return [Question(key=f"table{n}", kind=Kind.RATING_TABLE, label=asked, options=marks, rows=rows) for n in range(3)]


def many_boxes() -> Definition:
    """Nothing but boxes, sixty a page: for teaching."""
    options = tuple(Option(key=f"o{n}", label={"fr": word}) for n, word in enumerate(("Oui", "Jeudi", "Marché") * 19))
    questions = [Question(key=f"q{n}", kind=Kind.SEVERAL_CHOICES, label={"fr": "?"}, options=options) for n in range(3)]
    return Definition(title={"fr": "Ozon"}, sections=(Section(key="all", questions=tuple(questions)),))


def printed(
    locales: tuple[str, ...], numbers: tuple[int, ...], *, size: str = "a4", definition: Definition | None = None
) -> Printed:
    """Copies of a sheet, rendered."""
    definition = definition or questionnaire()
    order = PrintOrder(print_code="OZN3", locales=locales, size="a5" if size == "a5" else "a4", place="Ozon")
    with words_alone().app_context():
        words = sheet_words(definition, locales)
    sheets = print_sheets(definition, order, words, numbers)
    layout = {**sheets.layout, "print": print_of(sheets.pdf)}
    pages = [page["page"] for page in layout["pages"]]
    pictures: dict[tuple[int, int], Picture] = {}
    with pypdfium2.PdfDocument(sheets.pdf) as document:
        a_copy = len(document) // len(numbers)
        for copy, number in enumerate(numbers):
            for index, page in enumerate(pages):
                pictures[number, page] = _rendered(document[copy * a_copy + index])
    return Printed(layout, {one.key: most(one) for one in definition.questions()}, numbers, pictures)


def _rendered(page: Any) -> Picture:
    drawn = page.render(scale=PAGE_PX * 25.4 / 72, grayscale=True).to_numpy()
    return numpy.ascontiguousarray(drawn.reshape(drawn.shape[:2]))
