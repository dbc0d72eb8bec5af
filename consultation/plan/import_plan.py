"""Taking a document in, and making it the plan: the first time, and again without losing what hangs on an action."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from consultation.files import write_whole
from consultation.models import Action, Plan, PlanSource, Priority
from consultation.models.base import now
from consultation.plan.action import ReadAction
from consultation.plan.blocks import Document
from consultation.plan.documents import open_document
from consultation.plan.folding import fold
from consultation.plan.links import ReadPriority
from consultation.plan.matching import Titled, matched
from consultation.plan.outline import plan_outline
from consultation.plan.plan_reading import PlanReading
from consultation.plan.queries import plan_by_id, plan_like, slug_exists, sources_of_plan
from consultation.plan.reading import read_plan
from consultation.plan.stored import document_as_json, document_from_json, settled_from_json, when_from_json

#: Fields of an action that a document gives and a person may have corrected since.
CORRECTABLE = ("title", "objective", "origin_note", "how", "who", "missing", "publics")
#: Addresses of this room that no plan may take.
TAKEN_SLUGS = {"new", "documents"}
PLAN_FIELDS = ("title", "sector", "start_year", "end_year")


class NothingToImport(Exception):
    """The reading holds no action."""


@dataclass(frozen=True, slots=True)
class Change:
    """One action that a document would change: `kind` is new, changed, kept, retired or back."""

    kind: str
    key: str
    title: str
    #: Fields the document changes, and those where a person's correction goes before the document.
    fields: tuple[str, ...] = ()
    kept_fields: tuple[str, ...] = ()


@dataclass
class _Update:
    """How the actions of a reading meet those of a plan; keys of the reading to keys of the plan."""

    priorities: dict[int, str] = field(default_factory=dict)
    actions: dict[str, str] = field(default_factory=dict)


def take_document(
    session: Session, *, organisation_id: int, data: bytes, file_name: str, files: Path, plan: Plan | None = None
) -> PlanSource:
    """The document read and kept, its file under its hash; nothing of the plan changes yet.

    :raises Refused: when the file cannot be read.
    """
    document = open_document(data, file_name)
    reading = read_plan(document)  # before the session is asked for anything: it may take long, and holds no lock
    source = PlanSource(
        organisation_id=organisation_id,
        plan_id=plan.id if plan else None,
        file_name=clean_name(file_name),
        file_hash=keep_file(files, data),
        blocks=document_as_json(document),
        mapping=None,
        reading=outline_of(reading),
        settled=[],
    )
    session.add(source)
    session.flush()
    return source


def reading_of(source: PlanSource) -> PlanReading:
    """The document understood with what was settled so far: lines, columns, dates."""
    reading = read_plan(document_of(source), settled_from_json(source.mapping))
    dates = (source.mapping or {}).get("when", {})
    for action in reading.actions:
        given = dates.get(action.key)
        if given and given["words"] == action.when:
            action.reading, action.when_is_settled = when_from_json(given), True
    return reading


def document_of(source: PlanSource) -> Document:
    return document_from_json(source.blocks)


def import_source(session: Session, source: PlanSource, **given: Any) -> Plan:
    """The document made the plan: a new one, or the one it was taken in for, or the organisation's of that title.

    `given` are words a person typed over those read: title, sector, start_year, end_year.

    :raises NothingToImport: when the reading holds no action.
    """
    reading = reading_of(source)
    if not reading.actions:
        raise NothingToImport
    plan = plan_by_id(session, source.plan_id) if source.plan_id else None
    plan = plan or plan_like(session, source.organisation_id, reading.title, reading.sector)
    base = _base_of(session, plan) if plan else {}
    for name in PLAN_FIELDS:
        # What a plan is called stays as its people have it, unless they say otherwise now.
        known = getattr(reading, name) if plan is None else getattr(plan, name)
        setattr(reading, name, given.get(name, known) or ("" if name in {"title", "sector"} else None))
    plan = plan or _new_plan(session, source.organisation_id, reading)
    update = _match(reading, plan)
    _store(session, plan, reading, update, base)
    source.plan_id, source.imported_at = plan.id, now()
    source.reading = outline_of(reading, update.actions)
    session.flush()
    session.expire(plan)
    return plan_by_id(session, plan.id)


def changes(session: Session, plan: Plan, reading: PlanReading) -> list[Change]:
    """What importing this reading would do to the plan, action by action; nothing is stored."""
    update = _match(reading, plan)
    base = _base_of(session, plan)
    known = {action.key: action for priority in plan.priorities for action in priority.actions}
    found: list[Change] = []
    for action in reading.actions:
        stored = known.get(update.actions[action.key])
        if stored is None:
            found.append(Change("new", update.actions[action.key], action.title))
            continue
        values = _values(action, update.actions)
        fresh, kept = _fresh_fields(stored, values, base.get(stored.key))
        kind = "back" if stored.is_retired else "changed" if fresh or kept else "kept"
        found.append(Change(kind, stored.key, action.title, tuple(fresh), tuple(kept)))
    stays = set(update.actions.values())
    gone = [action for key, action in known.items() if key not in stays and not action.is_retired]
    return [*found, *(Change("retired", action.key, action.title) for action in gone)]


def outline_of(reading: PlanReading, keys: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The reading as stored, actions under the keys of the plan when given."""
    outline = plan_outline(reading, doubt_words=lambda doubt: doubt.code, dropped_words=str)
    for priority in outline["priorities"]:
        for action in priority["actions"]:
            action["key"] = (keys or {}).get(action["key"], action["key"])
    return outline


def keep_file(files: Path, data: bytes) -> str:
    """The hash under which the file is kept; the same file twice is one file."""
    name = hashlib.sha256(data).hexdigest()
    if not (files / name).exists():
        write_whole(files / name, data)
    return name


def clean_name(file_name: str) -> str:
    """The name to show, without folders and marks that could mislead."""
    bare = re.split(r"[/\\]", file_name)[-1]
    return "".join(mark for mark in bare if mark.isprintable())[:150] or "plan"


def slug_for(session: Session, title: str, sector: str) -> str:
    """A free address from the sector or the title."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(sector or title)).strip("-")[:40].strip("-") or "plan"
    number = 1
    while (slug := words if number == 1 else f"{words}-{number}") in TAKEN_SLUGS or slug_exists(session, slug):
        number += 1
    return slug


def _new_plan(session: Session, organisation_id: int, reading: PlanReading) -> Plan:
    plan = Plan(
        organisation_id=organisation_id,
        slug=slug_for(session, reading.title, reading.sector),
        title=reading.title,
        sector=reading.sector or None,
        start_year=reading.start_year,
        end_year=reading.end_year,
        priorities=[],
    )
    session.add(plan)
    session.flush()
    return plan


def _base_of(session: Session, plan: Plan) -> dict[str, dict[str, Any]]:
    """{key: the action as the last document gave it}: what differs from it now, a person has corrected."""
    sources = sources_of_plan(session, plan)
    if not sources:
        return {}
    return {action["key"]: action for priority in sources[0].reading["priorities"] for action in priority["actions"]}


def _match(reading: PlanReading, plan: Plan) -> _Update:
    """Every priority and action of the reading with its key in the plan: a known one, or a key never used."""
    update = _Update()
    known = [Titled(one.key, one.title, str(one.number)) for one in plan.priorities]
    fresh = [Titled(str(one.number), one.title, str(one.number)) for one in reading.priorities]
    same = matched(fresh, known)
    for one in reading.priorities:
        by_number = f"P{one.number}" if not one.title and any(k.key == f"P{one.number}" for k in known) else None
        key = same.get(str(one.number)) or by_number
        taken = {*(k.key for k in known), *update.priorities.values()}
        update.priorities[one.number] = key or _free_key(f"P{one.number}", taken)
    stored = [
        Titled(action.key, action.title, action.printed_number or "", priority.key)
        for priority in plan.priorities
        for action in priority.actions
    ]
    read = [
        Titled(action.key, action.title, action.printed_number, update.priorities[priority.number])
        for priority in reading.priorities
        for action in priority.actions
    ]
    update.actions = dict(matched(read, stored))
    used = {one.key for one in stored}
    for titled in read:
        if titled.key not in update.actions:
            wanted = f"{titled.priority}.{titled.key.split('.')[-1]}"
            update.actions[titled.key] = _free_action_key(wanted, used)
            used.add(update.actions[titled.key])
    return update


def _free_key(wanted: str, taken: set[str]) -> str:
    number = int(wanted[1:])
    while f"P{number}" in taken:
        number += 1
    return f"P{number}"


def _free_action_key(wanted: str, used: set[str]) -> str:
    """The wanted key, or the one after the last of its priority: a key is never given again."""
    if wanted not in used:
        return wanted
    priority = wanted.split(".")[0]
    last = max(int(key.split(".")[1]) for key in used if key.startswith(f"{priority}."))
    return f"{priority}.{last + 1:02}"


def _store(
    session: Session,
    plan: Plan,
    reading: PlanReading,
    update: _Update,
    base: Mapping[str, Mapping[str, Any]],
) -> None:
    plan.title, plan.sector = reading.title, reading.sector or None
    plan.start_year, plan.end_year = reading.start_year, reading.end_year
    stored = {action.key: action for priority in plan.priorities for action in priority.actions}
    for position, priority in enumerate(reading.priorities, start=1):
        row = _store_priority(session, plan, priority, update.priorities[priority.number], position)
        for action in priority.actions:
            key = update.actions[action.key]
            known = stored.pop(key, None)
            _store_action(session, plan, row, action, known, key, update.actions, base.get(key))
    for gone in stored.values():
        gone.is_retired = True
    stays = set(update.priorities.values())
    for row in plan.priorities:
        if row.key not in stays:
            row.position = len(reading.priorities) + row.number
    session.flush()


def _store_priority(session: Session, plan: Plan, priority: ReadPriority, key: str, position: int) -> Priority:
    row = next((one for one in plan.priorities if one.key == key), None)
    if row is None:
        row = Priority(plan_id=plan.id, key=key, number=priority.number, position=position, title="", actions=[])
        session.add(row)
    row.number, row.position, row.title = priority.number, position, priority.title
    row.extract, row.extract_source = priority.extract or None, priority.extract_source or None
    row.notes = list(priority.notes)
    session.flush()
    return row


def _store_action(
    session: Session,
    plan: Plan,
    priority: Priority,
    action: ReadAction,
    known: Action | None,
    key: str,
    keys: Mapping[str, str],
    base: Mapping[str, Any] | None,
) -> None:
    values = _values(action, keys)
    if known is None:
        values |= {**_when_values(action), "when_is_settled": action.when_is_settled}
        session.add(Action(plan_id=plan.id, priority_id=priority.id, key=key, **values))
        return
    fresh, kept = _fresh_fields(known, values, base)
    for name, value in values.items():
        if name not in kept:
            setattr(known, name, value)
    if not known.when_is_settled or action.when_is_settled or "when_words" in fresh:
        for name, value in _when_values(action).items():
            setattr(known, name, value)
        known.when_is_settled = action.when_is_settled
    known.priority_id, known.is_retired = priority.id, False


def _fresh_fields(
    stored: Action, values: Mapping[str, Any], base: Mapping[str, Any] | None
) -> tuple[list[str], list[str]]:
    """(fields the document changes, fields a person corrected and the document does not overrule)."""
    fresh: list[str] = []
    kept: list[str] = []
    for name in (*CORRECTABLE, "when_words"):
        before, value = getattr(stored, name), values[name]
        if before == value:
            continue
        given = _given(base, name)
        corrected = base is not None and name in CORRECTABLE and before != given
        (kept if corrected else fresh).append(name)
    return fresh, kept


def _given(base: Mapping[str, Any] | None, name: str) -> Any:
    """What the last document gave for a field."""
    if base is None:
        return None
    value = base["when" if name == "when_words" else name]
    return value or None if name in {"objective", "origin_note"} else value


def _values(action: ReadAction, keys: Mapping[str, str]) -> dict[str, Any]:
    """The columns a document gives to an action."""
    return {
        "position": action.position,
        "printed_number": action.printed_number or None,
        "title": action.title,
        "objective": action.objective or None,
        "origin_note": action.origin_note or None,
        "how": list(action.how),
        "who": list(action.who),
        "when_words": action.when,
        "missing": list(action.missing),
        "publics": list(action.publics),
        "references": [keys.get(key, key) for key in action.references],
        "open_questions": [question.text for question in action.questions],
        "original": {"cells": [[heading, text] for heading, text in action.original]},
    }


def _when_values(action: ReadAction) -> dict[str, Any]:
    when = action.reading
    return {
        "when_label": when.label.value,
        "start_year": when.start_year,
        "end_year": when.end_year,
        "frequency": when.frequency,
    }
