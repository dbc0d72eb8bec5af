"""Understanding a document as a plan: priorities, actions, notes; what is doubtful is said, nothing is lost."""

from consultation.plan.blocks import Document
from consultation.plan.checks import finish
from consultation.plan.doubts import choices, short
from consultation.plan.folding import fold
from consultation.plan.gathering import take_action, take_more
from consultation.plan.headings import CONTENTS_HEADING, CONTENTS_LINE, PAGE_NUMBER
from consultation.plan.items import Item, Kind
from consultation.plan.kinds import kind_of
from consultation.plan.plan_reading import NOTHING_SETTLED, PlanReading, Settled
from consultation.plan.priorities import (
    close_action,
    open_group,
    open_priority,
    take_extract,
    take_sector,
    take_title,
)
from consultation.plan.tables import enter_table, take_headings
from consultation.plan.walk import Walk


def read_plan(document: Document, mapping: Settled = NOTHING_SETTLED) -> PlanReading:
    """The plan of a document; what a person settled in `mapping` goes before every guess."""
    walk = Walk(document, mapping)
    for place, item in enumerate(walk.layout.items):
        if item.table != walk.table:
            enter_table(walk, item)
        kind = kind_of(walk, item, place)
        take(walk, item, kind, place)
        walk.plan.items.append((item, kind))
    close_action(walk)
    open_group(walk, "")
    if walk.pending is not None:
        walk.note(walk.pending.text)
    finish(walk)
    return walk.plan


def take(walk: Walk, item: Item, kind: Kind | None, place: int) -> None:
    """The item put where its kind says, and the walk moved on."""
    if kind is not Kind.ACTION and kind is not Kind.MORE:
        for note in item.notes:
            walk.note(note)
    match kind:
        case Kind.TITLE:
            take_title(walk, item)
        case Kind.SECTOR:
            take_sector(walk, item)
        case Kind.PRIORITY:
            open_priority(walk, item)
        case Kind.SUBGROUP:
            close_action(walk)
            open_group(walk, item.text.replace("\n", " "))
        case Kind.EXTRACT:
            take_extract(walk, item)
        case Kind.HEADINGS:
            take_headings(walk, item)
        case Kind.ACTION:
            take_action(walk, item, place)
        case Kind.MORE:
            take_more(walk, item)
        case Kind.NOTE:
            close_action(walk)
            walk.note(item.text.replace("\n", " ") if item.table else item.text)
        case _:
            leave_out(walk, item)


def leave_out(walk: Walk, item: Item) -> None:
    """The item dropped, and said why; what nobody understood is doubted."""
    text = " ".join(item.text.split())
    if item.sheet:
        why = "sheet_name"
    elif PAGE_NUMBER.match(fold(text)):
        why = "page_number"
    elif CONTENTS_LINE.search(item.text) or CONTENTS_HEADING.match(fold(text)):
        why = "table_of_contents"
    elif fold(text) in walk.layout.furniture:
        why = "repeated_on_pages"
    elif item.id in walk.mapping.kinds:
        why = "left_out_by_hand"
    else:
        why = "not_understood"
        walk.doubt(
            item.id,
            "row_not_understood",
            {"text": short(text)},
            choices(item, Kind.ACTION, Kind.NOTE, Kind.PRIORITY, Kind.LEFT_OUT),
        )
    walk.drop(text, why)
