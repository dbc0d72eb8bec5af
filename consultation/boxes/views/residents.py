"""What anybody may do with a box, without account or cookie: put an idea in, and read those that are shown."""

import re
from typing import Any

from flask import Response, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.boxes.blueprint import blueprint
from consultation.boxes.put_in import MAX_LETTERS, NewIdea, new_token, put_in
from consultation.boxes.queries import (
    FoundBox,
    box_by_code,
    places_of_plan,
    shown_ideas,
)
from consultation.clock import today
from consultation.db import session
from consultation.i18n import OWN_NAMES, RESIDENT_LOCALES, proposed_locale
from consultation.outreach.queries import channel_by_code
from consultation.submissions.follow_code import shown
from consultation.submissions.resident_words import IDEA_STATES
from consultation.submissions.sealed import seal, unseal
from consultation.terms import Audience, ChannelKind, ChannelState, Mode
from consultation.web.access import audience
from consultation.web.current import settings, url_if_built
from consultation.web.text import clean
from consultation.web.throttle import is_too_much

HONEYPOT = "website"
"""A field nobody sees; only a program fills it."""

TOKEN = re.compile("[0-9a-f]{32}")


@blueprint.get("/b/<code>")
@audience(Audience.PUBLIC)
def welcome(code: str) -> ResponseReturnValue:
    """The printed address of a box: the language it opens in, or the choice of one."""
    found = _found(code)
    offered = _locales(found)
    if found.channel.locale in offered or len(offered) == 1:
        locale = found.channel.locale if found.channel.locale in offered else offered[0]
        return redirect(url_for(".box", locale=locale, code=found.channel.code), 303)
    g.page_locale = proposed_locale(offered)
    return render_template("boxes/residents/welcome.html", found=found, languages=_links(found, ".box"))


@blueprint.route("/<locale>/b/<code>", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def box(locale: str, code: str) -> ResponseReturnValue:
    """The question of a box, and one big field."""
    found = _found(code, locale)
    text, token = clean(request.form.get("text", "")), request.form.get("token", "")
    if not found.is_open:
        return _show_closed(found, text)
    if request.method != "POST":
        return _show_box(found, token=new_token())
    refusal = _refusal(text, token)
    if refusal:
        status, words = refusal
        return _show_box(found, token=token if TOKEN.fullmatch(token) else new_token(), text=text, error=words), status
    new = NewIdea(token=token, text=text, locale=locale, mode=Mode.SELF_ONLINE, week=today(), place_id=_place_id(found))
    idea = put_in(session(), found.box, new)
    session().commit()
    proof = seal(idea.follow_code, str(current_app.secret_key))
    return redirect(url_for(".thanks", locale=locale, code=code, t=proof), 303)


@blueprint.get("/<locale>/b/<code>/thanks")
@audience(Audience.PUBLIC)
def thanks(locale: str, code: str) -> ResponseReturnValue:
    """Thank you, and for an hour the code by which the author sees what becomes of it."""
    found = _found(code, locale)
    follow_code = unseal(request.args.get("t", ""), str(current_app.secret_key))
    stands = "answering.follow" in current_app.view_functions
    return render_template(
        "boxes/residents/thanks.html",
        found=found,
        languages=_links(found, ".thanks", t=request.args.get("t")),
        follow_code=follow_code,
        shown_code=shown(follow_code or ""),
        follow_url=url_for("answering.follow", locale=locale) if stands else None,
        offer_url=url_for(
            "contacts.offer", locale=locale, slug=found.channel.plan_slug, action_key=found.box.action_key
        ),
    )


@blueprint.get("/<locale>/b/<code>/ideas")
@audience(Audience.PUBLIC)
def wall(locale: str, code: str) -> ResponseReturnValue:
    """The ideas an organiser has read and shown; the others are nowhere."""
    found = _found(code, locale)
    return render_template(
        "boxes/residents/wall.html",
        found=found,
        languages=_links(found, ".wall"),
        ideas=shown_ideas(session(), found.box.id),
        idea_states=IDEA_STATES,
    )


def _found(code: str, locale: str | None = None) -> FoundBox:
    if locale is not None and locale not in RESIDENT_LOCALES:
        abort(404)
    found = box_by_code(session(), code, today())
    return found or abort(redirect(_elsewhere(code), 303))


def _elsewhere(code: str) -> str:
    """Where a code that is of no box leads: to its questions, or to the page that helps with unknown codes."""
    channel = channel_by_code(session(), code, today())
    is_box = channel is not None and channel.kind is ChannelKind.IDEA_BOX
    return (not is_box and url_if_built("answering.welcome", code=code)) or abort(404)


def _locales(found: FoundBox) -> list[str]:
    """Languages of the box which the platform speaks."""
    return [locale for locale in found.box.locales if locale in RESIDENT_LOCALES] or list(RESIDENT_LOCALES)


def _links(found: FoundBox, endpoint: str, **values: Any) -> list[tuple[str, str, str]]:
    """Language, its own name, and the address of the page in it."""
    code = found.channel.code
    return [(one, OWN_NAMES[one], url_for(endpoint, locale=one, code=code, **values)) for one in _locales(found)]


def _refusal(text: str, token: str) -> tuple[int, str] | None:
    """Why an idea is not taken yet: status and what to do; None: it is."""
    if not text:
        return 422, _("Write your idea, then send it.")
    if len(text) > MAX_LETTERS:
        return 422, _("This is too long: keep %(maximum)s letters at most.", maximum=MAX_LETTERS)
    if is_too_much("answer", settings().answers_per_minute):
        return 429, _("Many people are writing. Wait a minute and send it again.")
    if request.form.get(HONEYPOT) or not TOKEN.fullmatch(token):
        # A browser that fills in everything may have done it: the words stay, and a person sends again.
        return 422, _("Please send it once more.")
    return None


def _place_id(found: FoundBox) -> int | None:
    """The place chosen, if it is one of the plan's."""
    ids = {place.id for place in places_of_plan(session(), found.channel.plan_id)}
    chosen = request.form.get("place", type=int)
    return chosen if chosen in ids else None


def _show_closed(found: FoundBox, unsent: str) -> tuple[str, int]:
    """A kind page: the box is not open yet, or no longer (410). Its printed address stays, and words are not lost."""
    is_early = found.channel.state in {ChannelState.DRAFT, ChannelState.NOT_YET_OPEN}
    page = render_template(
        "boxes/residents/closed.html",
        found=found,
        is_early=is_early,
        unsent=unsent,
        languages=_links(found, ".box"),
    )
    return page, 200 if is_early else 410


def _show_box(found: FoundBox, *, token: str, text: str = "", error: str | None = None) -> Response:
    page = render_template(
        "boxes/residents/box.html",
        found=found,
        places=places_of_plan(session(), found.channel.plan_id),
        chosen_place=request.form.get("place", type=int),
        languages=_links(found, ".box"),
        honeypot=HONEYPOT,
        token=token,
        text=text,
        error=error,
        maximum=MAX_LETTERS,
    )
    response = Response(page, mimetype="text/html")
    # Asked for again at each visit, yet found as it was by Back, with what was typed and its token.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
