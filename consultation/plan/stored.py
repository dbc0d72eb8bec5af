"""Blocks and settled choices as JSON, and back: what the database keeps of a document that was read."""

from collections.abc import Mapping, Sequence
from typing import Any

from consultation.plan.blocks import Block, Cell, Choice, Document, Doubt, Dropped, Line, Paragraph, Row, Table
from consultation.plan.columns import Role
from consultation.plan.dates import When
from consultation.plan.items import Kind
from consultation.plan.plan_reading import Settled
from consultation.terms import WhenLabel

Json = dict[str, Any]


def document_as_json(document: Document) -> list[Json]:
    """The head of the document (kind, what was left out, doubts), then its blocks in order."""
    head = {
        "kind": document.kind,
        "dropped": [[one.text, one.why] for one in document.dropped],
        "doubts": [[one.where, one.code, one.values] for one in document.doubts],
    }
    return [head, *(_block_as_json(block) for block in document.blocks)]


def document_from_json(stored: Sequence[Json]) -> Document:
    """The document whose JSON is given."""
    head, *blocks = stored
    return Document(
        head["kind"],
        tuple(_block_from_json(block) for block in blocks),
        tuple(Dropped(text, why) for text, why in head["dropped"]),
        tuple(Doubt(where, code, values) for where, code, values in head["doubts"]),
    )


def settled_from_json(stored: Mapping[str, Any] | None) -> Settled:
    """What a person settled: kinds of lines and roles of columns."""
    kept = stored or {}
    return Settled(
        kinds={key: Kind(value) for key, value in kept.get("kinds", {}).items()},
        columns={
            table: [Role(role) if role else None for role in roles] for table, roles in kept.get("columns", {}).items()
        },
    )


def with_choice(stored: Mapping[str, Any] | None, choice: Choice) -> Json:
    """The settled choices with one more."""
    kept = {"kinds": {}, "columns": {}, **(stored or {})}
    return {**kept, choice.section: {**kept[choice.section], **dict.fromkeys(choice.key.split(","), choice.value)}}


def with_date(stored: Mapping[str, Any] | None, key: str, when: Json) -> Json:
    """The settled choices with the reading of one date: label, start_year, end_year, frequency, words as printed."""
    kept = dict(stored or {})
    return {**kept, "when": {**kept.get("when", {}), key: when}}


def when_from_json(given: Json) -> When:
    """The reading of a date that a person chose."""
    return When(WhenLabel(given["label"]), given["start_year"], given["end_year"], given["frequency"])


def _block_as_json(block: Block) -> Json:
    if isinstance(block, Paragraph):
        return {
            "lines": _lines_as_json(block.lines),
            "level": block.level,
            "notes": list(block.notes),
            "sheet": block.sheet,
        }
    return {
        "rows": [{"cells": [_cell_as_json(cell) for cell in row.cells], "heading": row.heading} for row in block.rows]
    }


def _block_from_json(stored: Json) -> Block:
    if "rows" in stored:
        return Table(tuple(Row(tuple(map(_cell_from_json, row["cells"])), row["heading"]) for row in stored["rows"]))
    return Paragraph(_lines_from_json(stored["lines"]), stored["level"], tuple(stored["notes"]), stored["sheet"])


def _cell_as_json(cell: Cell) -> Json:
    """Only what differs from an empty cell, because most of a grid is plain."""
    whole = {
        "lines": _lines_as_json(cell.lines),
        "notes": list(cell.notes),
        "across": cell.across if cell.across != 1 else 0,
        "continued": cell.continued,
        "covered": cell.covered,
    }
    return {name: value for name, value in whole.items() if value}


def _cell_from_json(stored: Json) -> Cell:
    return Cell(
        _lines_from_json(stored.get("lines", [])),
        tuple(stored.get("notes", [])),
        stored.get("across", 1),
        stored.get("continued", False),
        stored.get("covered", False),
    )


def _lines_as_json(lines: Sequence[Line]) -> list[Any]:
    return [[line.text, True] if line.bullet else line.text for line in lines]


def _lines_from_json(stored: Sequence[Any]) -> tuple[Line, ...]:
    return tuple(Line(one) if isinstance(one, str) else Line(one[0], one[1]) for one in stored)
