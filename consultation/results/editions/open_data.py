"""An edition as open data: a Frictionless Data Package, a file for SPSS or Stata, results for Decidim."""

import csv
import datetime as dt
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import escape

from consultation.results.editions.dictionary import FIELDS
from consultation.results.editions.frozen import ActionFigures, Frozen, PriorityFigures
from consultation.results.editions.public import LICENCE, public_edition
from consultation.results.export import COUNTS_HEADER, counts_rows, counts_sheets
from consultation.results.guarded import guarded
from consultation.results.resident_outputs.need_sheet import day_words, heard_words
from consultation.results.spreadsheets import Cell, csv_lines
from consultation.results.statistics import LABEL_BYTES, cut
from consultation.terms import ReplyState

TABULAR = "https://specs.frictionlessdata.io/schemas/tabular-data-package.json"
LABEL_LETTERS = {"sav": 250, "dta": 80}
NUMBERS = frozenset({"integer", "number"})
FIRST_ID = 900_000_000
"""Of rows for Decidim, which updates its own result of the same number: beyond any it has."""


def csv_table(frozen: Frozen, locale: str) -> bytes:
    """Every figure, one a row."""
    return "".join(csv_lines(counts_sheets(frozen, locale)[0])).encode()


def data_package(frozen: Frozen, locale: str, address: str) -> bytes:
    """A ZIP file with `datapackage.json`, which describes the table beside it column by column."""
    table, document = csv_table(frozen, locale), public_edition(frozen).model_dump_json(indent=1).encode()
    descriptor = {
        "profile": "tabular-data-package",
        "name": f"{frozen.slug}-{frozen.day}",
        "title": frozen.title,
        "description": "Simulated answers." if frozen.is_simulated else "",
        "homepage": address,
        "version": f"{frozen.number}.0.0",
        "created": f"{frozen.day}T00:00:00Z",
        "contributors": [{"title": frozen.organisation, "role": "publisher"}],
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "resources": [table_resource(table)],
    }
    if not descriptor["description"]:
        del descriptor["description"]
    described = json.dumps(descriptor, ensure_ascii=False, indent=1).encode()
    return zipped({"datapackage.json": described, "figures.csv": table, "figures.json": document}, frozen.day)


def zipped(contents: Mapping[str, bytes], day: dt.date, folder: str = "") -> bytes:
    """A ZIP file of {name: content}; the same contents are the same file, whenever it is made."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            path = f"{folder}/{name}" if folder else name
            entry = zipfile.ZipInfo(path, date_time=(day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def table_resource(table: bytes) -> dict[str, Any]:
    """The data dictionary."""
    return {
        "profile": "tabular-data-resource",
        "name": "figures",
        "path": "figures.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table),
        "hash": f"sha256:{hashlib.sha256(table).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True},
        "schema": {
            "fields": [
                {"name": name, "type": FIELDS[name].type, "description": str(FIELDS[name].description)}
                for name in COUNTS_HEADER
            ],
            "missingValues": [""],
        },
    }


def statistics_table(frozen: Frozen, locale: str, kind: str) -> bytes:
    """The same table for SPSS (`sav`) or Stata (`dta`), with a label on each column and on codes."""
    import numpy
    import pandas
    import pyreadstat

    rows = list(counts_rows(frozen, locale))
    columns = {name: series(name, [row[place] for row in rows]) for place, name in enumerate(COUNTS_HEADER)}
    table = pandas.DataFrame(columns) if rows else pandas.DataFrame({name: numpy.zeros(0) for name in COUNTS_HEADER})
    given: dict[str, Any] = {
        "file_label": cut(f"{frozen.title} {frozen.day}", 60),
        "column_labels": {
            name: cut(str(FIELDS[name].description)[: LABEL_LETTERS[kind]], LABEL_BYTES[kind]) for name in COUNTS_HEADER
        },
        "variable_value_labels": {"hidden": {0: "0", 1: str(FIELDS["hidden"].description)}},
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"figures.{kind}"
        (pyreadstat.write_sav if kind == "sav" else pyreadstat.write_dta)(table, str(path), **given)
        return path.read_bytes()


def series(name: str, cells: Sequence[Cell]) -> Any:
    """One column as pandas takes it."""
    import numpy

    if FIELDS[name].type in NUMBERS:
        return numpy.array([numpy.nan if cell in {None, ""} else float(cell or 0) for cell in cells])
    return numpy.array([cut(str(cell), 2000) if cell is not None else "" for cell in cells], dtype=object)


# Decidim.

PROGRESS = {ReplyState.DONE: 100, ReplyState.NO: 0, ReplyState.NOT_OURS: 0}


def decidim_results(frozen: Frozen, address: str) -> bytes:
    """Results for the accountability component of Decidim: a priority, and its actions under it.

    The columns its importer reads (`id`, `parent/id`, `title/…`, `description/…`, dates, `progress`), separated by `;`
    as its own exports are. Statuses, categories and scopes have numbers of each installation and stay empty.
    """
    locale = frozen.locale.partition("@")[0]
    header = ["id", "category/id", "scope/id", "parent/id", f"title/{locale}", f"description/{locale}"]
    header += ["start_date", "end_date", "status/id", "progress", "proposal_urls"]
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\n")
    writer.writerow(header)
    for row in decidim_rows(frozen, address):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return file.getvalue().encode()


def decidim_rows(frozen: Frozen, address: str) -> Iterator[list[Cell]]:
    number = FIRST_ID
    for priority in frozen.priorities:
        number += 1
        parent = number
        title = f"{priority.number}. {priority.title}"
        yield [parent, None, None, None, title, described(frozen, priority, address), None, None, None, None, None]
        for action in priority.actions:
            number += 1
            told = action.told
            due = told.due_on.isoformat() if told and told.due_on else None
            progress = PROGRESS.get(told.state) if told and told.state else None
            about = described(frozen, action, f"{address}/{action.key}")
            title = f"{action.key} {action.title}"
            yield [number, None, None, parent, title, about, None, due, None, progress, None]


def described(frozen: Frozen, one: PriorityFigures | ActionFigures, address: str) -> str:
    """The people heard and the reply, as HTML."""
    parts = [f"{heard_words(one.heard)} ({day_words(frozen)})"]
    if isinstance(one, ActionFigures) and one.told:
        parts.append(one.told.because.get(frozen.locale, ""))
    words = "".join(f"<p>{escape(part)}</p>" for part in parts if part)
    return f'{words}<p><a href="{escape(address)}">{escape(address)}</a></p>'
