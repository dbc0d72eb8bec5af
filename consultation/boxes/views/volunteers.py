"""Keying in slips, with Enter alone. Whoever keys sees nobody else's words."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.boxes.blueprint import blueprint
from consultation.boxes.empty import record_emptying
from consultation.boxes.forms import ConfirmForm, EmptyingForm, SlipForm
from consultation.boxes.put_in import (
    NewIdea,
    NotYours,
    SlipAlreadyKeyed,
    new_token,
    put_in,
    reserve_slip_numbers,
    slip_typed,
    take_back,
)
from consultation.boxes.queries import (
    BoxInPlan,
    actions_of_plan,
    box_in_scope,
    boxes_in_scope,
    counts_of_boxes,
    idea_in_scope,
    places_of_plan,
    scanned_slips,
)
from consultation.boxes.slip_numbers import read_slip_number
from consultation.db import session
from consultation.i18n import current_locale
from consultation.terms import Audience, Mode, Role
from consultation.web.access import audience
from consultation.web.current import url_if_built
from consultation.web.slips import NotASlip, printed_slip_number
from consultation.web.text import clean


@blueprint.get("/slips")
@audience(Audience.VOLUNTEERS)
def key_in() -> ResponseReturnValue:
    """Which box the slips come from."""
    boxes = boxes_in_scope(session(), scope())
    counts = counts_of_boxes(session(), [found.box.id for found in boxes])
    return render_template("boxes/key_in.html", boxes=boxes, counts=counts)


@blueprint.route("/slips/<int:box_id>", methods=["GET", "POST"])
@audience(Audience.VOLUNTEERS)
def key_in_slip(box_id: int) -> ResponseReturnValue:
    """One slip after the other."""
    found = box_in_scope(session(), box_id, scope()) or abort(404)
    form = _form(found)
    if form.validate_on_submit():
        slip_number = _slip_number(found, form)
        if not form.errors and (kept_id := _keep(found, form, slip_number)):
            for page in _scanned(found):
                if page.slip_number == slip_number:
                    slip_typed(session(), page)
            session().commit()
            return redirect(url_for(".key_in_slip", box_id=box_id, kept=kept_id), 303)
    kept = _kept(request.args.get("kept", ""))
    if request.method == "GET":
        _carry_over(found, form, kept)
    return _show(found, form, kept), 422 if form.errors else 200


@blueprint.post("/slips/<int:box_id>/undo")
@audience(Audience.VOLUNTEERS)
def undo_slip(box_id: int) -> ResponseReturnValue:
    """Take back the slip just keyed: its words come back into the form."""
    found = box_in_scope(session(), box_id, scope()) or abort(404)
    kept = idea_in_scope(session(), request.form.get("idea", ""), scope()) or abort(404)
    idea = kept.idea
    form = _form(found, formdata=None)
    form.number.data = printed_slip_number(idea.slip_number) if idea.slip_number else ""
    form.text.data, form.locale.data, form.week.data = idea.text, idea.locale, idea.week
    form.action.data, form.place.data = idea.action_key or "", str(idea.place_id or "")
    form.token.data = new_token()
    try:
        take_back(session(), idea, account().id)
    except NotYours:
        flash(_("This slip can no longer be taken back: somebody else keyed it, or it has been read."), "care")
        return redirect(url_for(".key_in_slip", box_id=box_id), 303)
    session().commit()
    return _show(found, form, None, is_taken_back=True)


@blueprint.route("/slips/<int:box_id>/emptying", methods=["GET", "POST"])
@audience(Audience.VOLUNTEERS)
def emptying(box_id: int) -> ResponseReturnValue:
    """A physical box was emptied: the day, and how many slips were in it."""
    found = box_in_scope(session(), box_id, scope()) or abort(404)
    form = EmptyingForm()
    if form.validate_on_submit():
        record_emptying(session(), found.box.id, form.emptied_on.data, form.slip_count.data, account().id)
        session().commit()
        flash(_("Noted. Now the slips can be keyed in."), "good")
        return redirect(url_for(".key_in_slip", box_id=box_id), 303)
    return render_template("boxes/emptying.html", found=found, form=form), 422 if form.errors else 200


@blueprint.post("/slips/<int:box_id>/scanned/<int:page_id>")
@audience(Audience.VOLUNTEERS)
def leave_slip(box_id: int, page_id: int) -> ResponseReturnValue:
    """Nothing to type on a scanned slip: empty, struck out, or nobody can read it."""
    found = box_in_scope(session(), box_id, scope()) or abort(404)
    page = next((one for one in _scanned(found) if one.id == page_id), None) or abort(404)
    slip_typed(session(), page)
    session().commit()
    return redirect(url_for(".key_in_slip", box_id=box_id), 303)


def _scanned(found: BoxInPlan) -> Sequence[Any]:
    """Scanned slips of the box that wait for this person."""
    reader = account().id if account().role == Role.VOLUNTEER else None
    return scanned_slips(session(), found.box.id, reader)


def _form(found: BoxInPlan, **given: Any) -> SlipForm:
    form = SlipForm(**given)
    plan_id = found.plan.id
    form.offer_choices(actions_of_plan(session(), plan_id), places_of_plan(session(), plan_id), current_locale())
    return form


def _slip_number(found: BoxInPlan, form: SlipForm) -> int | None:
    """The number typed; an error stands on the form when it is none."""
    try:
        return read_slip_number(form.number.data or "", found.channel.code, found.box.id)
    except NotASlip:
        form.number.errors = [
            *form.number.errors,
            _("This is no slip number of this box. Check it, or leave it empty to give the slip a new one."),
        ]
        return None


def _keep(found: BoxInPlan, form: SlipForm, slip_number: int | None) -> str | None:
    """Id of the idea now in the box; None, with an error on the form, when its number is already there."""
    new = NewIdea(
        token=form.token.data or new_token(),
        text=clean(form.text.data),
        locale=form.locale.data,
        mode=Mode.PAPER_KEYED,
        week=form.week.data,
        place_id=form.place_id,
        action_key=form.action.data or None,
        slip_number=slip_number or reserve_slip_numbers(session(), found.box.id, 1),
        keyed_by=account().id,
    )
    try:
        return put_in(session(), found.box, new).id
    except SlipAlreadyKeyed as already:
        form.number.errors = [
            *form.number.errors,
            _(
                "Slip %(number)s of this box is already keyed in. Check the number on the slip; "
                "if it really is another slip, leave the number empty to give it a new one.",
                number=printed_slip_number(already.slip_number),
            ),
        ]
        return None


def _kept(idea_id: str) -> Any:
    """The slip just keyed, if this account keyed it."""
    found = idea_in_scope(session(), idea_id, scope()) if idea_id else None
    return found.idea if found and found.idea.keyed_by == account().id else None


def _carry_over(found: BoxInPlan, form: SlipForm, kept: Any) -> None:
    """An empty form which keeps what slips of one pile share."""
    form.token.data = new_token()
    if waiting := _scanned(found):
        form.number.data = printed_slip_number(waiting[0].slip_number or 0)
    form.action.data = (kept.action_key if kept else found.box.action_key) or ""
    form.locale.data = kept.locale if kept else found.box.locales[0]
    if kept:
        form.week.data, form.place.data = kept.week, str(kept.place_id or "")


def _show(found: BoxInPlan, form: SlipForm, kept: Any, *, is_taken_back: bool = False) -> str:
    waiting = _scanned(found)
    return render_template(
        "boxes/key_in_slip.html",
        scanned=waiting[0] if waiting else None,
        scanned_count=len(waiting),
        crop_url=url_if_built("scans.picture", page_id=waiting[0].id, question="idea") if waiting else None,
        found=found,
        form=form,
        kept=kept,
        kept_number=printed_slip_number(kept.slip_number) if kept and kept.slip_number else "",
        counts=counts_of_boxes(session(), [found.box.id])[found.box.id],
        is_taken_back=is_taken_back,
        confirm_form=ConfirmForm(formdata=None),
    )
