"""The public pages around the questions: choose a language, be thanked, follow what becomes of it."""

from flask import (
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.answering import words
from consultation.answering.queries import invitations
from consultation.answering.views.shared import (
    anew,
    blueprint,
    ending,
    find_channel,
    languages_of,
    links,
    names_aloud,
    offered_in,
    printed_version,
    results_url,
    sounds_of,
    speak,
    unknown_code,
    version_of,
)
from consultation.answering.views.shared_links import shared_link
from consultation.clock import today
from consultation.db import database, session
from consultation.i18n import (
    OWN_NAMES,
    RESIDENT_LOCALES,
    Wording,
    current_locale,
    pick,
    proposed_locale,
)
from consultation.outreach.codes import meant
from consultation.outreach.queries import OpenChannel
from consultation.submissions.follow import (
    FollowedIdea,
    FollowedSubmission,
    followed_idea,
    followed_sheet,
    followed_submission,
    is_printed,
)
from consultation.submissions.follow_code import read_follow_code, shown
from consultation.submissions.printed_code import printed_sheet
from consultation.submissions.resident_words import ACTION_STATES, IDEA_STATES, state_words
from consultation.submissions.sealed import unseal
from consultation.terms import Audience, ChannelKind
from consultation.web.access import audience
from consultation.web.current import settings, url_if_built
from consultation.web.throttle import is_too_much


@blueprint.get("/", defaults={"locale": None})
@blueprint.get("/<language:locale>/")
@audience(Audience.PUBLIC)
def first_page(locale: str | None) -> ResponseReturnValue:
    """What this is, and a field for the code of a poster."""
    speak(locale or proposed_locale())
    languages = [(one, OWN_NAMES[one], url_for(".first_page", locale=one)) for one in RESIDENT_LOCALES]
    return anew(
        render_template(
            "answering/first_page.html",
            languages=languages,
            invitations=invitations(session(), today()),
            long_date=words.long_date,
            sign_in_url=url_if_built("accounts.sign_in"),
            sounds_url=url_for(".sound_of_program", locale=current_locale(), part=""),
        )
    )


@blueprint.get("/c")
@audience(Audience.PUBLIC)
def find_code() -> ResponseReturnValue:
    """From a code typed by hand to its address."""
    typed = request.args.get("code", "")
    channel = find_channel(typed)
    return redirect(url_for(".welcome", code=channel.code), 303) if channel else lost(typed)


def lost(typed: str) -> ResponseReturnValue:
    """For a code that is of no channel: what was meant, if that can be told, else help."""
    if channel := find_channel(meant(typed)):
        return redirect(url_for(".welcome", code=channel.code), 303)
    if version := printed_version("".join(typed.split()).upper()):
        locale = proposed_locale(offered_in(version.definition))
        return redirect(url_for(".listen_to_sheet", locale=locale, version=version.code), 303)
    return unknown_code(None, typed)


@blueprint.get("/c/<code>")
@audience(Audience.PUBLIC)
def welcome(code: str) -> ResponseReturnValue:
    """The printed address: the language of the poster, or the choice of one."""
    channel = find_channel(code)
    if channel is None:
        return lost(code)
    if channel.kind is ChannelKind.IDEA_BOX and (box_url := url_if_built("boxes.welcome", code=channel.code)):
        return redirect(box_url, 303)
    offered = languages_of(channel)
    if channel.locale in offered or len(offered) == 1:
        locale = channel.locale if channel.locale in offered else offered[0]
        return redirect(url_for(".sheet", locale=locale, code=channel.code), 303)
    speak(proposed_locale(offered))
    if not channel.is_open:
        return ending(channel)
    languages = links(channel, offered)
    return anew(
        render_template(
            "answering/welcome.html",
            channel=channel,
            languages=languages,
            names_aloud=names_aloud(channel, languages),
            sounds_url=sounds_of(channel, current_locale()),
            link=shared_link(channel, proposed_locale(offered)),
        )
    )


@blueprint.get("/c/<code>/embed")
@audience(Audience.PUBLIC)
def embed(code: str) -> ResponseReturnValue:
    """The same pages, in a frame of a partner's site."""
    return welcome(code)


@blueprint.get("/<locale>/q/<code>/thanks")
@audience(Audience.PUBLIC)
def thanks(locale: str, code: str) -> ResponseReturnValue:
    """Thank you, and the code by which the person sees what becomes of it."""
    channel = find_channel(code)
    if channel is None:
        return unknown_code(locale)
    return anew(
        render_template(
            "answering/thanks.html",
            channel=channel,
            follow_code=unseal(request.args.get("t", ""), settings().secret_key),
            shown_code=shown,
            long_date=words.long_date,
            offers=offers_of(channel, current_locale()),
            hear_url=url_if_built("contacts.hear", locale=current_locale(), slug=channel.plan_slug),
            results_url=results_url(channel, current_locale()),
            again_url=url_for(".sheet", locale=locale, code=channel.code) if channel.is_open else None,
            languages=links(channel, languages_of(channel), ".thanks", t=request.args.get("t")),
            sounds_url=sounds_of(channel, locale),
        )
    )


@blueprint.route("/<locale>/follow", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def follow(locale: str) -> ResponseReturnValue:
    """What became of what somebody said, in the language they said it in unless they choose another (`?keep=1`).

    The code is sent as a form, so that it stays out of addresses and logs.
    """
    typed = request.form.get("code", "")
    error = found = idea = None
    is_waiting = False
    if request.method == "POST":
        code = read_follow_code(typed)
        if is_too_much("follow", 20):
            error = _("Too many tries from this connection. Wait a minute and try again.")
        elif code is None:
            error = _("A code has eight or ten letters, without vowels. Look again at what you noted.")
        else:
            found, idea, is_waiting = what_became(code)
            if not found and not idea and not is_waiting:
                error = _("We do not know this code. Look again at each letter.")
    said = found or idea
    if said and said.locale != locale and said.locale in RESIDENT_LOCALES and "keep" not in request.args:
        return redirect(url_for(".follow", locale=said.locale), 307)  # sends the form once more
    keep = 1 if said else None
    sounds_url = url_for(".sound_of_program", locale=locale, part="")
    if found:
        sounds_url = url_for(".sound_of_follow", locale=locale, slug=found.plan_slug, part="")
    page = render_template(
        "answering/follow.html",
        sounds_url=sounds_url,
        typed=typed,
        error=error,
        found=found,
        idea=idea,
        is_waiting=is_waiting,
        hear_url=found and url_if_built("contacts.hear", locale=locale, slug=found.plan_slug),
        action_states=ACTION_STATES,
        idea_states=IDEA_STATES,
        state_words=state_words,
        long_date=words.long_date,
        languages=[(one, OWN_NAMES[one], url_for(".follow", locale=one, keep=keep)) for one in RESIDENT_LOCALES],
    )
    return anew(page), 422 if error else 200


def what_became(code: str) -> tuple[FollowedSubmission | None, FollowedIdea | None, bool]:
    """(what became of a submission, of an idea, whether the sheet of that slip still waits to be read)."""
    sheet = printed_sheet(settings().secret_key, code)
    with database().reader() as reading:
        if sheet is None:
            return followed_submission(reading, code), followed_idea(reading, code), False
        found = followed_sheet(reading, *sheet)
        return found, None, found is None and is_printed(reading, *sheet)


def offers_of(channel: OpenChannel, locale: str) -> list[tuple[str, Wording, str]]:
    """The closing "I can help": key, words and address of each. Nothing in the address comes from the answers."""
    version = version_of(channel, channel.version_code)
    if version is None or "contacts.offer" not in current_app.view_functions:
        return []
    return [
        (
            offer.key,
            pick(offer.label, locale, version.definition.locales[0]),
            url_for(
                "contacts.offer", locale=locale, slug=channel.plan_slug, action_key=offer.action, kind=offer.kind.value
            ),
        )
        for offer in version.definition.offers
    ]
