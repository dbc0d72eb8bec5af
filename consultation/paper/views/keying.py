"""Keying sheets in (volunteers)."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask import session as cookie_session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.clock import today
from consultation.db import session
from consultation.i18n import current_locale
from consultation.paper import queries
from consultation.paper.again import typed_again
from consultation.paper.double_entry.key_twice import (
    AlreadyTwice,
    NotForYou,
    first_keyed_anew,
    key_second,
    standing_row,
)
from consultation.paper.double_entry.queries import is_due, twice_batches, waiting_for_second, waits_for
from consultation.paper.handing.queries import may_key
from consultation.paper.identity import MASTER, printed_number
from consultation.paper.key import NotYours, key_sheet, new_token, undo_keying
from consultation.paper.keying import asked_keys, check_keyed, keyed_form, screen, sought_sheet
from consultation.paper.messages import (
    already_keyed_words,
    off_route_words,
    problem_words,
)
from consultation.paper.queries import Batch
from consultation.paper.views.finding import find_sheet
from consultation.paper.views.sheets import blueprint
from consultation.questionnaires.definition import Answers
from consultation.submissions.record import SheetAlreadyKeyed
from consultation.terms import Audience, Role
from consultation.web.access import audience

KEPT_FOR_UNDO = 20
"""Sheets whose keying a volunteer can still take back, as long as they stay signed in."""


@blueprint.get("/keying")
@audience(Audience.VOLUNTEERS)
def key_in() -> ResponseReturnValue:
    """Which sheet: its number typed, or its code scanned; what this person keyed today."""
    typed = request.args.get("sheet", "")
    error, found = find_sheet(typed) if typed else ("", [])
    if len(found) == 1:
        return redirect(found[0][1], 303)
    mine = queries.sheets_keyed_by(session(), account().id, today())
    masters = queries.masters(session(), scope())
    twice = twice_batches(session(), scope())
    return render_template(
        "paper/key_in.html",
        typed=typed,
        error=error,
        found=found,
        mine=mine,
        may_undo=cookie_session.get("keyed", []),
        masters=masters,
        twice=twice,
        waiting=waiting_for_second(session(), twice, account().id),
    )


@blueprint.route("/keying/<int:batch_id>/<int:number>", methods=["GET", "POST"])
@audience(Audience.VOLUNTEERS)
def sheet(batch_id: int, number: int) -> ResponseReturnValue:
    """The screen of one sheet, laid out like it."""
    found = queries.batch_by_id(session(), batch_id, scope()) or abort(404)
    again = request.values.get("sheet-again", "")
    may_again = again in cookie_session.get("keyed", [])
    is_mine = found.has(number) and may_key(session(), account(), batch_id, number)
    if not (is_mine or may_again or waits_for(session(), found, number, account().id)):
        abort(404)
    if request.method == "POST":
        return save_sheet(found, number)
    standing = None if number == MASTER else queries.keyed_sheet(session(), found.version.questionnaire_id, number)
    if standing and may_again and standing.token == again:
        return show_sheet(found, number, as_keyed(found, number), token=new_token(), again=again)
    is_second = standing is not None and waits_for(session(), found, number, account().id)
    if standing and not is_second:
        return render_template(
            "paper/already_keyed.html", sheet=standing, batch=found, is_due=is_due(found, number), mine=account().id
        )
    return show_sheet(found, number, MultiDict(), token=new_token(), is_second=is_second)


def as_keyed(found: Batch, number: int) -> MultiDict[str, str]:
    """The fields of a sheet as somebody keyed it."""
    row = standing_row(session(), found.version.questionnaire_id, number)
    assert row is not None, "it stands"
    typed = typed_again(found.definition(), row.answers)
    return MultiDict({**typed, "sheet-unreadable": row.unreadable, "sheet-locale": [row.locale]})


@blueprint.get("/keying/back/<int:sheets>")
@audience(Audience.VOLUNTEERS)
def back(sheets: int) -> ResponseReturnValue:
    """The sheet this person keyed so many sheets ago, to be looked at and put right."""
    tokens = cookie_session.get("keyed", [])
    keyed = queries.keyed_sheet_by_token(session(), tokens[-sheets]) if 0 < sheets <= len(tokens) else None
    found = queries.batch_of_sheet(session(), keyed, scope()) if keyed else None
    if keyed is None or found is None:
        flash(_("You keyed fewer sheets since you signed in."))
        return redirect(url_for(".key_in"), 303)
    url = url_for(".sheet", batch_id=found.batch.id, number=keyed.number)
    return redirect(f"{url}?sheet-again={keyed.token}", 303)


def save_sheet(found: Batch, number: int) -> ResponseReturnValue:
    """The sheet stands, or the screen comes back as it was typed, saying what to do."""
    fields = request.form
    other = fields.get("sheet-number", "").strip()
    if other:
        error, places = find_sheet(other)
        if len(places) != 1 or places[0][0].version.id != found.version.id:
            return show_sheet(
                found, number, fields, conflict=error or _("This is a sheet of another questionnaire.")
            ), 422
        found, number = places[0][0], sought_sheet(other).number
    unreadable = fields.getlist("sheet-unreadable")
    is_second = "sheet-second" in fields
    definition = found.definition()
    checked = check_keyed(definition, keyed_form(fields.to_dict(flat=False), unreadable))
    if checked.problems or (checked.is_empty and not unreadable):
        problems = {key: problem_words(problem) for key, problem in checked.problems.items()}
        return show_sheet(found, number, fields, problems=problems, is_empty=checked.is_empty, is_second=is_second), 422
    if is_second:
        return save_second(found, number, checked.answers, sorted(asked_keys(definition).intersection(unreadable)))
    again = fields.get("sheet-again", "")
    try:
        if again in cookie_session.get("keyed", []):
            undo_keying(session(), again, account_id=account().id)
        receipt = key_sheet(
            session(),
            found,
            number,
            checked.answers,
            token=fields.get("sheet-token", "")[:64] or new_token(),
            keyed_by=account().id,
            locale=fields.get("sheet-locale"),
            unreadable=sorted(asked_keys(definition).intersection(unreadable)),
        )
    except NotYours:
        abort(409)
    except SheetAlreadyKeyed:
        standing = queries.keyed_sheet(session(), found.version.questionnaire_id, number)
        return show_sheet(found, number, fields, conflict=already_keyed_words(standing) if standing else ""), 409
    first_keyed_anew(session(), found, receipt.number)
    session().commit()
    before = [token for token in cookie_session.get("keyed", []) if token not in {again, receipt.token}]
    cookie_session["keyed"] = [*before, receipt.token][-KEPT_FOR_UNDO:]
    flash(_("Sheet %(number)s is saved.", number=printed_number(receipt.number)), "success")
    if checked.off_route:
        flash(off_route_words(definition, checked.off_route), "care")
    if receipt.is_new_number:
        flash(_("Write this number on the sheet: %(number)s", number=printed_number(receipt.number)), "care")
    return redirect(url_for(".key_in"), 303)


def save_second(found: Batch, number: int, answers: Answers, unreadable: list[str]) -> ResponseReturnValue:
    """The second entry stands beside the first, which nobody sees here."""
    token = request.form.get("sheet-token", "")[:64] or new_token()
    try:
        key_second(session(), found, number, answers, token=token, keyed_by=account().id, unreadable=unreadable)
    except (AlreadyTwice, NotForYou):
        flash(_("Somebody keyed this sheet a second time meanwhile, or its first keying was taken back."))
        return redirect(url_for(".key_in"), 303)
    session().commit()
    flash(_("Sheet %(number)s is keyed a second time.", number=printed_number(number)), "success")
    return redirect(url_for(".key_in"), 303)


def show_sheet(
    found: Batch,
    number: int,
    fields: MultiDict[str, str],
    *,
    token: str | None = None,
    problems: dict[str, str] | None = None,
    is_empty: bool = False,
    conflict: str | None = None,
    is_second: bool = False,
    again: str = "",
) -> str:
    """The screen with what was typed."""
    return render_template(
        "paper/sheet.html",
        batch=found,
        number=number,
        questions=screen(found.definition(), found.batch.layout, found.batch.locale, current_locale()),
        values=fields,
        token=token or fields.get("sheet-token") or new_token(),
        problems=problems or {},
        is_empty=is_empty,
        conflict=conflict,
        is_second=is_second,
        again=again or fields.get("sheet-again", ""),
        crops=queries.crops_of(session(), found.batch.id, number, reached_by()),
    )


def reached_by() -> int | None:
    """The volunteer whose piles alone are open; None for organisers."""
    return account().id if account().role == Role.VOLUNTEER else None


@blueprint.post("/keying/undo")
@audience(Audience.VOLUNTEERS)
def undo() -> ResponseReturnValue:
    """Take back a sheet keyed in this session; it can be keyed again."""
    token = request.form.get("token", "")
    if token not in cookie_session.get("keyed", []):
        abort(404)
    try:
        number = undo_keying(session(), token, account_id=account().id)
    except NotYours:
        abort(409)
    note(session(), account(), "withdraw", "sheet", printed_number(number))
    session().commit()
    cookie_session["keyed"] = [kept for kept in cookie_session["keyed"] if kept != token]
    flash(
        _("Sheet %(number)s is taken back: it no longer counts and can be keyed again.", number=printed_number(number))
    )
    return redirect(url_for(".key_in"), 303)
