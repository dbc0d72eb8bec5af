"""Sheets that were counted, for organisers: found by their number, put right, withdrawn, taken together."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.db import session
from consultation.i18n import current_locale
from consultation.paper import queries as paper
from consultation.paper.again import typed_again
from consultation.paper.counted import queries
from consultation.paper.counted.mend import correct_sheet, count_sheet_again, merge_sheets, withdraw_sheet
from consultation.paper.counted.queries import Counted
from consultation.paper.counted.said import differing_lines, lines_of
from consultation.paper.forms import SameForm, WithdrawForm
from consultation.paper.identity import printed_number
from consultation.paper.keying import NotASheet, asked_keys, check_keyed, keyed_form, screen, sought_sheet
from consultation.paper.messages import MODES, WHY_WITHDRAWN, off_route_words, problem_words
from consultation.paper.queries import Batch
from consultation.paper.views.sheets import blueprint
from consultation.paper.views.twice import said_here
from consultation.submissions.follow_code import read_follow_code
from consultation.submissions.withdraw import AlreadyWithdrawn, NotWithdrawn
from consultation.terms import Audience, WhyWithdrawn
from consultation.web.access import audience


@blueprint.get("/sheets/counted")
@audience(Audience.ORGANISERS)
def counted() -> ResponseReturnValue:
    """Which sheet: its number, or the follow code of whoever answered; sheets that may be one; what was withdrawn."""
    typed = request.args.get("sheet", "").strip()
    error, found = find_counted(typed) if typed else ("", [])
    if len(found) == 1:
        return redirect(url_of(found[0]), 303)
    return render_template(
        "paper/counted.html",
        typed=typed,
        error=error,
        found=found,
        alike=queries.alike(session(), scope()),
        withdrawn=queries.no_longer_counted(session(), scope()),
        whys=WHY_WITHDRAWN,
    )


def find_counted(typed: str) -> tuple[str, list[Counted]]:
    """What to say when nothing is found, or what was counted under that number or code."""
    try:
        sought = sought_sheet(typed)
    except NotASheet:
        code = read_follow_code(typed)
        one = queries.counted_by_follow_code(session(), code, scope()) if code else None
        if one:
            return "", [one]
        return _("Neither a number of a sheet, like 000499-5, nor a follow code of eight letters that we gave."), []
    found = queries.counted_by_number(session(), sought.number, scope(), sought.print_code)
    return "" if found else _(
        "No sheet with this number was counted. Compare it with the paper, digit by digit."
    ), found


def counted_or_404(token: str) -> Counted:
    return queries.counted_by_token(session(), token, scope()) or abort(404)


def url_of(one: Counted) -> str:
    return url_for(".counted_sheet", submission_token=one.token)


def name_of(one: Counted) -> str:
    """What a sheet is called: its number, or the follow code its author holds."""
    return printed_number(one.number) if one.number else one.row.follow_code or ""


@blueprint.get("/sheets/counted/<submission_token>")
@audience(Audience.ORGANISERS)
def counted_sheet(submission_token: str) -> ResponseReturnValue:
    """What was counted of one sheet, what it said before, and what can be done about it."""
    one = counted_or_404(submission_token)
    if now := queries.replaced_by(session(), one, scope()):
        return redirect(url_of(now), 303)
    return show_counted(one, WithdrawForm())


def show_counted(one: Counted, form: WithdrawForm) -> str:
    batch = batch_of(one)
    sheet = one.sheet()
    return render_template(
        "paper/counted_sheet.html",
        one=one,
        name=name_of(one),
        lines=lines_of(sheet, said_here) if one.is_on_paper else [],
        answered=len(sheet.entry.answers),
        crops=paper.crops_of(session(), batch.batch.id, one.number, None) if batch and one.number else {},
        pages=pages_of(batch),
        may_correct=one.is_counted and batch is not None,
        former=[
            (row, differing_lines(queries.sheet_of(row, one.version), sheet, said_here))
            for row in queries.former_states(session(), one)
        ],
        form=form,
        modes=MODES,
        whys=WHY_WITHDRAWN,
    )


def batch_of(one: Counted) -> Batch | None:
    """The batch of a sheet on paper."""
    return queries.batch_of(session(), one, scope()) if one.is_on_paper else None


def pages_of(batch: Batch | None) -> dict[str, int]:
    """{question: page of the sheet it stands on}"""
    pages = batch.batch.layout["pages"] if batch else []
    return {question["key"]: page["page"] for page in reversed(pages) for question in page["questions"]}


@blueprint.route("/sheets/counted/<submission_token>/correct", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def correct(submission_token: str) -> ResponseReturnValue:
    """The keying screen with what was counted, or with a former state of it; what is saved takes its place."""
    one = counted_or_404(submission_token)
    now = one if one.is_counted else queries.replaced_by(session(), one, scope())
    batch = batch_of(now) if now and now.is_counted else None
    if now is None or batch is None:
        abort(404)
    if request.method == "GET":
        former = {row.token: row for row in queries.former_states(session(), now)}
        row = former.get(request.args.get("before", ""), now.row)
        typed = typed_again(now.sheet().definition, row.answers)
        values: MultiDict[str, str] = MultiDict(
            {**typed, "sheet-unreadable": list(row.unreadable), "sheet-locale": [row.locale]}
        )
        return show_keying(now, batch, values)
    fields = request.form
    if now is not one:
        conflict = _("Somebody else put this sheet right meanwhile. Compare: what you save takes the place of theirs.")
        return show_keying(now, batch, fields, conflict=conflict), 409
    unreadable = fields.getlist("sheet-unreadable")
    definition = one.sheet().definition
    checked = check_keyed(definition, keyed_form(fields.to_dict(flat=False), unreadable))
    if checked.problems or (checked.is_empty and not unreadable):
        problems = {key: problem_words(problem) for key, problem in checked.problems.items()}
        return show_keying(one, batch, fields, problems=problems, is_empty=checked.is_empty), 422
    marked = sorted(asked_keys(definition).intersection(unreadable))
    locale = fields.get("sheet-locale")
    said_in = locale if locale in batch.locales else None
    name = name_of(one)  # the former state has no number any more
    try:
        now_token = correct_sheet(session(), one, batch, checked.answers, marked, said_in)
    except AlreadyWithdrawn:
        abort(409)
    note_act("correct", one)
    session().commit()
    flash(_("Sheet %(number)s is put right; every figure follows.", number=name), "success")
    if checked.off_route:
        flash(off_route_words(definition, checked.off_route), "care")
    return redirect(url_for(".counted_sheet", submission_token=now_token), 303)


def show_keying(
    one: Counted,
    batch: Batch,
    values: MultiDict[str, str],
    *,
    problems: dict[str, str] | None = None,
    is_empty: bool = False,
    conflict: str = "",
) -> str:
    """The keying screen, which posts here."""
    return render_template(
        "paper/correct.html",
        one=one,
        name=name_of(one),
        back=url_of(one),
        batch=batch,
        questions=screen(one.sheet().definition, batch.batch.layout, batch.batch.locale, current_locale()),
        values=values,
        problems=problems or {},
        is_empty=is_empty,
        conflict=conflict,
        crops=paper.crops_of(session(), batch.batch.id, one.number or 0, None),
    )


@blueprint.post("/sheets/counted/<submission_token>/withdraw")
@audience(Audience.ORGANISERS)
def withdraw(submission_token: str) -> ResponseReturnValue:
    """It counts no more; the page it comes back to offers to take that back."""
    one = counted_or_404(submission_token)
    form = WithdrawForm()
    if not form.validate_on_submit():
        return show_counted(one, form), 422
    try:
        withdraw_sheet(session(), one, WhyWithdrawn(form.why.data))
    except AlreadyWithdrawn:
        abort(409)
    note_act("withdraw", one, why=form.why.data)
    session().commit()
    flash(_("%(number)s counts no more; every figure follows.", number=name_of(one)), "success")
    return redirect(url_of(one), 303)


@blueprint.post("/sheets/counted/<submission_token>/again")
@audience(Audience.ORGANISERS)
def count_it_again(submission_token: str) -> ResponseReturnValue:
    """What an organiser withdrew, or took together with another, counts as before."""
    one = counted_or_404(submission_token)
    if not one.may_count_again:
        abort(409)
    try:
        count_sheet_again(session(), one)
    except NotWithdrawn:
        abort(409)
    note_act("count_again", one)
    session().commit()
    flash(_("%(number)s counts again; its words wait to be read again.", number=name_of(one)), "success")
    return redirect(url_of(one), 303)


@blueprint.route("/sheets/counted/<submission_token>/same", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def same(submission_token: str) -> ResponseReturnValue:
    """Two sheets side by side: are they one person's, and which one goes on counting?"""
    one = counted_or_404(submission_token)
    error, found = find_counted(request.values.get("sheet", "").strip())
    other = found[0] if len(found) == 1 else next((f for f in found if are_alike_in_kind(f, one)), None)
    if other is None or not are_alike_in_kind(one, other):
        error = error or _("This is the same sheet, one of another questionnaire, or one that counts no more.")
        flash(error, "bad")
        return redirect(url_of(one), 303)
    form = SameForm(keep=one.token)
    form.keep.choices = [SelectChoice(each.token, name_of(each)) for each in (one, other)]
    if form.validate_on_submit():
        kept, gone = (one, other) if form.keep.data == one.token else (other, one)
        try:
            merge_sheets(session(), kept, gone)
        except AlreadyWithdrawn:
            abort(409)
        note_act("merge", gone, same_as=printed_number(kept.number) if kept.number else kept.channel.name)
        session().commit()
        flash(_("%(number)s goes on counting, the other one counts no more.", number=name_of(kept)), "success")
        return redirect(url_of(gone), 303)
    both_on_paper = one.is_on_paper and other.is_on_paper
    return render_template(
        "paper/same.html",
        form=form,
        one=one,
        other=other,
        name_of=name_of,
        modes=MODES,
        both_on_paper=both_on_paper,
        differing=differing_lines(one.sheet(), other.sheet(), said_here) if both_on_paper else [],
    ), 422 if form.errors else 200


def are_alike_in_kind(one: Counted, other: Counted) -> bool:
    """Whether two submissions can be one person's: of one questionnaire, and both counted."""
    is_other = one.token != other.token
    return is_other and one.is_counted and other.is_counted and one.row.questionnaire_id == other.row.questionnaire_id


def note_act(verb: str, one: Counted, **detail: str) -> None:
    """A line of the trail: the number of the sheet; of answers without paper no more than where they came in."""
    kind, name = ("sheet", printed_number(one.number)) if one.number else ("submission", one.channel.name)
    note(session(), account(), verb, kind, name, organisation_id=one.organisation_id, **detail)
