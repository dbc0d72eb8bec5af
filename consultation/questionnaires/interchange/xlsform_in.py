"""XLSForm in: lenient where the reference converter refuses, and everything it repairs or cannot do is told."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from consultation.languages import LANGUAGES
from consultation.plan.formats.safety import Refused
from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.interchange import rules
from consultation.questionnaires.interchange.headers import CHOICES_NAMES, SETTINGS_NAMES, Column, columns_of
from consultation.questionnaires.interchange.language import guessed_language, language_code, own_name
from consultation.questionnaires.interchange.lists import ChoiceList, read_lists
from consultation.questionnaires.interchange.reading import Reading, Report
from consultation.questionnaires.interchange.sheets import Sheet
from consultation.questionnaires.interchange.xlsform_extras import SHEET, with_extras
from consultation.questionnaires.interchange.xlsform_names import named_lines
from consultation.questionnaires.interchange.xlsform_questions import question_of, table_of
from consultation.questionnaires.interchange.xlsform_rules import Rules
from consultation.questionnaires.interchange.xlsform_sheets import (
    Line,
    assigned,
    header_row,
    survey_columns,
    survey_lines,
)

MOST_KEPT_CELLS = 20_000
"""Cells of a sheet we do not know, kept to be given back."""
DEEPEST = 100
"""Groups inside each other; real forms have eight."""
MOST_TIMES = 20
USED_SETTINGS = frozenset({"form_title", "form_id", "id_string", "version", "default_language", "title"})


def read_xlsform(sheets: list[Sheet], file_name: str) -> Reading:
    """The form of a workbook.

    :raises Refused: not_a_form, when no sheet looks like a survey
    """
    return _Form(sheets, file_name).reading()


class _Form:
    """One workbook while it is read."""

    def __init__(self, sheets: list[Sheet], file_name: str) -> None:
        self.report = Report()
        self.file_name = file_name
        self.roles, self.others = assigned(sheets, self.report)
        self.sheet = self.roles["survey"].name
        self.language_names: dict[str, str] = {}
        self.settings = self._settings()
        self.top, self.columns = survey_columns(self.roles["survey"], self.language_names, self.report)
        self.choice_sheets = {
            role: (self.roles[role], *self._choice_columns(self.roles[role]))
            for role in ("choices", "external_choices")
            if role in self.roles
        }
        self.default, self.unsuffixed = self._default_language()
        self.foreign: dict[str, Any] = {}

    def reading(self) -> Reading:
        """The definition and the report."""
        self._tell_formulas()
        lines, after = survey_lines(self.roles["survey"], self.top, self.columns, self._plain, self.report)
        self._tell_unknown_columns(lines)
        lists, used_lists = self._lists(), set[str]()
        builder = _Builder(lines, lists, self)
        sections = builder.sections()
        used_lists = {str(q.foreign.get("list")) for section in sections for q in section.questions}
        self._keep(lists, used_lists, after, builder)
        definition = Definition(
            title={self.default: self._title()},
            locales=self.locales,
            sections=tuple(sections),
            content_locales={code: self._name(code) for code in self.locales if code not in LANGUAGES},
            foreign={"xlsform": self.foreign},
        )
        extras = next((sheet for sheet in self.others if sheet.name == SHEET), None)
        if extras:
            definition = with_extras(definition, extras, self.report)
        return Reading("xlsform", definition, tuple(self.report.repairs), tuple(self.report.unsupported))

    # Languages

    @property
    def _plain(self) -> str:
        """Language of words in columns that name none."""
        return self.unsuffixed or self.default

    @property
    def locales(self) -> tuple[str, ...]:
        """Every language, the default first."""
        return tuple(
            dict.fromkeys([self.default, *([self.unsuffixed] if self.unsuffixed else []), *self.language_names])
        )

    def _name(self, code: str) -> str:
        """The language in its own words, else in those of the form."""
        name = own_name(code)
        return self.language_names.get(code, code) if name == code else name

    def _default_language(self) -> tuple[str, str]:
        """The form's own language, and that of columns that name none (empty when there are none)."""
        columns = [*self.columns, *(c for _, _, found in self.choice_sheets.values() for c in found)]
        plain = any(column.name == "label" and column.language is None for column in columns)
        said = self.settings.get("default_language", "").strip()
        by_name = {name.casefold(): code for code, name in self.language_names.items()}
        code = by_name.get(said.casefold()) or (language_code(said) if said else None)
        if said and code is None and said.lower() != "default":
            self.report.cannot("settings", 2, "default_language_unknown", name=said)
        if not plain:
            return code or next(iter(self.language_names), "") or self._guessed(), ""
        code = code or self._guessed()
        return code, code

    def _guessed(self) -> str:
        """The language the words without one seem to be in, told so that a person confirms it."""
        words = []
        read = [(self.roles["survey"], self.top, self.columns), *self.choice_sheets.values()]
        for sheet, top, columns in read:
            for column in columns:
                if column.name in {"label", "hint"} and column.language is None:
                    words += [row[column.index] for row in sheet.rows[top : top + 300]]
        code = guessed_language(" \n".join(words))
        if code is None or code in self.language_names:
            # Where a language already has columns of its own, the plain ones are another: nobody said which.
            code = "und" if code is None else code
        if code == "und":
            self.report.cannot(self.sheet, self.top, "language_not_said")
        else:
            self.report.repaired(self.sheet, self.top, "language_guessed", name=own_name(code), code=code)
        return code

    # Sheets

    def _settings(self) -> dict[str, str]:
        """{column: cell} of the first row of settings."""
        sheet = self.roles.get("settings")
        rows = [(n, row) for n, row in enumerate(sheet.rows, start=1) if any(c.strip() for c in row)] if sheet else []
        if sheet is None or not rows:
            return {}
        headers = [re.sub(r"\s+", "_", cell.strip().lower().replace("::", "::")) for cell in rows[0][1]]
        settings: dict[str, str] = {}
        for header, cell in zip(headers, rows[1][1] if len(rows) > 1 else [], strict=False):
            name = SETTINGS_NAMES.get(header, header)
            if name and cell.strip():
                settings.setdefault(name, cell.strip())
        for name in settings:
            if name not in USED_SETTINGS:
                self.report.cannot(sheet.name, rows[1][0], "setting_kept", name=name)
        for number, row in rows[2:]:
            self.report.cannot(sheet.name, number, "settings_row", words=" | ".join(c for c in row if c.strip()))
        return settings

    def _choice_columns(self, sheet: Sheet) -> tuple[int, list[Column]]:
        top = header_row(sheet, {"list_name"}, CHOICES_NAMES)
        if top is None:
            top = header_row(sheet, {"name"}, CHOICES_NAMES) or 0
        columns = columns_of(
            sheet.rows[top],
            sheet.name,
            top + 1,
            self.language_names,
            self.report,
            choices=True,
            below=sheet.rows[top + 1 :],
        )
        if "list_name" not in {column.name for column in columns}:
            self.report.cannot(sheet.name, top + 1, "no_list_column")
        return top + 1, columns

    def _lists(self) -> dict[str, ChoiceList]:
        may_repeat = rules.yes_or_no(self.settings.get("allow_choice_duplicates", "")) is True
        lists: dict[str, ChoiceList] = {}
        for role, (sheet, top, columns) in self.choice_sheets.items():
            found, stray = read_lists(sheet, top, columns, self._plain, self.report, may_repeat=may_repeat)
            if stray:
                self.foreign.setdefault("stray_choices", {})[role] = stray
            if role == "external_choices":
                self.foreign["external_lists"] = sorted(found)
            for name, choices in found.items():
                lists.setdefault(name, choices)
        return lists

    def _keep(self, lists: Mapping[str, ChoiceList], used: set[str], after: list[dict[str, str]], built: Any) -> None:
        """What is given back on export and has no other place."""
        unused = {name: choices.lines for name, choices in lists.items() if name not in used}
        for name in unused:
            sheet = self.roles.get("choices") or self.roles["external_choices"]
            self.report.cannot(sheet.name, lists[name].rows[0], "list_unused", list=name)
        kept = {
            "settings": {k: v for k, v in self.settings.items() if k != "form_title"},
            "languages": self.language_names,
            "unsuffixed": self.unsuffixed,
            "lists": list(lists),
            "unused_lists": unused,
            "after": after,
            "groups": built.groups,
            "sheets": self._other_sheets(),
        }
        self.foreign.update({name: value for name, value in kept.items() if value})

    def _other_sheets(self) -> dict[str, list[list[str]]]:
        kept = {}
        for sheet in self.others:
            if sheet.name == SHEET:
                continue
            if sum(map(len, sheet.rows)) > MOST_KEPT_CELLS:
                self.report.cannot(sheet.name, None, "sheet_too_big")
                continue
            self.report.cannot(sheet.name, None, "sheet_kept")
            kept[sheet.name] = sheet.rows
        return kept

    def _title(self) -> str:
        said = self.settings.get("form_title") or self.settings.get("form_id") or self.settings.get("id_string")
        return said or re.sub(r"\.\w+$", "", self.file_name.replace("\\", "/").rpartition("/")[2]) or "XLSForm"

    def _tell_formulas(self) -> None:
        for sheet in self.roles.values():
            for row, cell in sheet.formulas:
                self.report.cannot(sheet.name, row, "formula_without_value", cell=cell)

    def _tell_unknown_columns(self, lines: Sequence[Line]) -> None:
        used = {header for line in lines for header in line.raw}
        for column in self.columns:
            if not column.name and column.canonical in used and not column.header.startswith("("):
                self.report.cannot(self.sheet, self.top, "column_kept", column=column.header)


class _Builder:
    """Sections and questions from the rows, group by group."""

    def __init__(self, lines: Sequence[Line], lists: Mapping[str, ChoiceList], form: _Form) -> None:
        self.lines, self.lists, self.report, self.sheet = lines, lists, form.report, form.sheet
        self.paths, self.ends = self._paths()
        self.names, self.named = named_lines(lines, self.paths, form.sheet, form.default, form.report)
        self.use = Rules(form.sheet, self.names, form.report, languages=form.locales)
        for index, named in self.named.items():
            if (found := self._list_of(lines[index])) is not None:
                self.use.lists[named.key] = found
        self.groups: dict[str, dict[str, Any]] = {}
        self.relevants: dict[int, str] = {}
        self.asked = {
            name.casefold() for line in lines for cell in line.raw.values() for name in rules.references(cell)
        }
        self.made: list[Section] = []

    def _list_of(self, line: Line) -> ChoiceList | None:
        plain = re.sub(r"[\s_]+", "", line.type.list_name.casefold())
        near = next((c for name, c in self.lists.items() if re.sub(r"[\s_]+", "", name.casefold()) == plain), None)
        return self.lists.get(line.type.list_name) or (near if plain else None)

    def _paths(self) -> tuple[list[tuple[int, ...]], dict[int, int]]:
        """The groups each row stands in, and {index of a begin row: index of its end}; repairs what does not match."""
        paths: list[tuple[int, ...]] = []
        ends: dict[int, int] = {}
        stack: list[int] = []
        for index, line in enumerate(self.lines):
            paths.append(tuple(stack))
            if line.type.name.startswith("begin_"):
                stack.append(index)
                if len(stack) > DEEPEST:
                    raise Refused("too_much_inside")
            elif line.type.name.startswith("end_"):
                if not stack:
                    self.report.repaired(self.sheet, line.row, "end_without_begin", type=line.type.name)
                    continue
                begun = self.lines[stack.pop()]
                ends[self.lines.index(begun)] = index
                if begun.type.name[6:] != line.type.name[4:]:
                    self.report.repaired(
                        self.sheet, line.row, "end_of_other", type=line.type.name, begun=begun.type.name, row=begun.row
                    )
        for index in reversed(stack):
            self.report.repaired(
                self.sheet, self.lines[index].row, "begin_without_end", type=self.lines[index].type.name
            )
            ends[index] = len(self.lines)
        return paths, ends

    def sections(self) -> list[Section]:
        """Every section in order."""
        index = 0
        current: tuple[int, ...] | None = None
        questions: list[Question] = []
        while index < len(self.lines):
            line, path = self.lines[index], self.paths[index]
            if line.type.name.startswith("end_"):
                if line.before:
                    self._give_back(line)
                index += 1
                continue
            outer, inner = self._split(path)
            if line.type.name.startswith("begin_"):
                self._note_group(index)
                children = self._table_children(index)
                if not children:
                    if not self._has_direct_rows(index) and not self._split((*path, index))[1]:
                        # Only other groups inside, or nothing: its heading still stands.
                        self._close(current, questions)
                        current, questions = None, []
                        if not self._has_groups(index):
                            self._close(self._split((*path, index))[0], [])
                    index += 1
                    continue
            if outer != current:
                self._close(current, questions)
                current, questions = outer, []
            if line.type.name.startswith("begin_"):
                question = table_of(self.named[index], [self.named[i] for i in children], self.lists, self.use)
                index = self.ends[index]
            else:
                relevances = [self._relevant(i) for i in inner]
                question = question_of(self.named[index], self.lists, self.use, relevances)
                index += 1
            if inner:
                question = question.model_copy(
                    update={"foreign": {**question.foreign, "path": [self.named[i].key for i in inner]}}
                )
            questions.append(question)
        self._close(current, questions)
        return self.made

    def _split(self, path: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The groups of the section, and those inside it: a repeated section is never divided."""
        for depth, index in enumerate(path):
            if self.lines[index].type.name == "begin_repeat":
                return path[: depth + 1], path[depth + 1 :]
        return path, ()

    def _close(self, path: tuple[int, ...] | None, questions: Sequence[Question]) -> None:
        if path is None:
            return
        last = path[-1] if path else None
        own = self.named[last].key if last is not None else "section"
        begun = last is not None and any(section.foreign.get("path", [""])[-1:] == [own] for section in self.made)
        key = self.names.give(own) if begun or last is None else own
        named = self.named[last] if last is not None else None
        title = self.use.words(named.line.words.get("label", {}), named) if named else {}
        repeat = self._times(last) if last is not None and self._is_repeat(last) else None
        foreign = {"path": [self.named[i].key for i in path]} if path else {}
        relevant = rules.joined([self._relevant(i) for i in path])
        self.made.append(
            Section(key=key, title=title, questions=tuple(questions), relevant=relevant, repeat=repeat, foreign=foreign)
        )

    def _is_repeat(self, index: int) -> bool:
        return self.lines[index].type.name == "begin_repeat"

    def _times(self, index: int) -> int:
        said = self.lines[index].get("repeat_count")
        if said.isdecimal() and 1 <= int(said) <= MOST_TIMES:
            return int(said)
        row = self.lines[index].row
        if said:
            self.report.cannot(self.sheet, row, "repeat_count", rule=said, most=MOST_TIMES)
        return MOST_TIMES

    def _relevant(self, index: int) -> str:
        if index not in self.relevants:
            named = self.named[index]
            self.relevants[index] = self.use.expression(named.line.get("relevant"), named, "relevant")
        return self.relevants[index]

    def _note_group(self, index: int) -> None:
        """What the group says, to be given back."""
        named, line = self.named[index], self.lines[index]
        kept: dict[str, Any] = {
            "type": line.type.name,
            "name": named.name if named.name != named.key else "",
            "label": self.use.words(line.words.get("label", {}), named),
            "relevant": self._relevant(index),
            "appearance": line.get("appearance"),
            "columns": {k: v for k, v in line.cells.items() if k not in {"type", "name", "relevant", "appearance"}},
            "before": line.before,
        }
        for column, words in line.words.items():
            if column != "label":
                kept["columns"] |= {f"{column}::{language}": told for language, told in words.items()}
        self.groups[named.key] = {name: value for name, value in kept.items() if value}
        outer = [i for i in self.paths[index] if self._is_repeat(i)]
        if outer and self._is_repeat(index):
            self.report.cannot(self.sheet, line.row, "repeat_in_repeat", name=named.name)
        elif outer and line.words.get("label"):
            self.report.cannot(self.sheet, line.row, "heading_in_repeat", name=named.name)

    def _give_back(self, line: Line) -> None:
        following = next((other for other in self.lines if other.row > line.row), None)
        if following:
            following.before = [*line.before, *following.before]

    def _has_direct_rows(self, index: int) -> bool:
        return any(
            self.paths[i] == (*self.paths[index], index) and not self.lines[i].type.name.startswith(("begin_", "end_"))
            for i in range(index + 1, self.ends[index])
        )

    def _has_groups(self, index: int) -> bool:
        return any(self.lines[i].type.name.startswith("begin_") for i in range(index + 1, self.ends[index]))

    def _table_children(self, index: int) -> list[int]:
        """The rows of a table-list group that is nothing but one table; empty for any other group."""
        if "table-list" not in self.lines[index].get("appearance").split() or self._is_repeat(index):
            return []
        inside = [i for i in range(index + 1, self.ends[index]) if not self.lines[i].type.name.startswith("end_")]
        plain = {"type", "name", "required", "appearance", "list_name"}
        for i in inside:
            line = self.lines[i]
            if line.type.name not in {"select_one", "select_multiple"} or line.type.or_other:
                return []
            if set(line.cells) - plain or set(line.words) - {"label"} or self._list_of(line) is None:
                return []
            if self.named[i].name.casefold() in self.asked or rules.yes_or_no(line.get("required")) is None:
                return []
        said = {(self.lines[i].type.canonical, rules.yes_or_no(self.lines[i].get("required"))) for i in inside}
        return inside if len(said) == 1 and len(inside) > 1 else []
