"""The columns of the table under way: headed, settled by a person, kept from the table before, or guessed."""

import re
from collections.abc import Sequence

from consultation.plan.columns import Role, is_heading_row, role_of, roles_of
from consultation.plan.dates import read_when
from consultation.plan.folding import fold
from consultation.plan.items import Item
from consultation.plan.priorities import close_action
from consultation.plan.walk import Walk
from consultation.terms import WhenLabel

RANK_VALUES = re.compile(
    r"^(?:p(?:riorite|riority)?\s*)?(?:[1-4]|haute|forte|elevee|high|moyenne|medium|basse|faible|low|urgente?|oui|non|\+{1,3}|[abc])$"
)


def enter_table(walk: Walk, item: Item) -> None:
    """The columns of a table: settled by a person, or kept from the table before when it goes on with it."""
    walk.table = item.table
    if not item.table:
        return
    settled = walk.mapping.columns.get(item.table)
    if settled is not None:
        set_columns(walk, [*settled], [role.value if role else "" for role in settled])
    elif item.table in walk.layout.fiches:
        close_action(walk)
    elif walk.columns and len(walk.columns) != len(item.cells):
        rows = walk.layout.rows_of(item.table)
        if not any(is_heading_row(row.texts) for row in rows[:6]) and not all(row.alone for row in rows):
            guess_columns(walk, rows)
    elif not walk.columns:
        rows = walk.layout.rows_of(item.table)
        if not any(is_heading_row(row.texts) for row in rows[:12]):
            guess_columns(walk, rows)
    walk.plan.columns[item.table] = list(walk.columns)


def set_columns(walk: Walk, roles: Sequence[Role | None], headings: Sequence[str]) -> None:
    # Without a priority beside it, what opens a row speaks of its action.
    alone = not {Role.PRIORITY, Role.PRIORITY_NUMBER} & set(roles)
    walk.columns = [Role.OTHER if role is Role.EXTRACT and alone else role for role in roles]
    walk.headings = [" ".join(heading.split()) for heading in headings]
    walk.has_pilot_column = Role.PILOT in walk.columns


def guess_columns(walk: Walk, rows: Sequence[Item]) -> None:
    """Columns told from what the cells hold; said as a doubt."""
    wide = [row for row in rows if not row.alone]
    width = max((len(row.cells) for row in rows), default=0)
    if not wide or width < 2:
        return
    roles = roles_from_content(wide, width)
    set_columns(walk, roles, [role.value if role else "" for role in roles])
    walk.doubt(rows[0].table, "columns_guessed", {"columns": ", ".join(role.value if role else "?" for role in roles)})


def take_headings(walk: Walk, item: Item) -> None:
    """Headings on one row, or on several: each further row completes the roles and the words of the first."""
    goes_on = walk.follows_headings(item)
    walk.heading_rows = [*walk.heading_rows, item] if goes_on else [item]
    if not goes_on:
        close_action(walk)
    headings, roles = columns_under(walk.heading_rows)
    settled = walk.mapping.columns.get(item.table)
    set_columns(walk, settled if settled is not None else roles_of(headings, roles), headings)
    walk.plan.doubts = [one for one in walk.plan.doubts if (one.code, one.where) != ("column_unknown", item.table)]
    for heading, role in zip(walk.headings, walk.columns, strict=False):
        if role is None and heading:
            walk.doubt(item.table, "column_unknown", {"heading": heading})
    if settled is None:
        settle_priority_column(walk, item)
    walk.plan.columns[item.table] = list(walk.columns)
    walk.drop(" ".join(text for text in item.texts if text), "column_headings")


def settle_priority_column(walk: Walk, item: Item) -> None:
    """A "Priorité" column that only holds ranks is not the plan's priorities when headings give those."""
    for place, role in enumerate(walk.columns):
        if role is not Role.PRIORITY:
            continue
        values = {
            fold(row.cells[place].text)
            for row in walk.layout.rows_of(item.table)
            if place < len(row.cells) and row.cells[place].lines and row.id != item.id and not row.alone
        }
        ranks = bool(values) and all(RANK_VALUES.match(value) for value in values)
        others = walk.priority is not None or Role.SUBGROUP in walk.columns
        if ranks and others:
            walk.columns[place] = Role.OTHER
            for other, known in enumerate(walk.columns):
                if known is Role.SUBGROUP:
                    walk.columns[other] = Role.PRIORITY
                    break
            walk.doubt(item.id, "priority_column_is_rank", {"heading": walk.headings[place]})


def cell_of(walk: Walk, item: Item, role: Role) -> str:
    return " ".join(
        item.cells[place].text for place, known in enumerate(walk.columns) if known is role and place < len(item.cells)
    ).strip()


def is_fresh(walk: Walk, item: Item, role: Role) -> bool:
    return any(
        known is role and place < len(item.cells) and not item.cells[place].continued
        for place, known in enumerate(walk.columns)
    )


def columns_under(rows: Sequence[Item]) -> tuple[list[str], list[Role | None]]:
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


def roles_from_content(rows: Sequence[Item], width: int) -> list[Role | None]:
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
