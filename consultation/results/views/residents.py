"""The same numbers for everybody, when the organiser has opened them.

Numbers that move one answer at a time could be compared from one day to the next, and give away who answered what.
So exact numbers are public only as an organiser has published them, in editions; before, only the people heard are
told, in tens.
"""

from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultation.clock import today
from consultation.contacts.queries import takes_help
from consultation.db import session
from consultation.i18n import OWN_NAMES, RESIDENT_LOCALES
from consultation.plan.queries import Plan, plan_by_slug
from consultation.results.blanks.fill import standing_on_action
from consultation.results.counts import Board, board_of, board_of_edition, questions_on, unpublished_board_of
from consultation.results.editions.frozen import Frozen, from_document
from consultation.results.editions.queries import Edition, latest_edition
from consultation.results.homework.queries import marked, on_replies
from consultation.results.lines import parts_of
from consultation.results.milestones import printed_steps
from consultation.results.queries import CampaignLine, campaigns_of_plan, ideas_shown
from consultation.results.replying.queries import told_on_plan
from consultation.results.replying.resident_heard import heard_at_once, heard_of_page
from consultation.results.replying.standing import parts_of as parts_of_replies
from consultation.results.resident_words import for_templates
from consultation.results.subject import subject_of
from consultation.results.views.editions import show_need, show_plan
from consultation.results.views.organisers import blueprint, told_of_subject
from consultation.results.words import verbatims
from consultation.speech import WAIT_S, spoken, voice_of
from consultation.submissions.told import has_reply
from consultation.terms import Audience, VerbatimState
from consultation.web.access import audience
from consultation.web.current import play_sound, settings


@blueprint.get("/<locale>/plan/<slug>")
@audience(Audience.PUBLIC)
def public_plan(locale: str, slug: str) -> ResponseReturnValue:
    """What residents said on each action, and what became of it: the latest edition, once there is one."""
    if found := latest_or_none(locale, slug):
        return show_plan(locale, *found)
    board = public_board_or_404(locale, slug)
    return render_template(
        "results/residents/public_plan.html",
        locale=locale,
        languages_of_page=page_in_each_language(slug=slug),
        board=board,
        plan=board.plan,
        parts=parts_of(board.plan, board.figures, ideas={}, offers={}, waiting={}),
        told=told_on_plan(session(), [board.plan.id]),
        **for_templates(board.labels),
    )


@blueprint.get("/<locale>/plan/<slug>/reply")
@audience(Audience.PUBLIC)
def public_reply(locale: str, slug: str) -> str:
    """What was said and what is done about it, line by line, to be read or listened to."""
    board, frozen = board_of_replies_or_404(locale, slug)
    told = told_on_plan(session(), [board.plan.id])
    parts = parts_of_replies(board, told, today())
    return render_template(
        "results/residents/public_reply.html",
        locale=locale,
        languages_of_page=page_in_each_language(slug=slug),
        board=board,
        plan=board.plan,
        parts=[(part.priority, [line for line in part.lines if line.told]) for part in parts],
        waiting=[line for part in parts for line in part.lines if line.is_waiting],
        marks=marked(on_replies(session(), board.campaign_ids), frozen.on_replies) if frozen else {},
        reply_by=max((c.reply_by for c in board.campaigns if c.reply_by), default=None),
        sounds_url=url_for(".reply_sound", locale=locale, slug=slug, part=""),
        has_voice=voice_of(locale) is not None,
        heard_at_once=heard_at_once,
        **for_templates(board.labels),
    )


@blueprint.get("/<locale>/plan/<slug>/reply/sound/<part>")
@audience(Audience.PUBLIC)
def reply_sound(locale: str, slug: str, part: str) -> Response:
    """Words of the page of replies read aloud by the machine, else 404 and the phone may try itself."""
    board, _frozen = board_of_replies_or_404(locale, slug)
    parts = parts_of_replies(board, told_on_plan(session(), [board.plan.id]), today())
    said = heard_of_page(parts, locale, board.plan.locale).get(part) or abort(404)
    path = spoken(settings().instance_dir, said.words, said.locale, wait_s=WAIT_S) or abort(404)
    return play_sound(path.read_bytes(), "public, max-age=86400")


@blueprint.get("/<locale>/plan/<slug>/<key>")
@audience(Audience.PUBLIC)
def public_action(locale: str, slug: str, key: str) -> ResponseReturnValue:
    """An action (or a whole priority): words people may read, ideas, and the reply; in an edition its numbers too."""
    if found := latest_or_none(locale, slug):
        return show_need(locale, *found, key)
    board = public_board_or_404(locale, slug)
    subject = subject_of(board, key) or abort(404)
    keys = {one.question.key for one in questions_on(board.asked, key)}
    words = verbatims(session(), board.campaign_ids_of_words, keys, [VerbatimState.SHOWN])
    return render_template(
        "results/residents/public_action.html",
        locale=locale,
        languages_of_page=page_in_each_language(slug=slug, key=key),
        board=board,
        plan=board.plan,
        subject=subject,
        told=told_of_subject(subject),
        words_shown=words,
        ideas=ideas_shown(session(), board.plan.id, key),
        steps=printed_steps(board.plan, key),
        filled=standing_on_action(session(), board.plan.id, key),
        takes_help=takes_help(session(), board.plan.id, key),
        **for_templates(board.labels),
    )


def latest_or_none(locale: str, slug: str) -> tuple[Plan, Edition] | None:
    """The plan of that address and its latest edition; None while it has none."""
    plan = plan_by_slug(session(), slug, None)
    found = latest_edition(session(), plan.id) if plan and locale in RESIDENT_LOCALES else None
    return (plan, found) if plan and found else None


def page_in_each_language(**address: Any) -> list[tuple[str, str, str]]:
    """[(locale, own name, address)] of this page."""
    endpoint = str(request.endpoint)
    return [(locale, OWN_NAMES[locale], url_for(endpoint, locale=locale, **address)) for locale in RESIDENT_LOCALES]


def public_board_or_404(locale: str, slug: str) -> Board:
    """The plan of that address, before its first edition, when one of its campaigns has results for everybody."""
    plan, public = plan_and_campaigns_or_404(locale, slug)
    if not public:
        abort(404)
    return unpublished_board_of(session(), plan, public)


def board_of_replies_or_404(locale: str, slug: str) -> tuple[Board, Frozen | None]:
    """The plan of that address when something was told or may be read, with the numbers of its latest edition."""
    plan, public = plan_and_campaigns_or_404(locale, slug)
    if found := latest_edition(session(), plan.id):
        frozen = from_document(found.document)
        return board_of_edition(session(), plan, public, frozen), frozen
    if public:
        return unpublished_board_of(session(), plan, public), None
    if not has_reply(session(), plan.id):
        abort(404)
    return board_of(session(), plan, []), None


def plan_and_campaigns_or_404(locale: str, slug: str) -> tuple[Plan, list[CampaignLine]]:
    """The plan of that address, and its campaigns with results for everybody."""
    plan = plan_by_slug(session(), slug, None)
    if locale not in RESIDENT_LOCALES or plan is None:
        abort(404)
    return plan, [campaign for campaign in campaigns_of_plan(session(), plan.id) if campaign.results_are_public]
