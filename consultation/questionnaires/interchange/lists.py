"""Lists of choices of an XLSForm."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from consultation.questionnaires.definition import Option
from consultation.questionnaires.interchange.headers import MEDIA, Column
from consultation.questionnaires.interchange.naming import key_of, unique
from consultation.questionnaires.interchange.reading import Report
from consultation.questionnaires.interchange.sheets import Sheet

MOST_OPTIONS = 10_000
"""Of one list; the communes of a country are 35,000 and belong in a file."""


@dataclass
class ChoiceList:
    """One list, as options ready to be given to each question that uses it."""

    name: str
    options: list[Option] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    """{name in the form: key}, the first of each name."""
    lines: list[dict[str, str]] = field(default_factory=list)
    """The cells under their headers, as they stand in the sheet."""
    by_name: dict[str, Option] = field(default_factory=dict)
    """{name in the form: the first option that has it}."""
    taken: set[str] = field(default_factory=set)
    """Keys of the options."""

    @property
    def changed(self) -> dict[str, str]:
        """{name in the form: key} of those that differ."""
        return {name: key for name, key in self.keys.items() if name != key}


def read_lists(
    sheet: Sheet, top: int, columns: Sequence[Column], default: str, report: Report, *, may_repeat: bool
) -> tuple[dict[str, ChoiceList], list[dict[str, str]]]:
    """The lists by name, and the rows that belong to none as {header: cell}.

    :param top: how many rows the header takes, counted from the top of the sheet
    :param default: language of labels that name none
    """
    lists: dict[str, ChoiceList] = {}
    stray: list[dict[str, str]] = []
    last = ""
    by_name = {column.name: column for column in columns if column.name}
    merged = _merged_names(sheet, by_name["list_name"].index) if "list_name" in by_name else {}
    for number, cells in enumerate(sheet.rows[top:], start=top + 1):
        line = {column.canonical: cells[column.index].strip() for column in columns if cells[column.index].strip()}
        if not line:
            continue
        said = cells[by_name["list_name"].index].strip() if "list_name" in by_name else "choices"
        # No program takes a list whose name has a space.
        list_name = "_".join(said.replace("\u00a0", " ").split())
        name = cells[by_name["name"].index].strip() if "name" in by_name else ""
        label = _label(cells, columns, default)
        if last and not list_name and (name or label) and (merged.get(number - 1) == last or (name and label)):
            # Under a merged cell, or with all that a choice has: it can only belong to the list above.
            list_name = last
            report.repaired(sheet.name, number, "list_continued", list=last)
        if not list_name or (not name and not label):
            stray.append(line)
            report.cannot(sheet.name, number, "choice_without_list", words=" | ".join(line.values()))
            continue
        last = list_name
        _add(lists.setdefault(list_name, ChoiceList(list_name)), cells, columns, name, label, line, number,
             sheet.name, report, default=default, may_repeat=may_repeat)  # fmt: skip
    return lists, stray


def _merged_names(sheet: Sheet, column: int) -> dict[int, str]:
    """{row from 0: list name} of rows under a merged cell of the list column."""
    names = {}
    for top, left, bottom, right in sheet.merged:
        if left <= column <= right and bottom > top and top < len(sheet.rows):
            for row in range(top + 1, min(bottom, len(sheet.rows)) + 1):
                names[row] = "_".join(sheet.rows[top][column].split())
    return names


def _label(cells: Sequence[str], columns: Sequence[Column], default: str) -> dict[str, str]:
    label: dict[str, str] = {}
    for column in columns:
        if column.name == "label" and (words := cells[column.index].strip()):
            if column.language is None:
                label.setdefault(default, words)
            else:
                label[column.language] = words
    return label


def _add(
    choices: ChoiceList,
    cells: Sequence[str],
    columns: Sequence[Column],
    name: str,
    label: dict[str, str],
    line: dict[str, str],
    row: int,
    sheet: str,
    report: Report,
    *,
    default: str,
    may_repeat: bool,
) -> None:
    if len(choices.options) >= MOST_OPTIONS:
        if len(choices.options) == MOST_OPTIONS and choices.rows[-1] != -1:
            report.cannot(sheet, row, "list_too_long", list=choices.name, most=MOST_OPTIONS)
            choices.rows.append(-1)
        return
    if not name:
        words = next(iter(label.values()))
        name = key_of(words.lower(), f"option_{len(choices.options) + 1}")[:40].strip("_")
        report.repaired(sheet, row, "choice_without_name", words=words, name=name)
    if not label:
        report.repaired(sheet, row, "choice_without_label", name=name)
        label = {default: name}
    attributes = {c.header: cells[c.index].strip() for c in columns if not c.name and cells[c.index].strip()}
    media = {c.canonical: cells[c.index].strip() for c in columns if c.name in MEDIA and cells[c.index].strip()}
    foreign: dict[str, object] = {"media": media} if media else {}
    twin = choices.by_name.get(name)
    if twin and twin.label == label and twin.attributes == attributes:
        report.repaired(sheet, row, "choice_twice_same", name=name, list=choices.name)
        return
    base = key_of(name, f"option_{len(choices.options) + 1}")
    key = unique(base, lambda key: key in choices.taken)
    if twin and not may_repeat:
        report.repaired(sheet, row, "choice_twice", name=name, list=choices.name, key=key)
    elif key != name and not re.search(r"\s", name):
        foreign["name"] = name
    elif key != name:
        report.repaired(sheet, row, "choice_renamed", name=name, key=key)
    choices.keys.setdefault(name, key)
    option = Option(key=key, label=label, attributes=attributes, foreign=foreign)
    for said in (name, key):
        choices.by_name.setdefault(said, option)
    choices.taken.add(key)
    choices.options.append(option)
    choices.rows.append(row)
    choices.lines.append(line)
