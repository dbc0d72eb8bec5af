"""One sheet of a pile, and the pictures of its pages."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account
from consultation.accounts.audit import note
from consultation.db import session
from consultation.files import path_of
from consultation.paper import queries as paper
from consultation.paper.identity import printed_number
from consultation.paper.queries import Batch
from consultation.paper.said import said
from consultation.scans import queries, settle
from consultation.scans.messages import (
    SHEET_STATES,
)
from consultation.scans.pictures import piece
from consultation.scans.queries import Page
from consultation.scans.sheets import check
from consultation.scans.views.piles import blueprint
from consultation.terms import Audience, SheetState
from consultation.web.access import audience
from consultation.web.current import settings


@blueprint.get("/scans/sheets/<int:sheet_id>")
@audience(Audience.VOLUNTEERS)
def sheet(sheet_id: int) -> ResponseReturnValue:
    """A sheet with the marks drawn over its pages, and what is still to be decided."""
    found = queries.sheet_by_id(session(), sheet_id, queries.reach_of(account())) or abort(404)
    batch, known = settle.assembled(session(), found)
    layouts = {page.page: layout_of(batch, page.page) for page in queries.pages_of_sheet(session(), sheet_id)}
    standing = {}
    scanned = {}
    if found.differs:
        standing = settle.standing_answers(session(), batch, found.number)
        scanned = check(batch.definition(), known.form).answers
    return render_template(
        "scans/sheet.html",
        sheet=found,
        batch=batch,
        known=known,
        pages=[(page, marks(page, layouts.get(page.page))) for page in queries.pages_of_sheet(session(), sheet_id)],
        layouts=layouts,
        questions={question.key: question for question in batch.definition().questions()},
        standing=standing,
        scanned=scanned,
        said=said,
        states=SHEET_STATES,
    )


def layout_of(batch: Batch, page: int | None) -> dict[str, Any] | None:
    """Where everything stands on a page of a batch."""
    return next((one for one in batch.batch.layout["pages"] if one["page"] == page), None)


def marks(page: Page, layout: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The boxes of a page that are marked or in doubt, with their places."""
    if layout is None:
        return []
    drawn = []
    places = {question["key"]: question["boxes"] for question in layout["questions"]}
    for read in page.reading.get("questions", ()):
        for box, place in zip(read["boxes"], places.get(read["key"], ()), strict=False):
            if box["value"] == "marked" or not box["sure"]:
                drawn.append({**place, "sure": box["sure"], "marked": box["value"] == "marked"})
    return drawn


@blueprint.post("/scans/sheets/<int:sheet_id>/decide")
@audience(Audience.VOLUNTEERS)
def decide(sheet_id: int) -> ResponseReturnValue:
    """Without its missing pages; the one or the other reading; not at all."""
    found = queries.sheet_by_id(session(), sheet_id, queries.reach_of(account()), to_settle=True) or abort(404)
    by, pile_id = account().id, found.pile_id
    decision = request.form.get("decision", "")
    match decision:
        case "without_missing" if found.state == SheetState.OPEN:
            found.looked_at_by = by
            settle.record_when_settled(session(), sheet_id, without_missing=True)
        case "keep_standing" if found.state == SheetState.DIFFERS:
            settle.keep_standing(session(), found, by=by)
        case "take_scan" if found.state == SheetState.DIFFERS:
            settle.take_scan(session(), found, by=by)
        case "set_aside" if found.state in {SheetState.OPEN, SheetState.DIFFERS, SheetState.EMPTY}:
            settle.set_aside(session(), found, by=by)
        case _:
            abort(409)
    note(session(), account(), "decide", "sheet", printed_number(found.number), decision=decision)
    session().commit()
    flash(_("Saved."), "success")
    return redirect(url_for(".pile", pile_id=pile_id), 303)


@blueprint.get("/scans/pages/<int:page_id>")
@audience(Audience.VOLUNTEERS)
def picture(page_id: int) -> ResponseReturnValue:
    """The picture of a page; with `?question=` the piece of it that holds a question."""
    page = queries.page_by_id(session(), page_id, queries.reach_of(account())) or abort(404)
    if page.picture is None:
        abort(404)
    path = path_of(settings().instance_dir, page.picture)
    if not path.exists():
        abort(404)
    key = request.args.get("question")
    data = path.read_bytes()
    if key:
        place = place_of(page, key) or abort(404)
        data = piece(path, *place)
    response = Response(data, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"  # no copy of handwriting on the disk of a shared computer
    return response


def place_of(page: Page, key: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """(page of the layout, question on it)."""
    layout = queries.layout_of_slip(session(), page)
    if layout is None:
        sheet_of_page = queries.sheet_by_id(session(), page.sheet_id or 0, queries.reach_of(account()))
        batch = paper.batch_by_id(session(), sheet_of_page.batch_id, None) if sheet_of_page else None
        layout = batch.batch.layout if batch else {"pages": []}
    for one in layout["pages"]:
        if one["page"] == page.page:
            return next(((one, question) for question in one["questions"] if question["key"] == key), None)
    return None


@blueprint.post("/scans/pages/<int:page_id>/done")
@audience(Audience.VOLUNTEERS)
def done(page_id: int) -> ResponseReturnValue:
    """Somebody dealt with a page by hand: keyed it, or it is not ours."""
    page = queries.page_by_id(session(), page_id, queries.reach_of(account())) or abort(404)
    page.is_done = not page.is_done
    pile_id = page.pile_id
    session().commit()
    return redirect(url_for(".pile", pile_id=pile_id, _anchor=f"page-{page_id}"), 303)
