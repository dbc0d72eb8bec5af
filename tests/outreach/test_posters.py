"""Posters are read back from pictures of them, as a phone would."""

import dataclasses
from collections.abc import Callable
from typing import Any

import cv2
import numpy
import pypdfium2
import pytest
import zxingcpp

from consultation.outreach.posters import CARDS_A_SHEET, Poster, Size, direction_of, pdf_of, short_address

Picture = Any
URL = "https://consultation.ville-exemple.fr/c/k7p4xc"
POSTER = Poster(
    url=URL,
    name="Pharmacie Churchill",
    organisation="Ville d'Exemple",
    headline={"fr": "Qu'est-ce qui vous manque ?", "ar": "ماذا ينقصكم؟", "en": "What do you miss?"},
    call={"fr": "Scannez et répondez.", "ar": "امسحوا الرمز وأجيبوا.", "en": "Scan and answer."},
    notes={"fr": "Jusqu'au 30 septembre 2024."},
    simulated={},
)
LONG = (
    "Local commun résidentiel du rez-de-chaussée de la tour B de la résidence Winston-Churchill, entrée côté parking, "
    "à côté de la loge du gardien et des boîtes aux lettres du bâtiment Lavoisier"
)


def picture(document: bytes, dpi: int, page: int = 0) -> Picture:
    image = pypdfium2.PdfDocument(document)[page].render(scale=dpi / 72, grayscale=True).to_numpy()
    return numpy.ascontiguousarray(image.squeeze())


def photocopied(image: Picture) -> Picture:
    """Out of focus, grainy, slightly turned, then black or white: the copier of a community centre."""
    blurred = cv2.GaussianBlur(image, (0, 0), 1.2).astype(float)
    grainy = blurred * 0.8 + 30 + numpy.random.default_rng(7).normal(0, 28, image.shape)
    height, width = image.shape
    turned = cv2.warpAffine(
        grainy.clip(0, 255).astype("uint8"),
        cv2.getRotationMatrix2D((width / 2, height / 2), 2, 0.97),
        (width, height),
        borderValue=230,
    )
    return numpy.where(turned > 140, 255, 0).astype("uint8")


def text_of(document: bytes, page: int = 0) -> str:
    words = pypdfium2.PdfDocument(document)[page].get_textpage().get_text_range()
    return " ".join(str(words).replace("\ufffe", "-").split())


@pytest.mark.parametrize(("size", "codes"), [("a4", 1), ("a3", 1), ("cards", CARDS_A_SHEET)])
@pytest.mark.parametrize("seen", [lambda image: image, photocopied], ids=["print", "photocopy"])
def test_the_code_is_read_from_a_print_and_from_its_photocopy(
    size: Size, codes: int, seen: Callable[[Picture], Picture]
) -> None:
    """T32."""
    image = seen(picture(pdf_of([POSTER], size), 150))

    assert [code.text for code in zxingcpp.read_barcodes(image)] == [URL] * codes


@pytest.mark.parametrize(("size", "side_mm"), [("a4", 70), ("a3", 100), ("cards", 35)])
@pytest.mark.parametrize(
    "url", [URL, "https://a.fr/c/k7p4xc", "https://consultation.une-ville-au-nom-long.fr/c/k7p4xc"]
)
def test_the_code_is_large_and_has_five_millimetres_of_white_around_it(size: Size, side_mm: int, url: str) -> None:
    """T32: a phone reads a code from ten times its width."""
    dpi = 254
    image = picture(pdf_of([dataclasses.replace(POSTER, url=url)], size), dpi)
    corners = zxingcpp.read_barcodes(image)[0].position
    left, top, right, bottom = corners.top_left.x, corners.top_left.y, corners.top_right.x, corners.bottom_left.y
    margin = round(5 * dpi / 25.4) - 3  # the decoder gives corners to a third of a millimetre
    around = image[top - margin : bottom + margin, left - margin : right + margin].copy()
    around[margin - 6 : -margin + 6, margin - 6 : -margin + 6] = 255

    assert (right - left) / dpi * 25.4 >= side_mm
    assert around.min() == 255


def test_one_page_per_poster_names_where_it_hangs_and_the_address_to_type() -> None:
    other = dataclasses.replace(POSTER, name="École Lavoisier", url=URL.replace("k7p4xc", "cdfhjk"))

    document = pdf_of([POSTER, other], "a4")

    assert len(pypdfium2.PdfDocument(document)) == 2
    for words in ("Qu'est-ce qui vous manque ?", "What do you miss?", "Pharmacie Churchill", short_address(URL)):
        assert words in text_of(document)
    assert "École Lavoisier" in text_of(document, 1)
    assert "k7p4xc" not in text_of(document, 1)


@pytest.mark.parametrize("size", ["a4", "a3", "cards"])
def test_very_long_words_keep_to_one_page_whole(size: Size) -> None:
    headline = dict.fromkeys(("fr", "en"), f"{LONG} ?") | {"ar": "ماذا ينقصكم للالتقاء بين الجيران؟ " * 4}

    document = pdf_of([dataclasses.replace(POSTER, name=LONG, headline=headline)], size)

    assert len(pypdfium2.PdfDocument(document)) == 1
    assert text_of(document).replace("- ", "-").count("boîtes aux lettres du bâtiment Lavoisier") >= 3


def test_an_invented_campaign_says_so_on_its_posters() -> None:
    shown = dataclasses.replace(POSTER, simulated={"fr": "Démonstration"})

    assert "Démonstration" in text_of(pdf_of([shown], "a4"))
    assert "Démonstration" in text_of(pdf_of([shown], "cards"))
    assert "Démonstration" not in text_of(pdf_of([POSTER], "a4"))


def test_arabic_is_set_from_the_right() -> None:
    arabic = dataclasses.replace(POSTER, headline={"ar": "ماذا؟"}, call={"ar": "أجيبوا"}, notes={}, name="صيدلية")

    image = picture(pdf_of([arabic], "a4"), 72)
    headline = image[100:280]

    assert headline[:, 400:].min() < 50
    assert headline[:, :200].min() > 200


def test_words_of_people_are_printed_as_typed_never_run() -> None:
    words = 'Salle #read("/etc/passwd") *b* $x$ // fin'

    assert words in text_of(pdf_of([dataclasses.replace(POSTER, name=words)], "a4"))


def test_a_name_is_read_in_its_own_direction() -> None:
    assert direction_of("12 صيدلية") == "rtl"
    assert direction_of("12, rue Churchill") == "ltr"
    assert direction_of("12") == "ltr"


def test_prints_need_no_colour() -> None:
    image = pypdfium2.PdfDocument(pdf_of([POSTER], "a4"))[0].render(scale=1).to_numpy().astype(int)

    assert (image.max(axis=2) - image.min(axis=2)).max() == 0
