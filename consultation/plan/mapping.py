"""The grid of a document for the mapping screen, and what a person said on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consultation.plan.columns import Role
from consultation.plan.items import Item, Kind
from consultation.plan.plan_reading import PlanReading

AS_FOUND = ""


@dataclass(frozen=True, slots=True)
class MappedLine:
    """One line of the document with the kind it was given and the one a person chose."""

    item: Item
    found: str
    chosen: str


@dataclass(frozen=True, slots=True)
class MappedPart:
    """Paragraphs one after the other, or one table with its columns."""

    table: str
    lines: Sequence[MappedLine]
    #: Roles found, and roles chosen (empty: as found), one a column.
    found_roles: Sequence[str]
    chosen_roles: Sequence[str]

    @property
    def width(self) -> int:
        return max(len(line.item.cells) for line in self.lines)


def mapped_document(reading: PlanReading, mapping: Mapping[str, Any]) -> list[MappedPart]:
    """The document cut into paragraphs and tables, each line with its kind."""
    chosen_kinds, chosen_columns = mapping.get("kinds", {}), mapping.get("columns", {})
    parts: list[MappedPart] = []
    for table, lines in _runs(reading):
        width = max(len(item.cells) for item, _ in lines)
        found = [role.value if role else AS_FOUND for role in reading.columns.get(table, [])]
        chosen = [role or AS_FOUND for role in chosen_columns.get(table, [])]
        parts.append(
            MappedPart(
                table,
                [
                    MappedLine(item, kind.value if kind else AS_FOUND, chosen_kinds.get(item.id, AS_FOUND))
                    for item, kind in lines
                ],
                _wide(found, width),
                _wide(chosen, width),
            )
        )
    return parts


def mapping_of_form(form: Mapping[str, str]) -> tuple[dict[str, Kind], dict[str, list[Role | None]]]:
    """Kinds and roles a person chose: fields `kind-<line>` and `column-<table>-<number>`, unknown values left out.

    A table where one column is chosen takes the others as they were found, sent beside as `found-<table>-<number>`.
    """
    kinds = {
        name.removeprefix("kind-"): Kind(value)
        for name, value in form.items()
        if name.startswith("kind-") and value in set(Kind)
    }
    tables = dict.fromkeys(name.split("-")[1] for name in form if name.startswith("column-") and name.count("-") == 2)
    columns = {table: _roles(form, table) for table in tables}
    return kinds, {table: roles for table, roles in columns.items() if roles}


def _roles(form: Mapping[str, str], table: str) -> list[Role | None]:
    names = [name for name in form if name.startswith(f"column-{table}-")]
    if not any(form[name] in set(Role) for name in names):
        return []
    values = [form[name] or form.get(name.replace("column-", "found-", 1), "") for name in names]
    return [Role(value) if value in set(Role) else None for value in values]


def _runs(reading: PlanReading) -> list[tuple[str, list[tuple[Item, Kind | None]]]]:
    runs: list[tuple[str, list[tuple[Item, Kind | None]]]] = []
    for item, kind in reading.items:
        if not runs or runs[-1][0] != item.table:
            runs.append((item.table, []))
        runs[-1][1].append((item, kind))
    return runs


def _wide(values: Sequence[str], width: int) -> list[str]:
    return [*values[:width], *[AS_FOUND] * (width - len(values))]
