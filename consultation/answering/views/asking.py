"""The interviewer's screen: somebody at a stall or a doorstep reads the questions aloud and writes down what is said.

It is the resident's page with the interviewer's language beside it, one question at a time.
"""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.answering.aloud import base_key, beside, kept_silent, without
from consultation.answering.packed import new_token
from consultation.answering.page import EMPTY, Filled, page_of
from consultation.answering.queries import Published, stalls
from consultation.answering.sent import A_TOKEN, TOKEN, VERSION
from consultation.answering.views.shared import blueprint, find_channel, offered_in, version_of
from consultation.answering.views.sheets import SPEECH, picture_of, receive_files, sent_files
from consultation.clock import today
from consultation.db import session
from consultation.i18n import cldr_locale, current_locale, frame_locale, own_name
from consultation.outreach.queries import OpenChannel
from consultation.questionnaires.sheet import check_sheet
from consultation.submissions.follow_code import shown
from consultation.submissions.record import record_submission
from consultation.terms import ASKED_ALOUD, Audience, Mode
from consultation.web.access import audience


@blueprint.get("/asking")
@audience(Audience.VOLUNTEERS)
def asking() -> ResponseReturnValue:
    """Where this person asks people now, and in which language."""
    found = stalls(session(), scope(), account().id, today())
    languages = {
        stall.code: [(one, own_name(one, stall.definition.content_locales)) for one in offered_in(stall.definition)]
        for stall in found
    }
    return render_template("answering/asking.html", stalls=found, languages=languages)


@blueprint.route("/asking/<code>/<locale>", methods=["GET", "POST"])
@audience(Audience.VOLUNTEERS)
def asking_person(code: str, locale: str) -> ResponseReturnValue:
    """The questions to read aloud to one person; then the next person."""
    channel = find_channel(code)
    if channel is None or channel.kind not in ASKED_ALOUD or scope() not in {None, channel.organisation_id}:
        abort(404)
    version = version_of(channel, request.form.get(VERSION)) or version_of(channel, channel.version_code)
    if version is None or locale not in offered_in(version.definition):
        abort(404)
    if request.method == "POST":
        return take_down(channel, version, locale)
    if not channel.is_open:
        flash(_("Nothing is asked at “%(name)s” today: its consultation is closed or not open yet.", name=channel.name))
        return redirect(url_for(".asking"), 303)
    return draw(channel, version, locale, EMPTY, token=new_token())


def take_down(channel: OpenChannel, version: Published, locale: str) -> ResponseReturnValue:
    """What the person said is recorded and the next one is asked, or it comes back as it was written."""
    silent = kept_silent(version.definition)
    typed = request.form.get(TOKEN, "")
    token = typed if A_TOKEN.fullmatch(typed) else new_token()
    received = receive_files(version, sent_files(), token)
    form = {
        name: values
        for name, values in (request.form.to_dict(flat=False) | received.stored).items()
        if name != "csrf_token"
        and not name.startswith("page-")
        and not silent.intersection(name.split("-"))
        # Words where a file belongs could name the file of somebody else.
        and (name not in received.fields or name in received.stored)
    }
    checked = check_sheet(version.definition, form)
    problems = {key: problem for key, problem in checked.problems.items() if base_key(key) not in silent}
    filled = Filled(form=form, problems=problems | received.problems, kept=received.proofs)
    if not channel.is_open:
        notice = _("This consultation has just closed: nothing was saved. What was said still stands below.")
        return draw(channel, version, locale, filled, token=token, notice=notice), 409
    if filled.problems:
        return draw(channel, version, locale, filled, token=token), 422
    if checked.is_empty:
        notice = _("Nothing is written down yet. If the person does not want to answer, go to the next one.")
        return draw(channel, version, locale, filled, token=token, notice=notice), 422
    recorded = record_submission(
        session(),
        version_id=version.id,
        questionnaire_id=channel.questionnaire_id,
        definition=version.definition,
        answers=checked.answers,
        token=token,
        channel_id=channel.channel_id,
        mode=Mode.INTERVIEWER,
        locale=locale,
        keyed_by=account().id,
    )
    session().commit()
    flash(_("Saved. The person's code, to see what becomes of it: %(code)s", code=shown(recorded.follow_code)))
    return redirect(url_for(".asking_person", code=channel.code, locale=locale), 303)


def draw(channel: OpenChannel, version: Published, locale: str, filled: Filled, *, token: str, notice: str = "") -> str:
    """The page, with what was written down."""
    definition = version.definition
    left_out = kept_silent(definition)
    reader = page_of(definition, current_locale(), SPEECH, filled, picture_of=picture_of)
    with force_locale(cldr_locale(frame_locale(locale, definition.locales))):
        page = page_of(definition, locale, SPEECH, filled, picture_of=picture_of)
    return render_template(
        "answering/asking_person.html",
        channel=channel,
        page=without(beside(page, reader), left_out),
        reader=reader,
        languages=[
            (one, own_name(one, definition.content_locales), url_for(".asking_person", code=channel.code, locale=one))
            for one in offered_in(definition)
        ],
        token=token,
        version_code=version.code,
        own=(TOKEN, VERSION),
        notice=notice,
        left_out=len([q for q in definition.questions() if q.key in left_out and not q.retired]),
    )
