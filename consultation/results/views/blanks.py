"""Filling the blanks of the plan from the answers."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.clock import today
from consultation.db import session
from consultation.i18n import current_locale
from consultation.results.blanks.fill import fill_blank, filled_in_scope, filled_of_actions, set_standing
from consultation.results.blanks.forms import blank_form
from consultation.results.blanks.proposals import Proposal, blanks_of, proposals_of
from consultation.results.replying.forms import StandsForm
from consultation.results.resident_words import for_templates, option_words, words
from consultation.results.views.organisers import blanks_words, blueprint, board_or_404, subject_or_404
from consultation.terms import Audience
from consultation.web.access import audience


def in_words(proposal: Proposal) -> str:
    """What a question says, with its numbers."""
    locale = current_locale()
    asked = words(proposal.figures.question.label, locale).words
    if proposal.option is None:
        says = _("half gave %(median)s or less, half gave %(median)s or more", median=format_decimal(proposal.median))
        return f"{asked} {says} ({format_decimal(proposal.base)})"
    count = proposal.people or 0
    said: str = _(
        "%(question)s “%(option)s”: %(count)s of %(base)s (%(share)s)",
        question=asked,
        option=option_words(proposal.option, locale).words,
        count=format_decimal(count),
        base=format_decimal(proposal.base),
        share=format_percent(count / proposal.base),
    )
    return said


@blueprint.route("/plans/<slug>/results/<key>/blanks", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def blanks(slug: str, key: str) -> ResponseReturnValue:
    """The blanks of an action, and what the answers would put there; a person accepts one at a time."""
    board = board_or_404(slug)
    subject = subject_or_404(board, key)
    action = subject.action or abort(404)
    found = blanks_of(action.missing, action.open_questions)
    proposals = {one.name: in_words(one) for one in proposals_of(board.questions_on(session(), key))}
    asked = request.form.get("number", "")
    sent = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 and int(asked) < len(found) else None
    forms = [blank_form(found, number, proposals, sent=number == sent) for number in range(len(found))]
    if request.method == "POST":
        form = forms[sent] if sent is not None else abort(400)
        if form.validate_on_submit():
            fill_blank(
                session(),
                action.id,
                found[sent or 0],
                form.becomes.data.strip(),
                numbers=proposals.get(form.question.data),
                accepted_by=account().name,
                today=today(),
            )
            note(session(), account(), "fill_blank", "action", key, organisation_id=board.plan.organisation_id)
            session().commit()
            flash(_("The plan shows it now, with the numbers and your name."), "success")
            return redirect(url_for(".action", slug=slug, key=key, _anchor="blanks"), 303)
    return render_template(
        "results/blanks.html",
        plan=board.plan,
        subject=subject,
        forms=forms,
        blanks=found,
        blanks_words=blanks_words,
        standing={
            one.blank: one
            for one in filled_of_actions(session(), [action.id]).get(action.id, [])
            if one.taken_back_on is None
        },
        **for_templates(board.labels),
    )


@blueprint.post("/filled-blanks/<int:blank_id>")
@audience(Audience.ORGANISERS)
def blank_stands(blank_id: int) -> ResponseReturnValue:
    """Open a blank again, or let what was there stand again."""
    filled, action, plan = filled_in_scope(session(), blank_id, scope()) or abort(404)
    form = StandsForm()
    if not form.validate_on_submit():
        abort(400)
    stands = form.stands.data == "1"
    set_standing(session(), filled, stands, today())
    verb = "fill_blank" if stands else "open_blank"
    note(session(), account(), verb, "action", action.key, organisation_id=plan.organisation_id)
    session().commit()
    flash(
        _("It stands again.") if stands else _("The blank is open again. What stood there stays in the history."),
        "success",
    )
    return redirect(url_for(".action", slug=plan.slug, key=action.key, _anchor="blanks"), 303)
