"""The plan as understood, as JSON: what the command prints and the database keeps of a reading."""

from collections.abc import Callable
from typing import Any

from consultation.plan.action import ReadAction
from consultation.plan.blocks import Doubt
from consultation.plan.dates import When
from consultation.plan.links import ReadPriority
from consultation.plan.plan_reading import PlanReading


def plan_outline(
    plan: PlanReading, *, doubt_words: Callable[[Doubt], str], dropped_words: Callable[[str], str]
) -> dict[str, Any]:
    """The reading as one JSON document; the two functions put codes into words."""
    return {
        "title": plan.title,
        "sector": plan.sector,
        "start_year": plan.start_year,
        "end_year": plan.end_year,
        "notes": plan.notes,
        "priorities": [_priority(priority) for priority in plan.priorities],
        "doubts": [
            {
                "where": doubt.where,
                "what": doubt_words(doubt),
                "code": doubt.code,
                "choices": [
                    {"section": choice.section, "key": choice.key, "value": choice.value} for choice in doubt.choices
                ],
            }
            for doubt in plan.doubts
        ],
        "dropped": [
            {"text": dropped.text, "why": dropped_words(dropped.why), "code": dropped.why} for dropped in plan.dropped
        ],
    }


def _priority(priority: ReadPriority) -> dict[str, Any]:
    return {
        "key": f"P{priority.number}",
        "number": priority.number,
        "title": priority.title,
        "heading": priority.heading,
        "extract": priority.extract,
        "extract_source": priority.extract_source,
        "notes": priority.notes,
        "note_references": priority.note_references,
        "actions": [_action(action) for action in priority.actions],
    }


def _action(action: ReadAction) -> dict[str, Any]:
    return {
        "key": action.key,
        "position": action.position,
        "printed_number": action.printed_number,
        "title": action.title,
        "objective": action.objective,
        "origin_note": action.origin_note,
        "origin_priorities": action.origin_priorities,
        "group": action.subgroup,
        "how": action.how,
        "who": action.who,
        "pilots": action.pilots,
        "pilot": action.pilot_state,
        "candidates": action.candidates,
        "actors": [{"name": actor.name, "role": actor.role} for actor in action.actors],
        "when": action.when,
        "when_normalised": when_outline(action.reading),
        "place": action.place,
        "missing": action.missing,
        "publics": action.publics,
        "references": action.references,
        "questions": [{"text": question.text, "about": question.about} for question in action.questions],
        "notes": action.notes,
        "other": [{"heading": heading, "text": text} for heading, text in action.other],
        "original": [{"heading": heading, "text": text} for heading, text in action.original],
    }


def when_outline(when: When) -> dict[str, Any]:
    """The reading of a date as JSON."""
    return {
        "start_year": when.start_year,
        "end_year": when.end_year,
        "label": when.label.value,
        "frequency": when.frequency,
        "start_month": when.start_month,
        "end_month": when.end_month,
        "alternatives": list(when.alternatives),
        "rank": when.rank,
        "term": when.term,
        "frequency_open": when.frequency_open,
        "milestones": [
            {"text": step.text, "year": step.year, "start_month": step.start_month, "end_month": step.end_month}
            for step in when.milestones
        ],
    }
