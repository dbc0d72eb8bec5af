"""The parts of an action gathered from the cells of a row, the rows of a fiche, or printed lines."""

import re

from consultation.plan.action import Parts
from consultation.plan.blocks import Cell, Line
from consultation.plan.columns import Role, role_of
from consultation.plan.doubts import choices, short
from consultation.plan.folding import fold
from consultation.plan.headings import heading_of, numbered_heading, to_number
from consultation.plan.items import Item, Kind
from consultation.plan.labels import label_line, label_pairs
from consultation.plan.priorities import close_action, open_group, open_unnamed_priority, switch_priority
from consultation.plan.tables import cell_of, is_fresh
from consultation.plan.walk import Walk

#: Columns of a flat sheet that speak of more than one action, and what a row that fills only them is.
ABOVE_ACTIONS: dict[Role | None, Kind] = {
    Role.PRIORITY: Kind.PRIORITY,
    Role.PRIORITY_NUMBER: Kind.PRIORITY,
    Role.SUBGROUP: Kind.SUBGROUP,
    Role.EXTRACT: Kind.EXTRACT,
}


def take_action(walk: Walk, item: Item, place: int) -> None:
    if item.table in walk.layout.fiches:
        take_fiche_row(walk, item)
        return
    if not item.table:
        take_action_line(walk, item, place)
        return
    close_action(walk)
    enter_priority_of_row(walk, item)
    if walk.priority is None:
        open_unnamed_priority(walk)
    walk.parts = Parts(where=item.id, subgroup=walk.subgroup)
    add_cells(walk, item, fresh=True)


def take_more(walk: Walk, item: Item) -> None:
    if walk.parts is None:
        walk.note(item.text)
    elif item.table:
        add_cells(walk, item, fresh=False)
        if not any(cell.continued for cell in item.cells):
            walk.doubt(
                item.id,
                "row_joined",
                {"text": short(item.text)},
                choices(item, Kind.MORE, Kind.ACTION, Kind.NOTE),
            )
    else:
        add_line(walk, item)


def add_cells(walk: Walk, item: Item, *, fresh: bool) -> None:
    assert walk.parts is not None
    for place, cell in enumerate(item.cells):
        if cell.covered or not cell.lines:
            continue
        role = walk.columns[place] if place < len(walk.columns) else None
        heading = walk.headings[place] if place < len(walk.headings) else ""
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
        walk.parts.notes.extend(cell.notes)
        walk.parts.add(role or Role.OTHER, heading, cell.lines)


def enter_priority_of_row(walk: Walk, item: Item) -> None:
    """In a flat sheet the priority stands in a column; an empty cell goes on with the one above."""
    name, number = cell_of(walk, item, Role.PRIORITY), cell_of(walk, item, Role.PRIORITY_NUMBER)
    name = name.replace("\n", " ")
    if name or number:
        heading = heading_of(name)
        printed, title = (heading.number, heading.title) if heading else numbered_heading(name)[::2]
        if number:
            printed = to_number(re.sub(r"^\D*?(?=\d|[ivxIVX]+$)", "", number)) or printed
        if name.isdigit():
            printed, title = int(name), ""
        switch_priority(walk, printed, title, " ".join(filter(None, (number, name))))
    subgroup = cell_of(walk, item, Role.SUBGROUP).replace("\n", " ")
    if subgroup and subgroup != walk.subgroup:
        open_group(walk, subgroup)
    extract = cell_of(walk, item, Role.EXTRACT)
    if extract and walk.priority is not None and walk.priority.extract in {"", extract}:
        walk.priority.extract = extract
    elif extract and walk.priority is not None and is_fresh(walk, item, Role.EXTRACT):
        walk.priority.notes.append(extract)


def take_fiche_row(walk: Walk, item: Item) -> None:
    labels = label_pairs(item)
    if walk.parts is None:
        walk.parts = Parts(where=item.id, subgroup=walk.subgroup)
        if walk.pending is not None:
            walk.parts.add(Role.TITLE, "", walk.pending.cells[0].lines)
            walk.pending = None
    for heading, cell in labels:
        role = role_of(heading) if heading else Role.TITLE if item.alone and not walk.parts.of(Role.TITLE) else None
        role = Role.OTHER if role is Role.EXTRACT else role
        if role in {Role.PRIORITY, Role.PRIORITY_NUMBER}:
            fiche_priority(walk, cell)
        elif role is Role.TITLE and walk.parts.of(Role.TITLE):
            walk.parts.add(Role.HOW if "action" not in fold(heading) else Role.TITLE, heading, cell.lines)
        else:
            walk.parts.add(role or Role.OTHER, heading, cell.lines)
        walk.parts.notes.extend(cell.notes)
        if heading:
            walk.drop(heading, "row_label")
            walk.parts.asked.add(role or Role.OTHER)


def fiche_priority(walk: Walk, cell: Cell) -> None:
    name = cell.text.replace("\n", " ")
    heading = heading_of(name)
    number, title = (heading.number, heading.title) if heading else numbered_heading(name)[::2]
    parts, walk.parts = walk.parts, None
    switch_priority(walk, number, title, name)
    walk.parts = parts


def take_action_line(walk: Walk, item: Item, place: int) -> None:
    close_action(walk)
    following = walk.layout.items[place + 1] if place + 1 < len(walk.layout.items) else None
    if following is not None and following.table in walk.layout.fiches:
        walk.pending = item
        return
    if walk.priority is None:
        open_unnamed_priority(walk)
    walk.has_pilot_column = False
    walk.parts = Parts(where=item.id, subgroup=walk.subgroup, notes=list(item.notes))
    first, *rest = item.cells[0].lines
    walk.parts.add(Role.TITLE, "", (first,))
    walk.label = None
    for line in rest:
        add_printed_line(walk, line)


def add_line(walk: Walk, item: Item) -> None:
    """A line under an action in running text: "Pilote : la ville" names its part, others follow the last part."""
    assert walk.parts is not None
    walk.parts.notes.extend(item.notes)
    for line in item.cells[0].lines:
        add_printed_line(walk, line)


def add_printed_line(walk: Walk, line: Line) -> None:
    assert walk.parts is not None
    labelled = label_line(line.text)
    if labelled:
        walk.label, heading, rest = labelled
        walk.drop(heading, "row_label")
        walk.parts.add(walk.label, heading, (Line(rest, line.bullet),) if rest else ())
        walk.label_is_open = not rest or rest.rstrip().endswith(",")
    else:
        walk.parts.add(role_after_label(walk, line), "", (line,))


def role_after_label(walk: Walk, line: Line) -> Role:
    """The part an unlabelled line belongs to: that of a label printed alone, else the means."""
    if walk.label is None or walk.label is Role.TITLE or not (walk.label_is_open or walk.label is Role.HOW):
        return Role.HOW
    walk.label_is_open = walk.label_is_open and (line.bullet or walk.label not in {Role.WHEN, Role.PLACE})
    return walk.label
