"""A plan read to its end: what it lacks, says twice or contradicts is doubted, then its priorities are linked."""

from collections import Counter

from consultation.plan.blocks import Doubt
from consultation.plan.doubts import short
from consultation.plan.headings import sector_in_title, years_of
from consultation.plan.links import ReadPriority, link
from consultation.plan.walk import Walk


def finish(walk: Walk) -> None:
    settle_years(walk)
    if not walk.plan.title:
        walk.doubt("", "no_title")
    if not walk.plan.actions:
        walk.doubt("", "no_actions")
    for priority in walk.plan.priorities:
        if not priority.actions and walk.plan.actions:
            walk.doubt(str(priority.number), "priority_empty", {"title": priority.title})
        say_twice(walk, priority)
    check_years(walk)
    link(walk.plan.priorities)
    order_doubts(walk)


def settle_years(walk: Walk) -> None:
    if not walk.plan.sector:
        walk.plan.sector = next((name for text in walk.plan.notes if (name := sector_in_title(text))), "")
    if walk.plan.start_year is None:
        for text in walk.plan.notes:
            start, end = years_of(text)
            if start and end:
                walk.plan.start_year, walk.plan.end_year = start, end
                return


def say_twice(walk: Walk, priority: ReadPriority) -> None:
    counts = Counter(action.printed_number for action in priority.actions if action.printed_number)
    for printed, count in counts.items():
        if count > 1:
            titles = " / ".join(
                short(action.title, 50) for action in priority.actions if action.printed_number == printed
            )
            walk.doubt(f"P{priority.number}", "number_twice", {"number": printed, "titles": titles})


def check_years(walk: Walk) -> None:
    if not (walk.plan.start_year and walk.plan.end_year):
        return
    for action in walk.plan.actions:
        years = [year for year in (action.reading.start_year, action.reading.end_year) if year]
        if any(year > walk.plan.end_year or year < walk.plan.start_year - 1 for year in years):
            walk.doubt(action.key, "date_outside_plan", {"when": action.when})


def order_doubts(walk: Walk) -> None:
    unique: dict[tuple[str, str, str], Doubt] = {}
    for doubt in walk.plan.doubts:
        # The same unknown heading over ten tables is one doubt.
        where = "" if doubt.code == "column_unknown" else doubt.where
        if doubt.where not in walk.mapping.kinds:
            unique.setdefault((where, doubt.code, str(doubt.values)), doubt)
    walk.plan.doubts = list(unique.values())
