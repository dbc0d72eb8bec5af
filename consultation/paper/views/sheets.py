"""Printing sheets (organisers)."""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.db import session
from consultation.outreach.links import follow_url
from consultation.paper import queries
from consultation.paper.forms import PrintForm, TwiceForm
from consultation.paper.handing.queries import volunteers_of
from consultation.paper.identity import printed_number
from consultation.paper.messages import (
    cannot_print_words,
    no_letters_words,
    paper_advice,
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
from consultation.paper.sheet import CannotPrint, Size, print_sheets, type_for
from consultation.paper.work import PRINTED, labels_of, pages_of_batch
from consultation.printing.order import MOST_AT_ONCE
from consultation.printing.views import started
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.queries import draft_today
from consultation.questionnaires.views.publishing import ADVICE, PRINTERS, Printing
from consultation.terms import AgeVariant, Audience
from consultation.web.access import audience
from consultation.web.current import settings, show_pdf
from consultation.web.press import wake

blueprint = Blueprint("paper", __name__, template_folder="../templates")
blueprint.add_app_template_filter(printed_number, "sheet_number")
ADVICE.append(paper_advice)


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
    form = PrintForm(one_click(request.form)) if "sheet" in request.form else PrintForm()
    wake()
    if channel.version:
        form.offer(Definition.model_validate(channel.version.definition))
        if form.validate_on_submit() and (made := print_for(channel, form)):
            return shown_or_begun(made, as_pdf="sheet" in request.form)
    printed = queries.batches_of_channel(session(), channel.channel_id)
    return render_template("paper/batches.html", channel=channel, form=form, batches=printed)


def one_click(fields: Mapping[str, str]) -> MultiDict[str, str]:
    """The form as a button of a published version fills it in: `sheet` is "fr" or "fr+ar"."""
    first, _plus, second = fields["sheet"].partition("+")
    return MultiDict({**fields, "locale": first, "second_locale": second})


def printing_of(questionnaire_id: int, version_id: int) -> Printing | None:
    """Where the latest version is printed: under its first channel."""
    channels = queries.channels_of_questionnaire(session(), questionnaire_id)
    first = next((one for one in channels if one.version and one.version.id == version_id), None)
    return Printing(url_for("paper.batches", code=first.code), first.name) if first else None


def print_for(channel: PaperChannel, form: PrintForm) -> Batch | None:
    """The batch the form asks for, not committed; None when it cannot be printed, which the form then says."""
    assert channel.version is not None
    definition = Definition.model_validate(channel.version.definition)
    wanted = wanted_for(
        channel,
        settings().public_url,
        form.locales,
        None if form.is_master.data else form.copies.data,
        size=form.size.data,
        type_pt=type_for(form.size.data, form.locales, is_large=form.is_large.data),
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
    return queries.batch_by_id(session(), batch.id, scope())


def shown_or_begun(made: Batch, *, as_pdf: bool = False) -> ResponseReturnValue:
    """A new batch, committed: its page or its file, or where the making of that is watched when it is large."""
    if pages_of_batch(made) > MOST_AT_ONCE:
        return begun(made)
    batch_id = made.batch.id
    session().commit()
    return redirect(url_for("paper.batch_pdf" if as_pdf else "paper.batch", batch_id=batch_id), 303)


def begun(found: Batch) -> ResponseReturnValue:
    """The large file of a batch is being made."""
    return started(
        PRINTED,
        str(found.batch.id),
        name=file_name(found),
        pages=pages_of_batch(found),
        back=url_for("paper.batch", batch_id=found.batch.id),
        organisation_id=found.organisation_id,
    )


def file_name(found: Batch) -> str:
    """Of the file for the printer: "OZN3-fr-000001-000300.pdf"."""
    if found.labels:
        return f"{found.version.print_code}-labels.pdf"
    numbers = "master" if found.is_master else f"{found.batch.first_number:06}-{found.last_number:06}"
    return f"{found.version.print_code}-{'-'.join(found.locales)}-{numbers}.pdf"


@blueprint.get("/sheet-batches/<int:batch_id>")
@audience(Audience.ORGANISERS)
def batch(batch_id: int) -> ResponseReturnValue:
    """A batch: its numbers, its file, and how much of it came back."""
    found = queries.batch_by_id(session(), batch_id, scope()) or abort(404)
    keyed = None if found.is_master else queries.keyed_count(session(), found)
    twice = TwiceForm(twice_every=found.batch.twice_every, third_look_by=found.batch.third_look_by or 0)
    twice.offer(volunteers_of(session(), found.organisation_id))
    return render_template(
        "paper/batch.html",
        batch=found,
        keyed=keyed,
        twice=twice,
        is_large=pages_of_batch(found) > MOST_AT_ONCE,
        is_smaller=is_smaller(found),
    )


def is_smaller(found: Batch) -> bool:
    """Whether it is printed in smaller type than usual, as only that fitted."""
    size: Size = "a5" if found.batch.size == "a5" else "a4"
    usual = {type_for(size, found.locales, is_large=is_large) for is_large in (True, False)}
    return not found.labels and found.batch.layout["type_pt"] not in usual


@blueprint.post("/sheet-batches/<int:batch_id>/file")
@audience(Audience.ORGANISERS)
def prepare(batch_id: int) -> ResponseReturnValue:
    """Make the large file of a batch."""
    return begun(queries.batch_by_id(session(), batch_id, scope()) or abort(404))


@blueprint.get("/sheet-batches/<int:batch_id>/sheets.pdf")
@audience(Audience.ORGANISERS)
def batch_pdf(batch_id: int) -> ResponseReturnValue:
    """The file of a batch for the printer."""
    found = queries.batch_by_id(session(), batch_id, scope()) or abort(404)
    if pages_of_batch(found) > MOST_AT_ONCE:
        return redirect(url_for(".batch", batch_id=batch_id), 303)
    if found.labels:
        numbers = range(found.batch.first_number, found.last_number + 1)
        return show_pdf(labels_of(found.batch.layout, numbers, found.labels), file_name(found))
    definition = found.definition()
    try:
        words, pictures = sheet_words(definition, found.locales), stored_pictures(definition)
        printed = sheets_of(found, words, pictures=pictures, secret_key=settings().secret_key)
    except LayoutChanged:
        flash(_("The program has changed since these sheets were printed. Print new ones; the old ones stay good."))
        return redirect(url_for(".batches", code=found.channel.code), 303)
    return show_pdf(printed.pdf, file_name(found))


@blueprint.get("/questionnaires/<int:questionnaire_id>/paper.pdf")
@audience(Audience.ORGANISERS)
def preview(questionnaire_id: int) -> ResponseReturnValue:
    """The draft of a questionnaire as it would be on paper, slip included: `?locale=ar&second_locale=fr&size=a5`."""
    definition = draft_today(session(), questionnaire_id, scope()) or abort(404)
    asked = (request.args.get("locale", definition.locales[0]), request.args.get("second_locale", ""))
    locales = tuple(dict.fromkeys(one for one in asked if one in definition.locales)) or definition.locales[:1]
    size: Size = "a5" if request.args.get("size") == "a5" else "a4"
    wanted = Wanted(
        locales=locales,
        copies=None,
        size=size,
        type_pt=type_for(size, locales),
        follow=follow_url(settings().public_url, locales[0]),
        pictures=stored_pictures(definition),
    )
    order = order_of_draft(wanted)
    try:
        printed = print_sheets(definition, order, sheet_words(definition, order.locales), None)
    except CannotPrint as error:
        abort(409, cannot_print_words(error, definition.model_dump(mode="json")))
    return show_pdf(printed.pdf, "preview.pdf")


def stored_pictures(definition: Definition) -> dict[str, bytes]:
    return pictures_of(definition, settings().instance_dir)


PRINTERS.append(printing_of)
