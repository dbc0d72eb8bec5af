"""The files of an edition: every one is made from the same frozen figures."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from consultation.results.answers import MIMETYPES, Format
from consultation.results.editions.frozen import Frozen
from consultation.results.editions.names import FileName
from consultation.results.editions.public import public_edition
from consultation.results.export import counts_sheets
from consultation.results.queries import Words
from consultation.results.resident_outputs.need_sheet import Need, need_sheets
from consultation.results.resident_outputs.press import press_sheet
from consultation.results.spreadsheets import csv_lines, write_xlsx

PDF = "application/pdf"


@dataclass(frozen=True)
class Wish:
    """What a file is made from."""

    frozen: Frozen
    locale: str
    quotes: Mapping[str, Words]
    """Words that everybody may still read."""
    address: str
    """Where everybody reads the figures."""


def sheets(wish: Wish) -> bytes:
    """One need sheet a page, an action a sheet."""
    frozen = wish.frozen
    needs = [
        Need(action.key, action.title, priority, action, action.heard)
        for priority in frozen.priorities
        for action in priority.actions
    ]
    return need_sheets(frozen, needs, wish.quotes, locale=wish.locale)


def press(wish: Wish) -> bytes:
    """The page for journalists."""
    return press_sheet(wish.frozen, address=wish.address, locale=wish.locale)


def table(wish: Wish) -> bytes:
    """Every figure, one a row."""
    return "".join(csv_lines(counts_sheets(wish.frozen, wish.locale)[0])).encode()


def workbook(wish: Wish) -> bytes:
    """The same as a workbook."""
    file = io.BytesIO()
    write_xlsx(file, counts_sheets(wish.frozen, wish.locale))
    return file.getvalue()


def document(wish: Wish) -> bytes:
    """The whole edition for programs."""
    return public_edition(wish.frozen).model_dump_json(indent=1).encode()


@dataclass(frozen=True)
class Kind:
    """How a file is made."""

    make: Callable[[Wish], bytes]
    mimetype: str


KINDS: Mapping[FileName, Kind] = {
    FileName.SHEETS: Kind(sheets, PDF),
    FileName.PRESS: Kind(press, PDF),
    FileName.XLSX: Kind(workbook, MIMETYPES[Format.XLSX]),
    FileName.CSV: Kind(table, MIMETYPES[Format.CSV]),
    FileName.JSON: Kind(document, "application/json"),
}
