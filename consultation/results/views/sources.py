"""From a figure to where it comes from: channels and links, sheets, and the piece of each that holds the answer."""

from flask import abort, render_template, request

from consultation.db import session
from consultation.outreach.forms import KIND_NAMES
from consultation.results.resident_words import for_templates
from consultation.results.sources import Figure, came_by, figure_shown, paper_sheets, with_pictures
from consultation.results.views.organisers import blueprint, board_or_404, source_url_of, subject_or_404
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.paging import asked_page
from consultation.web.typed import row_number

A_PAGE = 20
"""Sheets on one page, each with a picture."""


@blueprint.get("/plans/<slug>/results/<key>/sheets")
@audience(Audience.ORGANISERS)
def sources(slug: str, key: str) -> str:
    """Channels and paper sheets behind a figure of this action: `?in=3&question=q_coffee&option=yes`."""
    board = board_or_404(slug)
    subject = subject_or_404(board, key)
    questions = board.questions_on(session(), key)
    figure = Figure(
        request.args.get("in", 0, row_number),
        request.args.get("question", ""),
        request.args.get("row", ""),
        request.args.get("option", ""),
    )
    shown = figure_shown(questions, figure)
    if figure.question_key and shown is None:
        abort(404)
    sheets = paper_sheets(session(), board.campaign_ids, figure) if shown else []
    paging = asked_page(len(sheets), A_PAGE)
    return render_template(
        "results/sources.html",
        board=board,
        plan=board.plan,
        subject=subject,
        questions=[one for one in questions if one.base],
        shown=shown,
        option=next((one for one in shown.options if one.key == figure.option), None) if shown else None,
        came_by=came_by(session(), board.plan.id, shown, figure.option) if shown else [],
        channel_kinds=KIND_NAMES,
        paging=paging,
        sheets=with_pictures(session(), figure, sheets[paging.offset : paging.offset + paging.size]),
        source_url=source_url_of(slug, key),
        **for_templates(board.labels),
    )
