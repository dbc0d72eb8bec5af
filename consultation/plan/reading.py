"""Understanding a document as a plan: priorities, actions, notes; what is doubtful is said, nothing is lost."""

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from consultation.plan.action import Parts, ReadAction, build_action, number_of
from consultation.plan.blocks import Cell, Choice, Document, Doubt, Dropped, Line, Paragraph
from consultation.plan.columns import Role, is_heading_row, is_second_heading_row, role_of, roles_of
from consultation.plan.dates import read_when
from consultation.plan.folding import flat, fold
from consultation.plan.headings import (
    CONTENTS_LINE,
    NOTE_WORDS,
    PAGE_NUMBER,
    TITLE_WORDS,
    Heading,
    extract_of,
    group_title,
    heading_of,
    numbered_heading,
    sector_in_title,
    sector_of,
    to_number,
    years_of,
)
from consultation.plan.links import ReadPriority, link
from consultation.terms import WhenLabel


class Kind(StrEnum):
    """What a paragraph or a row is; the mapping screen offers the same words."""

    TITLE = "title"
    SECTOR = "sector"
    PRIORITY = "priority"
    SUBGROUP = "subgroup"
    EXTRACT = "extract"
    HEADINGS = "headings"
    ACTION = "action"
    MORE = "more"
    NOTE = "note"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One paragraph or one row of the document, with the name by which a mapping speaks of it."""

    id: str
    table: str
    cells: tuple[Cell, ...]
    level: int | None = None
    heading: bool = False
    sheet: bool = False
    notes: tuple[str, ...] = ()

    @property
    def filled(self) -> list[int]:
        return [
            place for place, cell in enumerate(self.cells) if cell.lines and not cell.continued and not cell.covered
        ]

    @property
    def text(self) -> str:
        return "\n".join(self.cells[place].text for place in self.filled)

    @property
    def texts(self) -> list[str]:
        return ["" if cell.continued else cell.text.replace("\n", " ") for cell in self.cells]


@dataclass
class PlanReading:
    """A plan as understood, with its doubts, what was left out, and the raw grid a person can map."""

    title: str = ""
    sector: str = ""
    start_year: int | None = None
    end_year: int | None = None
    notes: list[str] = field(default_factory=list)
    priorities: list[ReadPriority] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    #: The document in its order, each item with the kind it was given.
    items: list[tuple[Item, Kind | None]] = field(default_factory=list)
    #: {table: role of each column}.
    columns: dict[str, list[Role | None]] = field(default_factory=dict)

    @property
    def actions(self) -> list[ReadAction]:
        return [action for priority in self.priorities for action in priority.actions]


@dataclass(frozen=True)
class Settled:
    """What a person settled: kinds of items by id, roles of columns by table."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    columns: Mapping[str, Sequence[Role | None]] = field(default_factory=dict)


NOTHING_SETTLED = Settled()
RANK_VALUES = re.compile(
    r"^(?:p(?:riorite|riority)?\s*)?(?:[1-4]|haute|forte|elevee|high|moyenne|medium|basse|faible|low|urgente?|oui|non|\+{1,3}|[abc])$"
)
OUTLINE_NUMBER = re.compile(r"\s*([IVX]{1,5}|[A-H]|\d{1,2}(?:\.\d{1,2})?)\s*[.):/–-]\s*\S|\s*(\d{1,2}\.\d{1,2})\s+\S")
OPENS_ACTION = re.compile(
    r"\W{0,3}(?:fiche[- ]?)?(?:action|mesure|measure|fiche)\s*(?:n\s?[°o]\.?\s*|no\.?\s*|#)?[a-z]?\d"
)
CONTENTS_HEADING = re.compile(r"^(?:sommaire|table des matieres|(?:table of )?contents|index)$")
GOES_ON = re.compile(r"^\W*(?:suite|suite et fin|fin|cont\.?|cont'd|continued)\W*$")
#: Columns of a flat sheet that speak of more than one action, and what a row that fills only them is.
ABOVE_ACTIONS: dict[Role | None, Kind] = {
    Role.PRIORITY: Kind.PRIORITY,
    Role.PRIORITY_NUMBER: Kind.PRIORITY,
    Role.SUBGROUP: Kind.SUBGROUP,
    Role.EXTRACT: Kind.EXTRACT,
}
SHORT_LINE = 120
FURNITURE_LENGTH = 110
LONGEST_FURNITURE_SENTENCE = 60


def read_plan(document: Document, mapping: Settled = NOTHING_SETTLED) -> PlanReading:
    """The plan of a document; what a person settled in `mapping` goes before every guess."""
    reader = _Reader(document, mapping)
    reader.read()
    return reader.plan


def items_of_document(document: Document) -> list[Item]:
    """Paragraphs ("p1"…) and rows ("t1r1"…) in the order of the document."""
    items: list[Item] = []
    paragraphs = tables = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            paragraphs += 1
            items.extend(_items_of_paragraph(block, f"p{paragraphs}"))
        else:
            tables += 1
            items.extend(
                Item(f"t{tables}r{number}", f"t{tables}", row.cells, heading=row.heading)
                for number, row in enumerate(block.rows, start=1)
            )
    return [item for item in items if item.filled or any(cell.continued and cell.lines for cell in item.cells)]


def _items_of_paragraph(block: Paragraph, name: str) -> list[Item]:
    """The paragraph, or its lines one by one when a later line opens something of its own."""
    whole = Item(name, "", (Cell(block.lines),), block.level, sheet=block.sheet, notes=block.notes)
    if len(block.lines) < 2 or group_title(block.lines[0].text) is not None:
        return [whole]
    if not any(_opens_something(line.text) for line in block.lines[1:]):
        return [whole]
    first = Item(name, "", (Cell(block.lines[:1]),), block.level, notes=block.notes)
    rest = [Item(f"{name}.{number}", "", (Cell((line,)),)) for number, line in enumerate(block.lines[1:], start=2)]
    return [first, *rest]


def _opens_something(text: str) -> bool:
    return bool(heading_of(text) or _opens_action(text) or sector_of(text) or _label_line(text) or number_of(text)[0])


class _Reader:
    """Goes once through the items, keeping the priority, the columns and the action under way."""

    def __init__(self, document: Document, mapping: Settled) -> None:
        self.mapping = mapping
        self.items = items_of_document(document)
        self.plan = PlanReading(dropped=list(document.dropped), doubts=list(document.doubts))
        self.priority: ReadPriority | None = None
        self.parts: Parts | None = None
        self.columns: list[Role | None] = []
        self.headings: list[str] = []
        self.heading_rows: list[Item] = []
        self.has_pilot_column = False
        self.table = ""
        self.family = ""
        self.subgroup = ""
        self.group_has_actions = False
        self.pending: Item | None = None
        self.label: Role | None = None
        self.label_is_open = False
        self.furniture = _furniture(self.items)
        self.rows: dict[str, list[Item]] = {}
        for item in self.items:
            if item.table:
                self.rows.setdefault(item.table, []).append(item)
        self.fiches = {table for table in self._tables() if _is_fiche(self._rows(table))}
        self.word_headings = any(heading_of(item.text) for item in self.items if _alone(item))
        self.guessed = self._guessed_headings()
        self.numbered = self._is_numbered()
        self.textual = not any(item.table for item in self.items)

    # The walk

    def read(self) -> None:
        for place, item in enumerate(self.items):
            if item.table != self.table:
                self._enter_table(item)
            kind = self._kind(item, place)
            self._take(item, kind, place)
            self.plan.items.append((item, kind))
        self._close_action()
        self._open_group("")
        if self.pending is not None:
            self._note(self.pending.text)
        self._finish()

    def _kind(self, item: Item, place: int) -> Kind | None:
        settled = self.mapping.kinds.get(item.id)
        if settled:
            return settled
        if item.table in self.fiches and (not _alone(item) or self._belongs_to_fiche(item)):
            return Kind.ACTION
        if item.table and not _alone(item):
            return self._kind_of_row(item, place)
        return self._kind_of_line(item, place)

    def _belongs_to_fiche(self, item: Item) -> bool:
        """Whether a row with one filled cell is a label without its value, or the title over the whole fiche."""
        text = item.cells[item.filled[0]].text
        first = self._rows(item.table)[0] is item
        return bool(_label(text)) or _opens_action(text) or (first and heading_of(text) is None)

    def _take(self, item: Item, kind: Kind | None, place: int) -> None:
        if kind is not Kind.ACTION and kind is not Kind.MORE:
            for note in item.notes:
                self._note(note)
        match kind:
            case Kind.TITLE:
                self._take_title(item)
            case Kind.SECTOR:
                self._take_sector(item)
            case Kind.PRIORITY:
                self._open_priority(item)
            case Kind.SUBGROUP:
                self._close_action()
                self._open_group(item.text.replace("\n", " "))
            case Kind.EXTRACT:
                self._take_extract(item)
            case Kind.HEADINGS:
                self._take_headings(item)
            case Kind.ACTION:
                self._take_action(item, place)
            case Kind.MORE:
                self._take_more(item)
            case Kind.NOTE:
                self._close_action()
                self._note(item.text.replace("\n", " ") if item.table else item.text)
            case _:
                self._drop(item, place)

    # Tables

    def _tables(self) -> list[str]:
        return list(self.rows)

    def _rows(self, table: str) -> list[Item]:
        return self.rows.get(table, [])

    def _enter_table(self, item: Item) -> None:
        """The columns of a table: settled by a person, or kept from the table before when it goes on with it."""
        self.table = item.table
        if not item.table:
            return
        settled = self.mapping.columns.get(item.table)
        if settled is not None:
            self._set_columns([*settled], [role.value if role else "" for role in settled])
        elif item.table in self.fiches:
            self._close_action()
        elif self.columns and len(self.columns) != len(item.cells):
            rows = self._rows(item.table)
            if not any(is_heading_row(row.texts) for row in rows[:6]) and not all(_alone(row) for row in rows):
                self._guess_columns(rows)
        elif not self.columns:
            rows = self._rows(item.table)
            if not any(is_heading_row(row.texts) for row in rows[:12]):
                self._guess_columns(rows)
        self.plan.columns[item.table] = list(self.columns)

    def _set_columns(self, roles: Sequence[Role | None], headings: Sequence[str]) -> None:
        # Without a priority beside it, what opens a row speaks of its action.
        alone = not {Role.PRIORITY, Role.PRIORITY_NUMBER} & set(roles)
        self.columns = [Role.OTHER if role is Role.EXTRACT and alone else role for role in roles]
        self.headings = [" ".join(heading.split()) for heading in headings]
        self.has_pilot_column = Role.PILOT in self.columns

    def _guess_columns(self, rows: Sequence[Item]) -> None:
        """Columns told from what the cells hold; said as a doubt."""
        wide = [row for row in rows if not _alone(row)]
        width = max((len(row.cells) for row in rows), default=0)
        if not wide or width < 2:
            return
        roles = _roles_from_content(wide, width)
        self._set_columns(roles, [role.value if role else "" for role in roles])
        self._doubt(
            rows[0].table, "columns_guessed", {"columns": ", ".join(role.value if role else "?" for role in roles)}
        )

    def _kind_of_row(self, item: Item, place: int) -> Kind | None:
        texts = item.texts
        if is_heading_row(texts) and self._may_be_headings(item):
            return Kind.HEADINGS
        before = self.plan.items[-1] if self.plan.items else None
        if before and before[1] is Kind.HEADINGS and before[0].table == item.table and self._completes(item):
            return Kind.HEADINGS
        if item.heading and not self.columns:
            return Kind.HEADINGS
        if not self.columns or Role.TITLE not in self.columns:
            return None
        if fold(item.text) in self.furniture and not _has_title(item, self.columns):
            return Kind.LEFT_OUT
        if _has_title(item, self.columns):
            return Kind.MORE if self._goes_on(item) else Kind.ACTION
        if self._cell_of(item, Role.NUMBER) and self._fresh(item, Role.NUMBER):
            return Kind.ACTION
        return Kind.MORE if self.parts else None

    def _completes(self, item: Item) -> bool:
        """Whether a row right under headings goes on with them: it stands under one that spans columns or rows."""
        over = self.heading_rows[-1].cells
        narrower = any(cell.across > 1 for cell in over) or any(cell.continued for cell in item.cells)
        return narrower or is_second_heading_row(item.texts, len(item.cells))

    def _may_be_headings(self, item: Item) -> bool:
        """Whether a row of known words is headings rather than an action that happens to use such words."""
        return not any(number_of(text)[0] for text in item.texts) and all(
            len(text) < 70 or "?" in text or "(" in text for text in item.texts
        )

    def _goes_on(self, item: Item) -> bool:
        """Whether a row is the rest of an action that a page cut: no number among numbered actions, mid-sentence."""
        if not self.parts:
            return False
        title = next(
            (
                item.cells[place]
                for place, role in enumerate(self.columns)
                if role is Role.TITLE and place < len(item.cells)
            ),
            None,
        )
        if title is None:
            return False
        if title.continued:
            return True
        number = number_of(title.text)[0] or self._cell_of(item, Role.NUMBER)
        return self.numbered and not number and title.text[:1].islower()

    def _cell_of(self, item: Item, role: Role) -> str:
        return " ".join(
            item.cells[place].text
            for place, known in enumerate(self.columns)
            if known is role and place < len(item.cells)
        ).strip()

    def _fresh(self, item: Item, role: Role) -> bool:
        return any(
            known is role and place < len(item.cells) and not item.cells[place].continued
            for place, known in enumerate(self.columns)
        )

    def _take_headings(self, item: Item) -> None:
        """Headings on one row, or on several: each further row completes the roles and the words of the first."""
        before = self.plan.items[-1] if self.plan.items else None
        goes_on = before is not None and before[1] is Kind.HEADINGS and before[0].table == item.table
        self.heading_rows = [*self.heading_rows, item] if goes_on else [item]
        if not goes_on:
            self._close_action()
        headings, roles = _columns_under(self.heading_rows)
        settled = self.mapping.columns.get(item.table)
        self._set_columns(settled if settled is not None else roles_of(headings, roles), headings)
        self.plan.doubts = [one for one in self.plan.doubts if (one.code, one.where) != ("column_unknown", item.table)]
        for heading, role in zip(self.headings, self.columns, strict=False):
            if role is None and heading:
                self._doubt(item.table, "column_unknown", {"heading": heading})
        if settled is None:
            self._settle_priority_column(item)
        self.plan.columns[item.table] = list(self.columns)
        self.plan.dropped.append(Dropped(" ".join(text for text in item.texts if text), "column_headings"))

    def _settle_priority_column(self, item: Item) -> None:
        """A "Priorité" column that only holds ranks is not the plan's priorities when headings give those."""
        for place, role in enumerate(self.columns):
            if role is not Role.PRIORITY:
                continue
            values = {
                fold(row.cells[place].text)
                for row in self._rows(item.table)
                if place < len(row.cells) and row.cells[place].lines and row.id != item.id and not _alone(row)
            }
            ranks = bool(values) and all(RANK_VALUES.match(value) for value in values)
            others = self.priority is not None or Role.SUBGROUP in self.columns
            if ranks and others:
                self.columns[place] = Role.OTHER
                for other, known in enumerate(self.columns):
                    if known is Role.SUBGROUP:
                        self.columns[other] = Role.PRIORITY
                        break
                self._doubt(item.id, "priority_column_is_rank", {"heading": self.headings[place]})

    # Actions

    def _take_action(self, item: Item, place: int) -> None:
        if item.table in self.fiches:
            self._take_fiche_row(item)
            return
        if not item.table:
            self._take_action_line(item, place)
            return
        self._close_action()
        self._enter_priority_of_row(item)
        if self.priority is None:
            self._open_unnamed_priority()
        self.parts = Parts(where=item.id, subgroup=self.subgroup)
        self._add_cells(item, fresh=True)

    def _take_more(self, item: Item) -> None:
        if self.parts is None:
            self._note(item.text)
        elif item.table:
            self._add_cells(item, fresh=False)
            if not any(cell.continued for cell in item.cells):
                self._doubt(
                    item.id,
                    "row_joined",
                    {"text": _short(item.text)},
                    _choices(item, Kind.MORE, Kind.ACTION, Kind.NOTE),
                )
        else:
            self._add_line(item)

    def _add_cells(self, item: Item, *, fresh: bool) -> None:
        assert self.parts is not None
        for place, cell in enumerate(item.cells):
            if cell.covered or not cell.lines:
                continue
            role = self.columns[place] if place < len(self.columns) else None
            heading = self.headings[place] if place < len(self.headings) else ""
            if cell.continued and not (
                fresh
                and role
                in {Role.HOW, Role.WHO, Role.WHEN, Role.PILOT, Role.OBJECTIVE, Role.PLACE, Role.PUBLIC, Role.FREQUENCY}
            ):
                continue
            if role in ABOVE_ACTIONS:
                if fresh:
                    continue
                role = Role.OTHER
            self.parts.notes.extend(cell.notes)
            self.parts.add(role or Role.OTHER, heading, cell.lines)

    def _enter_priority_of_row(self, item: Item) -> None:
        """In a flat sheet the priority stands in a column; an empty cell goes on with the one above."""
        name, number = self._cell_of(item, Role.PRIORITY), self._cell_of(item, Role.PRIORITY_NUMBER)
        name = name.replace("\n", " ")
        if name or number:
            heading = heading_of(name)
            printed, title = (heading.number, heading.title) if heading else numbered_heading(name)[::2]
            if number:
                printed = to_number(re.sub(r"^\D*?(?=\d|[ivxIVX]+$)", "", number)) or printed
            if name.isdigit():
                printed, title = int(name), ""
            self._switch_priority(printed, title, " ".join(filter(None, (number, name))))
        subgroup = self._cell_of(item, Role.SUBGROUP).replace("\n", " ")
        if subgroup and subgroup != self.subgroup:
            self._open_group(subgroup)
        extract = self._cell_of(item, Role.EXTRACT)
        if extract and self.priority is not None and self.priority.extract in {"", extract}:
            self.priority.extract = extract
        elif extract and self.priority is not None and self._fresh(item, Role.EXTRACT):
            self.priority.notes.append(extract)

    def _close_action(self) -> None:
        if self.parts is None:
            return
        if self.priority is None:
            self._open_unnamed_priority()
        assert self.priority is not None
        self.group_has_actions = True
        action = build_action(
            self.parts,
            position=len(self.priority.actions) + 1,
            priority_number=self.priority.number,
            has_pilot_column=self.has_pilot_column or Role.PILOT in self.parts.asked | self.parts.lines.keys(),
        )
        self.priority.actions.append(action)
        self.parts = None
        self.label = None
        if not action.title:
            self._doubt(action.key, "title_missing", {"text": _short(action.words)})
        for code in action.reading.doubts:
            self._doubt(action.key, code, {"when": action.when})

    # Fiches: one table an action, its labels in the rows

    def _take_fiche_row(self, item: Item) -> None:
        labels = _label_pairs(item)
        if self.parts is None:
            self.parts = Parts(where=item.id, subgroup=self.subgroup)
            if self.pending is not None:
                self.parts.add(Role.TITLE, "", self.pending.cells[0].lines)
                self.pending = None
        for heading, cell in labels:
            role = (
                role_of(heading) if heading else Role.TITLE if _alone(item) and not self.parts.of(Role.TITLE) else None
            )
            role = Role.OTHER if role is Role.EXTRACT else role
            if role in {Role.PRIORITY, Role.PRIORITY_NUMBER}:
                self._fiche_priority(cell)
            elif role is Role.TITLE and self.parts.of(Role.TITLE):
                self.parts.add(Role.HOW if "action" not in fold(heading) else Role.TITLE, heading, cell.lines)
            else:
                self.parts.add(role or Role.OTHER, heading, cell.lines)
            self.parts.notes.extend(cell.notes)
            if heading:
                self.plan.dropped.append(Dropped(heading, "row_label"))
                self.parts.asked.add(role or Role.OTHER)

    def _fiche_priority(self, cell: Cell) -> None:
        name = cell.text.replace("\n", " ")
        heading = heading_of(name)
        number, title = (heading.number, heading.title) if heading else numbered_heading(name)[::2]
        parts, self.parts = self.parts, None
        self._switch_priority(number, title, name)
        self.parts = parts

    # Lines: paragraphs, and rows with one filled cell

    def _kind_of_line(self, item: Item, place: int) -> Kind | None:
        text = item.text
        line = " ".join(text.split())
        if item.sheet:
            return self._kind_of_sheet(item, place)
        if PAGE_NUMBER.match(fold(line)) and not item.table:
            return Kind.LEFT_OUT
        if CONTENTS_LINE.search(text) or CONTENTS_HEADING.match(fold(line)):
            return Kind.LEFT_OUT
        if fold(line) in self.furniture and not self._is_title(item, place):
            return Kind.LEFT_OUT
        heading = heading_of(line)
        if heading and not (item.table and self._is_numbered_action(item)):
            return self._kind_of_heading(heading)
        if item.id in self.guessed:
            return self.guessed[item.id]
        if group_title(line) is not None and self._next_is_number(place):
            return Kind.PRIORITY
        if extract_of(line) and self.priority is not None and not self.priority.actions and self.parts is None:
            return Kind.EXTRACT
        if self.priority is None and not self._in_actions():
            return self._kind_of_preamble(item, place)
        if item.table:
            return self._kind_of_lone_row(item, place)
        return self._kind_of_paragraph(item, place)

    def _in_actions(self) -> bool:
        return self.parts is not None or bool(self.columns)

    def _kind_of_sheet(self, item: Item, place: int) -> Kind:
        """A sheet's name is its priority when the sheet prints no heading of its own and others hold actions too."""
        inside = []
        for other in self.items[place + 1 :]:
            if other.sheet:
                break
            inside.append(other)
        if not any(other.table and not _alone(other) for other in inside):
            return Kind.LEFT_OUT
        flat_sheet = any(is_heading_row(other.texts) and Role.PRIORITY in roles_of(other.texts) for other in inside)
        own = any(_alone(other) and heading_of(other.text) for other in inside)
        return Kind.LEFT_OUT if own or flat_sheet or sum(other.sheet for other in self.items) < 2 else Kind.PRIORITY

    def _kind_of_heading(self, heading: Heading) -> Kind:
        family = heading.word.split()[0].rstrip("s")
        if heading.sub or (self.family and family != self.family and self.priority is not None):
            return Kind.SUBGROUP
        return Kind.PRIORITY

    def _kind_of_preamble(self, item: Item, place: int) -> Kind | None:
        if self._is_title(item, place):
            return Kind.TITLE
        if (not self.plan.sector or self.plan.sector in self.plan.title) and sector_of(item.text):
            return Kind.SECTOR
        if self.textual and self._is_action_line(item):
            return Kind.ACTION
        return Kind.NOTE

    def _is_title(self, item: Item, place: int) -> bool:
        """The plan's title: the first line that names a plan and its years, or a kind of plan, or the first heading."""
        if self.plan.title or self.priority is not None:
            return False
        candidates = [
            other
            for other in self.items[: place + 12]
            if _alone(other) and not other.sheet and len(other.text) < LONGEST_PLAN_TITLE
        ]
        # The first of those that weigh most.
        best = max(candidates, key=_title_weight, default=None)
        return best is item and _title_weight(item) >= 0

    def _kind_of_lone_row(self, item: Item, place: int) -> Kind | None:
        text = item.text
        first = item.filled[0]
        above = ABOVE_ACTIONS.get(self.columns[first]) if first < len(self.columns) else None
        if above and item.cells[first].across == 1:
            return above
        if self._is_numbered_action(item):
            return Kind.ACTION
        if NOTE_WORDS.match(flat(text)):
            return Kind.NOTE
        if (
            self.columns
            and first < len(self.columns)
            and self.columns[first] not in {Role.TITLE, Role.NUMBER, None}
            and self.parts
            and item.cells[first].across == 1
        ):
            return Kind.MORE
        if self.priority is not None and not self.priority.actions and self.parts is None and len(text) > SHORT_LINE:
            return Kind.EXTRACT
        last = not any(other.table == item.table and not _alone(other) for other in self.items[place + 1 :])
        if self.numbered or item.cells[first].across > 1:
            if last or len(text) > SHORT_LINE or text.rstrip().endswith("."):
                return Kind.NOTE
            self._doubt(
                item.id,
                "line_read_as_group",
                {"text": _short(text)},
                _choices(item, Kind.SUBGROUP, Kind.PRIORITY, Kind.NOTE),
            )
            return Kind.SUBGROUP
        if not self.columns:
            return None
        self._doubt(
            item.id,
            "lone_row",
            {"text": _short(text)},
            _choices(item, Kind.ACTION, Kind.NOTE, Kind.SUBGROUP, Kind.PRIORITY),
        )
        return Kind.ACTION

    def _is_numbered_action(self, item: Item) -> bool:
        return bool(self.columns) and bool(number_of(item.text)[0]) and not heading_of(item.text) and self.numbered

    def _kind_of_paragraph(self, item: Item, place: int) -> Kind | None:
        if self._is_action_line(item):
            return Kind.ACTION
        if self.parts is not None and not self.parts.where.startswith("t"):
            return Kind.MORE
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        if following is not None and following.table in self.fiches and self._titles_a_fiche(item, following):
            return Kind.ACTION
        if self.priority is not None and not self.priority.actions and self.parts is None:
            return Kind.EXTRACT
        return Kind.NOTE

    def _titles_a_fiche(self, item: Item, following: Item) -> bool:
        rows = self._rows(following.table)
        has_title = any(role_of(heading) is Role.TITLE for row in rows for heading, _ in _label_pairs(row) if heading)
        titled_inside = _alone(rows[0]) and not _label(rows[0].text)
        return not has_title and not titled_inside and rows[0] is following and len(item.text) < LONGEST_PLAN_TITLE

    def _is_action_line(self, item: Item) -> bool:
        """A paragraph that opens an action: "Action 1.1 : …"; without tables also a numbered line or a heading."""
        line = " ".join(item.text.split())
        if _opens_action(line):
            return True
        if not self.textual or item.cells[0].lines[0].bullet:
            return False
        if item.level is not None and self.priority is not None:
            return True
        if not number_of(line)[0] or len(line) >= LONGEST_PLAN_TITLE or _label_line(line):
            return False
        return self.parts is None or bool(number_of(joined_title(self.parts))[0])

    def _take_action_line(self, item: Item, place: int) -> None:
        self._close_action()
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        if following is not None and following.table in self.fiches:
            self.pending = item
            return
        if self.priority is None:
            self._open_unnamed_priority()
        self.has_pilot_column = False
        self.parts = Parts(where=item.id, subgroup=self.subgroup, notes=list(item.notes))
        first, *rest = item.cells[0].lines
        self.parts.add(Role.TITLE, "", (first,))
        self.label = None
        for line in rest:
            self._add_printed_line(line)

    def _add_line(self, item: Item) -> None:
        """A line under an action in running text: "Pilote : la ville" names its part, others follow the last part."""
        assert self.parts is not None
        self.parts.notes.extend(item.notes)
        for line in item.cells[0].lines:
            self._add_printed_line(line)

    def _add_printed_line(self, line: Line) -> None:
        assert self.parts is not None
        labelled = _label_line(line.text)
        if labelled:
            self.label, heading, rest = labelled
            self.plan.dropped.append(Dropped(heading, "row_label"))
            self.parts.add(self.label, heading, (Line(rest, line.bullet),) if rest else ())
            self.label_is_open = not rest or rest.rstrip().endswith(",")
        else:
            self.parts.add(self._role_after_label(line), "", (line,))

    def _role_after_label(self, line: Line) -> Role:
        """The part an unlabelled line belongs to: that of a label printed alone, else the means."""
        if self.label is None or self.label is Role.TITLE or not (self.label_is_open or self.label is Role.HOW):
            return Role.HOW
        self.label_is_open = self.label_is_open and (line.bullet or self.label not in {Role.WHEN, Role.PLACE})
        return self.label

    # Priorities

    def _guessed_headings(self) -> dict[str, Kind]:
        """Headings without a word of the trade: heading styles, else short lines right before a table; {id: kind}."""
        if self.word_headings or self._has_priority_column():
            return {}
        styled = [
            item
            for item in self.items
            if item.level is not None
            and not item.sheet
            and not item.table
            and not CONTENTS_HEADING.match(fold(item.text))
        ]
        levels = Counter(item.level for item in styled)
        several = sorted(level for level, count in levels.items() if level is not None and count > 1)
        if several:
            main = several[0]
            deeper = Kind.SUBGROUP if any(item.table for item in self.items) else None
            kinds = {item.id: Kind.PRIORITY for item in styled if item.level == main}
            if deeper:
                kinds.update({item.id: deeper for item in styled if item.level is not None and item.level > main})
            return {key: kind for key, kind in kinds.items() if self._holds_actions(key, kinds)}
        return self._lines_before_tables() or self._bands() or self._outline()

    def _holds_actions(self, key: str, kinds: Mapping[str, Kind]) -> bool:
        """Whether a table or text follows this heading before the next one of its kind."""
        place = next(place for place, item in enumerate(self.items) if item.id == key)
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        return following is not None and (
            kinds.get(following.id) is not Kind.PRIORITY or kinds[key] is not Kind.PRIORITY
        )

    def _lines_before_tables(self) -> dict[str, Kind]:
        kinds: dict[str, Kind] = {}
        if any(item.sheet for item in self.items) and sum(item.sheet for item in self.items) > 1:
            return kinds
        for place, item in enumerate(self.items):
            if not item.table or (place and self.items[place - 1].table == item.table) or item.table in self.fiches:
                continue
            before = []
            for other in reversed(self.items[:place]):
                if other.table:
                    break
                before.append(other)
            lines = [
                other
                for other in before
                if len(other.text) <= SHORT_LINE
                and fold(other.text) not in self.furniture
                and not other.text.rstrip().endswith((".", ":"))
                and not PAGE_NUMBER.match(fold(other.text))
                and not sector_of(other.text)
                and not extract_of(other.text)
            ]
            if place == len(before):
                lines = [other for other in lines if _title_weight(other) < 2][: 1 if len(lines) > 1 else 0] or [
                    other for other in lines[:1] if len(lines) > 1
                ]
            if lines and len(self._tables()) > 1:
                kinds[lines[0].id] = Kind.PRIORITY
        self._doubt_headings([item for item in self.items if item.id in kinds])
        return kinds

    def _bands(self) -> dict[str, Kind]:
        """Short rows with one filled cell that part the actions of a table, never two in a row."""
        bands = []
        for table in self._tables():
            rows = self._rows(table)
            heads = [place for place, row in enumerate(rows) if is_heading_row(row.texts)]
            if table in self.fiches or not heads:
                continue
            body = rows[heads[0] + 1 :]
            lone = [row for row in body if _is_band(row) and fold(row.text) not in self.furniture]
            parted = all(_alone(one) <= (not _alone(two)) for one, two in itertools.pairwise(body) if one in lone)
            if len(lone) >= 2 and len(lone) * 2 <= len(body) - len(lone) + 2 and parted and body[-1] not in lone:
                bands.extend(lone)
        self._doubt_headings(bands)
        return {row.id: Kind.PRIORITY for row in bands}

    def _outline(self) -> dict[str, Kind]:
        """Lines numbered I., II. or A., B. over actions numbered otherwise; or 1., 2. over 1.1, 1.2."""
        lines = [item for item in self.items if not item.table and not item.cells[0].lines[0].bullet]
        printed = {item.id: match[1] for item in lines if (match := OUTLINE_NUMBER.match(item.text))}
        for first, form in (("I", r"[IVX]+"), ("A", r"[A-H]")):
            chosen = [item for item in lines if re.fullmatch(form, printed.get(item.id, ""))]
            if len(chosen) > 1 and printed[chosen[0].id] == first:
                self._doubt_headings(chosen)
                return {item.id: Kind.PRIORITY for item in chosen}
        chosen = [item for item in lines if printed.get(item.id, "").isdigit()]
        deeper = any("." in number for number in printed.values())
        if len(chosen) > 1 and deeper:
            self._doubt_headings(chosen)
            return {item.id: Kind.PRIORITY for item in chosen}
        return {}

    def _doubt_headings(self, items: Sequence[Item]) -> None:
        """One doubt for all the lines taken for headings by their place alone."""
        if items:
            texts = " / ".join(_short(item.text, 40) for item in items)
            together = ",".join(item.id for item in items)
            choices = tuple(Choice(kind, "kinds", together, kind) for kind in (Kind.PRIORITY, Kind.SUBGROUP, Kind.NOTE))
            self._doubt(items[0].id, "heading_guessed", {"text": texts}, choices)

    def _has_priority_column(self) -> bool:
        return any(
            is_heading_row(item.texts) and Role.PRIORITY in roles_of(item.texts) for item in self.items if item.table
        )

    def _next_is_number(self, place: int) -> bool:
        """Whether the next line prints only the number of the priority ("Priorité 3")."""
        if place + 1 >= len(self.items):
            return False
        heading = heading_of(self.items[place + 1].text)
        return heading is not None and not heading.title

    def _open_priority(self, item: Item) -> None:
        text = " ".join(item.text.split())
        heading = heading_of(text)
        named = group_title(text)
        if heading is None and named is not None:
            number, title = None, named
        elif heading is not None:
            number, title = heading.number, heading.title
            if not self.family:
                self.family = heading.word.split()[0].rstrip("s")
        else:
            number, _, title = numbered_heading(text)
        waiting = self.priority
        if (
            heading
            and not title
            and waiting is not None
            and not waiting.actions
            and not waiting.extract
            and group_title(waiting.heading) is not None
            and not heading_of(waiting.heading)
        ):
            waiting.heading = f"{waiting.heading} {text}"
            waiting.number = number or waiting.number
            return
        self._switch_priority(number, title, text)

    def _switch_priority(self, number: int | None, title: str, heading: str) -> None:
        """The priority of this number and title made the current one; opened when new, not opened twice."""
        self._close_action()
        title = "" if GOES_ON.match(fold(title)) else title
        for known in self.plan.priorities:
            same_title = fold(known.title) == fold(title)
            if (same_title and title and number in {None, known.number}) or (
                number == known.number and (not title or same_title)
            ):
                if known is not self.priority:
                    self._open_group("")
                if not set(heading.split()) <= set(known.heading.split()):
                    known.heading = f"{known.heading}\n{heading}".strip()
                self.priority = known
                return
        taken = {known.number for known in self.plan.priorities}
        if number is None or number in taken:
            if number is not None:
                self._doubt(heading, "priority_number_twice", {"number": str(number), "title": title})
            number = max(taken, default=0) + 1
        self._open_group("")
        self.priority = ReadPriority(number, title, heading)
        self.plan.priorities.append(self.priority)

    def _open_group(self, text: str) -> None:
        """The heading of the actions that follow; one that no action followed was a note."""
        if self.subgroup and not self.group_has_actions:
            self._note(self.subgroup)
        self.subgroup, self.group_has_actions = text, False

    def _open_unnamed_priority(self) -> None:
        self.priority = ReadPriority(1 + max((known.number for known in self.plan.priorities), default=0), "", "")
        self.plan.priorities.append(self.priority)
        self._doubt("", "no_priority")

    def _take_extract(self, item: Item) -> None:
        self._close_action()
        if self.priority is None:
            self.plan.notes.append(item.text)
            return
        if (
            not self.priority.title
            and len(item.text) <= SHORT_LINE
            and not extract_of(item.text)
            and not self.priority.extract
        ):
            self.priority.title = item.text.replace("\n", " ")
            return
        labelled = extract_of(item.text)
        words = labelled[1] if labelled else item.text
        if labelled and not self.priority.extract_source:
            self.priority.extract_source = labelled[0]
        elif labelled:
            words = item.text
        self.priority.extract = "\n".join(filter(None, (self.priority.extract, words)))

    def _take_sector(self, item: Item) -> None:
        text = " ".join(item.text.split())
        self.plan.sector = sector_of(text) or text
        label = text.replace(self.plan.sector, " ").strip()
        if label:
            self.plan.dropped.append(Dropped(label, "row_label"))

    def _take_title(self, item: Item) -> None:
        self.plan.title = " ".join(item.text.split())
        self.plan.start_year, self.plan.end_year = years_of(self.plan.title)
        self.plan.sector = self.plan.sector or sector_in_title(self.plan.title)

    def _note(self, text: str) -> None:
        if self.priority is None:
            self.plan.notes.append(text)
        else:
            self.priority.notes.append(text)

    def _drop(self, item: Item, place: int) -> None:
        text = " ".join(item.text.split())
        if item.sheet:
            why = "sheet_name"
        elif PAGE_NUMBER.match(fold(text)):
            why = "page_number"
        elif CONTENTS_LINE.search(item.text) or CONTENTS_HEADING.match(fold(text)):
            why = "table_of_contents"
        elif fold(text) in self.furniture:
            why = "repeated_on_pages"
        elif item.id in self.mapping.kinds:
            why = "left_out_by_hand"
        else:
            why = "not_understood"
            self._doubt(
                item.id,
                "row_not_understood",
                {"text": _short(text)},
                _choices(item, Kind.ACTION, Kind.NOTE, Kind.PRIORITY, Kind.LEFT_OUT),
            )
        self.plan.dropped.append(Dropped(text, why))

    # The whole

    def _is_numbered(self) -> bool:
        """Whether the actions of the plan print numbers: most first cells of wide rows do."""
        wide = [
            item
            for item in self.items
            if item.table and not _alone(item) and not is_heading_row(item.texts) and item.table not in self.fiches
        ]
        titles = [text for item in wide if (text := next((text for text in item.texts if text), ""))]
        numbered = sum(
            bool(number_of(text)[0]) or bool(re.fullmatch(r"[A-Za-z]{0,3}\d{1,3}(?:[.-]\d{1,3})*\W?", text))
            for text in titles
        )
        return len(titles) >= 2 and numbered * 10 >= len(titles) * 6

    def _finish(self) -> None:
        self._settle_years()
        if not self.plan.title:
            self._doubt("", "no_title")
        if not self.plan.actions:
            self._doubt("", "no_actions")
        for priority in self.plan.priorities:
            if not priority.actions and self.plan.actions:
                self._doubt(str(priority.number), "priority_empty", {"title": priority.title})
            self._say_twice(priority)
        self._check_years()
        link(self.plan.priorities)
        self._order_doubts()

    def _settle_years(self) -> None:
        if not self.plan.sector:
            self.plan.sector = next((name for text in self.plan.notes if (name := sector_in_title(text))), "")
        if self.plan.start_year is None:
            for text in self.plan.notes:
                start, end = years_of(text)
                if start and end:
                    self.plan.start_year, self.plan.end_year = start, end
                    return

    def _say_twice(self, priority: ReadPriority) -> None:
        counts = Counter(action.printed_number for action in priority.actions if action.printed_number)
        for printed, count in counts.items():
            if count > 1:
                titles = " / ".join(
                    _short(action.title, 50) for action in priority.actions if action.printed_number == printed
                )
                self._doubt(f"P{priority.number}", "number_twice", {"number": printed, "titles": titles})

    def _check_years(self) -> None:
        if not (self.plan.start_year and self.plan.end_year):
            return
        for action in self.plan.actions:
            years = [year for year in (action.reading.start_year, action.reading.end_year) if year]
            if any(year > self.plan.end_year or year < self.plan.start_year - 1 for year in years):
                self._doubt(action.key, "date_outside_plan", {"when": action.when})

    def _doubt(
        self, where: str, code: str, values: Mapping[str, str] | None = None, choices: Sequence[Choice] = ()
    ) -> None:
        self.plan.doubts.append(Doubt(where, code, dict(values or {}), tuple(choices)))

    def _order_doubts(self) -> None:
        unique: dict[tuple[str, str, str], Doubt] = {}
        for doubt in self.plan.doubts:
            # The same unknown heading over ten tables is one doubt.
            where = "" if doubt.code == "column_unknown" else doubt.where
            if doubt.where not in self.mapping.kinds:
                unique.setdefault((where, doubt.code, str(doubt.values)), doubt)
        self.plan.doubts = list(unique.values())


LONGEST_PLAN_TITLE = 200


def _columns_under(rows: Sequence[Item]) -> tuple[list[str], list[Role | None]]:
    """Words and roles of the columns under one or more rows of headings; a heading over several columns yields to
    the narrower ones under it."""
    width = max(len(row.cells) for row in rows)
    headings: list[str] = []
    roles: list[Role | None] = []
    for place in range(width):
        own: list[str] = []
        shared: list[str] = []
        for row in rows:
            origin = place
            while 0 < origin < len(row.cells) and row.cells[origin].covered and not row.cells[origin].continued:
                origin -= 1
            text = row.texts[origin] if origin < len(row.cells) else ""
            if text:
                (shared if row.cells[origin].across > 1 else own).append(text)
        found = [role for text in (*own, *reversed(shared)) if (role := role_of(text))]
        headings.append(" ".join((*shared, *own)))
        roles.append(found[0] if found else None)
    return headings, roles


def joined_title(parts: Parts) -> str:
    """The title cell of an action under way."""
    return " ".join(line.text for line in parts.of(Role.TITLE))


def _alone(item: Item) -> bool:
    return len(item.filled) == 1 and not any(cell.continued and cell.lines for cell in item.cells)


def _has_title(item: Item, columns: Sequence[Role | None]) -> bool:
    return any(
        role is Role.TITLE and place < len(item.cells) and item.cells[place].lines and not item.cells[place].covered
        for place, role in enumerate(columns)
    )


def _title_weight(item: Item) -> int:
    words = fold(item.text)
    start, end = years_of(words)
    if (item.table and not _alone(item)) or heading_of(item.text) or extract_of(item.text) or PAGE_NUMBER.match(words):
        return -1
    return (
        4 * bool(TITLE_WORDS.search(words) and end)
        + 2 * bool(TITLE_WORDS.search(words))
        + bool(end)
        + bool(start)
        + 2 * (item.level == 1)
        - 3 * bool(sector_of(item.text))
        - bool(words.endswith("."))
    )


def _furniture(items: Sequence[Item]) -> set[str]:
    """Short lines printed again and again between the tables: page headers and footers, folded."""
    counts = Counter(
        fold(item.text)
        for item in items
        if _alone(item)
        and not item.sheet
        and len(item.text) <= FURNITURE_LENGTH
        and not (len(item.text) > LONGEST_FURNITURE_SENTENCE and item.text.rstrip().endswith("."))
        and not item.cells[item.filled[0]].lines[0].bullet
    )
    tables = any(item.table for item in items)
    return {
        text
        for text, count in counts.items()
        if count > 1
        and not heading_of(text)
        and (tables or role_of(text.rstrip(": ")) is None)
        and not _label_line(text)
    }


def _is_fiche(rows: Sequence[Item]) -> bool:
    """Whether a table describes one action with its labels in the rows, in one column or in two."""
    wide = [row for row in rows if not _alone(row)]
    width = max((len(row.cells) for row in rows), default=0)
    if len(wide) < 3 or width > 6:
        return False
    firsts = [_label(row.cells[row.filled[0]].text) for row in wide if row.filled]
    inside = {role for row in wide for heading, _ in _label_pairs(row) if heading and (role := role_of(heading))}
    several = len({role for role in firsts if role}) >= 3 or (width > 3 and len(inside) >= 4 and len(set(firsts)) >= 2)
    mostly = sum(bool(role) for role in firsts) * 10 >= len(firsts) * 6
    headed = width > 2 and is_heading_row(wide[0].texts) and not _label(wide[1].cells[0].text)
    return several and mostly and not headed


def _is_band(row: Item) -> bool:
    """A row with one short line and no number, in its first cell or over the whole width."""
    if not _alone(row) or len(row.text) > SHORT_LINE or row.text.rstrip().endswith((".", ":", "?")):
        return False
    return row.filled[0] == 0 and not number_of(row.text)[0] and not NOTE_WORDS.match(flat(row.text))


def _opens_action(text: str) -> bool:
    """Whether a line begins with "Action 1.1", "Fiche action n° 3", "Measure 2"…"""
    return bool(OPENS_ACTION.match(flat(" ".join(text.split()))))


def _label(text: str) -> Role | None:
    line = " ".join(text.split())
    if _opens_action(line):
        return None
    return role_of(line) if line and len(line) <= 60 and not re.match(r"\d", line) and line.count(" ") <= 8 else None


def _label_pairs(item: Item) -> list[tuple[str, Cell]]:
    """(label, value) pairs of a fiche row; a row without a label gives its cells with an empty label."""
    if _alone(item) and _opens_action(item.text):
        return [("", item.cells[item.filled[0]])]
    cells = [cell for cell in item.cells if not cell.covered]
    pairs: list[tuple[str, Cell]] = []
    heading = ""
    for place, cell in enumerate(cells):
        text = " ".join(cell.text.split())
        if place % 2 == 0 and _label(text):
            if heading:
                pairs.append((heading, Cell()))
            heading = text
        elif heading:
            pairs.append((heading, cell))
            heading = ""
        elif cell.lines:
            pairs.append(("", cell))
    if heading:
        pairs.append((heading, Cell()))
    return pairs


def _label_line(text: str) -> tuple[Role, str, str] | None:
    """(role, label, rest) of a line such as "Pilote : la ville", None for other lines."""
    match = re.match(r"\W{0,3}([^:]{2,45}?)\s*:\s*(.*)$", text, re.DOTALL)
    role = _label(match[1]) if match else None
    return (role, match[1], match[2]) if match and role else None


def _roles_from_content(rows: Sequence[Item], width: int) -> list[Role | None]:
    """Roles told from the cells: numbers, dates, then the first and the longest texts."""
    columns = [
        [row.cells[place].text for row in rows if place < len(row.cells) and row.cells[place].lines]
        for place in range(width)
    ]
    roles: list[Role | None] = [None] * width
    for place, texts in enumerate(columns):
        dated = sum(read_when(text).label is not WhenLabel.UNKNOWN and len(text) < 80 for text in texts)
        if texts and all(re.fullmatch(r"[A-Za-z]{0,3}\d{1,3}(?:[.-]\d+)*\W?", text.strip()) for text in texts):
            roles[place] = Role.NUMBER
        elif texts and dated * 10 >= len(texts) * 6 and Role.WHEN not in roles:
            roles[place] = Role.WHEN
    free = [place for place in range(width) if roles[place] is None and columns[place]]
    if free:
        roles[free[0]] = Role.TITLE
        rest = sorted(free[1:], key=lambda place: -sum(map(len, columns[place])) / len(columns[place]))
        if rest:
            roles[rest[0]] = Role.HOW
        if len(rest) > 1:
            roles[rest[1]] = Role.WHO
    return roles


def _choices(item: Item, *kinds: Kind) -> tuple[Choice, ...]:
    return tuple(Choice(kind.value, "kinds", item.id, kind.value) for kind in kinds)


def _short(text: str, length: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
