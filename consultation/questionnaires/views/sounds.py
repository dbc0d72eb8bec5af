"""What of a questionnaire can be heard in each language, and recording it by voice."""

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account
from consultation.db import session
from consultation.files import path_of, save_file
from consultation.questionnaires.aloud import Parts, parts_of
from consultation.questionnaires.queries import Opened
from consultation.questionnaires.record_sound import keep_recording, recordings_of, remove_recording
from consultation.questionnaires.views.shared import blueprint, note_act, opened_or_404, page
from consultation.sounds import PROMPT_BIT_RATE, NotASound, TooLongASound, clean_sound
from consultation.speech import spoken, voice_of
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.current import settings


@blueprint.route("/questionnaires/<int:questionnaire_id>/sounds", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def sounds(questionnaire_id: int) -> ResponseReturnValue:
    """Each part in one language: recorded, read by the machine, or silent."""
    made = opened_or_404(questionnaire_id)
    locale = request.values.get("locale", made.draft.locales[0])
    if locale not in made.draft.locales:
        abort(404)
    parts = parts_of(made.draft, locale)
    if request.method == "POST":
        return change(made, locale, parts)
    recorded = recordings_of(session(), made.id, locale)
    rows = [(part, wording, recorded.get(part)) for part, wording in parts.items()]
    return page(
        "sounds",
        made,
        locale=locale,
        rows=rows,
        stale={part for part, wording, one in rows if one and one.words != wording.words},
        machine={part for part, wording, _one in rows if voice_of(wording.locale)},
        counts=[(one, *counted(made, one)) for one in made.draft.locales],
    )


def counted(made: Opened, locale: str) -> tuple[int, int, int]:
    """(parts, recorded by a person, neither recorded nor read by the machine) in a language."""
    parts = parts_of(made.draft, locale)
    recorded = recordings_of(session(), made.id, locale)
    by_person = {part for part, one in recorded.items() if part in parts and parts[part].words == one.words}
    silent = [part for part, wording in parts.items() if part not in by_person and not voice_of(wording.locale)]
    return len(parts), len(by_person), len(silent)


def change(made: Opened, locale: str, parts: Parts) -> ResponseReturnValue:
    """Keep or remove the recording of one part."""
    part = request.form.get("part", "")
    if part not in parts:
        abort(404)
    here = redirect(url_for(".sounds", questionnaire_id=made.id, locale=locale, _anchor=f"part-{part}"), 303)
    if request.form.get("do") == "remove":
        remove_recording(session(), made.id, locale, part)
        note_act("remove_recording", made, part=part, locale=locale)
        session().commit()
        return here
    sent = request.files.get("sound")
    try:
        sound = clean_sound(sent.read() if sent else b"", PROMPT_BIT_RATE)
    except TooLongASound:
        flash(_("A recording lasts a minute at most. Read it a little faster, or shorten the words."), "bad")
        return here
    except NotASound:
        flash(_("This file is no sound that can be played here. Record it on this page, or choose an MP3."), "bad")
        return here
    name = save_file(settings().instance_dir, sound, "webm")
    keep_recording(session(), made.id, locale, part, words=parts[part].words, file=name, by=account().id)
    note_act("record", made, part=part, locale=locale)
    session().commit()
    return here


@blueprint.get("/questionnaires/<int:questionnaire_id>/sounds/<locale>/<part>")
@audience(Audience.ORGANISERS)
def sound(questionnaire_id: int, locale: str, part: str) -> Response:
    """One part to listen to."""
    made = opened_or_404(questionnaire_id)
    wording = parts_of(made.draft, locale).get(part) if locale in made.draft.locales else None
    if wording is None:
        abort(404)
    recorded = recordings_of(session(), made.id, locale).get(part)
    kept = path_of(settings().instance_dir, recorded.file) if recorded else None
    path = kept if kept and kept.exists() else spoken(settings().instance_dir, wording.words, wording.locale)
    if path is None:
        abort(404)
    return Response(path.read_bytes(), mimetype="audio/webm", headers={"Cache-Control": "private, no-cache"})
