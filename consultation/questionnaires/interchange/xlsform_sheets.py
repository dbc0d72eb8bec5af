"""Which sheet of a workbook is which, and its rows as cells with names."""

import difflib
import re
from dataclasses import dataclass, field

from consultation.plan.formats.safety import Refused
from consultation.questionnaires.interchange.headers import SURVEY_NAMES, WORDS, Column, columns_of, normalized
from consultation.questionnaires.interchange.reading import Report
from consultation.questionnaires.interchange.sheets import Sheet
from consultation.questionnaires.interchange.types import Type, read_type

OTHER_NAMES = {
    "survey": ("survey", "questions", "questionnaire", "form", "sondage", "enquête", "enquete", "encuesta"),
    "choices": ("choices", "choice", "options", "lists", "choix", "opciones", "choices_list", "listes", "listas"),
    "settings": ("settings", "setting", "parametres", "paramètres"),
    "external_choices": ("external_choices", "external choices", "externalchoices"),
}
LOWEST_HEADER = 20
"""Rows looked at for the one that names the columns."""


@dataclass
class Line:
    """One row of the survey sheet."""

    row: int
    type: Type
    cells: dict[str, str]
    """{our name of the column, or the author's header: cell}; only filled ones."""
    words: dict[str, dict[str, str]]
    """{column of words: {language: words}}."""
    raw: dict[str, str]
    """The filled cells under one spelling of each header."""
    before: list[dict[str, str]] = field(default_factory=list)
    """Rows above it that are no questions, as `raw`."""

    def get(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def appearance_words(self) -> list[str]:
        return self.get("appearance").split()


def assigned(sheets: list[Sheet], report: Report) -> tuple[dict[str, Sheet], list[Sheet]]:
    """{role: sheet} and the sheets that have none.

    :raises Refused: not_a_form, when nothing looks like a survey
    """
    roles: dict[str, Sheet] = {}
    by_name = {re.sub(r"[\s_]+", "_", sheet.name.strip().lower()): sheet for sheet in reversed(sheets) if sheet.rows}
    for role, names in OTHER_NAMES.items():
        for name in names:
            candidate = by_name.get(name.replace(" ", "_"))
            if candidate and candidate not in roles.values():
                roles[role] = candidate
                if name not in {role, role.replace("_", " ")}:
                    report.repaired(candidate.name, None, "sheet_read_as", sheet=role)
                break
    for role in ("survey", "choices", "settings"):
        if role not in roles:
            near = difflib.get_close_matches(role, [n for n, s in by_name.items() if s not in roles.values()], 1, 0.8)
            if near:
                roles[role] = by_name[near[0]]
                report.repaired(by_name[near[0]].name, None, "sheet_read_as", sheet=role)
    if "survey" not in roles or header_row(roles["survey"], {"type"}) is None:
        found = next((s for s in sheets if s.rows and header_row(s, {"type", "name"}) is not None), None)
        if found is None:
            raise Refused("not_a_form")
        report.repaired(found.name, None, "sheet_read_as", sheet="survey")
        roles = {role: sheet for role, sheet in roles.items() if sheet is not found and role != "survey"}
        roles["survey"] = found
    if roles["survey"].hidden:
        report.repaired(roles["survey"].name, None, "sheet_hidden")
    return roles, [sheet for sheet in sheets if sheet not in roles.values() and sheet.rows]


def header_row(sheet: Sheet, needed: set[str], known: dict[str, str] | None = None) -> int | None:
    """Index of the row that names the columns; None when there is none.

    Of two such rows, one right under the other, the one that spells more of them as programs do: the first may be
    for readers.
    """
    known = known or SURVEY_NAMES
    heads = [[_head(cell) for cell in row] for row in sheet.rows[:LOWEST_HEADER]]
    named = [i for i, cells in enumerate(heads) if needed <= {known.get(cell, "") for cell in cells}]
    return max(
        named[:1] + [i for i in named[1:2] if i == named[0] + 1],
        key=lambda i: sum(known.get(cell) == cell for cell in heads[i]),
        default=None,
    )


def _head(cell: str) -> str:
    """The column without its language: `label` of "label::English"."""
    return normalized(cell.partition("::")[0])


def survey_columns(sheet: Sheet, languages: dict[str, str], report: Report) -> tuple[int, list[Column]]:
    """How many rows the header takes, and the columns."""
    top = header_row(sheet, {"type"}) or 0
    if above := sum(any(cell.strip() for cell in row) for row in sheet.rows[:top]):
        report.repaired(sheet.name, top + 1, "header_lower", rows=above)
    return top + 1, columns_of(sheet.rows[top], sheet.name, top + 1, languages, report, below=sheet.rows[top + 1 :])


def survey_lines(
    sheet: Sheet, top: int, columns: list[Column], default: str, report: Report
) -> tuple[list[Line], list[dict[str, str]]]:
    """The rows that mean something, and those after the last of them that do not."""
    lines: list[Line] = []
    waiting: list[dict[str, str]] = []
    for number, cells in enumerate(sheet.rows[top:], start=top + 1):
        line = _line(number, cells, columns, default)
        if not line.raw:
            continue
        typed = line.get("type")
        if not typed and line.get("name") and "label" in line.words and line.get("calculation"):
            typed = "calculate"
            report.repaired(sheet.name, number, "type_missing_calculate", name=line.get("name"))
        if (
            not typed
            or typed.startswith(("#", "//"))
            or line.get("disabled").lower() in {"yes", "true", "1", "true()", "oui"}
        ):
            # Switched off for every program: the standard has no rows that are no questions.
            waiting.append({**line.raw, "disabled": "yes"})
            code = "row_without_type" if not typed else "row_switched_off"
            report.cannot(sheet.name, number, code, words=" | ".join(line.raw.values()))
            continue
        line.type = read_type(typed)
        if not line.type.list_name and line.get("list_name") and line.type.name.startswith(("select", "rank")):
            line.type = read_type(f"{line.type.name} {line.get('list_name')}")
        if line.type.corrected and line.type.canonical != typed:
            report.repaired(sheet.name, number, "type_corrected", written=typed, read=line.type.canonical)
        line.before, waiting = waiting, []
        lines.append(line)
    return lines, waiting


def _line(number: int, cells: list[str], columns: list[Column], default: str) -> Line:
    line = Line(number, Type(""), {}, {}, {})
    for column in columns:
        # What calculates may begin with a space on purpose; nothing else.
        words = cells[column.index].strip().strip("\u00a0\u200b\ufeff").strip()
        if not words:
            continue
        line.raw[column.canonical] = words
        if column.name in WORDS:
            if column.language is None:
                line.words.setdefault(column.name, {}).setdefault(default, words)
            else:
                line.words.setdefault(column.name, {})[column.language] = words
        else:
            line.cells[column.canonical] = words
    return line
