"""Keying twice: which sheets wait for a second person, where two entries differ, and how often they agree."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.db import session
from consultation.i18n import current_locale, pick
from consultation.paper.again import typed_again
from consultation.paper.double_entry import queries
from consultation.paper.double_entry.agreement import Entry
from consultation.paper.double_entry.key_twice import (
    AlreadyTwice,
    NotForYou,
    settle_entry,
    standing_row,
)
from consultation.paper.double_entry.third_look import ANEW, FIRST, SECOND, said_on, settled_form
from consultation.paper.forms import TwiceForm
from consultation.paper.handing.queries import volunteers_of
from consultation.paper.identity import printed_number
from consultation.paper.keying import check_keyed, keyed_form, screen
from consultation.paper.messages import problem_words
from consultation.paper.queries import Batch, batch_by_id
from consultation.paper.views.sheets import blueprint
from consultation.questionnaires.definition import Definition
from consultation.terms import Audience, Role
from consultation.web.access import audience


def may_organise() -> bool:
    return account().role != Role.VOLUNTEER


@blueprint.get("/keying/twice")
@audience(Audience.VOLUNTEERS)
def twice() -> str:
    """Sheets that wait for a second person or a third look, and how often two people keyed the same."""
    batches = queries.twice_batches(session(), scope())
    found = queries.entries(session(), batches)
    batch_of = {batch.batch.id: batch for batch in batches}
    still_open = [one for one in found if queries.is_open(one)]
    agreed = queries.agreement_of(found)
    labels = {
        question.key: pick(question.label, current_locale())
        for batch in batches
        for question in batch.definition().questions()
    }
    people = agreed.by_person if may_organise() else {account().id: agreed.by_person.get(account().id, (0, 0))}
    return render_template(
        "paper/twice.html",
        waiting=queries.waiting_for_second(session(), batches, account().id),
        differing=[one for one in still_open if may_settle({one.first_by, one.keyed_by}, batch_of[one.batch_id])],
        others_settle=[one for one in still_open if account().id in {one.first_by, one.keyed_by}],
        batches=batches,
        sheets=len(found),
        agreed=agreed,
        labels=labels,
        people=people,
        names=queries.names_of(session(), list(people)),
        may_organise=may_organise(),
    )


def may_settle(who_keyed: set[int], batch: Batch) -> bool:
    """A third look shows answers: an organiser's, or the third person's whom they chose for the batch."""
    is_third = account().id not in who_keyed
    return may_organise() or (is_third and batch.batch.third_look_by == account().id)


@blueprint.route("/keying/twice/<int:entry_id>", methods=["GET", "POST"])
@audience(Audience.VOLUNTEERS)
def third_look(entry_id: int) -> ResponseReturnValue:
    """What two people keyed otherwise on one sheet: the one, the other, or anew from the paper."""
    entry, batch = queries.entry_by_id(session(), entry_id, scope()) or abort(404)
    first = standing_row(session(), entry.questionnaire_id, entry.sheet_number)
    if not queries.is_open(entry) or first is None:
        flash(_("Somebody settled this sheet meanwhile."))
        return redirect(url_for(".twice"), 303)
    if not may_settle({entry.first_by, entry.keyed_by}, batch):
        abort(404)  # not theirs to know
    definition = batch.definition()
    one, other = Entry(first.answers, first.unreadable), Entry(entry.answers, entry.unreadable)
    problems: dict[str, str] = {}
    if request.method == "POST":
        picks = {key: request.form.get(f"pick-{key}", "") for key in entry.differs}
        made = {key: pick for key, pick in picks.items() if pick in {FIRST, SECOND, ANEW}}
        typed = request.form.to_dict(flat=False)
        form, unreadable = settled_form(definition, one, other, made, typed, typed.get("sheet-unreadable", []))
        checked = check_keyed(definition, keyed_form(form, unreadable))
        problems = {key: problem_words(problem) for key, problem in checked.problems.items()}
        undecided = [key for key in entry.differs if key not in made]
        problems |= dict.fromkeys(undecided, _("Choose one of them, or key it anew."))
        if not problems:
            try:
                settle_entry(
                    session(),
                    batch,
                    entry,
                    checked.answers,
                    unreadable,
                    by=account().id,
                    may_have_keyed=may_organise(),
                )
            except (AlreadyTwice, NotForYou):
                abort(409)
            note(session(), account(), "decide", "sheet", printed_number(entry.sheet_number), decision="third_look")
            session().commit()
            flash(_("Sheet %(number)s is settled.", number=printed_number(entry.sheet_number)), "success")
            return redirect(url_for(".twice"), 303)
    asked = [
        question
        for question in screen(definition, batch.batch.layout, batch.batch.locale, current_locale())
        if question.key in entry.differs
    ]
    return render_template(
        "paper/third_look.html",
        entry=entry,
        batch=batch,
        asked=[
            (question, said_here(definition, question.key, one), said_here(definition, question.key, other))
            for question in asked
        ],
        values=request.form if request.method == "POST" else MultiDict(typed_again(definition, first.answers)),
        problems=problems,
    ), 422 if problems else 200


def said_here(definition: Definition, key: str, entry: Entry) -> str:
    """What one of the two keyed, in the reader's words."""
    words = said_on(definition, key, entry, current_locale())
    return _("Unreadable") if words is None else words or _("No answer")


@blueprint.post("/sheet-batches/<int:batch_id>/twice")
@audience(Audience.ORGANISERS)
def key_twice(batch_id: int) -> ResponseReturnValue:
    """How many sheets of a batch are keyed by two people."""
    found = batch_by_id(session(), batch_id, scope()) or abort(404)
    form = TwiceForm()
    form.offer(volunteers_of(session(), found.organisation_id))
    if not form.validate_on_submit():
        abort(422)
    found.batch.twice_every = form.twice_every.data
    found.batch.third_look_by = form.third_look_by.data or None
    note(session(), account(), "change", "sheets", found.version.print_code, organisation_id=found.organisation_id)
    session().commit()
    flash(_("Saved."), "success")
    return redirect(url_for(".batch", batch_id=batch_id), 303)
