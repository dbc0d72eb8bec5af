"""A questionnaire by ear: the sound of each part, and a page of sounds that works without script."""

from collections.abc import Callable, Sequence

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.answering.queries import Invitation, Published, invitations
from consultation.answering.views.shared import (
    anew,
    blueprint,
    ending,
    find_channel,
    languages_of,
    links,
    memory,
    offered_in,
    printed_version,
    unknown_code,
    version_of,
)
from consultation.answering.words import long_date
from consultation.clock import today
from consultation.db import database
from consultation.files import path_of
from consultation.i18n import Wording, current_locale, own_name, pick
from consultation.outreach.queries import OpenChannel
from consultation.questionnaires.aloud import OWN_NAME, Parts, parts_of
from consultation.questionnaires.kinds import KINDS
from consultation.questionnaires.record_sound import program_file, recorded_file
from consultation.questionnaires.resident_aloud import (
    PRACTICE,
    frame_parts,
    heard,
    named_parts,
    named_wordings,
    progress_parts,
)
from consultation.speech import WAIT_S, spoken
from consultation.submissions.follow import FollowedPlan, followed_plan
from consultation.submissions.follow_code import ALPHABET
from consultation.submissions.resident_words import ACTION_STATES, IDEA_STATES, reply_words
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.current import play_sound, settings


@blueprint.get("/<locale>/q/<code>/sound/<version>/<part>")
@audience(Audience.PUBLIC)
def sound(locale: str, code: str, version: str, part: str) -> Response:
    """One part read aloud: by a person, else by the machine, else 404 and the phone may try itself."""
    channel = find_channel(code) or abort(404)
    found = version_of(channel, version)
    if found is None or locale not in languages_of(channel):
        abort(404)
    return spoken_part(found, locale, part, lambda: of_channel(channel, found, locale))


@blueprint.get("/<locale>/listen/<version>/<part>")
@audience(Audience.PUBLIC)
def sound_of_sheet(locale: str, version: str, part: str) -> Response:
    """The same for who holds a printed sheet, whether or not anything is open."""
    found = printed_version(version.upper()) or abort(404)
    return spoken_part(found, locale, part, dict)


@blueprint.get("/<language:locale>/sound/<part>")
@audience(Audience.PUBLIC)
def sound_of_program(locale: str, part: str) -> Response:
    """The same on a page that belongs to no questionnaire."""
    with database().reader() as reading:
        wording = (
            program_said(locale).get(part) or invited(invitations(reading, today()), locale).get(part) or abort(404)
        )
        return played(wording, program_file(reading, locale, wording.words))


@blueprint.get("/<language:locale>/follow/<slug>/sound/<part>")
@audience(Audience.PUBLIC)
def sound_of_follow(locale: str, slug: str, part: str) -> Response:
    """The same on the page that tells what became of it: actions of the plan, and the replies on them."""
    with database().reader() as reading:
        wording = (
            program_said(locale).get(part) or followed(followed_plan(reading, slug), locale).get(part) or abort(404)
        )
        return played(wording, program_file(reading, locale, wording.words))


def program_said(locale: str) -> Parts:
    """What the program says on pages that belong to no questionnaire, from memory."""
    kept: dict[object, Parts] = memory("heard")
    if locale not in kept:
        states = [str(words) for words in (*ACTION_STATES.values(), *IDEA_STATES.values())]
        kept[locale] = frame_parts(locale) | named_parts(states, locale)
    return kept[locale]


def invited(open_now: Sequence[Invitation], locale: str) -> Parts:
    """Titles of what is open to everybody."""
    return named_wordings(pick(one.title, locale) for one in open_now)


def followed(plan: FollowedPlan | None, locale: str) -> Parts:
    """What is told on a plan: its actions, where they stand, and by when there is a reply."""
    if plan is None:
        return {}
    said = [
        Wording(str(_("You will hear what comes of it by %(day)s.", day=long_date(day))), locale)
        for day in plan.reply_days
    ]
    for action in plan.actions:
        said += [Wording(action.title, plan.locale), *(reply_words(action.told, locale) if action.told else [])]
    return named_wordings(said)


def spoken_part(version: Published, locale: str, part: str, others: Callable[[], Parts]) -> Response:
    """The sound of a part of a version, in the words for the age the address names.

    :param others: makes parts beside those of the version
    """
    parts = parts_heard(version, locale)
    aged = f"{part}-for-{request.args.get('for')}"
    wording = parts.get(aged) or parts.get(part) or others().get(part) or abort(404)
    is_program = OWN_NAME.fullmatch(part) is not None
    with database().reader() as reading:
        name = recorded_file(reading, version.questionnaire_id, locale, wording.words, is_program=is_program)
    return played(wording, name)


def played(wording: Wording, recorded: str | None) -> Response:
    """The recording of that name, else the machine's voice."""
    folder = settings().instance_dir
    kept = path_of(folder, recorded) if recorded else None
    path = kept if kept and kept.exists() else spoken(folder, wording.words, wording.locale, wait_s=WAIT_S)
    if path is None:
        abort(404)
    return play_sound(path.read_bytes(), "public, max-age=86400")


def parts_heard(version: Published, locale: str) -> Parts:
    """What can be heard of a version, from memory."""
    kept: dict[object, Parts] = memory("heard")
    key = (version.code, locale)
    if key not in kept:
        kept[key] = heard(version.definition, locale)
    return kept[key]


def of_channel(channel: OpenChannel, version: Published, locale: str) -> Parts:
    """What is said at this place alone: days, the name of the language, the letters of a code, how far one has come."""
    names = version.definition.content_locales
    said = [*ALPHABET, own_name(locale, names)]
    if channel.reply_by:
        day = long_date(channel.reply_by)
        said.append(str(_("You will hear what comes of it by %(day)s.", day=day)))
        said.append(str(_("What comes of it will be told by %(day)s.", day=day)))
    if channel.opens_on:
        day = long_date(channel.opens_on)
        said.append(str(_("It opens on %(day)s. Keep this address, or scan the poster again that day.", day=day)))
    asked = sum(KINDS[question.kind].is_shown for question in version.definition.questions())
    return named_parts(said, current_locale()) | progress_parts(asked, current_locale())


@blueprint.get("/<locale>/q/<code>/listen")
@audience(Audience.PUBLIC)
def listen(locale: str, code: str) -> ResponseReturnValue:
    """Every part with its sound, for a phone without script."""
    channel = find_channel(code)
    if channel is None:
        return unknown_code(locale)
    if not channel.is_open:
        return ending(channel)
    version = version_of(channel, channel.version_code)
    if version is None or locale not in languages_of(channel):
        abort(404)
    return sound_page(
        version,
        locale,
        url_for(".sound", locale=locale, code=channel.code, version=version.code, part=""),
        links(channel, languages_of(channel), ".listen"),
        sheet_url=url_for(".sheet", locale=locale, code=channel.code),
    )


@blueprint.get("/<locale>/listen/<version>")
@audience(Audience.PUBLIC)
def listen_to_sheet(locale: str, version: str) -> ResponseReturnValue:
    """The page a printed sheet leads to (`outreach.links.sound_page_url`): it stays when all is over."""
    found = printed_version(version.upper())
    if found is None:
        return unknown_code(locale)
    offered = offered_in(found.definition)
    if locale not in offered:
        abort(404)
    names = found.definition.content_locales
    languages = [
        (one, own_name(one, names), url_for(".listen_to_sheet", locale=one, version=found.code)) for one in offered
    ]
    sounds = url_for(".sound_of_sheet", locale=locale, version=found.code, part="")
    return sound_page(found, locale, sounds, languages)


def sound_page(
    version: Published,
    locale: str,
    sounds_url: str,
    languages: Sequence[tuple[str, str, str]],
    *,
    sheet_url: str | None = None,
) -> Response:
    """Plain players under the words, that load nothing before they are pressed."""
    return anew(
        render_template(
            "answering/listen.html",
            parts=[
                (part, wording, sounds_url + part) for part, wording in parts_of(version.definition, locale).items()
            ],
            practice=PRACTICE,
            locale=locale,
            languages=languages,
            sheet_url=sheet_url,
        )
    )
