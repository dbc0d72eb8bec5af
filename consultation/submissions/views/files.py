"""Organisers' screens on the files that came with answers."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.db import session
from consultation.files import NAME, path_of, remove_file
from consultation.i18n import pick
from consultation.questionnaires.queries import opened
from consultation.submissions.attachments import (
    AlreadyWrittenDown,
    may_see_file,
    unowned,
    voice_notes,
    write_down,
)
from consultation.submissions.forms import VoiceForm
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.current import settings

blueprint = Blueprint("submissions", __name__, template_folder="../templates")

#: What a browser may show by itself, of what we wrote anew ourselves; anything else is only saved.
SHOWN = {".webm": "audio/webm"}


@blueprint.get("/files/<file_name>")
@audience(Audience.ORGANISERS)
def attachment(file_name: str) -> Response:
    """A photo, a voice note or a file that came with an answer to one's own organisation."""
    if not NAME.fullmatch(file_name) or not may_see_file(session(), file_name, scope()):
        abort(404)
    path = path_of(settings().instance_dir, file_name)
    body = path.read_bytes() if path.exists() else abort(404)
    mimetype = SHOWN.get(path.suffix)
    response = Response(body, mimetype=mimetype or "application/octet-stream")
    if not mimetype:
        response.headers["Content-Disposition"] = f"attachment; filename={file_name}"
    response.make_conditional(request, accept_ranges=True, complete_length=len(body))
    return response


@blueprint.route("/questionnaires/<int:questionnaire_id>/voices", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def voices(questionnaire_id: int) -> ResponseReturnValue:
    """The voice notes nobody has written down yet, one form each; written down, the sound is gone."""
    made = opened(session(), questionnaire_id, scope()) or abort(404)
    form = VoiceForm()
    if form.validate_on_submit():
        try:
            name = write_down(session(), made.id, form.note.data or "", form.words.data)
        except AlreadyWrittenDown:
            flash(_("Somebody else wrote this one down already."))
            return redirect(url_for(".voices", questionnaire_id=made.id), 303)
        title = pick(made.draft.title, made.plan.locale).words
        where = {"organisation_id": made.plan.organisation_id}
        note(session(), account(), "write_down", "questionnaire", title, **where)
        session().commit()
        for lost in unowned(session(), [name]):
            remove_file(settings().instance_dir, lost)
        flash(_("Written down. The recording is erased."), "good")
        return redirect(url_for(".voices", questionnaire_id=made.id), 303)
    waiting, count = voice_notes(session(), made.id)
    page = render_template("submissions/voices.html", made=made, form=form, waiting=waiting, count=count)
    return page, 422 if form.is_submitted() else 200
