"""What the screens of this room share."""

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, url_for
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.db import session
from consultation.plan import queries
from consultation.plan.wording import (
    CHANGE_NAMES,
    FIELD_NAMES,
    KIND_NAMES,
    MISSING_NAMES,
    PUBLIC_NAMES,
    ROLE_NAMES,
    WHEN_NAMES,
    doubt_words,
    dropped_words,
    when_words,
)
from consultation.terms import Role
from consultation.web.current import settings

blueprint = Blueprint("plan", __name__, template_folder="../templates")


@blueprint.context_processor
def shared_values() -> dict[str, Any]:
    """For every template of the room."""
    return {
        "change_names": CHANGE_NAMES,
        "doubt_words": doubt_words,
        "dropped_words": dropped_words,
        "field_names": FIELD_NAMES,
        "kind_names": KIND_NAMES,
        "missing_names": MISSING_NAMES,
        "public_names": PUBLIC_NAMES,
        "role_names": ROLE_NAMES,
        "trail_to": trail_to,
        "when_names": WHEN_NAMES,
        "when_words": when_words,
    }


def trail_to(plan: queries.Plan | None = None) -> list[tuple[str, str]]:
    """[(address, words)] of the pages above those of a plan."""
    above = [(url_for("plan.plans"), _("Plans"))]
    return [*above, (url_for("plan.plan", slug=plan.slug), plan.title)] if plan else above


def may_edit() -> bool:
    """Whether this account may change the plan; readers only look."""
    return account().role in {Role.ORGANISER, Role.ADMINISTRATOR}


def plan_or_404(slug: str) -> queries.Plan:
    return queries.plan_by_slug(session(), slug, scope()) or abort(404)


def source_or_404(source_id: int) -> queries.PlanSource:
    return queries.source_by_id(session(), source_id, scope()) or abort(404)


def files_dir() -> Path:
    """Where uploaded documents are kept, each under its hash."""
    return settings().instance_dir / "files"


def remember(verb: str, kind: str, name: str, organisation_id: int, **detail: Any) -> None:
    """Write the act into the trail, in the transaction of the act."""
    note(session(), account(), verb, kind, name, organisation_id=organisation_id, **detail)
