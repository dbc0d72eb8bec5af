"""The files of an edition: every one is made from the same frozen figures."""

import hashlib
import io
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from threading import Lock

from consultation.results.answers import MIMETYPES, Format
from consultation.results.editions.frozen import Frozen
from consultation.results.editions.names import FileName
from consultation.results.editions.open_data import csv_table, data_package, decidim_results, statistics_table, zipped
from consultation.results.editions.public import public_edition
from consultation.results.export import counts_sheets
from consultation.results.resident_outputs.names import FILE_WORDS
from consultation.results.resident_outputs.need_sheet import Need, day_words, need_sheets
from consultation.results.resident_outputs.press import press_sheet
from consultation.results.resident_outputs.report import report
from consultation.results.resident_outputs.slides import slides
from consultation.results.spreadsheets import write_xlsx
from consultation.results.words import Words

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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


def whole_report(wish: Wish) -> bytes:
    """The report to print."""
    return report(wish.frozen, wish.quotes, address=wish.address, locale=wish.locale)


def for_meeting(wish: Wish) -> bytes:
    """The slides."""
    return slides(wish.frozen, address=wish.address, locale=wish.locale)


def plan(wish: Wish) -> bytes:
    """The plan with its numbers."""
    from consultation.results.resident_outputs.plan_document import plan_document  # a library that is rarely used

    return plan_document(wish.frozen, address=wish.address, locale=wish.locale)


def table(wish: Wish) -> bytes:
    """Every figure, one a row."""
    return csv_table(wish.frozen, wish.locale)


def workbook(wish: Wish) -> bytes:
    """The same as a workbook."""
    file = io.BytesIO()
    write_xlsx(file, counts_sheets(wish.frozen, wish.locale))
    return file.getvalue()


def document(wish: Wish) -> bytes:
    """The whole edition for programs."""
    return public_edition(wish.frozen).model_dump_json(indent=1).encode()


def spss(wish: Wish) -> bytes:
    return statistics_table(wish.frozen, wish.locale, "sav")


def stata(wish: Wish) -> bytes:
    return statistics_table(wish.frozen, wish.locale, "dta")


def package(wish: Wish) -> bytes:
    return data_package(wish.frozen, wish.locale, wish.address)


def decidim(wish: Wish) -> bytes:
    return decidim_results(wish.frozen, wish.address)


@dataclass(frozen=True)
class Kind:
    """How a file is made."""

    make: Callable[[Wish], bytes]
    mimetype: str


ZIP = "application/zip"

KINDS: Mapping[FileName, Kind] = {  # each but the one that holds all of them
    FileName.REPORT: Kind(whole_report, PDF),
    FileName.SHEETS: Kind(sheets, PDF),
    FileName.SLIDES: Kind(for_meeting, PDF),
    FileName.PRESS: Kind(press, PDF),
    FileName.PLAN: Kind(plan, DOCX),
    FileName.XLSX: Kind(workbook, MIMETYPES[Format.XLSX]),
    FileName.CSV: Kind(table, MIMETYPES[Format.CSV]),
    FileName.JSON: Kind(document, "application/json"),
    FileName.SPSS: Kind(spss, MIMETYPES[Format.SPSS]),
    FileName.STATA: Kind(stata, MIMETYPES[Format.STATA]),
    FileName.PACKAGE: Kind(package, ZIP),
    FileName.DECIDIM: Kind(decidim, MIMETYPES[Format.CSV]),
}


class Shelf:
    """The files asked for last, so that a link passed around is drawn once; what is on it can be drawn again."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._files: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def take(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The file of that key, made when it is not there."""
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key]
        made = make()
        with self._lock:
            self._files[key] = made
            while len(self._files) > self._places:
                self._files.popitem(last=False)
        return made


SHELF = Shelf(26)
"""Two languages of everything: about 15 MB."""


def file_of(edition_id: int, name: FileName, wish: Wish) -> bytes:
    """A file of an edition; drawn anew when words in it were taken back since."""
    key = (edition_id, wish.frozen.day, wish.address, name, wish.locale, tuple(sorted(wish.quotes)))
    if name is FileName.ALL:
        return SHELF.take(key, lambda: everything(edition_id, wish))
    return SHELF.take(key, lambda: KINDS[name].make(wish))


def mimetype_of(name: FileName) -> str:
    return ZIP if name is FileName.ALL else KINDS[name].mimetype


def everything(edition_id: int, wish: Wish) -> bytes:
    """Every file of an edition in one ZIP: the very bytes of each, what they are, and their sums for `sha256sum -c`."""
    frozen, made = wish.frozen, {name: file_of(edition_id, name, wish) for name in names() if name in KINDS}
    folder = dated(frozen, wish.locale)
    contents = {dated(frozen, wish.locale, name): content for name, content in made.items()}
    about = "\n".join(
        [
            f"{frozen.title} ({frozen.organisation})",
            day_words(frozen),
            wish.address,
            "CC BY 4.0",
            "",
            *(f"{dated(frozen, wish.locale, name)}: {FILE_WORDS[name]}" for name in made),
            "",
        ]
    )
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in contents.items())
    return zipped({"README.txt": about.encode(), "SHA256SUMS": sums.encode(), **contents}, frozen.day, folder)


def dated(frozen: Frozen, locale: str, name: str = "") -> str:
    """What a file is called on somebody's disk: plan, day, edition, language, then what it is."""
    return "-".join(part for part in (frozen.slug, str(frozen.day), f"edition{frozen.number}", locale, name) if part)


def names() -> list[FileName]:
    """The files this installation can make: without the packages for statistics, not theirs."""
    has_statistics = find_spec("pyreadstat") is not None
    return [name for name in FileName if has_statistics or name not in {FileName.SPSS, FileName.STATA}]
