"""What of a questionnaire can be heard in each language, and recording it by voice."""

from collections import Counter
from enum import StrEnum

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account
from consultation.db import session
from consultation.files import path_of, save_file
from consultation.i18n import Wording, current_locale, pick
from consultation.questionnaires.aloud import OWN_NAME, Parts, group_of
from consultation.questionnaires.queries import Opened
from consultation.questionnaires.record_sound import (
    keep_recording,
    read_words,
    recorded_file,
    recordings_of,
    remove_recording,
)
from consultation.questionnaires.resident_aloud import heard
from consultation.questionnaires.views.shared import blueprint, note_act, opened_or_404, page
from consultation.sounds import NotASound, TooLongASound, clean_prompt
from consultation.speech import spoken, voice_of
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.current import play_sound, settings


class Heard(StrEnum):
    """How a part is heard."""

    PERSON = "person"
    STALE = "stale"
    """A person read other words."""
    MACHINE = "machine"
    SILENT = "silent"


@blueprint.route("/questionnaires/<int:questionnaire_id>/sounds", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def sounds(questionnaire_id: int) -> ResponseReturnValue:
    """Each part in one language, and the gaps of all languages at a glance."""
    made = opened_or_404(questionnaire_id)
    locale = request.values.get("locale", made.draft.locales[0])
    if locale not in made.draft.locales:
        abort(404)
    if request.method == "POST":
        return change(made, locale, heard(made.draft, locale))
    ways = {one: ways_of(made, one) for one in made.draft.locales}
    names = {one.key: pick(one.label, current_locale(), made.draft.locales[0]) for one in made.draft.questions()}
    groups = list(dict.fromkeys(group_of(part) for part in ways[locale]))
    recorded = recordings_of(session(), made.id, locale)
    return page(
        "sounds",
        made,
        locale=locale,
        names=names,
        groups=[
            (
                group,
                {one: Counter(way for part, (_w, way) in ways[one].items() if group_of(part) == group) for one in ways},
                [
                    (part, wording, way, part in recorded)
                    for part, (wording, way) in ways[locale].items()
                    if group_of(part) == group
                ],
            )
            for group in groups
        ],
        totals={one: Counter(way for _wording, way in parts.values()) for one, parts in ways.items()},
    )


def ways_of(made: Opened, locale: str) -> dict[str, tuple[Wording, Heard]]:
    """{part: (its words, how they are heard)} in a language."""
    recorded = recordings_of(session(), made.id, locale)
    own = {one.words for one in recorded.values()}
    everywhere = read_words(session(), made.id, locale)

    def way(part: str, wording: Wording) -> Heard:
        if wording.words in (everywhere if OWN_NAME.fullmatch(part) else own):
            return Heard.PERSON
        if part in recorded:
            return Heard.STALE
        return Heard.MACHINE if voice_of(wording.locale) else Heard.SILENT

    return {part: (wording, way(part, wording)) for part, wording in heard(made.draft, locale).items()}


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
        sound = clean_prompt(sent.read() if sent else b"")
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
    wording = heard(made.draft, locale).get(part) if locale in made.draft.locales else None
    if wording is None:
        abort(404)
    own = recordings_of(session(), made.id, locale).get(part)
    is_program = OWN_NAME.fullmatch(part) is not None
    name = recorded_file(session(), made.id, locale, wording.words, is_program=is_program) or (
        own.file if own else None
    )
    kept = path_of(settings().instance_dir, name) if name else None
    path = kept if kept and kept.exists() else spoken(settings().instance_dir, wording.words, wording.locale)
    if path is None:
        abort(404)
    return play_sound(path.read_bytes(), "private, no-cache")
