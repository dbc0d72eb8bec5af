"""Piles of scans (whoever collects) and the desk where doubts are settled."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage, MultiDict

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.clock import today
from consultation.db import session
from consultation.files import path_of
from consultation.i18n import current_locale
from consultation.jobs import later
from consultation.paper import queries as paper
from consultation.paper.identity import printed_number
from consultation.paper.keying import keyed_form, screen
from consultation.paper.messages import problem_words
from consultation.paper.queries import Batch
from consultation.paper.said import said
from consultation.questionnaires.kinds import Problem, most
from consultation.scans import queries, settle
from consultation.scans.bring import Brought, bring_pile
from consultation.scans.forms import BringForm, GiveForm
from consultation.scans.messages import (
    DOUBTS,
    PAGE_REASONS,
    PAGE_STATES,
    PILE_STATES,
    SHEET_STATES,
)
from consultation.scans.pictures import piece
from consultation.scans.queries import Page, Sheet
from consultation.scans.sheets import Assembled, Doubt, base_key, check
from consultation.terms import Audience, Role, SheetState
from consultation.web.access import audience
from consultation.web.current import settings
from consultation.web.typed import row_number

blueprint = Blueprint("scans", __name__, template_folder="templates")


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


# The desk.


@blueprint.get("/scans/<int:pile_id>/desk")
@audience(Audience.VOLUNTEERS)
def desk(pile_id: int) -> ResponseReturnValue:
    """The next question somebody has to look at."""
    found = queries.pile_by_id(session(), pile_id, queries.reach_of(account())) or abort(404)
    after = request.args.get("after", 0, row_number)
    for sheet in queries.sheets_in_doubt(session(), pile_id, after):
        batch, known = settle.assembled(session(), sheet)
        if known.doubts:
            return show_doubt(found, sheet, batch, known.doubts, values=MultiDict(as_read(batch, known)))
    if after:
        return redirect(url_for(".desk", pile_id=pile_id), 303)
    flash(_("Nothing is in doubt any more."), "success")
    return redirect(url_for(".pile", pile_id=pile_id), 303)


@blueprint.post("/scans/<int:pile_id>/desk")
@audience(Audience.VOLUNTEERS)
def settle_doubt(pile_id: int) -> ResponseReturnValue:
    """What somebody saw on one question; the next one follows."""
    found = queries.pile_by_id(session(), pile_id, queries.reach_of(account())) or abort(404)
    sheet, key = sheet_of_form(pile_id), request.form.get("sheet-question", "")
    batch, known = settle.assembled(session(), sheet)
    is_unreadable = key in request.form.getlist("sheet-unreadable")
    typed = keyed_form(request.form.to_dict(flat=False), [])
    fields = {name: values for name, values in typed.items() if name == key or name.startswith(f"{key}-")}
    problem = check(batch.definition(), fields).problems.get(key)
    if problem and not is_unreadable:
        doubts = sorted(known.doubts, key=lambda doubt: doubt.key != key)
        return show_doubt(found, sheet, batch, doubts, values=request.form, error=problem_words(problem)), 422
    try:
        said = {} if is_unreadable else fields
        settle.settle_question(session(), sheet, key, said, by=account().id, unreadable=is_unreadable)
    except settle.AlreadySettled:
        flash(_("Somebody settled this sheet meanwhile. Here is the next."))
        return redirect(url_for(".desk", pile_id=pile_id), 303)
    sheet_id = sheet.id
    session().commit()
    cookie_session["settled"] = [*cookie_session.get("settled", []), [sheet_id, key]][-20:]
    return redirect(url_for(".desk", pile_id=pile_id), 303)


@blueprint.post("/scans/<int:pile_id>/undo")
@audience(Audience.VOLUNTEERS)
def undo(pile_id: int) -> ResponseReturnValue:
    """Take back what this person settled last."""
    last = cookie_session.get("settled", [])
    if not last:
        abort(404)
    sheet_id, key = last[-1]
    sheet = queries.sheet_by_id(session(), sheet_id, queries.reach_of(account()), to_settle=True) or abort(404)
    settle.unsettle_question(session(), sheet, key)
    back_to = sheet.pile_id
    session().commit()
    cookie_session["settled"] = last[:-1]
    flash(_("Taken back: look at it again."))
    return redirect(url_for(".desk", pile_id=back_to, after=sheet_id - 1), 303)


def sheet_of_form(pile_id: int) -> Sheet:
    sheet_id = request.form.get("sheet-id", 0, row_number)
    sheet = queries.sheet_by_id(session(), sheet_id, queries.reach_of(account()), to_settle=True)
    if sheet is None or sheet.pile_id != pile_id:
        abort(404)
    return sheet


def show_doubt(
    found: queries.Pile,
    sheet: Sheet,
    batch: Batch,
    doubts: list[Doubt],
    *,
    values: MultiDict[str, str],
    error: str = "",
) -> str:
    """One question: its picture, and the same controls as on the keying screen, as far as it was read."""
    doubt = doubts[0]
    asked = next(
        one
        for one in screen(batch.definition(), batch.batch.layout, current_locale(), batch.batch.locale)
        if one.key == doubt.key
    )
    page = queries.page_of_sheet(session(), sheet.id, doubt.page)
    layout = layout_of(batch, doubt.page)
    return render_template(
        "scans/desk.html",
        found=found,
        sheet=sheet,
        batch=batch,
        doubt=doubt,
        reason=DOUBTS.get(doubt.reason) or problem_words_of(doubt.reason),
        left=len(doubts),
        question=asked,
        page=page,
        marks=marks(page, layout) if page else [],
        layout=layout,
        values=values,
        error=error,
        may_undo=bool(cookie_session.get("settled")),
    )


def as_read(batch: Batch, known: Assembled) -> dict[str, list[str]]:
    """What the controls hold: marks and digits as read; no mark where one was asked for and several were seen."""
    one_only = {question.key for question in batch.definition().questions() if most(question) == 1}
    return {
        name: values
        for name, values in (known.form | known.proposed).items()
        if len(values) == 1 or base_key(name.partition("-row-")[0]) not in one_only
    }


def problem_words_of(reason: str) -> str:
    """A doubt that comes from the rules of the question."""
    return problem_words(Problem(reason)) if reason in set(Problem) else ""


# One sheet, one page.


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


# The sample.


@blueprint.route("/scans/<int:pile_id>/sample", methods=["GET", "POST"])
@audience(Audience.VOLUNTEERS)
def sample(pile_id: int) -> ResponseReturnValue:
    """A sheet nobody doubted, looked at to measure how well the reading is."""
    found = queries.pile_by_id(session(), pile_id, queries.reach_of(account())) or abort(404)
    if request.method == "POST":
        sheet = sheet_of_form(pile_id)
        typed = keyed_form(request.form.to_dict(flat=False), [])
        keys = request.form.getlist("sheet-question")
        said = {
            key: {name: values for name, values in typed.items() if name == key or name.startswith(f"{key}-")}
            for key in keys
        }
        settle.note_sample(session(), sheet, said, by=account().id)
        session().commit()
        return redirect(url_for(".sample", pile_id=pile_id), 303)
    waiting = queries.sample_of(session(), pile_id)
    if not waiting:
        flash(_("The sample is done. Thank you."), "success")
        return redirect(url_for(".pile", pile_id=pile_id), 303)
    sheet = waiting[0]
    batch, known = settle.assembled(session(), sheet)
    pages = {page.page: page for page in queries.pages_of_sheet(session(), sheet.id)}
    asked = [
        (one, pages[one.page])
        for one in screen(batch.definition(), batch.batch.layout, current_locale(), batch.batch.locale)
        if one.options and one.page in pages
    ]
    return render_template(
        "scans/sample.html",
        found=found,
        sheet=sheet,
        batch=batch,
        asked=asked,
        values=MultiDict(known.form),
        left=ngettext("%(num)d sheet", "%(num)d sheets", len(waiting)),
    )
