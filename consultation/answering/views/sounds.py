"""A questionnaire by ear: the sound of each part, and a page of sounds that works without script."""

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from consultation.answering.views.shared import (
    anew,
    blueprint,
    ending,
    find_channel,
    languages_of,
    links,
    unknown_code,
    version_of,
)
from consultation.answering.words import PART_WORDS
from consultation.db import database
from consultation.files import path_of
from consultation.i18n import Wording, current_locale
from consultation.questionnaires.aloud import parts_of
from consultation.questionnaires.record_sound import recorded_file
from consultation.speech import spoken
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.current import settings


@blueprint.get("/<locale>/q/<code>/sound/<version>/<part>")
@audience(Audience.PUBLIC)
def sound(locale: str, code: str, version: str, part: str) -> Response:
    """One part read aloud: by a person, else by the machine, else 404 and the phone may try itself."""
    channel = find_channel(code) or abort(404)
    found = version_of(channel, version)
    if found is None or locale not in languages_of(channel):
        abort(404)
    wording = own_words(part, locale) or parts_of(found.definition, locale).get(part) or abort(404)
    with database().reader() as reading:
        name = recorded_file(reading, channel.questionnaire_id, locale, part, wording.words)
    folder = settings().instance_dir
    kept = path_of(folder, name) if name else None
    path = kept if kept and kept.exists() else spoken(folder, wording.words, wording.locale)
    if path is None:
        abort(404)
    return Response(path.read_bytes(), mimetype="audio/webm", headers={"Cache-Control": "public, max-age=86400"})


def own_words(part: str, locale: str) -> Wording | None:
    """What the program says itself, in the words it has: a language of the content alone hears the default."""
    if part not in PART_WORDS:
        return None
    return Wording(str(PART_WORDS[part]), str(current_locale()))


@blueprint.get("/<locale>/q/<code>/listen")
@audience(Audience.PUBLIC)
def listen(locale: str, code: str) -> ResponseReturnValue:
    """Every part with its sound, for who has the paper in hand, or a phone without script."""
    channel = find_channel(code)
    if channel is None:
        return unknown_code(locale)
    if not channel.is_open:
        return ending(channel)
    version = version_of(channel, channel.version_code)
    if version is None or locale not in languages_of(channel):
        abort(404)
    parts = [
        (part, wording, url_for(".sound", locale=locale, code=channel.code, version=version.code, part=part))
        for part, wording in parts_of(version.definition, locale).items()
    ]
    return anew(
        render_template(
            "answering/listen.html",
            parts=parts,
            words=PART_WORDS,
            locale=locale,
            languages=links(channel, languages_of(channel), ".listen"),
            sheet_url=url_for(".sheet", locale=locale, code=channel.code),
        )
    )
