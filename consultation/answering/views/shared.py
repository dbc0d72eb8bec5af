"""What the views of the resident's page share: the channel, its languages, and the pages that say no kindly."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import refresh

from consultation.answering import words
from consultation.answering.queries import Published, published
from consultation.clock import today
from consultation.db import database
from consultation.i18n import (
    RESIDENT_LOCALES,
    current_locale,
    frame_locale,
    own_name,
    proposed_locale,
)
from consultation.languages import canonical, content_code
from consultation.outreach.queries import OpenChannel, channel_by_code
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.resident_aloud import spoken_name
from consultation.submissions.follow_code import read_follow_code
from consultation.submissions.told import has_reply
from consultation.terms import ChannelState
from consultation.web.current import settings, url_if_built
from consultation.web.headers import policy

blueprint = Blueprint("answering", __name__, template_folder="../templates")

MOST_KEPT = 500
"""Pages and definitions kept in memory; a town with more would only make some twice."""
FRAMED = frozenset(
    {f"answering.{name}" for name in ("welcome", "embed", "sheet", "send", "thanks", "follow", "listen")}
)


@blueprint.url_value_preprocessor
def know_the_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """An address in a language we do not speak does not exist, unless a questionnaire may speak it."""
    locale = (values or {}).get("locale")
    if locale is None or locale in RESIDENT_LOCALES:
        return
    if (ours := canonical(locale)) in RESIDENT_LOCALES and request.method == "GET":
        here = url_for(request.endpoint or "", **{**(values or {}), "locale": ours})
        asked = request.query_string.decode()
        abort(redirect(f"{here}?{asked}" if asked else here, 301))
    offered = languages_at(values or {}) if content_code(locale) == locale else ()
    if locale not in offered:
        abort(404)
    speak(frame_locale(locale, offered))


def languages_at(values: Mapping[str, Any]) -> Sequence[str]:
    """The languages of the questionnaire an address is about."""
    if "code" in values:
        channel = find_channel(values["code"])
        return languages_of(channel) if channel else ()
    version = printed_version(values.get("version"))
    return offered_in(version.definition) if version else ()


@blueprint.after_request
def may_stand_in_a_partners_page(response: Response) -> Response:
    """Pages for answering may be framed by any site: they carry no authority a frame could steal (T18)."""
    if request.endpoint in FRAMED:
        response.headers["Content-Security-Policy"] = policy(framed_by="*")
    return response


def version_of(channel: OpenChannel, code: str | None) -> Published | None:
    """A version of the channel's questionnaire, also one that was replaced since the page was opened."""
    found = printed_version(code)
    return found if found and found.questionnaire_id == channel.questionnaire_id else None


def printed_version(code: str | None) -> Published | None:
    """The version whose code stands on sheets."""
    versions: dict[object, Published] = memory("versions")
    if code and code not in versions:
        with database().reader() as reading:
            found = published(reading, code)
        if found is None:
            return None
        versions[code] = found
    return versions.get(code)


def memory(name: str) -> dict[object, Any]:
    """Something kept by this process; emptied when it grows too large, or when the database is another one."""
    kept: dict[str, dict[object, Any]] = current_app.extensions.setdefault("consultation.answering", {})
    shelf = kept.setdefault(name, {})
    if len(shelf) >= MOST_KEPT:
        shelf.clear()
    return shelf


def find_channel(code: str) -> OpenChannel | None:
    """The channel of a code, read apart from what the request may write, and kept for a moment."""
    kept: dict[object, tuple[float, OpenChannel]] = memory("channels")
    until, channel = kept.get(code, (0.0, None))
    if channel is not None and time.monotonic() < until:
        return channel
    with database().reader() as reading:
        channel = channel_by_code(reading, code, today())
    if channel is not None:
        kept[code] = (time.monotonic() + settings().channel_kept_s, channel)
    return channel


def known_until(code: str) -> float:
    """When the channel just found will be looked up again, on the clock `time.monotonic`."""
    until: float = memory("channels").get(code, (0.0, None))[0]
    return until


def languages_of(channel: OpenChannel) -> list[str]:
    """The languages the questionnaire is offered in, its default first."""
    version = version_of(channel, channel.version_code)
    if version is None:
        return list(RESIDENT_LOCALES)
    return offered_in(version.definition)


def offered_in(definition: Definition) -> list[str]:
    """The languages residents may choose: of the program, and of the questionnaire alone."""
    known = [one for one in definition.locales if one in RESIDENT_LOCALES or one in definition.content_locales]
    return known or [RESIDENT_LOCALES[0]]


def links(
    channel: OpenChannel, offered: Sequence[str], endpoint: str = ".sheet", **values: Any
) -> list[tuple[str, str, str]]:
    """Language, its own name, and the address of the page in it."""
    version = version_of(channel, channel.version_code)
    names = version.definition.content_locales if version else {}
    return [(one, own_name(one, names), url_for(endpoint, locale=one, code=channel.code, **values)) for one in offered]


def sounds_of(channel: OpenChannel, locale: str) -> str | None:
    """Where the sounds of a channel's pages are, less the name of the part; None before anything is published."""
    if channel.version_code is None:
        return None
    return url_for(".sound", locale=locale, code=channel.code, version=channel.version_code, part="")


def names_aloud(channel: OpenChannel, offered: Sequence[tuple[str, str, str]]) -> dict[str, str | None]:
    """{language: address of the sound of its name, said by a voice of its own}.

    :param offered: as `links` makes them
    """
    aloud = {locale: (sounds_of(channel, locale), name) for locale, name, _url in offered}
    return {locale: sounds + spoken_name(name) if sounds else None for locale, (sounds, name) in aloud.items()}


def speak(locale: str) -> None:
    """The page is in this language, though its address does not say so."""
    g.page_locale = locale
    refresh()


def unknown_code(locale: str | None, typed: str = "") -> ResponseReturnValue:
    """Nobody ever printed that code; but it may be one that was given after answering."""
    speak(locale or proposed_locale())
    follow_code = read_follow_code(typed)
    page = render_template(
        "answering/unknown_code.html",
        typed=typed,
        follow_code=follow_code,
        sounds_url=url_for(".sound_of_program", locale=current_locale(), part=""),
    )
    return anew(page), 404


def ending(channel: OpenChannel, unsent: Sequence[str] = ()) -> ResponseReturnValue:
    """Not open yet, or over; with long words that could not be sent, so that nobody loses them."""
    is_over = channel.state is ChannelState.CLOSED
    page = render_template(
        "answering/ending.html",
        channel=channel,
        is_over=is_over,
        unsent=unsent,
        opens_on=words.long_date(channel.opens_on) if channel.opens_on and not is_over else None,
        reply_by=words.long_date(channel.reply_by) if channel.reply_by else None,
        results_url=results_url(channel, current_locale()),
        reply_url=reply_url(channel, current_locale()) if is_over else None,
        languages=links(channel, languages_of(channel)),
        sounds_url=sounds_of(channel, current_locale()),
    )
    return anew(page), 410 if is_over else 200


def results_url(channel: OpenChannel, locale: str) -> str | None:
    """Where anybody reads the numbers, when the organisers have opened them."""
    return (
        url_if_built("results.public_plan", locale=locale, slug=channel.plan_slug)
        if channel.results_are_public
        else None
    )


def reply_url(channel: OpenChannel, locale: str) -> str | None:
    """Where anybody reads what became of it: the code on the wall that asked leads there once it is over."""
    with database().reader() as reading:
        if not has_reply(reading, channel.plan_id):
            return None
    return url_if_built("results.public_reply", locale=locale, slug=channel.plan_slug)


def anew(page: str | Response) -> Response:
    """A page asked for again at each visit, yet found as it was by Back: then its token is the same."""
    response = page if isinstance(page, Response) else Response(page, mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-cache"
    return response
