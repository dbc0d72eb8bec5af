from pathlib import Path

import numpy
import pypdfium2
import pytest
import typst
import zxingcpp

from consultation.web import pdf


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A small template in a package of its own, which shares the real `print.typ`."""
    (tmp_path / "web").mkdir()
    (tmp_path / "web/print.typ").write_text((pdf.PACKAGE / "web/print.typ").read_text())
    monkeypatch.setattr(pdf, "PACKAGE", tmp_path)
    path = tmp_path / "note.typ"
    path.write_text(
        '#import "/web/print.typ": data, fonts, squares\n'
        '#set document(title: data.title)\n#set text(font: fonts, lang: "fr")\n'
        "= #data.title\n#data.words\n"
        '#if "svg" in data { squares(data.svg, 16mm, alt: "code") }\n'
        "#metadata((length: data.words.len())) <note>\n"
    )
    return path


def text_of(document: bytes) -> str:
    return str(pypdfium2.PdfDocument(document)[0].get_textpage().get_text_range())


def test_what_people_typed_is_printed_as_typed(template: Path) -> None:
    words = 'Salle #read("/etc/passwd") *grasse* $x$ <note> // fin'

    document = pdf.compile_pdf(template, {"title": "Ozon", "words": words}, standard="ua-1")

    assert words in text_of(document)


def test_a_template_reads_no_file_outside_the_package(template: Path) -> None:
    template.write_text('#read("../../../../../../../etc/passwd")')

    with pytest.raises(typst.TypstError):
        pdf.compile_pdf(template, {})


def test_a_glyph_no_font_has_is_refused_by_name(template: Path) -> None:
    pdf.compile_pdf(template, {"title": "Ozon", "words": "مركز اجتماعي, Привет, été"}, standard="ua-1")

    with pytest.raises(typst.TypstError, match="font"):
        pdf.compile_pdf(template, {"title": "Ozon", "words": "გამარჯობა"}, standard="ua-1")


def test_the_values_come_from_the_same_compilation(template: Path) -> None:
    data = {"title": "Ozon", "words": "douze lettres"}

    document, values = pdf.compile_and_query(template, data, "note")

    assert values == pdf.query(template, data, "note") == [{"length": 13}]
    assert document.startswith(b"%PDF")


def test_a_qr_code_decodes_from_the_print(template: Path) -> None:
    svg = pdf.qr_svg("https://ozon.example/fr/q/marche")

    document = pdf.compile_pdf(template, {"title": "Ozon", "words": "", "svg": svg})

    image = pypdfium2.PdfDocument(document)[0].render(scale=150 / 72, grayscale=True).to_numpy()
    (code,) = zxingcpp.read_barcodes(numpy.ascontiguousarray(image.squeeze()))
    assert code.text == "https://ozon.example/fr/q/marche"


def test_the_smallest_code_is_twenty_one_squares_wide() -> None:
    matrix = pdf.qr_matrix("OZN3/000499/2/FR", "Q")

    assert (len(matrix), {len(row) for row in matrix}) == (21, {21})
