"""One picture: decoded no larger than it need be, or why there is none."""

import io
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
import numpy
import pikepdf
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[numpy.uint8]
"""Rows x columns."""
Colour = NDArray[numpy.uint8]
"""Rows x columns x blue, green, red."""

MOST_PIXELS = 150_000_000
"""Of one page: A3 at 600 dpi has 70 million."""
ENOUGH_PIXELS = 1700
"""Length of the long side below which no picture is made smaller: A4 at 146 dpi."""
COLOUR_PIXELS = 330
"""Of a picture in colour: a box of 4 mm has five dots a side."""


class Fault(StrEnum):
    """Why there is no picture."""

    NOT_A_PICTURE = "not_a_picture"
    BROKEN = "broken"
    LOCKED = "locked"
    TOO_LARGE = "too_large"
    NESTED = "archive_in_archive"
    NO_HEIC = "heic_not_supported"
    EMPTY = "empty"


@dataclass(frozen=True)
class Scan:
    """One page of a file: its picture, or why there is none."""

    file: str
    """Name of the file; of a member of an archive, "pile.zip/back.jpg"."""
    page: int
    """From 1."""
    grey: Grey | None
    fault: Fault | None = None
    full: Callable[[], Grey] | None = None
    """Makes the picture in all its detail, where `grey` is half the size or less."""
    colour: Callable[[], Colour | None] | None = None
    """Makes the picture small and in colour; None where it has none."""


Source = bytes | Path
"""A file: its bytes, or where it is; of large ones on disk only the page at hand is in memory."""


class Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


BREAKS = (
    ValueError,
    OSError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    SyntaxError,
    RuntimeError,
    MemoryError,
    NotImplementedError,
    zipfile.BadZipFile,
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    Image.DecompressionBombError,
    cv2.error,
)
"""What the libraries raise on broken files."""


def picture(name: str, page: int, data: bytes) -> Scan:
    """The page, decoded straight to the size that is needed: a JPEG of half the size costs a quarter of the time."""
    width, height, has_colour = _about(data)
    longest = max(width, height)
    if width * height > MOST_PIXELS:
        return Scan(name, page, None, Fault.TOO_LARGE)
    full, how = None, cv2.IMREAD_GRAYSCALE
    if longest // 2 >= ENOUGH_PIXELS:
        full = lambda: _whole(data)  # noqa: E731  # one of two
        how = cv2.IMREAD_REDUCED_GRAYSCALE_2 if longest // 4 < ENOUGH_PIXELS else cv2.IMREAD_REDUCED_GRAYSCALE_4
    grey = _decoded(data, how)
    if grey is None:
        return Scan(name, page, None, Fault.BROKEN)
    small = cv2.IMREAD_REDUCED_COLOR_8 if longest // 8 >= COLOUR_PIXELS else cv2.IMREAD_REDUCED_COLOR_4
    return Scan(name, page, grey, full=full, colour=(lambda: _decoded(data, small)) if has_colour else None)


def _whole(data: bytes) -> Grey:
    grey = _decoded(data, cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError("not a picture")
    return grey


def _decoded(data: bytes, how: int) -> Grey | None:
    found: Grey | None = cv2.imdecode(numpy.frombuffer(data, numpy.uint8), how)  # type: ignore[assignment] # says None in words only
    return found


def _about(data: bytes) -> tuple[int, int, bool]:
    """Width, height, and whether it has colour, from the head of the file alone."""
    with quiet(), Image.open(io.BytesIO(data)) as image:
        return *image.size, image.mode not in {"1", "L", "LA", "I", "I;16"}


def quiet() -> "warnings.catch_warnings[None]":
    """Pillow warns of large pictures and odd tags; sizes are checked here."""
    return warnings.catch_warnings(action="ignore")


def halved(name: str, page: int, whole: Grey, colour: Colour | None = None) -> Scan:
    """Half the size or a quarter, where that is enough.

    :param colour: the same picture in colour, where it has any.
    """
    tinted = None
    if colour is not None:
        times = max(1, max(whole.shape) // COLOUR_PIXELS)
        size = (whole.shape[1] // times, whole.shape[0] // times)
        tiny = numpy.asarray(cv2.resize(colour, size, interpolation=cv2.INTER_AREA), dtype=numpy.uint8)
        tinted = lambda: tiny  # noqa: E731  # kept small: of the whole picture only the grey is needed
    times = max(whole.shape) // ENOUGH_PIXELS
    if times < 2:
        return Scan(name, page, whole, colour=tinted)
    times = 4 if times >= 4 else 2
    size = (whole.shape[1] // times, whole.shape[0] // times)
    small: Grey = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment] # of the same type
    return Scan(name, page, small, full=lambda: whole, colour=tinted)


def opened(source: Source) -> Path | io.BytesIO:
    """As libraries open files."""
    return source if isinstance(source, Path) else io.BytesIO(source)
