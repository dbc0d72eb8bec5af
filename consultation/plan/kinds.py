"""What a line or a row is: settled by a person, else told by its words, its place and what came before."""

from collections.abc import Sequence

from consultation.plan.action import Parts, number_of
from consultation.plan.columns import Role, is_heading_row, is_second_heading_row, role_of, roles_of
from consultation.plan.doubts import choices, short
from consultation.plan.folding import flat, fold
from consultation.plan.gathering import ABOVE_ACTIONS
from consultation.plan.headings import (
    CONTENTS_HEADING,
    CONTENTS_LINE,
    NOTE_WORDS,
    PAGE_NUMBER,
    Heading,
    extract_of,
    group_title,
    heading_of,
    sector_of,
)
from consultation.plan.items import Item, Kind
from consultation.plan.labels import label_line, label_pairs, opens_action, role_of_label
from consultation.plan.layout import SHORT_LINE, title_weight
from consultation.plan.tables import cell_of, is_fresh
from consultation.plan.walk import Walk

LONGEST_PLAN_TITLE = 200


def kind_of(walk: Walk, item: Item, place: int) -> Kind | None:
    """The kind of an item, None when it was not understood; what a person settled goes before every guess."""
    settled = walk.mapping.kinds.get(item.id)
    if settled:
        return settled
    if item.table in walk.layout.fiches and (not item.alone or belongs_to_fiche(walk, item)):
        return Kind.ACTION
    if item.table and not item.alone:
        return kind_of_row(walk, item)
    return kind_of_line(walk, item, place)


def belongs_to_fiche(walk: Walk, item: Item) -> bool:
    """Whether a row with one filled cell is a label without its value, or the title over the whole fiche."""
    text = item.cells[item.filled[0]].text
    first = walk.layout.rows_of(item.table)[0] is item
    return bool(role_of_label(text)) or opens_action(text) or (first and heading_of(text) is None)


def kind_of_row(walk: Walk, item: Item) -> Kind | None:
    texts = item.texts
    if is_heading_row(texts) and may_be_headings(item):
        return Kind.HEADINGS
    if walk.follows_headings(item) and completes(walk, item):
        return Kind.HEADINGS
    if item.heading and not walk.columns:
        return Kind.HEADINGS
    if not walk.columns or Role.TITLE not in walk.columns:
        return None
    if fold(item.text) in walk.layout.furniture and not has_title(item, walk.columns):
        return Kind.LEFT_OUT
    if has_title(item, walk.columns):
        return Kind.MORE if goes_on(walk, item) else Kind.ACTION
    if cell_of(walk, item, Role.NUMBER) and is_fresh(walk, item, Role.NUMBER):
        return Kind.ACTION
    return Kind.MORE if walk.parts else None


def completes(walk: Walk, item: Item) -> bool:
    """Whether a row right under headings goes on with them: it stands under one that spans columns or rows."""
    over = walk.heading_rows[-1].cells
    narrower = any(cell.across > 1 for cell in over) or any(cell.continued for cell in item.cells)
    return narrower or is_second_heading_row(item.texts, len(item.cells))


def may_be_headings(item: Item) -> bool:
    """Whether a row of known words is headings rather than an action that happens to use such words."""
    return not any(number_of(text)[0] for text in item.texts) and all(
        len(text) < 70 or "?" in text or "(" in text for text in item.texts
    )


def goes_on(walk: Walk, item: Item) -> bool:
    """Whether a row is the rest of an action that a page cut: no number among numbered actions, mid-sentence."""
    if not walk.parts:
        return False
    title = next(
        (
            item.cells[place]
            for place, role in enumerate(walk.columns)
            if role is Role.TITLE and place < len(item.cells)
        ),
        None,
    )
    if title is None:
        return False
    if title.continued:
        return True
    number = number_of(title.text)[0] or cell_of(walk, item, Role.NUMBER)
    return walk.layout.numbered and not number and title.text[:1].islower()


def kind_of_line(walk: Walk, item: Item, place: int) -> Kind | None:
    text = item.text
    line = " ".join(text.split())
    if item.sheet:
        return kind_of_sheet(walk, item, place)
    if PAGE_NUMBER.match(fold(line)) and not item.table:
        return Kind.LEFT_OUT
    if CONTENTS_LINE.search(text) or CONTENTS_HEADING.match(fold(line)):
        return Kind.LEFT_OUT
    if fold(line) in walk.layout.furniture and not is_title(walk, item, place):
        return Kind.LEFT_OUT
    heading = heading_of(line)
    if heading and not (item.table and is_numbered_action(walk, item)):
        return kind_of_heading(walk, heading)
    if item.id in walk.layout.guessed:
        return walk.layout.guessed[item.id]
    if group_title(line) is not None and next_is_number(walk, place):
        return Kind.PRIORITY
    if extract_of(line) and walk.priority is not None and not walk.priority.actions and walk.parts is None:
        return Kind.EXTRACT
    if walk.priority is None and not walk.in_actions:
        return kind_of_preamble(walk, item, place)
    if item.table:
        return kind_of_lone_row(walk, item, place)
    return kind_of_paragraph(walk, item, place)


def kind_of_sheet(walk: Walk, item: Item, place: int) -> Kind:
    """A sheet's name is its priority when the sheet prints no heading of its own and others hold actions too."""
    inside = []
    for other in walk.layout.items[place + 1 :]:
        if other.sheet:
            break
        inside.append(other)
    if not any(other.table and not other.alone for other in inside):
        return Kind.LEFT_OUT
    flat_sheet = any(is_heading_row(other.texts) and Role.PRIORITY in roles_of(other.texts) for other in inside)
    own = any(other.alone and heading_of(other.text) for other in inside)
    return Kind.LEFT_OUT if own or flat_sheet or sum(other.sheet for other in walk.layout.items) < 2 else Kind.PRIORITY


def kind_of_heading(walk: Walk, heading: Heading) -> Kind:
    family = heading.word.split()[0].rstrip("s")
    if heading.sub or (walk.family and family != walk.family and walk.priority is not None):
        return Kind.SUBGROUP
    return Kind.PRIORITY


def kind_of_preamble(walk: Walk, item: Item, place: int) -> Kind | None:
    if is_title(walk, item, place):
        return Kind.TITLE
    if (not walk.plan.sector or walk.plan.sector in walk.plan.title) and sector_of(item.text):
        return Kind.SECTOR
    if walk.layout.textual and is_action_line(walk, item):
        return Kind.ACTION
    return Kind.NOTE


def is_title(walk: Walk, item: Item, place: int) -> bool:
    """The plan's title: the first line that names a plan and its years, or a kind of plan, or the first heading."""
    if walk.plan.title or walk.priority is not None:
        return False
    candidates = [
        other
        for other in walk.layout.items[: place + 12]
        if other.alone and not other.sheet and len(other.text) < LONGEST_PLAN_TITLE
    ]
    # The first of those that weigh most.
    best = max(candidates, key=title_weight, default=None)
    return best is item and title_weight(item) >= 0


def kind_of_lone_row(walk: Walk, item: Item, place: int) -> Kind | None:
    text = item.text
    first = item.filled[0]
    above = ABOVE_ACTIONS.get(walk.columns[first]) if first < len(walk.columns) else None
    if above and item.cells[first].across == 1:
        return above
    if is_numbered_action(walk, item):
        return Kind.ACTION
    if NOTE_WORDS.match(flat(text)):
        return Kind.NOTE
    if (
        walk.columns
        and first < len(walk.columns)
        and walk.columns[first] not in {Role.TITLE, Role.NUMBER, None}
        and walk.parts
        and item.cells[first].across == 1
    ):
        return Kind.MORE
    if walk.priority is not None and not walk.priority.actions and walk.parts is None and len(text) > SHORT_LINE:
        return Kind.EXTRACT
    if walk.layout.numbered or item.cells[first].across > 1:
        return kind_of_line_across(walk, item, place)
    if not walk.columns:
        return None
    walk.doubt(
        item.id,
        "lone_row",
        {"text": short(text)},
        choices(item, Kind.ACTION, Kind.NOTE, Kind.SUBGROUP, Kind.PRIORITY),
    )
    return Kind.ACTION


def kind_of_line_across(walk: Walk, item: Item, place: int) -> Kind:
    """A line between the actions of a table: the heading of a group when more rows follow, else a note."""
    text = item.text
    last = not any(other.table == item.table and not other.alone for other in walk.layout.items[place + 1 :])
    if last or len(text) > SHORT_LINE or text.rstrip().endswith("."):
        return Kind.NOTE
    walk.doubt(
        item.id,
        "line_read_as_group",
        {"text": short(text)},
        choices(item, Kind.SUBGROUP, Kind.PRIORITY, Kind.NOTE),
    )
    return Kind.SUBGROUP


def is_numbered_action(walk: Walk, item: Item) -> bool:
    return bool(walk.columns) and bool(number_of(item.text)[0]) and not heading_of(item.text) and walk.layout.numbered


def kind_of_paragraph(walk: Walk, item: Item, place: int) -> Kind | None:
    if is_action_line(walk, item):
        return Kind.ACTION
    if walk.parts is not None and not walk.parts.where.startswith("t"):
        return Kind.MORE
    following = walk.layout.items[place + 1] if place + 1 < len(walk.layout.items) else None
    if following is not None and following.table in walk.layout.fiches and titles_a_fiche(walk, item, following):
        return Kind.ACTION
    if walk.priority is not None and not walk.priority.actions and walk.parts is None:
        return Kind.EXTRACT
    return Kind.NOTE


def titles_a_fiche(walk: Walk, item: Item, following: Item) -> bool:
    rows = walk.layout.rows_of(following.table)
    has_title = any(role_of(heading) is Role.TITLE for row in rows for heading, _ in label_pairs(row) if heading)
    titled_inside = rows[0].alone and not role_of_label(rows[0].text)
    return not has_title and not titled_inside and rows[0] is following and len(item.text) < LONGEST_PLAN_TITLE


def is_action_line(walk: Walk, item: Item) -> bool:
    """A paragraph that opens an action: "Action 1.1 : …"; without tables also a numbered line or a heading."""
    line = " ".join(item.text.split())
    if opens_action(line):
        return True
    if not walk.layout.textual or item.cells[0].lines[0].bullet:
        return False
    if item.level is not None and walk.priority is not None:
        return True
    if not number_of(line)[0] or len(line) >= LONGEST_PLAN_TITLE or label_line(line):
        return False
    return walk.parts is None or bool(number_of(joined_title(walk.parts))[0])


def next_is_number(walk: Walk, place: int) -> bool:
    """Whether the next line prints only the number of the priority ("Priorité 3")."""
    if place + 1 >= len(walk.layout.items):
        return False
    heading = heading_of(walk.layout.items[place + 1].text)
    return heading is not None and not heading.title


def has_title(item: Item, columns: Sequence[Role | None]) -> bool:
    return any(
        role is Role.TITLE and place < len(item.cells) and item.cells[place].lines and not item.cells[place].covered
        for place, role in enumerate(columns)
    )


def joined_title(parts: Parts) -> str:
    """The title cell of an action under way."""
    return " ".join(line.text for line in parts.of(Role.TITLE))
