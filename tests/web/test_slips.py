import numpy
import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from consultation.web.pdf import compile_pdf
from consultation.web.resident_slip_words import slip_words
from consultation.web.slips import (
    TEMPLATE,
    NotASlip,
    SlipOrder,
    print_slips,
    printed_slip_number,
    read_slip_identity,
    slip_data,
    slip_identity,
)

ADDRESS = "https://ozon.example/fr/i/k7m2pq"


def order(*locales: str, per_page: int = 4, is_simulated: bool = False) -> SlipOrder:
    return SlipOrder(
        code="k7m2pq",
        question={"fr": "Quelle idée pour la place ?", "ar": "ما فكرتكم لساحة السوق؟", "en": "Which idea?"},
        locales=locales,
        place="Maison de retraite Tivoli",
        address=ADDRESS,
        per_page=6 if per_page == 6 else 4,
        is_simulated=is_simulated,
    )


@pytest.mark.parametrize("locales", [("fr",), ("ar",), ("fr", "ar"), ("ar", "en")], ids="-".join)
@pytest.mark.parametrize("per_page", [4, 6])
def test_slips_are_numbered_and_read_by_machine(app: Flask, locales: tuple[str, ...], per_page: int) -> None:
    """T23: slips printable 4 or 6 per A4 with number and QR."""
    with app.app_context():
        words = slip_words(locales)
    numbers = range(38, 38 + per_page + 1)

    pdf = print_slips(order(*locales, per_page=per_page), words, numbers)

    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 2
        text = document[0].get_textpage().get_text_range()
        image = document[0].render(scale=150 / 72, grayscale=True).to_numpy().squeeze()
    codes = [code.text for code in zxingcpp.read_barcodes(numpy.ascontiguousarray(image))]
    assert codes.count(ADDRESS) == per_page
    slips = sorted(read_slip_identity(code) for code in codes if code != ADDRESS)
    assert slips == [("k7m2pq", number) for number in numbers[:per_page]]
    assert all(printed_slip_number(number) in text for number in numbers[:per_page])


def test_slips_are_printed_with_every_glyph(app: Flask) -> None:
    with app.app_context():
        words = slip_words(("fr", "ar"))

    assert compile_pdf(TEMPLATE, slip_data(order("fr", "ar"), words, [1, 2, 3, 4]), standard="ua-1")


@pytest.mark.parametrize("is_simulated", [True, False])
def test_every_slip_of_an_invented_box_says_so(app: Flask, is_simulated: bool) -> None:
    """Slips are left on tables, where no page of the demonstration stands beside them."""
    with app.app_context():
        words = slip_words(("fr", "en"))

    pdf = print_slips(order("fr", "en", is_simulated=is_simulated), words, range(1, 5))

    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage().get_text_range()
    marks = [words[locale]["simulated"].replace("\u00a0", " ") for locale in ("fr", "en")]
    said = [text.replace("\u00a0", " ").count(mark) for mark in marks]
    assert said == ([4, 4] if is_simulated else [0, 0])


def test_a_misread_slip_is_refused() -> None:
    written = slip_identity("k7m2pq", 12)

    assert read_slip_identity(written) == ("k7m2pq", 12)
    for wrong in (written.replace("12", "21"), written[:-1], written.lower(), ADDRESS, ""):
        with pytest.raises(NotASlip):
            read_slip_identity(wrong)
