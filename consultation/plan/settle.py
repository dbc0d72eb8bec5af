"""Settling what a document leaves in doubt, one doubt at a time or on the whole grid."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from consultation.models import PlanSource
from consultation.plan.blocks import Choice, Doubt
from consultation.plan.columns import Role
from consultation.plan.dates import When
from consultation.plan.import_plan import outline_of, reading_of
from consultation.plan.items import Kind
from consultation.plan.plan_reading import PlanReading
from consultation.plan.stored import with_choice, with_date

#: Doubts that are settled by choosing the reading of a date.
DATE_DOUBTS = frozenset(
    {
        "date_not_understood",
        "date_without_year",
        "term_without_years",
        "years_backwards",
        "frequency_range",
        "rhythm_under_a_year",
        "date_outside_plan",
    }
)


#: Not a choice: the page itself asks for the title, and leads to the grid when there is no action.
SAID_ELSEWHERE = frozenset({"no_title", "no_actions"})


class AlreadySettled(Exception):
    """Somebody settled this doubt first, or the plan is made already."""


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    """A doubt nobody has settled yet, under a name that stays the same as long as it says the same."""

    id: str
    doubt: Doubt

    @property
    def is_date(self) -> bool:
        return self.doubt.code in DATE_DOUBTS


def open_doubts(source: PlanSource, reading: PlanReading) -> list[OpenDoubt]:
    """The doubts left, in the order of the document."""
    done = {one["id"] for one in source.settled}
    found = [OpenDoubt(_name(doubt), doubt) for doubt in reading.doubts if doubt.code not in SAID_ELSEWHERE]
    return [one for one in found if one.id not in done]


def settle_doubt(session: Session, source: PlanSource, doubt_id: str, chosen: str, when: When | None = None) -> None:
    """The doubt settled: `chosen` is the code of one of its choices, or "right" when it was read well.

    :raises AlreadySettled: when it is no longer open.
    """
    session.refresh(source, with_for_update=True)
    reading = reading_of(source)
    found = next((one for one in open_doubts(source, reading) if one.id == doubt_id), None)
    if found is None or source.imported_at is not None:
        raise AlreadySettled
    choice = next((one for one in found.doubt.choices if one.code == chosen), None)
    if choice:
        source.mapping = with_choice(source.mapping, choice)
    elif when is not None and found.is_date:
        action = next((one for one in reading.actions if one.key == found.doubt.where), None)
        if action is not None:
            source.mapping = with_date(source.mapping, action.key, _when_json(when, action.when))
    source.settled = [*source.settled, _trace(found, chosen)]
    source.reading = outline_of(reading_of(source))
    session.flush()


def map_document(
    session: Session,
    source: PlanSource,
    kinds: Mapping[str, Kind],
    columns: Mapping[str, Sequence[Role | None]],
) -> None:
    """The document read again with these kinds of lines and roles of columns, and no others.

    :raises AlreadySettled: when the plan is made already.
    """
    session.refresh(source, with_for_update=True)
    if source.imported_at is not None:
        raise AlreadySettled
    kept: dict[str, Any] = {**(source.mapping or {})}
    kept["kinds"] = {key: kind.value for key, kind in kinds.items()}
    kept["columns"] = {table: [role.value if role else None for role in roles] for table, roles in columns.items()}
    source.mapping = kept
    source.reading = outline_of(reading_of(source))
    session.flush()


def throw_away(session: Session, source: PlanSource) -> None:
    """The document forgotten; a plan made of it stays, and so does its document.

    :raises AlreadySettled: when the plan is made already.
    """
    if source.imported_at is not None:
        raise AlreadySettled
    session.delete(source)
    session.flush()


def choices_of(doubt: Doubt, reading: PlanReading) -> Sequence[Choice]:
    """The choices other than how the line was read."""
    kinds = {item.id: kind for item, kind in reading.items}
    return [choice for choice in doubt.choices if kinds.get(choice.key.split(",")[0]) != choice.value]


def _name(doubt: Doubt) -> str:
    said = json.dumps([doubt.where, doubt.code, doubt.values], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _trace(found: OpenDoubt, chosen: str) -> dict[str, str]:
    return {"id": found.id, "where": found.doubt.where, "what": found.doubt.code, "choice": chosen}


def _when_json(when: When, words: str) -> dict[str, Any]:
    return {
        "label": when.label.value,
        "start_year": when.start_year,
        "end_year": when.end_year,
        "frequency": when.frequency,
        "words": words,
    }
