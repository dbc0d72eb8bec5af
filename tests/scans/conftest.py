"""A printed sheet with every kind of question, as pictures to put marks on and read again."""

from collections.abc import Mapping
from typing import Any

import cv2
import numpy
import pytest

from consultation.paper.scan.blank_page import print_of
from consultation.paper.scan.images import scans_of
from consultation.paper.scan.pictures import Scan
from consultation.paper.scan.reading import Printed, read_scan
from consultation.paper.scan.results import PageReading
from consultation.paper.sheet import Layout, print_sheets
from consultation.questionnaires.definition import Definition
from tests.paper.conftest import WORDS, Picture, order, pictures
from tests.paper.conftest import definition as definition

DPI = 150
MM = DPI / 25.4


class Sheets:
    """Copies 7 and 8 of a sheet in French, or in another language."""

    def __init__(self, definition: Definition, locale: str = "fr") -> None:
        printed = print_sheets(definition, order(locale), WORDS, [7, 8])
        self.pdf = printed.pdf
        self.layout: Layout = {**printed.layout, "print": print_of(printed.pdf)}
        self.pages = pictures(printed.pdf, DPI)
        self.printed = [Printed(self.layout)]

    def page(self, number: int, page: int) -> Picture:
        """A page of a copy, unmarked, on paper with a grain; a copy may end with a blank back."""
        picture = self.pages[(number - 7) * (len(self.pages) // 2) + page - 1]
        grain = numpy.random.default_rng(1).normal(0, 3, picture.shape)
        return numpy.clip(picture * 0.95 + grain, 0, 255).astype(numpy.uint8)

    def box(self, question: str, option: str) -> Mapping[str, Any]:
        """The box of an option, in a table of `row/option`."""
        row, _, option = option.rpartition("/")
        return next(
            box
            for page in self.layout["pages"]
            for one in page["questions"]
            for box in one["boxes"]
            if one["key"] == question and box["option"] == option and box.get("row", "") == row
        )

    def cross(self, picture: Picture, question: str, option: str) -> None:
        """A cross of a ballpoint."""
        box = self.box(question, option)
        left, top, side = box["x_mm"] + 0.5, box["y_mm"] + 0.5, box["width_mm"] - 1.0
        _line(picture, (left, top), (left + side, top + side))
        _line(picture, (left + side, top), (left, top + side))

    def blacken(self, picture: Picture, question: str, option: str) -> None:
        """The whole box, as the sheet asks for a mistake."""
        box = self.box(question, option)
        corner = (round(box["x_mm"] * MM), round(box["y_mm"] * MM))
        side = round(box["width_mm"] * MM)
        cv2.rectangle(picture, corner, (corner[0] + side, corner[1] + side), 25, -1)

    def write(self, picture: Picture, question: str, index: int = 0) -> None:
        """Something written in a field."""
        field = next(
            one["fields"][index] for page in self.layout["pages"] for one in page["questions"] if one["key"] == question
        )
        for step in range(4):
            x, y = field["x_mm"] + 2 + step * 1.2, field["y_mm"] + 2
            _line(picture, (x, y), (x + 1, y + 4))

    def read(self, *pictures: Picture, quality: int = 85) -> list[PageReading]:
        """The pictures read, each through a JPEG."""
        return [one for picture in pictures for one in read_scan(scan(picture, quality), self.printed)]


def _line(picture: Picture, begin: tuple[float, float], end: tuple[float, float]) -> None:
    points = [(round(x * MM * 16), round(y * MM * 16)) for x, y in (begin, end)]
    cv2.line(picture, points[0], points[1], 40, 3, cv2.LINE_AA, 4)


def jpeg(picture: Picture, quality: int = 85) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def scan(picture: Picture, quality: int = 85, name: str = "scan.jpg") -> Scan:
    return next(iter(scans_of(name, jpeg(picture, quality))))


def turned(picture: Picture, degrees: float) -> Picture:
    """On the glass askew, nothing cut off."""
    height, width = picture.shape
    move = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.88)
    return numpy.asarray(cv2.warpAffine(picture, move, (width, height), borderValue=255.0), dtype=numpy.uint8)


@pytest.fixture(scope="session")
def sheets(definition: Definition) -> Sheets:
    return Sheets(definition)
