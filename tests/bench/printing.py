"""`python -m tests.bench.printing`: how fast sheets are printed, how large the file is, how true the positions are.

Prints figures, asserts nothing. Times are processor time of this process (Typst's own threads included), medians.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy
import pypdfium2

from consultation.i18n import words_alone
from consultation.paper.faces import Words
from consultation.paper.resident_words import sheet_words
from consultation.paper.sheet import Layout, PrintOrder, lay_out, print_sheets
from consultation.paper.warm_up import warm_up
from consultation.questionnaires.bank import bank
from consultation.questionnaires.definition import Definition, Question, Section
from consultation.submissions.printed_code import printed_follow_code
from consultation.terms import Kind

COPIES = 500
DPI = 600
RUNS = 7


def four_pages(said: str = "Votre idée ?") -> Definition:
    """Questions of the bank that fill four pages of A4."""
    questions = {question.key: question for entry in bank().entries for question in entry.questions}
    boxes = [one for one in questions.values() if one.kind in {Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES, Kind.FACES}]
    idea = Question(key="idea", kind=Kind.LONG_TEXT, label={"fr": said, "ar": said})
    title = {"fr": "Que voulez-vous pour Ozon ?", "ar": "ماذا تريدون لحي أوزون؟"}
    return Definition(locales=("fr", "ar"), title=title, sections=(Section(key="all", questions=(*boxes[:7], idea)),))


def order(*locales: str) -> PrintOrder:
    town = "https://consultation.ozon.example"
    return PrintOrder(
        print_code="OZN3",
        locales=locales,
        place="Marché d'Ozon",
        address=f"{town}/c/k7m2pq",
        listen=f"{town}/fr/listen/OZN3",
        follow=f"{town}/fr/follow",
    )


def processor_ms(done: Callable[[], object]) -> float:
    """Of one run."""
    begun = time.process_time()
    done()
    return 1000 * (time.process_time() - begun)


def errors_mm(pdf: bytes, layout: Layout) -> Iterator[float]:
    """How far the middle of each printed box lies from where the layout says, along either side of the page."""
    scale = DPI / 25.4
    with pypdfium2.PdfDocument(pdf) as document:
        for page in layout["pages"]:
            drawn = document[page["page"] - 1].render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
            for question in page["questions"]:
                for box in question["boxes"]:
                    yield from _errors_of(drawn, box, scale)


def _errors_of(drawn: "numpy.typing.NDArray[numpy.uint8]", box: dict[str, float], scale: float) -> Iterator[float]:
    around = 0.6
    left, top = round((box["x_mm"] - around) * scale), round((box["y_mm"] - around) * scale)
    side = round((box["width_mm"] + 2 * around) * scale)
    ink = 255 - drawn[top : top + side, left : left + side].astype(float)
    band, places = slice(side // 3, 2 * side // 3), numpy.arange(side) + 0.5
    for start, name, length, profile in (
        (left, "x_mm", "width_mm", ink[band].sum(axis=0)),
        (top, "y_mm", "height_mm", ink[:, band].sum(axis=1)),
    ):
        middle = (start + (profile * places).sum() / profile.sum()) / scale
        yield abs(middle - box[name] - box[length] / 2)


code_of = partial(printed_follow_code, "a secret key", 1)


def told(locales: tuple[str, ...], words: Words) -> None:
    """The figures of one sheet."""
    sheet = order(*locales)
    first = processor_ms(lambda: print_sheets(four_pages(), sheet, words, [1], code_of))
    edited = (four_pages(f"Votre idée, ou فكرتكم, numéro {run} ?") for run in range(RUNS))
    edits = [processor_ms(lambda: print_sheets(next(edited), sheet, words, [1], code_of)) for _run in range(RUNS)]
    pdf, layout = lay_out(four_pages(), sheet, words)
    pages = len(layout["pages"])
    copies: list[bytes] = []
    many = [
        processor_ms(lambda: copies.append(print_sheets(four_pages(), sheet, words, range(1, COPIES + 1), code_of).pdf))
        for _run in range(3)
    ]
    errors = list(errors_mm(pdf, layout))
    a_second = COPIES * pages * 1000 / statistics.median(many)
    print(
        f"{'+'.join(locales):6} {pages} pages: first PDF {first:.0f} ms, edited {statistics.median(edits):.0f} ms; "
        f"{COPIES} copies {a_second:,.0f} pages/s, {len(copies[0]) / 1e6:.2f} MB; "
        f"boxes off by {max(errors):.3f} mm at most ({len(errors) // 2} boxes, mean {statistics.mean(errors):.3f})"
    )


def main() -> None:
    languages: tuple[tuple[str, ...], ...] = (("fr",), ("ar",), ("fr", "ar"))
    with words_alone().app_context():
        words = sheet_words(four_pages(), ("fr", "ar"))
    print("Sheets: processor time, in a process that got ready as the one of the server does.")
    print(f"getting ready, once a process: {processor_ms(warm_up):.0f} ms")
    for locales in languages:
        told(locales, words)


if __name__ == "__main__":
    main()
