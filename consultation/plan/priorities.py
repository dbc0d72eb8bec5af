"""Priorities, groups and what stands above the actions: opened, gone on with, closed."""

import re

from consultation.plan.action import build_action
from consultation.plan.columns import Role
from consultation.plan.doubts import short
from consultation.plan.folding import fold
from consultation.plan.headings import (
    extract_of,
    group_title,
    heading_of,
    numbered_heading,
    sector_in_title,
    sector_of,
    years_of,
)
from consultation.plan.items import Item
from consultation.plan.layout import SHORT_LINE
from consultation.plan.links import ReadPriority
from consultation.plan.walk import Walk

GOES_ON = re.compile(r"^\W*(?:suite|suite et fin|fin|cont\.?|cont'd|continued)\W*$")


def open_priority(walk: Walk, item: Item) -> None:
    text = " ".join(item.text.split())
    heading = heading_of(text)
    named = group_title(text)
    if heading is None and named is not None:
        number, title = None, named
    elif heading is not None:
        number, title = heading.number, heading.title
        if not walk.family:
            walk.family = heading.word.split()[0].rstrip("s")
    else:
        number, _, title = numbered_heading(text)
    waiting = walk.priority
    if heading and not title and waiting is not None and waits_for_number(waiting):
        waiting.heading = f"{waiting.heading} {text}"
        waiting.number = number or waiting.number
        return
    switch_priority(walk, number, title, text)


def waits_for_number(priority: ReadPriority) -> bool:
    """Whether a priority was just named, with its number still to come on the next line."""
    return (
        not priority.actions
        and not priority.extract
        and group_title(priority.heading) is not None
        and not heading_of(priority.heading)
    )


def switch_priority(walk: Walk, number: int | None, title: str, heading: str) -> None:
    """The priority of this number and title made the current one; opened when new, not opened twice."""
    close_action(walk)
    title = "" if GOES_ON.match(fold(title)) else title
    for known in walk.plan.priorities:
        same_title = fold(known.title) == fold(title)
        if (same_title and title and number in {None, known.number}) or (
            number == known.number and (not title or same_title)
        ):
            if known is not walk.priority:
                open_group(walk, "")
            if not set(heading.split()) <= set(known.heading.split()):
                known.heading = f"{known.heading}\n{heading}".strip()
            walk.priority = known
            return
    taken = {known.number for known in walk.plan.priorities}
    if number is None or number in taken:
        if number is not None:
            walk.doubt(heading, "priority_number_twice", {"number": str(number), "title": title})
        number = max(taken, default=0) + 1
    open_group(walk, "")
    walk.priority = ReadPriority(number, title, heading)
    walk.plan.priorities.append(walk.priority)


def open_group(walk: Walk, text: str) -> None:
    """The heading of the actions that follow; one that no action followed was a note."""
    if walk.subgroup and not walk.group_has_actions:
        walk.note(walk.subgroup)
    walk.subgroup, walk.group_has_actions = text, False


def open_unnamed_priority(walk: Walk) -> None:
    walk.priority = ReadPriority(1 + max((known.number for known in walk.plan.priorities), default=0), "", "")
    walk.plan.priorities.append(walk.priority)
    walk.doubt("", "no_priority")


def take_extract(walk: Walk, item: Item) -> None:
    close_action(walk)
    if walk.priority is None:
        walk.plan.notes.append(item.text)
        return
    if (
        not walk.priority.title
        and len(item.text) <= SHORT_LINE
        and not extract_of(item.text)
        and not walk.priority.extract
    ):
        walk.priority.title = item.text.replace("\n", " ")
        return
    labelled = extract_of(item.text)
    words = labelled[1] if labelled else item.text
    if labelled and not walk.priority.extract_source:
        walk.priority.extract_source = labelled[0]
    elif labelled:
        words = item.text
    walk.priority.extract = "\n".join(filter(None, (walk.priority.extract, words)))


def take_sector(walk: Walk, item: Item) -> None:
    text = " ".join(item.text.split())
    walk.plan.sector = sector_of(text) or text
    label = text.replace(walk.plan.sector, " ").strip()
    if label:
        walk.drop(label, "row_label")


def take_title(walk: Walk, item: Item) -> None:
    walk.plan.title = " ".join(item.text.split())
    walk.plan.start_year, walk.plan.end_year = years_of(walk.plan.title)
    walk.plan.sector = walk.plan.sector or sector_in_title(walk.plan.title)


def close_action(walk: Walk) -> None:
    if walk.parts is None:
        return
    if walk.priority is None:
        open_unnamed_priority(walk)
    assert walk.priority is not None
    walk.group_has_actions = True
    action = build_action(
        walk.parts,
        position=len(walk.priority.actions) + 1,
        priority_number=walk.priority.number,
        has_pilot_column=walk.has_pilot_column or Role.PILOT in walk.parts.asked | walk.parts.lines.keys(),
    )
    walk.priority.actions.append(action)
    walk.parts = None
    walk.label = None
    if not action.title:
        walk.doubt(action.key, "title_missing", {"text": short(action.words)})
    for code in action.reading.doubts:
        walk.doubt(action.key, code, {"when": action.when})
