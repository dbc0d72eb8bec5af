"""What a document tells as a whole, before it is read line by line: its tables, its fiches, its likely headings."""

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from consultation.plan.action import number_of
from consultation.plan.blocks import Cell, Choice, Document, Doubt, Paragraph
from consultation.plan.columns import Role, is_heading_row, role_of, roles_of
from consultation.plan.doubts import short
from consultation.plan.folding import flat, fold
from consultation.plan.headings import (
    CONTENTS_HEADING,
    NOTE_WORDS,
    PAGE_NUMBER,
    TITLE_WORDS,
    extract_of,
    group_title,
    heading_of,
    sector_of,
    years_of,
)
from consultation.plan.items import Item, Kind
from consultation.plan.labels import is_fiche, label_line, opens_action

OUTLINE_NUMBER = re.compile(r"\s*([IVX]{1,5}|[A-H]|\d{1,2}(?:\.\d{1,2})?)\s*[.):/–-]\s*\S|\s*(\d{1,2}\.\d{1,2})\s+\S")
SHORT_LINE = 120
FURNITURE_LENGTH = 110
LONGEST_FURNITURE_SENTENCE = 60


class Layout:
    """The items of a document and what they show together; what was only guessed is doubted."""

    def __init__(self, document: Document) -> None:
        self.items = items_of_document(document)
        self.doubts: list[Doubt] = []
        self.furniture = furniture(self.items)
        self.rows: dict[str, list[Item]] = {}
        for item in self.items:
            if item.table:
                self.rows.setdefault(item.table, []).append(item)
        self.fiches = {table for table, rows in self.rows.items() if is_fiche(rows)}
        self.word_headings = any(heading_of(item.text) for item in self.items if item.alone)
        self.guessed = self._guessed_headings()
        self.numbered = self._is_numbered()
        self.textual = not any(item.table for item in self.items)

    def rows_of(self, table: str) -> list[Item]:
        return self.rows.get(table, [])

    def _guessed_headings(self) -> dict[str, Kind]:
        """Headings without a word of the trade: heading styles, else short lines right before a table; {id: kind}."""
        if self.word_headings or self._has_priority_column():
            return {}
        styled = self._styled_headings()
        if styled:
            return {key: kind for key, kind in styled.items() if self._holds_actions(key, styled)}
        return self._lines_before_tables() or self._bands() or self._outline()

    def _styled_headings(self) -> dict[str, Kind]:
        """Headings of the highest style used more than once, and in a plan of tables the deeper ones as groups."""
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
        if not several:
            return {}
        main = several[0]
        kinds = {item.id: Kind.PRIORITY for item in styled if item.level == main}
        if any(item.table for item in self.items):
            deeper = [item for item in styled if item.level is not None and item.level > main]
            kinds.update({item.id: Kind.SUBGROUP for item in deeper})
        return kinds

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
            before = list(itertools.takewhile(lambda other: not other.table, reversed(self.items[:place])))
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
                lines = [other for other in lines if title_weight(other) < 2][: 1 if len(lines) > 1 else 0] or [
                    other for other in lines[:1] if len(lines) > 1
                ]
            if lines and len(self.rows) > 1:
                kinds[lines[0].id] = Kind.PRIORITY
        self._doubt_headings([item for item in self.items if item.id in kinds])
        return kinds

    def _bands(self) -> dict[str, Kind]:
        """Short rows with one filled cell that part the actions of a table, never two in a row."""
        bands = []
        for table in self.rows:
            rows = self.rows_of(table)
            heads = [place for place, row in enumerate(rows) if is_heading_row(row.texts)]
            if table in self.fiches or not heads:
                continue
            body = rows[heads[0] + 1 :]
            lone = [row for row in body if is_band(row) and fold(row.text) not in self.furniture]
            parted = all(one.alone <= (not two.alone) for one, two in itertools.pairwise(body) if one in lone)
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
            texts = " / ".join(short(item.text, 40) for item in items)
            together = ",".join(item.id for item in items)
            choices = tuple(Choice(kind, "kinds", together, kind) for kind in (Kind.PRIORITY, Kind.SUBGROUP, Kind.NOTE))
            self.doubts.append(Doubt(items[0].id, "heading_guessed", {"text": texts}, choices))

    def _has_priority_column(self) -> bool:
        return any(
            is_heading_row(item.texts) and Role.PRIORITY in roles_of(item.texts) for item in self.items if item.table
        )

    def _is_numbered(self) -> bool:
        """Whether the actions of the plan print numbers: most first cells of wide rows do."""
        wide = [
            item
            for item in self.items
            if item.table and not item.alone and not is_heading_row(item.texts) and item.table not in self.fiches
        ]
        titles = [text for item in wide if (text := next((text for text in item.texts if text), ""))]
        numbered = sum(
            bool(number_of(text)[0]) or bool(re.fullmatch(r"[A-Za-z]{0,3}\d{1,3}(?:[.-]\d{1,3})*\W?", text))
            for text in titles
        )
        return len(titles) >= 2 and numbered * 10 >= len(titles) * 6


def items_of_document(document: Document) -> list[Item]:
    """Paragraphs ("p1"…) and rows ("t1r1"…) in the order of the document."""
    items: list[Item] = []
    paragraphs = tables = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            paragraphs += 1
            items.extend(items_of_paragraph(block, f"p{paragraphs}"))
        else:
            tables += 1
            items.extend(
                Item(f"t{tables}r{number}", f"t{tables}", row.cells, heading=row.heading)
                for number, row in enumerate(block.rows, start=1)
            )
    return [item for item in items if item.filled or any(cell.continued and cell.lines for cell in item.cells)]


def items_of_paragraph(block: Paragraph, name: str) -> list[Item]:
    """The paragraph, or its lines one by one when a later line opens something of its own."""
    whole = Item(name, "", (Cell(block.lines),), block.level, sheet=block.sheet, notes=block.notes)
    if len(block.lines) < 2 or group_title(block.lines[0].text) is not None:
        return [whole]
    if not any(opens_something(line.text) for line in block.lines[1:]):
        return [whole]
    first = Item(name, "", (Cell(block.lines[:1]),), block.level, notes=block.notes)
    rest = [Item(f"{name}.{number}", "", (Cell((line,)),)) for number, line in enumerate(block.lines[1:], start=2)]
    return [first, *rest]


def opens_something(text: str) -> bool:
    return bool(heading_of(text) or opens_action(text) or sector_of(text) or label_line(text) or number_of(text)[0])


def title_weight(item: Item) -> int:
    words = fold(item.text)
    start, end = years_of(words)
    if (item.table and not item.alone) or heading_of(item.text) or extract_of(item.text) or PAGE_NUMBER.match(words):
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


def furniture(items: Sequence[Item]) -> set[str]:
    """Short lines printed again and again between the tables: page headers and footers, folded."""
    counts = Counter(
        fold(item.text)
        for item in items
        if item.alone
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
        and not label_line(text)
    }


def is_band(row: Item) -> bool:
    """A row with one short line and no number, in its first cell or over the whole width."""
    if not row.alone or len(row.text) > SHORT_LINE or row.text.rstrip().endswith((".", ":", "?")):
        return False
    return row.filled[0] == 0 and not number_of(row.text)[0] and not NOTE_WORDS.match(flat(row.text))
