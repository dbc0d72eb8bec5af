"""Report and slides as somebody holds them: whole tables, letters large enough, tagged, with long words or nothing."""

import io
import re
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.plan.queries import plan_by_id
from consultation.results.editions.freeze import freeze
from consultation.results.editions.frozen import Frozen
from consultation.results.resident_outputs.need_sheet import need_on, need_sheets
from consultation.results.resident_outputs.plan_document import plan_document
from consultation.results.resident_outputs.press import press_sheet
from consultation.results.resident_outputs.report import report
from consultation.results.resident_outputs.slides import slides
from tests import factories
from tests.results.every_kind import every_kind
from tests.results.seeded import seeded
from tests.results.test_outputs import BY_GROUP, pages_of

ADDRESS = "https://ville.example/fr/plan/plan/figures/2026-03-03"
FIRST_PAGES = 2
"""Of a report: five figures and the contents, then all of it in short."""
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def figures(session: Session) -> Frozen:
    return freeze(session, plan_by_id(session, every_kind(session, 80).plan.id), None, today())


def with_long_words(frozen: Frozen) -> Frozen:
    [first, *rest] = frozen.priorities
    actions = [replace(one, title=f"{LONG} {one.title} " + "et encore une phrase " * 8) for one in first.actions]
    return replace(frozen, title=f"{LONG} {frozen.title}", priorities=[replace(first, actions=actions), *rest])


def made(app: Flask, frozen: Frozen, locale: str = "fr") -> dict[str, bytes]:
    """Every PDF of an edition."""
    with app.test_request_context(f"/{locale}/"):
        need = need_on(frozen, "P1.01")
        assert need is not None
        assert plan_document(frozen, address=ADDRESS, locale=locale)
        return {
            "report": report(frozen, {}, address=ADDRESS, locale=locale),
            "slides": slides(frozen, address=ADDRESS, locale=locale),
            "press": press_sheet(frozen, address=ADDRESS, locale=locale),
            "sheet": need_sheets(frozen, [need], {}, locale=locale),
        }


def letters(pdf: bytes) -> list[tuple[float, float, float, float, str]]:
    """(size in points, right edge, lower edge, width of the page, letter) of every letter."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        text = page.get_textpage()
        for index in range(text.count_chars()):
            letter = text.get_text_range(index, 1)
            if letter.strip():
                size = pdfium.FPDFText_GetFontSize(text, index)
                _left, bottom, right, _top = text.get_charbox(index)
                found.append((size, right, bottom, page.get_width(), letter))
    document.close()
    return found


def test_no_table_of_the_report_is_cut(app: Flask, figures: Frozen) -> None:
    with app.test_request_context("/fr/"):
        pages = pages_of(report(figures, {}, address=ADDRESS, locale="fr"))
    by_group = max(number for number, words in enumerate(pages) if BY_GROUP in words)

    for question, options in (
        ("several", ("a", "b", "c", "none")),
        ("faces", ("good", "poor")),
        ("rank", ("bench", "tree")),
    ):
        [page] = [words for words in pages[FIRST_PAGES:by_group] if f"Question {question} ?" in words]
        table = page.split(f"Question {question} ?")[1].split("Base (habitants)")[0]
        assert all(f"choix {option} " in table for option in options), question
    continued = [words for words in pages[by_group + 1 : -1] if words.index("Par ") < 80]
    assert len(continued) > 1
    assert all("Question " in words.split("Par ")[0] for words in continued)


@pytest.mark.parametrize(("name", "least"), [("report", 9.8), ("slides", 24), ("press", 8), ("sheet", 7.6)])
@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_letters_are_large_enough_and_on_the_page(
    app: Flask, figures: Frozen, name: str, least: float, locale: str
) -> None:
    """Arm's length: 9.8 pt for what stands over or under a table, else 12. Five metres: 24 pt of 540."""
    for frozen in (figures, with_long_words(figures)):
        sizes = letters(made(app, frozen, locale)[name])
        assert min(size for size, *_ in sizes) >= least
        assert all(right <= width and bottom >= 0 for _, right, bottom, width, _ in sizes)


def test_everything_printed_is_tagged_and_says_its_language(app: Flask, figures: Frozen) -> None:
    for locale in ("fr", "ar"):
        for name, pdf in made(app, figures, locale).items():
            with pikepdf.open(io.BytesIO(pdf)) as document:
                root: Any = document.Root
                assert root.MarkInfo.Marked, name
                assert "/StructTreeRoot" in root, name
                assert str(root.Lang) == locale
                with document.open_metadata() as about:
                    assert about["pdfuaid:part"] == "1", name


def test_a_sign_that_no_font_has_costs_the_standard_and_not_the_page(app: Flask, figures: Frozen) -> None:
    pdf = made(app, replace(figures, title="Le plan \U0001f98a"))["press"]

    assert len(pages_of(pdf)) == 1


def test_a_page_a_slide_a_sheet_holds_what_it_should(app: Flask, figures: Frozen) -> None:
    for frozen in (figures, with_long_words(figures)):
        pdfs = {name: pages_of(pdf) for name, pdf in made(app, frozen).items()}
        assert len(pdfs["press"]) == 1
        assert len(pdfs["sheet"]) == 1
        assert len(pdfs["slides"]) == 1 + 1 + 1 + 1  # opening, priority, the one action people spoke on, closing


def test_with_nothing_yet_everything_says_so(app: Flask, session: Session) -> None:
    plan = factories.plan(session, 3)
    nothing = freeze(session, plan_by_id(session, plan.id), None, today())

    for name, pdf in made(app, nothing).items():
        words = " ".join(pages_of(pdf))
        assert "Personne n’a encore répondu" in words or name == "press", name
    who = next(page for page in pages_of(made(app, nothing)["report"])[1:] if "Qui a répondu" in page)
    assert "Personne n’a encore répondu" in who


def test_hidden_figures_are_called_hidden_on_paper(app: Flask, session: Session) -> None:
    rows = seeded(session, 60)
    frozen = freeze(session, plan_by_id(session, rows.plan.id), None, today())
    assert None in [count for one in frozen.questions for count in one.residents.counts.values()]

    assert "masqué" in " ".join(pages_of(made(app, frozen)["report"]))


def test_the_report_begins_with_two_pages_that_say_it_in_short(app: Flask, figures: Frozen) -> None:
    for frozen in (figures, with_long_words(figures)):
        first, short, *rest = pages_of(made(app, frozen)["report"])
        contents = re.findall(r"(En bref|Qui a répondu|La méthode en six lignes)[ .]+(\d+)", first)

        assert [name for name, _page in contents] == ["En bref", "Qui a répondu", "La méthode en six lignes"]
        for name, page in contents:
            assert [short, *rest][int(page) - 2].startswith(name)
        action = next(one for one in frozen.actions if one.heard.residents)
        assert f"· {action.heard.residents}" in short
        assert "Qui a répondu" not in short
        assert rest[0].startswith("Qui a répondu")
