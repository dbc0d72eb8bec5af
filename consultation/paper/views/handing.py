"""What is out and what is back: sheets handed out (organisers), counted back and keyed (volunteers: their own)."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.db import session
from consultation.paper import queries
from consultation.paper.handing.forms import BackForm, HandOutForm
from consultation.paper.handing.hand_out import Handed, MoreBackThanOut, OutAlready, count_back, hand_out, next_number
from consultation.paper.handing.queries import all_out, by_place, out_by_id, volunteer_alone, volunteers_of
from consultation.paper.identity import MASTER, printed_number
from consultation.paper.views.sheets import blueprint
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.text import clean


@blueprint.get("/sheets/out")
@audience(Audience.VOLUNTEERS)
def out() -> ResponseReturnValue:
    """Sheets that are out and that are back, by place; a volunteer sees those they were given."""
    alone = volunteer_alone(account())
    found = all_out(session(), scope(), alone)
    return render_template("paper/out.html", outs=found, places=by_place(found), is_mine=alone is not None)


@blueprint.route("/sheet-batches/<int:batch_id>/hand-outs", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def hand_outs(batch_id: int) -> ResponseReturnValue:
    """Hand sheets of a batch out; those that are out."""
    found = queries.batch_by_id(session(), batch_id, scope()) or abort(404)
    following = next_number(session(), found)
    form = HandOutForm(first=printed_number(following) if following else "", place=found.channel.name)
    form.offer(volunteers_of(session(), found.organisation_id))
    if form.validate_on_submit() and hand_out_of(found, form):
        return redirect(url_for(".hand_outs", batch_id=batch_id), 303)
    mine = [one for one in all_out(session(), scope()) if one.hand_out.batch_id == batch_id]
    return render_template(
        "paper/hand_outs.html", batch=found, form=form, outs=mine, is_all_out=following is None
    ), 422 if form.errors else 200


def hand_out_of(found: queries.Batch, form: HandOutForm) -> bool:
    """Whether the sheets are out, committed; else the form says why not."""
    handed = Handed(
        first_number=MASTER if found.is_master else form.first_number or -1,
        count=form.count.data,
        place=clean(form.place.data),
        handed_on=form.handed_on.data,
        taken_by=clean(form.taken_by.data or "") or None,
        given_to=form.given_to.data or None,
    )
    try:
        hand_out(session(), found, handed)
    except OutAlready as error:
        form.first.errors = [
            _("Some of these numbers are out already, or are not of these sheets. The next is %(number)s.",
              number=printed_number(error.first))
            if error.first
            else _("Every sheet of this batch is out. Print more.")
        ]  # fmt: skip
        return False
    note(
        session(), account(), "give", "sheets", found.version.print_code,
        organisation_id=found.organisation_id, copies=handed.count, channel=handed.place,
    )  # fmt: skip
    session().commit()
    flash(_("Noted: these sheets are out."), "good")
    return True


@blueprint.route("/hand-outs/<int:out_id>", methods=["GET", "POST"])
@audience(Audience.VOLUNTEERS)
def came_back(out_id: int) -> ResponseReturnValue:
    """Count sheets back."""
    found = out_by_id(session(), out_id, scope(), account()) or abort(404)
    form = BackForm(obj=found) if found.back_count is not None else BackForm()
    if form.validate_on_submit():
        try:
            collector = clean(form.collected_by.data or "") or None
            count_back(session(), found, form.back_count.data, form.back_on.data, collector)
        except MoreBackThanOut:
            form.back_count.errors = [_("Only %(count)s were handed out. Count again.", count=found.count)]
        else:
            session().commit()
            flash(_("Noted: these sheets are back."), "good")
            return redirect(url_for(".out"), 303)
    return render_template("paper/came_back.html", found=found, form=form), 422 if form.errors else 200
