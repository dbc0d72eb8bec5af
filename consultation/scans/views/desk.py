"""The desk where doubts are settled, and the sample that measures the reading."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask import session as cookie_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from consultation.accounts.access import account
from consultation.db import session
from consultation.i18n import current_locale
from consultation.paper.keying import keyed_form, screen
from consultation.paper.messages import problem_words
from consultation.paper.queries import Batch
from consultation.questionnaires.kinds import Problem, most
from consultation.scans import queries, settle
from consultation.scans.messages import (
    DOUBTS,
)
from consultation.scans.queries import Sheet
from consultation.scans.sheets import Assembled, Doubt, base_key, check
from consultation.scans.views.piles import blueprint
from consultation.scans.views.sheets import layout_of, marks
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.typed import row_number


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
