"""Piles of scans: brought by whoever collects, given to whoever settles them."""

from collections.abc import Iterator

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.clock import today
from consultation.db import session
from consultation.jobs import later
from consultation.scans import queries
from consultation.scans.bring import Brought, bring_pile
from consultation.scans.forms import BringForm, GiveForm
from consultation.scans.messages import (
    PAGE_REASONS,
    PAGE_STATES,
    PILE_STATES,
    SHEET_STATES,
)
from consultation.terms import Audience, Role
from consultation.web.access import audience
from consultation.web.current import settings

blueprint = Blueprint("scans", __name__, template_folder="../templates")


@blueprint.before_request
def take_large_files() -> None:
    """A pile of scans is larger than a document."""
    if request.endpoint == "scans.piles":
        request.max_content_length = settings().max_pile_mb * 1_000_000


@blueprint.route("/scans", methods=["GET", "POST"])
@audience(Audience.VOLUNTEERS)
def piles() -> ResponseReturnValue:
    """The piles, and bringing one."""
    form = BringForm(day=today()) if request.method == "GET" else BringForm()
    owners = queries.organisations(session(), scope())
    form.organisation.choices = [(one.id, one.name) for one in owners]
    if form.validate_on_submit():
        files = [file for file in form.files.data if file.filename]
        pile = bring_pile(
            session(),
            settings().instance_dir,
            brought(files),
            organisation_id=form.organisation.data,
            name=form.name.data.strip(),
            day=form.day.data,
            handed_out=form.handed_out.data,
            brought_by=account().id,
        )
        note(session(), account(), "bring", "scans", pile.name, organisation_id=pile.organisation_id, files=len(files))
        pile_id = pile.id
        session().commit()
        later("read_pile", pile_id=pile_id)
        return redirect(url_for(".pile", pile_id=pile_id), 303)
    found = queries.piles(session(), queries.reach_of(account()))
    status = 422 if form.is_submitted() else 200
    return render_template("scans/piles.html", form=form, owners=owners, piles=found, states=PILE_STATES), status


def brought(files: list[FileStorage]) -> Iterator[Brought]:
    """The files, one at a time in memory."""
    for file in files:
        with file.stream:
            yield Brought(file.filename or "", file.read())


@blueprint.get("/scans/<int:pile_id>")
@audience(Audience.VOLUNTEERS)
def pile(pile_id: int) -> ResponseReturnValue:
    """How far a pile is, and what became of every page of it."""
    found = queries.pile_by_id(session(), pile_id, queries.reach_of(account())) or abort(404)
    give = None
    if account().role != Role.VOLUNTEER:
        give = GiveForm(given_to=found.pile.given_to or 0)
        give.given_to.choices = volunteer_choices(found.pile.organisation_id)
    boxes, wrong = queries.error_rate(session(), pile_id)
    return render_template(
        "scans/pile.html",
        found=found,
        pages=queries.pages_of(session(), pile_id),
        sheets=queries.sheets_of(session(), pile_id),
        missing=queries.missing_pages(session(), pile_id) if found.is_read else {},
        sample=queries.sample_of(session(), pile_id),
        slips=queries.slips_to_type(session(), pile_id),
        boxes=boxes,
        wrong=wrong,
        give=give,
        may_undo=bool(cookie_session.get("settled")),
        page_states=PAGE_STATES,
        page_reasons=PAGE_REASONS,
        sheet_states=SHEET_STATES,
        pile_states=PILE_STATES,
    )


@blueprint.post("/scans/<int:pile_id>/give")
@audience(Audience.ORGANISERS)
def give(pile_id: int) -> ResponseReturnValue:
    """Let a volunteer settle the pile."""
    found = queries.pile_by_id(session(), pile_id, queries.reach_of(account())) or abort(404)
    form = GiveForm()
    form.given_to.choices = volunteer_choices(found.pile.organisation_id)
    if not form.validate_on_submit():
        abort(422)
    found.pile.given_to = form.given_to.data or None
    note(session(), account(), "give", "scans", found.pile.name, organisation_id=found.pile.organisation_id)
    session().commit()
    flash(_("Saved."), "success")
    return redirect(url_for(".pile", pile_id=pile_id), 303)


def volunteer_choices(organisation_id: int) -> list[tuple[int, str]]:
    everybody = [(one.id, one.name) for one in queries.volunteers(session(), organisation_id)]
    return [(0, _("Whoever brought it")), *everybody]
