"""XLSForm out: a workbook that the reference converter takes, with everything a form brought along given back."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from consultation.questionnaires.definition import Definition, Option, Question, Section, Text
from consultation.questionnaires.interchange.headers import WORDS
from consultation.questionnaires.interchange.language import own_name
from consultation.questionnaires.interchange.losses import Written, losses_of
from consultation.questionnaires.interchange.naming import XML_NAME, xml_name
from consultation.questionnaires.interchange.outline import Originals
from consultation.questionnaires.interchange.rules import joined, references
from consultation.questionnaires.interchange.sheets import LONGEST_CELL, Sheet, squared
from consultation.questionnaires.interchange.xlsform_extras import SHEET, extras_of
from consultation.questionnaires.interchange.xlsform_in import read_xlsform
from consultation.questionnaires.kinds import plain_number
from consultation.terms import Kind

TYPES: Mapping[Kind, str] = {
    Kind.ONE_CHOICE: "select_one", Kind.YES_MAYBE_NO: "select_one", Kind.FACES: "select_one",
    Kind.SEVERAL_CHOICES: "select_multiple", Kind.PLACE: "select_multiple", Kind.MAP: "select_multiple",
    Kind.RANKING: "rank", Kind.NUMBER: "decimal", Kind.SCALE: "range", Kind.SHORT_TEXT: "text", Kind.LONG_TEXT: "text",
    Kind.DATE: "date", Kind.TIME: "time", Kind.DATE_TIME: "dateTime", Kind.POSITION: "geopoint", Kind.PHOTO: "image",
    Kind.VOICE: "audio", Kind.FILE: "file", Kind.NOTE: "note", Kind.ACKNOWLEDGEMENT: "acknowledge",
    Kind.CALCULATION: "calculate", Kind.HIDDEN: "hidden",
    Kind.RATING_TABLE: "select_one", Kind.WEEK_GRID: "select_multiple",
}  # fmt: skip
FIRST = ("type", "name", "label", "hint", "required", "relevant", "appearance", "constraint", "constraint_message",
         "calculation", "choice_filter", "parameters", "default", "repeat_count", "read_only")  # fmt: skip
Line = dict[str, str]
"""{header: cell} of one row."""


def write_xlsform(definition: Definition) -> Written:
    """The questionnaire as an .xlsx."""
    losses = losses_of(definition, "xlsform", names=_Form(definition).renamed())
    definition = _with_types_of_ours(definition)
    sheets = _sheets(definition)
    cells = [squared(Sheet(name, [list(row) for row in rows])) for name, rows in sheets.items()]
    if extras := extras_of(definition, read_xlsform(cells, "").definition):
        sheets[SHEET] = extras
    return Written(workbook(sheets), losses)


def _with_types_of_ours(definition: Definition) -> Definition:
    """Without the types of LimeSurvey or SurveyJS, which mean nothing in this format: the kind says it."""
    if "xlsform" in definition.foreign:
        return definition
    sections = [
        section.model_copy(
            update={"questions": tuple(q.model_copy(update={"source_type": ""}) for q in section.questions)}
        )
        for section in definition.sections
    ]
    return definition.model_copy(update={"sections": tuple(sections)})


def _sheets(definition: Definition) -> dict[str, list[list[str]]]:
    out = _Form(definition)
    survey, choices = out.survey(), out.choices()
    return {
        "survey": _grid(survey, out.headers(FIRST), out.headers(("type", "name", "label"))),
        **({"choices": _grid(choices, out.headers(("list_name", "name", "label")))} if choices else {}),
        **out.external(),
        "settings": _grid([out.settings()], ("form_title", "form_id")),
        **out.foreign.get("sheets", {}),
    }


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """An .xlsx of plain text cells: nothing in it is ever a formula."""
    from xlsxwriter import Workbook  # a library that is rarely used

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        taken: set[str] = set()
        for name, rows in sheets.items():
            sheet = book.add_worksheet(_sheet_name(name, taken))
            if name.startswith("_"):
                sheet.hide()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell:
                        sheet.write_string(row, column, cell[:LONGEST_CELL])
    return file.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[\[\]:*?/\\]", "_", name)[:31].strip("'") or "sheet"
    while plain.casefold() in taken:
        plain = f"{plain[:29]}_{len(taken)}"
    taken.add(plain.casefold())
    return plain


def _grid(lines: Sequence[Line], first: Iterable[str], always: Iterable[str] = ()) -> list[list[str]]:
    """The lines under one row of headers, the usual columns first.

    :param always: columns that stand there without a cell too: they say which languages there are
    """
    used = dict.fromkeys(header for line in lines for header, cell in line.items() if cell)
    used |= dict.fromkeys(always)
    headers = [header for header in first if header in used]
    headers += [header for header in used if header not in headers]
    return [headers, *([line.get(header, "") for header in headers] for line in lines)]


class _Form:
    """One definition while it is written."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.foreign: dict[str, Any] = definition.foreign.get("xlsform", {})
        self.originals = Originals(definition)
        # Other programs allow names that this format does not.
        self.originals.names = {
            key: name if XML_NAME.fullmatch(name) else xml_name(key) for key, name in self.originals.names.items()
        }
        self.groups: dict[str, dict[str, Any]] = self.foreign.get("groups", {})
        self.names = _free_names(definition, self.groups, self.originals)
        self.lists: dict[str, tuple[Option, ...]] = {}
        self.shared = {str(q.foreign.get("list")) for q in definition.questions()}

    def renamed(self) -> dict[str, str]:
        """{question key: name}."""
        return {q.key: self.names.get(q.key, q.key) for q in self.definition.questions() if not q.foreign.get("name")}

    # Languages

    def header(self, column: str, language: str) -> str:
        """`label::Français (fr)`, or `label` alone for the language the form does not name."""
        names: dict[str, str] = self.foreign.get("languages", {})
        if language == self.foreign.get("unsuffixed"):
            return column
        if language in names:
            return f"{column}::{names[language]}"
        return f"{column}::{own_name(language)} ({language})"

    def headers(self, columns: Iterable[str]) -> list[str]:
        """The columns, those with words once a language."""
        headers = []
        for column in columns:
            locales = self.definition.locales if column in WORDS else ()
            headers += [self.header(column, language) for language in locales] or [column]
        return headers

    def worded(self, column: str, text: Text) -> Line:
        return {self.header(column, language): self.originals.words(words) for language, words in text.items() if words}

    def columns(self, kept: Mapping[str, str]) -> Line:
        """Cells that were kept, under their headers."""
        line = {}
        for header, cell in kept.items():
            name, _, language = header.partition("::")
            if name in WORDS and language in self.definition.locales:
                line[self.header(name, language)] = self.originals.words(cell)
            else:
                line[header] = cell
        return line

    # The survey sheet

    def survey(self) -> list[Line]:
        lines: list[Line] = []
        path: list[str] = []
        titled: set[str] = set()
        for section in self.definition.sections:
            target = [str(key) for key in section.foreign.get("path", [])]
            if not target and (section.title or section.repeat or section.relevant):
                target = [section.key]
            self._move(lines, path, target, section, titled)
            inner: list[str] = []
            for question in section.questions:
                self._move(lines, inner, [str(key) for key in question.foreign.get("path", [])], None, titled)
                lines += self.question(question)
            self._move(lines, inner, [], None, titled)
        self._move(lines, path, [], None, titled)
        return lines + [self.columns(line) for line in self.foreign.get("after", [])]

    def _move(
        self, lines: list[Line], path: list[str], target: Sequence[str], section: Section | None, titled: set[str]
    ) -> None:
        """Ends and begins groups until `path` is `target`."""
        shared = 0
        while shared < min(len(path), len(target)) and path[shared] == target[shared]:
            shared += 1
        if section is not None and section.repeat and shared == len(target) and shared:
            shared -= 1  # a repeated section is a group of its own
        while len(path) > shared:
            lines.append({"type": "end_repeat" if self._repeats(path.pop()) else "end_group"})
        while len(path) < len(target):
            key = target[len(path)]
            path.append(key)
            lines += self._begin(key, section if len(path) == len(target) else None)

    def _repeats(self, key: str) -> bool:
        if key in self.groups:
            return str(self.groups[key]["type"]) == "begin_repeat"
        return any(section.key == key and section.repeat for section in self.definition.sections)

    def _begin(self, key: str, section: Section | None) -> list[Line]:
        group = self.groups.get(key, {})
        own = section or self._section_of(key)
        label = own.title if own else group.get("label", {})
        relevant = str(group.get("relevant", ""))
        if section is not None and section.relevant != self._combined(section):
            relevant = section.relevant
        line = {
            "type": "begin_repeat" if self._repeats(key) else "begin_group",
            "name": self.names.get(key, key),
            **self.worded("label", label),
            "relevant": self.originals.rule(relevant, key),
            "appearance": str(group.get("appearance", "")),
            **self.columns(group.get("columns", {})),
        }
        if section is not None and section.repeat and not line.get("repeat_count") and section.repeat < MOST_TIMES:
            line["repeat_count"] = str(section.repeat)
        return [*map(self.columns, group.get("before", [])), line]

    def _section_of(self, key: str) -> Section | None:
        """The first section that group is the nearest heading of."""
        return next((s for s in self.definition.sections if s.foreign.get("path", [""])[-1] == key), None)

    def _combined(self, section: Section) -> str:
        """What the relevances of the groups around a section come to."""
        return joined([str(self.groups.get(key, {}).get("relevant", "")) for key in section.foreign.get("path", [])])

    def question(self, question: Question) -> list[Line]:
        """The rows of one question: one, or those of its table."""
        before = [self.columns(line) for line in question.foreign.get("before", [])]
        if question.rows and question.kind in {Kind.RATING_TABLE, Kind.WEEK_GRID}:
            return before + self._table(question)
        line = self._line(question)
        return [*before, {**line, "relevant": "false()"} if question.retired else line]

    def _line(self, question: Question) -> Line:
        originals, key = self.originals, question.key
        relevant = question.relevant
        if "path" in question.foreign and "relevant" in question.foreign:
            inner = [str(self.groups.get(group, {}).get("relevant", "")) for group in question.foreign["path"]]
            own = str(question.foreign["relevant"])
            relevant = own if joined([*inner, own]) == relevant else relevant
        line = {
            "type": self._type(question),
            "name": self.names.get(key, key),
            **self.worded("label", question.label),
            **self.worded("hint", question.help),
            "required": "yes" if question.required else "",
            "relevant": originals.rule(relevant, key),
            "appearance": question.appearance or ("multiline" if question.kind is Kind.LONG_TEXT else ""),
            "constraint": originals.rule(self._constraint(question), key),
            **self.worded("constraint_message", question.constraint_message),
            "calculation": originals.rule(question.calculation, key),
            "choice_filter": originals.rule(question.choice_filter, key),
            "parameters": self._parameters(question),
            "default": self._default(question),
            **self.columns(question.foreign.get("columns", {})),
        }
        if question.kind is Kind.NOTE and not question.label and not question.help:
            line |= self.worded("label", {self.definition.locales[0]: question.key})
        return line

    def _type(self, question: Question) -> str:
        """The type it came with while its kind is still the same, else that of its kind."""
        written = question.source_type
        name = TYPES[question.kind]
        if written and not written.startswith("begin_"):
            if name.startswith(("select", "rank")) and "from_file" not in written and "${" not in written:
                listed = self._list_name(question) if question.options or "list" in question.foreign else ""
                first = written.split()[0]
                other = " or_other" if question.foreign.get("or_other") else ""
                return f"{first} {listed or ' '.join(written.split()[1:2])}{other}".strip()
            return written
        if question.kind is Kind.CALCULATION and not question.calculation:
            # A formula that could not be translated: programs refuse a calculation without one.
            return "hidden"
        return f"{name} {self._list_name(question)}" if name.startswith(("select", "rank")) else name

    def _list_name(self, question: Question) -> str:
        """The list with these options: the one it came with, or a new one."""
        listed = [o for o in question.options if "or_other" not in o.foreign and not o.retired]
        options = tuple(option.model_copy(update={"specify": False}) for option in listed)
        wanted = str(question.foreign.get("list") or question.key)
        for name in (wanted, question.key, *(f"{question.key}_{n}" for n in range(2, 1000))):
            if self.lists.setdefault(name, options) == options:
                return name
        return wanted

    def _constraint(self, question: Question) -> str:
        """Its own rule, the bounds of a number and the limits of a choice as one."""
        if question.source_type:
            return question.constraint
        rules = [question.constraint] if question.constraint else []
        if question.kind is Kind.NUMBER:
            rules += [f". >= {plain_number(question.low)}"] if question.low is not None else []
            rules += [f". <= {plain_number(question.high)}"] if question.high is not None else []
        if question.kind in {Kind.SEVERAL_CHOICES, Kind.PLACE, Kind.MAP}:
            rules += [f"count-selected(.) >= {question.minimum}"] if question.minimum else []
            rules += [f"count-selected(.) <= {question.maximum}"] if question.maximum else []
        return joined(rules)

    def _parameters(self, question: Question) -> str:
        if "parameters" in question.foreign.get("columns", {}):
            return str(question.foreign["columns"]["parameters"])
        if question.kind is Kind.SCALE and not question.source_type:
            low, high, step = (question.low or 0.0 if question.low is not None else 1.0,
                               question.high if question.high is not None else 5.0, question.step or 1.0)  # fmt: skip
            return f"start={plain_number(low)} end={plain_number(high)} step={plain_number(step)}"
        return "randomize=true" if question.shuffled and question.options and not question.source_type else ""

    def _default(self, question: Question) -> str:
        names = {option.key: str(option.foreign["name"]) for option in question.options if "name" in option.foreign}
        if question.default in names:
            return names[question.default]
        if names:
            return " ".join(names.get(part, part) for part in question.default.split())
        return self.originals.rule(question.default, question.key)

    def _table(self, question: Question) -> list[Line]:
        """A group that programs draw as a table: one choice for each row."""
        kind = str(question.foreign.get("table", "")).split(" ")[0] or TYPES[question.kind]
        listed = self._list_name(question)
        lines: list[Line] = [
            {
                "type": "begin_group",
                "name": self.names.get(question.key, question.key),
                **self.worded("label", question.label),
                **self.worded("hint", question.help),
                "relevant": self.originals.rule(question.relevant, question.key),
                "appearance": question.appearance or "table-list",
                **self.columns(question.foreign.get("columns", {})),
            }
        ]
        for row in question.rows:
            ours = not question.source_type
            lines += [self.columns(line) for line in row.foreign.get("before", [])]
            lines.append(
                {
                    "type": f"{kind} {listed}",
                    "name": f"{question.key}_{row.key}" if ours else self.names.get(row.key, row.key),
                    **self.worded("label", row.label),
                    "required": "yes" if question.required else "",
                    "appearance": str(row.foreign.get("appearance", "")),
                    **self.columns(row.foreign.get("columns", {})),
                }
            )
        return [*lines, {"type": "end_group"}]

    # The other sheets

    def choices(self) -> list[Line]:
        """The lists, in the order they came in."""
        order: list[str] = [name for name in self.foreign.get("lists", []) if not self._is_external(name)]
        lines: list[Line] = []
        for name in dict.fromkeys([*order, *(name for name in self.lists if not self._is_external(name))]):
            lines += self._list(name)
        return lines + [self.columns(line) for line in self.foreign.get("stray_choices", {}).get("choices", [])]

    def _is_external(self, name: str) -> bool:
        return name in self.foreign.get("external_lists", ())

    def external(self) -> dict[str, list[list[str]]]:
        lines = [line for name in self.foreign.get("external_lists", ()) for line in self._list(name)]
        return {"external_choices": _grid(lines, ("list_name", "name"))} if lines else {}

    def _list(self, name: str) -> list[Line]:
        """One list; as it came when no question takes it."""
        if name in self.lists:
            return [self._choice(name, option) for option in self.lists[name]]
        return [self.columns(line) for line in self.foreign.get("unused_lists", {}).get(name, [])]

    def _choice(self, name: str, option: Option) -> Line:
        return {
            "list_name": name,
            "name": str(option.foreign.get("name") or option.key),
            **{self.header("label", language): words for language, words in option.label.items() if words},
            **option.attributes,
            **self.columns(option.foreign.get("media", {})),
        }

    def settings(self) -> Line:
        """Title, names and everything else that was set."""
        definition = self.definition
        default = definition.locales[0]
        kept: Line = dict(self.foreign.get("settings", {}))
        title = definition.title.get(default) or next(iter(definition.title.values()), "")
        named = self.foreign.get("languages", {})
        if "default_language" not in kept and default not in {self.foreign.get("unsuffixed"), next(iter(named), "")}:
            kept["default_language"] = self.header("", default).removeprefix("::")
        return {"form_title": title, **kept}


MOST_TIMES = 20
"""As many times as any section may be repeated; a form without a count means no limit."""


def _free_names(definition: Definition, groups: Mapping[str, Any], originals: Originals) -> dict[str, str]:
    """{key: name to write}: a group keeps a name that a question has too only where nothing refers to it."""
    names = {key: _as_name(name) for key, name in originals.names.items()}
    referred = set(references(definition.model_dump_json()))
    named = {names.get(question.key, question.key) for question in definition.questions() if question.key in referred}
    return names | {key: key for key in groups if names.get(key, key) in named}


def _as_name(name: str) -> str:
    """A name that XML allows: our keys may begin with a digit."""
    return f"_{name}" if name[:1].isdigit() else name
