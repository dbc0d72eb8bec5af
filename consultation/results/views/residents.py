"""The same numbers for everybody, when the organiser has opened them.

Numbers that move one answer at a time could be compared from one day to the next, and give away who answered what.
So exact numbers are public only of campaigns that are over; while one runs, only the people heard are told, in tens.
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
from consultation.results.counts import Board, settled_board_of
from consultation.results.editions.queries import Edition, latest_edition
from consultation.results.homework.queries import marks
from consultation.results.lines import parts_of
from consultation.results.queries import campaigns_of_plan, ideas_shown
from consultation.results.replying.queries import told_on_plan
from consultation.results.replying.resident_heard import heard_at_once, heard_of_page
from consultation.results.replying.standing import parts_of as parts_of_replies
from consultation.results.resident_words import PURPOSES, for_templates
from consultation.results.subject import subject_of
from consultation.results.views.editions import show_need, show_plan
from consultation.results.views.organisers import blueprint, told_of_subject
from consultation.results.words import verbatims
from consultation.scans.queries import checked_of_plan
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
        checked=checked_of_plan(session(), board.plan.id),
        **for_templates(board.labels),
    )


@blueprint.get("/<locale>/plan/<slug>/reply")
@audience(Audience.PUBLIC)
def public_reply(locale: str, slug: str) -> str:
    """What was said and what is done about it, line by line, to be read or listened to."""
    board = public_board_or_404(locale, slug, or_replied=True)
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
        marks=marks(session(), board),
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
    board = public_board_or_404(locale, slug, or_replied=True)
    parts = parts_of_replies(board, told_on_plan(session(), [board.plan.id]), today())
    said = heard_of_page(parts, locale, board.plan.locale).get(part) or abort(404)
    path = spoken(settings().instance_dir, said.words, said.locale, wait_s=WAIT_S) or abort(404)
    return play_sound(path.read_bytes(), "public, max-age=86400")


@blueprint.get("/<locale>/plan/<slug>/<key>")
@audience(Audience.PUBLIC)
def public_action(locale: str, slug: str, key: str) -> ResponseReturnValue:
    """An action (or a whole priority): its questions, words people may read, ideas, and the reply."""
    if found := latest_or_none(locale, slug):
        return show_need(locale, *found, key)
    board = public_board_or_404(locale, slug)
    subject = subject_of(board, key) or abort(404)
    figures = board.questions_on(session(), key)
    words = verbatims(
        session(), board.campaign_ids_of_words, {one.question.key for one in figures}, [VerbatimState.SHOWN]
    )
    return render_template(
        "results/residents/public_action.html",
        locale=locale,
        languages_of_page=page_in_each_language(slug=slug, key=key),
        board=board,
        plan=board.plan,
        subject=subject,
        told=told_of_subject(subject),
        figures=[(purpose, [one for one in figures if one.question.purpose == purpose]) for purpose in PURPOSES],
        words_shown=words,
        ideas=ideas_shown(session(), board.plan.id, key),
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


def public_board_or_404(locale: str, slug: str, *, or_replied: bool = False) -> Board:
    """The plan of that address, when the results of one of its campaigns are open to anybody.

    :param or_replied: also when none is, but something was told: without numbers then
    """
    plan = plan_by_slug(session(), slug, None)
    if locale not in RESIDENT_LOCALES or plan is None:
        abort(404)
    public = [campaign for campaign in campaigns_of_plan(session(), plan.id) if campaign.results_are_public]
    if not public and not (or_replied and has_reply(session(), plan.id)):
        abort(404)
    return settled_board_of(session(), plan, public, today())
