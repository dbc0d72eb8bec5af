"""Printing sheets (organisers) and keying them in (volunteers)."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
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
from consultation.paper.forms import PrintForm, TwiceForm
from consultation.paper.handing.queries import may_key
from consultation.paper.identity import MASTER, printed_number
from consultation.paper.key import NotYours, key_sheet, new_token, undo_keying
from consultation.paper.keying import asked_keys, check_keyed, keyed_form, screen, sought_sheet
from consultation.paper.labels import print_labels
from consultation.paper.messages import (
    already_keyed_words,
    cannot_print_words,
    no_letters_words,
    off_route_words,
    problem_words,
)
from consultation.paper.pictures import pictures_of
from consultation.paper.print_batch import (
    LayoutChanged,
    NoLetters,
    NumbersUsedUp,
    Wanted,
    order_of_draft,
    print_batch,
    sheets_of,
    wanted_for,
)
from consultation.paper.queries import Batch, PaperChannel
from consultation.paper.resident_words import sheet_words
from consultation.paper.sheet import CannotPrint, print_sheets
from consultation.paper.views.finding import find_sheet
from consultation.questionnaires.definition import Answers, Definition
from consultation.questionnaires.queries import draft_today
from consultation.submissions.record import SheetAlreadyKeyed
from consultation.terms import AgeVariant, Audience, Role
from consultation.web.access import audience
from consultation.web.current import settings, show_pdf

blueprint = Blueprint("paper", __name__, template_folder="../templates")
blueprint.add_app_template_filter(printed_number, "sheet_number")

KEPT_FOR_UNDO = 20
"""Sheets whose keying a volunteer can still take back, as long as they stay signed in."""


# Printing.


@blueprint.get("/sheets")
@audience(Audience.ORGANISERS)
def sheets() -> ResponseReturnValue:
    """Where paper goes: channels, sheets printed and sheets keyed."""
    return render_template("paper/sheets.html", channels=queries.paper_channels(session(), scope()))


@blueprint.route("/channels/<code>/sheets", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def batches(code: str) -> ResponseReturnValue:
    """Print sheets for a channel; what was printed before."""
    channel = queries.paper_channel(session(), code, scope()) or abort(404)
    form = PrintForm()
    if channel.version:
        form.offer(Definition.model_validate(channel.version.definition))
        if form.validate_on_submit() and (batch_id := print_for(channel, form)):
            return redirect(url_for(".batch", batch_id=batch_id), 303)
    printed = queries.batches_of_channel(session(), channel.channel_id)
    return render_template("paper/batches.html", channel=channel, form=form, batches=printed)


def print_for(channel: PaperChannel, form: PrintForm) -> int | None:
    """The batch the form asks for, committed; None when it cannot be printed, which the form then says."""
    assert channel.version is not None
    definition = Definition.model_validate(channel.version.definition)
    wanted = wanted_for(
        channel,
        settings().public_url,
        form.locales,
        None if form.is_master.data else form.copies.data,
        size=form.size.data,
        type_pt=18 if form.is_large.data else 14,
        age=AgeVariant(form.age.data) if form.age and form.age.data else None,
        pictures=stored_pictures(definition),
    )
    words = sheet_words(definition, wanted.locales)
    try:
        batch = print_batch(
            session(), channel.version, channel.channel_id, channel.name, wanted, words, printed_by=account().id
        )
    except NoLetters as error:
        form.locale.errors = [no_letters_words(error)]
        return None
    except CannotPrint as error:
        form.size.errors = [cannot_print_words(error, channel.version.definition)]
        return None
    except NumbersUsedUp:
        form.copies.errors = [_("This questionnaire has had a million sheets: copy it to print more.")]
        return None
    note(
        session(),
        account(),
        "print",
        "sheets",
        channel.version.print_code,
        organisation_id=channel.organisation_id,
        copies=batch.count,
        channel=channel.name,
    )
    session().commit()
    return batch.id


@blueprint.get("/sheet-batches/<int:batch_id>")
@audience(Audience.ORGANISERS)
def batch(batch_id: int) -> ResponseReturnValue:
    """A batch: its numbers, its file, and how much of it came back."""
    found = queries.batch_by_id(session(), batch_id, scope()) or abort(404)
    keyed = None if found.is_master else queries.keyed_count(session(), found)
    twice = TwiceForm(twice_every=found.batch.twice_every)
    return render_template("paper/batch.html", batch=found, keyed=keyed, twice=twice)


@blueprint.get("/sheet-batches/<int:batch_id>/sheets.pdf")
@audience(Audience.ORGANISERS)
def batch_pdf(batch_id: int) -> ResponseReturnValue:
    """The file of a batch for the printer."""
    found = queries.batch_by_id(session(), batch_id, scope()) or abort(404)
    if found.labels:
        numbers = range(found.batch.first_number, found.last_number + 1)
        return show_pdf(
            print_labels(found.batch.layout, numbers, found.labels), f"{found.version.print_code}-labels.pdf"
        )
    definition = found.definition()
    try:
        words, pictures = sheet_words(definition, found.locales), stored_pictures(definition)
        printed = sheets_of(found, words, pictures=pictures, secret_key=settings().secret_key)
    except LayoutChanged:
        flash(_("The program has changed since these sheets were printed. Print new ones; the old ones stay good."))
        return redirect(url_for(".batches", code=found.channel.code), 303)
    name = "master" if found.is_master else f"{found.batch.first_number:06}-{found.last_number:06}"
    return show_pdf(printed.pdf, f"{found.version.print_code}-{'-'.join(found.locales)}-{name}.pdf")


@blueprint.get("/questionnaires/<int:questionnaire_id>/paper.pdf")
@audience(Audience.ORGANISERS)
def preview(questionnaire_id: int) -> ResponseReturnValue:
    """The draft of a questionnaire as it would be on paper: `?locale=ar&second_locale=fr&size=a5`."""
    definition = draft_today(session(), questionnaire_id, scope()) or abort(404)
    asked = (request.args.get("locale", definition.locales[0]), request.args.get("second_locale", ""))
    locales = tuple(dict.fromkeys(locale for locale in asked if locale in definition.locales))
    wanted = Wanted(
        locales=locales,
        copies=None,
        size="a5" if request.args.get("size") == "a5" else "a4",
        pictures=stored_pictures(definition),
    )
    order = order_of_draft(definition, wanted)
    try:
        printed = print_sheets(definition, order, sheet_words(definition, order.locales), None)
    except CannotPrint as error:
        abort(409, cannot_print_words(error, definition.model_dump(mode="json")))
    return show_pdf(printed.pdf, "preview.pdf")


def stored_pictures(definition: Definition) -> dict[str, bytes]:
    return pictures_of(definition, settings().instance_dir)


# Keying.


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
