"""Labels printed beside or before what they name: "Pilote : la ville", the rows of a fiche."""

import re
from collections.abc import Sequence

from consultation.plan.blocks import Cell
from consultation.plan.columns import Role, is_heading_row, role_of
from consultation.plan.folding import flat
from consultation.plan.items import Item

OPENS_ACTION = re.compile(
    r"\W{0,3}(?:fiche[- ]?)?(?:action|mesure|measure|fiche)\s*(?:n\s?[°o]\.?\s*|no\.?\s*|#)?[a-z]?\d"
)


def opens_action(text: str) -> bool:
    """Whether a line begins with "Action 1.1", "Fiche action n° 3", "Measure 2"…"""
    return bool(OPENS_ACTION.match(flat(" ".join(text.split()))))


def role_of_label(text: str) -> Role | None:
    line = " ".join(text.split())
    if opens_action(line):
        return None
    return role_of(line) if line and len(line) <= 60 and not re.match(r"\d", line) and line.count(" ") <= 8 else None


def label_pairs(item: Item) -> list[tuple[str, Cell]]:
    """(label, value) pairs of a fiche row; a row without a label gives its cells with an empty label."""
    if item.alone and opens_action(item.text):
        return [("", item.cells[item.filled[0]])]
    cells = [cell for cell in item.cells if not cell.covered]
    pairs: list[tuple[str, Cell]] = []
    heading = ""
    for place, cell in enumerate(cells):
        text = " ".join(cell.text.split())
        if place % 2 == 0 and role_of_label(text):
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


def label_line(text: str) -> tuple[Role, str, str] | None:
    """(role, label, rest) of a line such as "Pilote : la ville", None for other lines."""
    match = re.match(r"\W{0,3}([^:]{2,45}?)\s*:\s*(.*)$", text, re.DOTALL)
    role = role_of_label(match[1]) if match else None
    return (role, match[1], match[2]) if match and role else None


def is_fiche(rows: Sequence[Item]) -> bool:
    """Whether a table describes one action with its labels in the rows, in one column or in two."""
    wide = [row for row in rows if not row.alone]
    width = max((len(row.cells) for row in rows), default=0)
    if len(wide) < 3 or width > 6:
        return False
    firsts = [role_of_label(row.cells[row.filled[0]].text) for row in wide if row.filled]
    inside = {role for row in wide for heading, _ in label_pairs(row) if heading and (role := role_of(heading))}
    several = len({role for role in firsts if role}) >= 3 or (width > 3 and len(inside) >= 4 and len(set(firsts)) >= 2)
    mostly = sum(bool(role) for role in firsts) * 10 >= len(firsts) * 6
    headed = width > 2 and is_heading_row(wide[0].texts) and not role_of_label(wide[1].cells[0].text)
    return several and mostly and not headed
