"""The questions: shown, given back, recorded; and the preview of a draft."""

import re
import secrets
import threading
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import (
    Response,
    abort,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from consultation.accounts.access import scope
from consultation.answering import words
from consultation.answering.packed import Copy, PackedPage, copies, new_token, pack, with_token
from consultation.answering.page import EMPTY, Filled, Speech, has_variants, page_of
from consultation.answering.queries import Published
from consultation.answering.sent import A_TOKEN, AGE, ORDER, SWITCH, THROTTLED, TOKEN, TRAP, VERSION, Desk, typed_in
from consultation.answering.shown import Picture
from consultation.answering.uploads import DROP, KEPT, Received, Seals, receive
from consultation.answering.views.not_taken import already_sent, long_words, next_token, of_another, stands
from consultation.answering.views.shared import (
    anew,
    blueprint,
    ending,
    find_channel,
    known_until,
    languages_of,
    links,
    memory,
    offered_in,
    printed_version,
    speak,
    unknown_code,
    version_of,
)
from consultation.answering.views.shared_links import shared_link
from consultation.db import database, session
from consultation.i18n import (
    frame_locale,
    own_name,
)
from consultation.outreach.queries import OpenChannel
from consultation.questionnaires import resident_messages as messages
from consultation.questionnaires.definition import Answers, Definition
from consultation.questionnaires.kinds import Problem
from consultation.questionnaires.pictures import picture_path
from consultation.questionnaires.queries import draft_today
from consultation.questionnaires.resident_messages import NOTICES, Notice
from consultation.questionnaires.resident_words import condition_words, unknown_words
from consultation.questionnaires.sheet import check_sheet
from consultation.submissions.queries import is_recorded
from consultation.submissions.writer import writer
from consultation.terms import AgeVariant, Audience
from consultation.web.access import audience
from consultation.web.again import may_be_made_again, others_may_be_taken
from consultation.web.current import settings
from consultation.web.held import kept
from consultation.web.throttle import is_too_much, throttle
from consultation.web.typed import changed_fields

ORDERS = 8
"""Orders in which shuffled options are kept ready; each person gets one of them."""
drawing = threading.Lock()
#: Stands in a page kept in memory where each person's own token goes.
PLACEHOLDER = secrets.token_hex(16)
SPEECH = Speech(
    message=messages.message,
    hint=messages.hint,
    declined=messages.declined,
    rank=messages.rank,
    number=messages.decimal,
    condition=condition_words,
    unknown=unknown_words,
)


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
    age = age_in(request.args.get("for"))
    for copy in copies(request.headers.get("If-None-Match", "")):
        # Sent once, a page is used up: whoever opens it again is given one of their own.
        page = kept_page(channel, locale, age, copy.order % ORDERS)
        if page.name == copy.name and not is_sent(copy.token):
            return not_modified(page, copy)
    page = kept_page(channel, locale, age, secrets.randbelow(ORDERS))
    if every := pages_in_memory(channel, locale, age):
        may_be_made_again(known_until(code), lambda accepted: with_token(every, accepted))
    return send_packed(page)


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
    typed = typed_in(request.form)
    if not channel.is_open:
        return ending(channel, unsent=long_words(typed))
    version = version_of(channel, request.form.get(VERSION))
    if version is None and printed_version(request.form.get(VERSION)):
        return of_another(channel, locale, typed)
    version = version or version_of(channel, channel.version_code)
    assert version is not None, "an open channel has a version"
    token = request.form.get(TOKEN, "")
    own_token = token if A_TOKEN.fullmatch(token) else new_token()
    bodies = sent_files()
    is_flood = bool(bodies) and is_too_much("upload", settings().answers_per_minute)
    received = receive_files(version, {} if is_flood else bodies, own_token)
    answers = {name: values for name, values in typed.items() if name not in received.fields} | received.stored

    def give_back(
        notice: Notice | None, status: int, problems: Mapping[str, Problem] | None = None
    ) -> ResponseReturnValue:
        filled = Filled(form=answers, problems={**(problems or {}), **received.problems}, kept=received.proofs)
        age, order = age_in(request.form.get(AGE)), order_in(ORDER)
        page = draw_sheet(channel, version, locale, token=own_token, filled=filled, notice=notice, age=age, order=order)
        return anew(page), status

    if is_flood:
        return give_back(Notice.BUSY_FILES, 429)
    if SWITCH in request.form:
        return give_back(None, 200)
    if is_too_much(THROTTLED, settings().answers_per_minute):
        return give_back(Notice.BUSY, 429)
    checked = check_sheet(version.definition, answers)
    # Words are kept as they came or given back to be looked at; they are never changed in silence.
    changed = {name.removesuffix("-text"): Problem.NOT_TEXT for name in changed_fields() if name in answers}
    if checked.problems or changed or received.problems:
        return give_back(None, 422, {**checked.problems, **changed})
    if checked.is_empty:
        return give_back(Notice.EMPTY, 422)
    if request.form.get(TRAP) or not A_TOKEN.fullmatch(token):
        return give_back(Notice.ONCE_MORE, 422)
    desk = desk_of(channel, version, locale)
    recorded = kept(desk.promise(checked.answers, token))
    if recorded.is_new or stands(token, channel, checked.answers):
        others_may_be_taken(known_until(code), desk.take)
        return Response(status=303, headers={"Location": desk.thanks(recorded)})
    return already_sent(channel, locale, fields_of_another(typed, received, token, checked.answers), token)


def desk_of(channel: OpenChannel, version: Published, locale: str) -> Desk:
    """Where the sheets of this page go."""
    return Desk(
        channel,
        version,
        locale,
        thanks_url=url_for(".thanks", locale=locale, code=channel.code, t=""),
        writer=writer(database()),
        throttle=throttle(),
        per_minute=settings().answers_per_minute,
        secret_key=settings().secret_key,
    )


def fields_of_another(
    typed: Mapping[str, Sequence[str]], received: Received, token: str, answers: Answers
) -> list[tuple[str, str]]:
    """The sheet that came, as somebody else would send it: with a token of its own, and its files sealed for it."""
    own = next_token(token, answers)
    seals = Seals(settings().secret_key, own)
    fields = [(name, value) for name, values in typed.items() if name not in received.fields for value in values]
    fields += [(KEPT + name, seals.seal(name, stored)) for name, (stored,) in received.stored.items()]
    carried = [(name, request.form[name]) for name in (VERSION, AGE, ORDER) if name in request.form]
    return [*fields, *carried, (TOKEN, own)]


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


def kept_page(channel: OpenChannel, locale: str, age: AgeVariant | None, order: int) -> PackedPage:
    """The page of a channel in a language, for an age, in an order; from memory when it has been made already."""
    version = version_of(channel, channel.version_code)
    assert version is not None, "an open channel has a version"
    key = page_key(channel, version, locale, age, order)
    pages: dict[object, PackedPage] = memory("pages")
    with drawing:  # of a hundred who open a new page at once, the first waits for it to be drawn, the others for him
        if key not in pages:
            g.inlined = []
            page = draw_sheet(channel, version, locale, token=PLACEHOLDER, age=key.age, order=key.order)
            pages[key] = pack(page, PLACEHOLDER, key.order, g.inlined)
        return pages[key]


def pages_in_memory(channel: OpenChannel, locale: str, age: AgeVariant | None) -> list[PackedPage]:
    """The page in every order it is given in; none while one of them has not been made."""
    version = version_of(channel, channel.version_code)
    assert version is not None, "an open channel has a version"
    pages: dict[object, PackedPage] = memory("pages")
    keys = [page_key(channel, version, locale, age, order) for order in range(ORDERS if version.is_shuffled else 1)]
    found = [pages[key] for key in keys if key in pages]
    return found if len(found) == len(keys) else []


class PageKey(NamedTuple):
    """Everything that changes a page but its token."""

    age: AgeVariant | None
    """None also where people of every age are asked the same."""
    order: int
    """0 where nothing is shuffled."""
    others: tuple[object, ...]


def page_key(channel: OpenChannel, version: Published, locale: str, age: AgeVariant | None, order: int) -> PageKey:
    """The key of the page of that channel, for that age, in that order."""
    days = (channel.reply_by, channel.closes_on)
    others = (channel.code, channel.version_code, locale, *days, channel.is_simulated)
    return PageKey(age if version.has_variants else None, order if version.is_shuffled else 0, others)


def send_packed(page: PackedPage) -> Response:
    """The page with a token of its own, compressed as the browser likes it."""
    body, headers = with_token([page], request.headers.get("Accept-Encoding", ""))
    g.inlined = page.inlined
    response = Response(body, mimetype="text/html", headers=headers)
    response.vary.add("Accept-Encoding")
    return anew(response)


def not_modified(page: PackedPage, copy: Copy) -> Response:
    """The browser shows the page it holds."""
    g.inlined = page.inlined
    response = Response(status=304, headers={"ETag": copy.etag})
    response.vary.add("Accept-Encoding")
    return anew(response)


def is_sent(token: str) -> bool:
    """Whether answers came from the page of that token already."""
    with database().reader() as reading:
        return is_recorded(reading, token)


def draw_sheet(
    channel: OpenChannel,
    version: Published,
    locale: str,
    *,
    token: str,
    filled: Filled = EMPTY,
    notice: Notice | None = None,
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
        listen_url=url_for(".listen", locale=locale, code=channel.code),
        sound_url=url_for(".sound", locale=locale, code=channel.code, version=version.code, part=""),
        version_code=version.code,
        token=token,
        own=(TOKEN, VERSION, TRAP, SWITCH),
        notice=NOTICES[notice] if notice else None,
        link=shared_link(channel, locale),
        is_back=filled is not EMPTY,
        is_simulated=channel.is_simulated,
        reply_by=words.long_date(channel.reply_by) if channel.reply_by else None,
    )


def sent_files() -> dict[str, list[bytes]]:
    """{field: bodies} of the files of the form; a field left empty sends a file without a name or a byte."""
    found: dict[str, list[bytes]] = {}
    for name, file in request.files.items(multi=True):
        with file.stream as stream:
            if body := stream.read():
                found.setdefault(name, []).append(body)
    return found


def receive_files(version: Published, bodies: Mapping[str, list[bytes]], token: str) -> Received:
    """Files of this sheet and of the page that was given back before, on the disk."""
    return receive(
        version.definition,
        bodies,
        {name: value for name, value in request.form.items() if name.startswith((KEPT, DROP))},
        instance_dir=settings().instance_dir,
        token=token,
        secret_key=settings().secret_key,
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
        (str(label), url_for(endpoint, **{**values, "for": one.value}), one is age)
        for one, label in messages.AGES.items()
    ]


def picture_of(name: str) -> Picture | None:
    """A stored picture, None when it is not there."""
    from PIL import Image

    path = picture_path(settings().instance_dir, name)
    if path is None:
        return None
    with Image.open(path) as opened:
        width, height = opened.size
    return Picture(url=url_for("questionnaires.picture", name=name), width=width, height=height)
