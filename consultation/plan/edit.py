"""Correcting a plan by hand; the printed words stay beside every correction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from consultation.models import Action, Plan

WHEN = ("when_label", "start_year", "end_year", "frequency")


def correct_plan(session: Session, plan: Plan, values: Mapping[str, Any]) -> list[str]:
    """The names of the fields that changed: title, sector, start_year, end_year, is_draft."""
    return _set(session, plan, values)


def correct_action(session: Session, action: Action, values: Mapping[str, Any]) -> list[str]:
    """The names of the fields that changed; a date read by a person is left alone by later imports."""
    changed = _set(session, action, values)
    if set(changed) & set(WHEN):
        action.when_is_settled = True
    session.flush()
    return changed


def _set(session: Session, row: Plan | Action, values: Mapping[str, Any]) -> list[str]:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    session.flush()
    return changed
