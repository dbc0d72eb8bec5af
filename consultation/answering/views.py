"""The public pages: choose a language, answer, be thanked, follow what becomes of it."""

import re
import secrets
import time
from collections.abc import Sequence
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
from flask_babel import gettext as _
from flask_babel import refresh
from PIL import Image
from pydantic import ValidationError

from consultation.accounts.access import scope
from consultation.answering import words
from consultation.answering.packed import PackedPage, pack
from consultation.answering.page import EMPTY, Filled, Speech, has_variants, page_of
from consultation.answering.queries import Published, invitations, published
from consultation.answering.shown import Picture
from consultation.clock import today
from consultation.db import database, session
from consultation.i18n import (
    OWN_NAMES,
    RESIDENT_LOCALES,
    Wording,
    current_locale,
    frame_locale,
    own_name,
    pick,
    proposed_locale,
)
from consultation.languages import canonical, content_code
from consultation.outreach.queries import OpenChannel, channel_by_code
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.kinds import Problem
from consultation.questionnaires.pictures import picture_path
from consultation.questionnaires.queries import draft_today
from consultation.questionnaires.resident_words import condition_words, unknown_words
from consultation.questionnaires.sheet import check_sheet
from consultation.settings import Settings
from consultation.submissions.follow import followed_idea, followed_submission
from consultation.submissions.follow_code import read_follow_code, shown
from consultation.submissions.resident_words import ACTION_STATES, IDEA_STATES, state_words
from consultation.submissions.sealed import seal, unseal
from consultation.submissions.writer import writer
from consultation.terms import AgeVariant, Audience, ChannelKind, ChannelState, Mode
from consultation.web.access import audience
from consultation.web.headers import CONTENT_SECURITY_POLICY
from consultation.web.throttle import is_too_much
from consultation.web.typed import changed_fields

blueprint = Blueprint("answering", __name__, template_folder="templates")

#: Names of the page's own fields; no key of a question holds a hyphen.
TOKEN, VERSION, TRAP, SWITCH = "page-token", "page-version", "page-website", "page-switch"
AGE, ORDER = "page-for", "page-order"
ORDERS = 8
"""Orders in which shuffled options are kept ready; each person gets one of them."""
A_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
#: Stands in a page kept in memory where each person's own token goes.
PLACEHOLDER = secrets.token_hex(16)
MOST_KEPT = 500
"""Pages and definitions kept in memory; a town with more would only make some twice."""
FRAMED = frozenset({f"answering.{name}" for name in ("welcome", "embed", "sheet", "send", "thanks", "follow")})
SPEECH = Speech(
    message=words.message,
    hint=words.hint,
    declined=words.declined,
    rank=words.rank,
    number=words.decimal,
    condition=condition_words,
    unknown=unknown_words,
)


@blueprint.url_value_preprocessor
def know_the_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """An address in a language we do not speak does not exist, unless a questionnaire may speak it."""
    locale = (values or {}).get("locale")
    if locale is None or locale in RESIDENT_LOCALES:
        return
    if (ours := canonical(locale)) in RESIDENT_LOCALES and request.method == "GET":
        abort(redirect(url_for(request.endpoint or "", **{**(values or {}), **request.args, "locale": ours}), 301))
    if "code" not in (values or {}) or content_code(locale) != locale:
        abort(404)
    channel = find_channel((values or {})["code"])
    if channel is None or locale not in languages_of(channel):
        abort(404)
    speak(frame_locale(locale, languages_of(channel)))


@blueprint.after_request
def may_stand_in_a_partners_page(response: Response) -> Response:
    """Pages for answering may be framed by any site: they carry no authority a frame could steal (T18)."""
    if request.endpoint in FRAMED:
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
            "frame-ancestors 'self'", "frame-ancestors *"
        )
    return response


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
        )
    )


@blueprint.get("/c")
@audience(Audience.PUBLIC)
def find_code() -> ResponseReturnValue:
    """From a code typed by hand to its address."""
    channel = find_channel(request.args.get("code", ""))
    return redirect(url_for(".welcome", code=channel.code), 303) if channel else unknown_code(None)


@blueprint.get("/c/<code>")
@audience(Audience.PUBLIC)
def welcome(code: str) -> ResponseReturnValue:
    """The printed address: the language of the poster, or the choice of one."""
    channel = find_channel(code)
    if channel is None:
        return unknown_code(None)
    if channel.kind is ChannelKind.IDEA_BOX and (box_url := url_if_built("boxes.welcome", code=channel.code)):
        return redirect(box_url, 303)
    offered = languages_of(channel)
    if channel.locale in offered or len(offered) == 1:
        locale = channel.locale if channel.locale in offered else offered[0]
        return redirect(url_for(".sheet", locale=locale, code=channel.code), 303)
    speak(proposed_locale(offered))
    if not channel.is_open:
        return ending(channel)
    return anew(render_template("answering/welcome.html", channel=channel, languages=links(channel, offered)))


@blueprint.get("/c/<code>/embed")
@audience(Audience.PUBLIC)
def embed(code: str) -> ResponseReturnValue:
    """The same pages, in a frame of a partner's site."""
    return welcome(code)


@blueprint.get("/<locale>/q/<code>")
@audience(Audience.PUBLIC)
def sheet(locale: str, code: str) -> ResponseReturnValue:
    """The questions."""
    channel = find_channel(code)
    if channel is None:
        return unknown_code(locale)
    if not channel.is_open:
        return ending(channel)
    if locale not in languages_of(channel):
        return redirect(url_for(".welcome", code=channel.code), 303)
    return send_packed(kept_page(channel, locale, age_in(request.args.get("for")), secrets.randbelow(ORDERS)))


@blueprint.get("/<locale>/q/<code>/answers")
@audience(Audience.PUBLIC)
def answers(locale: str, code: str) -> ResponseReturnValue:
    """Somebody came back to the address a sheet was sent to: here are the questions."""
    return redirect(url_for(".sheet", locale=locale, code=code), 303)


@blueprint.post("/<locale>/q/<code>/answers")
@audience(Audience.PUBLIC)
def send(locale: str, code: str) -> ResponseReturnValue:
    """A filled sheet: recorded and thanked for, or given back with everything typed and what to do next.

    Not the address of the page itself: a browser forgets a page when something is sent to its address, and Back would
    then bring one with another token, which is another person.
    """
    channel = find_channel(code)
    if channel is None:
        return unknown_code(locale)
    fields = request.form.to_dict(flat=False)
    answers = {name: values for name, values in fields.items() if not name.startswith("page-")}
    if not channel.is_open:
        return ending(channel, unsent=[value for values in answers.values() for value in values if len(value) > 40])
    version = version_of(channel, request.form.get(VERSION)) or version_of(channel, channel.version_code)
    assert version is not None, "an open channel has a version"
    token = request.form.get(TOKEN, "")
    age = age_in(request.form.get(AGE))

    def give_back(notice: words.Notice | None, status: int, filled: Filled) -> ResponseReturnValue:
        own = token if A_TOKEN.fullmatch(token) else new_token()
        page = draw_sheet(
            channel, version, locale, token=own, filled=filled, notice=notice, age=age, order=order_in(ORDER)
        )
        return anew(page), status

    if SWITCH in fields:
        return give_back(None, 200, Filled(form=answers, problems={}))
    if is_too_much("answer", settings().answers_per_minute):
        return give_back(words.Notice.BUSY, 429, Filled(form=answers, problems={}))
    checked = check_sheet(version.definition, answers)
    # Words are kept as they came or given back to be looked at; they are never changed in silence.
    changed = {name.removesuffix("-text"): Problem.NOT_TEXT for name in changed_fields() if name in answers}
    filled = Filled(form=answers, problems={**checked.problems, **changed})
    if filled.problems:
        return give_back(None, 422, filled)
    if checked.is_empty:
        return give_back(words.Notice.EMPTY, 422, filled)
    if request.form.get(TRAP) or not A_TOKEN.fullmatch(token):
        return give_back(words.Notice.ONCE_MORE, 422, filled)
    recorded = writer(database()).record(
        version_id=version.id,
        questionnaire_id=channel.questionnaire_id,
        definition=version.definition,
        answers=checked.answers,
        token=token,
        channel_id=channel.channel_id,
        mode=Mode.SELF_ONLINE,
        locale=locale,
        day=today(),
    )
    proof = seal(recorded.follow_code, settings().secret_key)
    return redirect(url_for(".thanks", locale=locale, code=channel.code, t=proof), 303)


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
            results_url=results_url(channel, current_locale()),
            again_url=url_for(".sheet", locale=locale, code=channel.code) if channel.is_open else None,
            languages=links(channel, languages_of(channel), ".thanks", t=request.args.get("t")),
        )
    )


@blueprint.route("/<locale>/follow", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def follow(locale: str) -> ResponseReturnValue:
    """What became of what somebody said. The code is sent as a form, so that it stays out of addresses and logs."""
    typed = request.form.get("code", "")
    error = found = idea = None
    if request.method == "POST":
        code = read_follow_code(typed)
        if is_too_much("follow", 20):
            error = _("Too many tries from this connection. Wait a minute and try again.")
        elif code is None:
            error = _("A code has eight letters, without vowels. Look again at what you noted.")
        else:
            with database().reader() as reading:
                found, idea = followed_submission(reading, code), followed_idea(reading, code)
            if not found and not idea:
                error = _("We do not know this code. Look again at each letter.")
    page = render_template(
        "answering/follow.html",
        typed=typed,
        error=error,
        found=found,
        idea=idea,
        action_states=ACTION_STATES,
        idea_states=IDEA_STATES,
        state_words=state_words,
        long_date=words.long_date,
        languages=[(one, OWN_NAMES[one], url_for(".follow", locale=one)) for one in RESIDENT_LOCALES],
    )
    return anew(page), 422 if error else 200


@blueprint.get("/questionnaires/<int:questionnaire_id>/preview/phone")
@audience(Audience.ORGANISERS)
def preview(questionnaire_id: int) -> ResponseReturnValue:
    """The draft as residents will see it, in one language; nothing can be sent."""
    try:
        definition = draft_today(session(), questionnaire_id, scope())
    except ValidationError:
        return render_template("answering/preview_broken.html"), 409
    if definition is None:
        abort(404)
    offered = offered_in(definition)
    wanted = request.args.get("locale", "")
    locale = wanted if wanted in offered else offered[0]
    speak(frame_locale(locale, offered))
    here = request.base_url
    age = age_in(request.args.get("for"))
    return render_template(
        "answering/sheet.html",
        page=page_of(definition, locale, SPEECH, age=age, picture_of=picture_of),
        languages=[(one, own_name(one, definition.content_locales), f"{here}?locale={one}") for one in offered],
        ages=ages_of(definition, age, ".preview", questionnaire_id=questionnaire_id, locale=locale),
        is_preview=True,
        own=(TOKEN, VERSION, TRAP, SWITCH),
    )


# Pages made once.


def kept_page(channel: OpenChannel, locale: str, age: AgeVariant | None, order: int) -> PackedPage:
    """The page of a channel in a language, for an age, in an order; from memory when it has been made already."""
    version = version_of(channel, channel.version_code)
    assert version is not None, "an open channel has a version"
    age = age if version.has_variants else None
    order = order if version.is_shuffled else 0
    key = (channel.code, channel.version_code, locale, age, order, channel.reply_by, channel.is_simulated)
    pages: dict[object, PackedPage] = memory("pages")
    if key not in pages:
        page = draw_sheet(channel, version, locale, token=PLACEHOLDER, age=age, order=order)
        pages[key] = pack(page, PLACEHOLDER)
    return pages[key]


def version_of(channel: OpenChannel, code: str | None) -> Published | None:
    """A version of the channel's questionnaire, also one that was replaced since the page was opened."""
    versions: dict[object, Published] = memory("versions")
    key = (channel.questionnaire_id, code)
    if key not in versions and code:
        with database().reader() as reading:
            found = published(reading, channel.questionnaire_id, code)
        if found is None:
            return None
        versions[key] = found
    return versions.get(key)


def memory(name: str) -> dict[object, Any]:
    """Something kept by this process; emptied when it grows too large, or when the database is another one."""
    kept: dict[str, dict[object, Any]] = current_app.extensions.setdefault("consultation.answering", {})
    shelf = kept.setdefault(name, {})
    if len(shelf) >= MOST_KEPT:
        shelf.clear()
    return shelf


def send_packed(page: PackedPage) -> Response:
    """The page with a token of its own, compressed as the browser likes it."""
    accepted = request.accept_encodings
    encoding = "br" if accepted["br"] else "gzip" if accepted["gzip"] else None
    response = Response(page.body(encoding, new_token()), mimetype="text/html")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    return anew(response)


# Parts of the views.


def draw_sheet(
    channel: OpenChannel,
    version: Published,
    locale: str,
    *,
    token: str,
    filled: Filled = EMPTY,
    notice: words.Notice | None = None,
    age: AgeVariant | None = None,
    order: int = 0,
) -> str:
    """The page with the questions."""
    ordered = f"{version.code}-{order}" if version.is_shuffled else None
    return render_template(
        "answering/sheet.html",
        page=page_of(version.definition, locale, SPEECH, filled, age=age, order=ordered, picture_of=picture_of),
        ages=ages_of(version.definition, age, ".sheet", locale=locale, code=channel.code),
        carried={AGE: age.value if age else "", ORDER: str(order) if version.is_shuffled else ""},
        languages=links(channel, languages_of(channel), ".send"),
        url=url_for(".send", locale=locale, code=channel.code),
        version_code=version.code,
        token=token,
        own=(TOKEN, VERSION, TRAP, SWITCH),
        notice=words.NOTICES[notice] if notice else None,
        is_simulated=channel.is_simulated,
        reply_by=words.long_date(channel.reply_by) if channel.reply_by else None,
    )


def age_in(typed: str | None) -> AgeVariant | None:
    """The age somebody said, None when they did not or it is none we word for."""
    return AgeVariant(typed) if typed in set(AgeVariant) else None


def order_in(field: str) -> int:
    """The order of the shuffled options on the page that came back."""
    typed = request.form.get(field, "")
    return int(typed) % ORDERS if re.fullmatch(r"[0-9]{1,3}", typed) else 0


def ages_of(
    definition: Definition, age: AgeVariant | None, endpoint: str, **values: Any
) -> list[tuple[str, str, bool]]:
    """Words, address, and whether it is this one, of the page for each age; none when all read the same words."""
    if not has_variants(definition):
        return []
    return [
        (str(label), url_for(endpoint, **{**values, "for": one.value}), one is age) for one, label in words.AGES.items()
    ]


def picture_of(name: str) -> Picture | None:
    """A stored picture, None when it is not there."""
    path = picture_path(settings().instance_dir, name)
    if path is None:
        return None
    with Image.open(path) as opened:
        width, height = opened.size
    return Picture(url=url_for("questionnaires.picture", name=name), width=width, height=height)


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


def settings() -> Settings:
    found: Settings = current_app.extensions["consultation.settings"]
    return found


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


def speak(locale: str) -> None:
    """The page is in this language, though its address does not say so."""
    g.page_locale = locale
    refresh()


def unknown_code(locale: str | None) -> ResponseReturnValue:
    """Nobody ever printed that code."""
    speak(locale or proposed_locale())
    return anew(render_template("answering/unknown_code.html", typed=request.args.get("code", ""))), 404


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
        languages=links(channel, languages_of(channel)),
    )
    return anew(page), 410 if is_over else 200


def offers_of(channel: OpenChannel, locale: str) -> list[tuple[Wording, str]]:
    """The closing "I can help": words and address of each. Nothing in the address comes from the answers."""
    version = version_of(channel, channel.version_code)
    if version is None or "contacts.offer" not in current_app.view_functions:
        return []
    return [
        (
            pick(offer.label, locale, version.definition.locales[0]),
            url_for(
                "contacts.offer", locale=locale, slug=channel.plan_slug, action_key=offer.action, kind=offer.kind.value
            ),
        )
        for offer in version.definition.offers
    ]


def results_url(channel: OpenChannel, locale: str) -> str | None:
    """Where anybody reads the numbers, when the organisers have opened them."""
    return (
        url_if_built("results.public_plan", locale=locale, slug=channel.plan_slug)
        if channel.results_are_public
        else None
    )


def new_token() -> str:
    """The token of one page: 128 random bits."""
    return secrets.token_urlsafe(16)


def url_if_built(endpoint: str, **values: Any) -> str | None:
    """The address of a page of a room that may not be there."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def anew(page: str | Response) -> Response:
    """A page asked for again at each visit, yet found as it was by Back: then its token is the same."""
    response = page if isinstance(page, Response) else Response(page, mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-cache"
    return response
