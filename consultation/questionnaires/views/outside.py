"""The desk of somebody without an account: one questionnaire, one language, nothing else."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultation.db import session
from consultation.questionnaires import queries, translating
from consultation.questionnaires.queries import Opened
from consultation.questionnaires.translate import Outcome, is_over, link_of_token, use_link, write_translation
from consultation.questionnaires.translation_files import Unreadable
from consultation.questionnaires.translation_words import outcome_words, refusal_words
from consultation.questionnaires.views.shared import blueprint
from consultation.questionnaires.views.translating import desk_values, file_of, sent_words, taken
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.throttle import is_too_much

A_MINUTE = 30
"""Times one connection may send words or files in a minute."""


@blueprint.route("/translate/<token>", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def outside_desk(token: str) -> ResponseReturnValue:
    """Source and target side by side; the link is the only key, and opens nothing but this language."""
    made, locale = opened_by(token)
    if request.method == "GET":
        return shown(made, locale, token)
    outcome = write_translation(session(), made.questionnaire, locale, sent_words())
    session().commit()
    if outcome.moved:
        return shown(made, locale, token, outcome=outcome), 409
    return redirect(url_for(".outside_desk", token=token, saved=len(outcome.changed)), 303)


@blueprint.get("/translate/<token>/file.<any(xlsx, po, xliff1, xliff2):kind>")
@audience(Audience.PUBLIC)
def outside_file(token: str, kind: str) -> Response:
    """The translation as a file."""
    made, locale = opened_by(token)
    return private(file_of(made, locale, kind))


@blueprint.post("/translate/<token>/file")
@audience(Audience.PUBLIC)
def take_outside_file(token: str) -> ResponseReturnValue:
    """A file that comes back."""
    made, locale = opened_by(token)
    try:
        outcome = taken(made, locale)
    except Unreadable as refused:
        return shown(made, locale, token, refused=refusal_words(refused.code)), 422
    session().commit()
    return shown(made, locale, token, outcome=outcome)


def opened_by(token: str) -> tuple[Opened, str]:
    """The questionnaire and the language of a link; a link that is over is gone, one nobody made was never there."""
    writes = request.method == "POST"
    if is_too_much("translate", A_MINUTE if writes else 4 * A_MINUTE):
        abort(429)
    found = link_of_token(session(), token, to_edit=writes)
    if found is None:
        abort(404)
    link, questionnaire = found
    made = Opened(questionnaire, queries.plan_of(session(), questionnaire))
    if is_over(link) or link.locale not in translating.targets(made.draft):
        abort(410)
    if writes:
        use_link(link)
    return made, link.locale


def shown(made: Opened, locale: str, token: str, *, outcome: Outcome | None = None, refused: str = "") -> Response:
    told = outcome_words(outcome) if outcome else []
    if "saved" in request.args:
        told = outcome_words(Outcome(changed=["-"] * min(request.args.get("saved", 0, type=int), 9_999)))
    page = render_template(
        "questionnaires/outside_desk.html",
        **desk_values(made, locale),
        token=token,
        definition=made.draft,
        moved=outcome.moved if outcome else {},
        told=told,
        refused=refused,
    )
    return private(make_response(page))


def private(response: Response) -> Response:
    """Kept by no cache: whoever holds the link holds the key."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
