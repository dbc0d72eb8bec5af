"""Questionnaires of other programs: looked at before anything is stored, and given in every format."""

import base64
import json
import zlib
from urllib.parse import quote

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consultation.accounts.access import scope
from consultation.db import session
from consultation.i18n import pick
from consultation.plan.formats.safety import MOST_BYTES, Refused
from consultation.questionnaires import queries
from consultation.questionnaires.create import import_questionnaire
from consultation.questionnaires.drafts import slug as slug_of
from consultation.questionnaires.forms.interchange import ImportForm, KeepForm
from consultation.questionnaires.interchange.own import read_definition, write_definition
from consultation.questionnaires.interchange.reading import Reading
from consultation.questionnaires.interchange.wording import (
    FORMAT_NAMES,
    loss_words,
    losses_heading,
    refusal,
    remark_words,
)
from consultation.questionnaires.queries import Opened
from consultation.questionnaires.views.shared import blueprint, builder_url, note_act, opened_or_404, page
from consultation.terms import Audience
from consultation.web.access import audience

MOST_UNPACKED = 20_000_000
"""Characters of a definition on its way between two pages."""


@blueprint.route("/plans/<slug>/questionnaires/import", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def import_form(slug: str) -> ResponseReturnValue:
    """Hand in a form of another program; what was understood is shown before anything is kept."""
    from consultation.questionnaires.interchange.formats import read_form

    plan = queries.plan_by_slug(session(), slug, scope()) or abort(404)
    form = ImportForm()
    if form.validate_on_submit():
        given = form.document.data
        try:
            reading = read_form(given.read(MOST_BYTES + 1), given.filename or "")
        except Refused as refused:
            form.document.errors = [refusal(refused)]
        else:
            keep = KeepForm(formdata=None, packed=_packed(reading))
            return render_template(
                "questionnaires/import_report.html",
                plan=plan,
                form=keep,
                reading=reading,
                definition=reading.definition,
                file_name=given.filename,
                remark_words=remark_words,
            )
    return render_template("questionnaires/import.html", plan=plan, form=form)


@blueprint.post("/plans/<slug>/questionnaires/import/keep")
@audience(Audience.ORGANISERS)
def keep_import(slug: str) -> ResponseReturnValue:
    """The form that was looked at becomes a draft on the plan."""
    plan = queries.plan_by_slug(session(), slug, scope()) or abort(404)
    form = KeepForm()
    try:
        definition = _unpacked(form.packed.data or "").definition if form.validate_on_submit() else abort(400)
    except Refused:
        flash(_("The form did not arrive whole. Hand it in again."), "bad")
        return redirect(url_for(".import_form", slug=slug), 303)
    made = Opened(import_questionnaire(session(), plan, definition), plan)
    note_act("import", made)
    session().commit()
    count = len(list(definition.questions()))
    said = ngettext("%(num)d question was taken over.", "%(num)d questions were taken over.", count)
    flash(f"{said} {_('Tie each to the actions it is about.')}", "good")
    return redirect(builder_url(made), 303)


@blueprint.get("/questionnaires/<int:questionnaire_id>/files")
@audience(Audience.ORGANISERS)
def files(questionnaire_id: int) -> ResponseReturnValue:
    """The questionnaire for other programs: one link a format, and before it what the format cannot hold."""
    from consultation.questionnaires.interchange.formats import write_form

    made = opened_or_404(questionnaire_id)
    losses = {ending: write_form(made.draft, f"a.{ending}").losses for ending in FORMAT_NAMES}
    return page(
        "files", made, formats=FORMAT_NAMES, losses=losses, loss_words=loss_words, losses_heading=losses_heading
    )


@blueprint.get("/questionnaires/<int:questionnaire_id>/files/questionnaire.<ending>")
@audience(Audience.ORGANISERS)
def file(questionnaire_id: int, ending: str) -> ResponseReturnValue:
    """The draft in one format."""
    from consultation.questionnaires.interchange.formats import WRITERS, write_form

    made = opened_or_404(questionnaire_id)
    if f".{ending}" not in WRITERS:
        abort(404)
    title = slug_of(pick(made.draft.title, made.plan.locale).words, f"questionnaire_{made.id}")
    data = write_form(made.draft, f"a.{ending}").data
    response = Response(data, mimetype=TYPES.get(ending, "application/octet-stream"))
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.{ending}"
    return response


TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "survey.json": "application/json",
    "xml": "application/xml",
    "lss": "application/xml",
    "txt": "text/tab-separated-values",
}


def _packed(reading: Reading) -> str:
    """The definition as a field of a page: nothing is stored between the two."""
    return base64.b64encode(zlib.compress(write_definition(reading.definition), 9)).decode()


def _unpacked(packed: str) -> Reading:
    """:raises Refused: when it is not what `_packed` makes"""
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(base64.b64decode(packed, validate=True), MOST_UNPACKED)
        document = json.loads(text)
    except (ValueError, zlib.error, RecursionError) as error:
        raise Refused("damaged") from error
    if unpacker.unconsumed_tail or not isinstance(document, dict):
        raise Refused("damaged")
    return read_definition(document)
