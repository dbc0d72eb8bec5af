"""Any two questions crossed, with filters."""

from functools import partial
from typing import Any

from flask import render_template, request

from consultation.db import session
from consultation.results.crossing import MOST_FILTERS, SUBJECTS, Crossing, Filters, TooFew, cross, may_be_crossed
from consultation.results.figures import MERGED, NOT_SAID, QuestionFigures
from consultation.results.resident_words import for_templates
from consultation.results.suppression import HIDDEN_OPTIONS
from consultation.results.tallied import Dimension
from consultation.results.views.organisers import blueprint, board_or_404, source_url_of
from consultation.submissions.fold import answer_sets
from consultation.terms import Audience
from consultation.web.access import audience


@blueprint.get("/plans/<slug>/results/crossing")
@audience(Audience.ORGANISERS)
def crossing(slug: str) -> str:
    """The answers to one question by those to another, of everybody or of some; their numbers move."""
    board = board_or_404(slug)
    questions = [one for one in board.all_questions(session()) if one.base and may_be_crossed(one.question)]
    named = {f"{one.questionnaire_id}-{one.question.key}": one for one in questions}
    one, other = named.get(request.args.get("rows", "")), named.get(request.args.get("columns", ""))
    filters = filters_asked()
    table, refused = None, None
    if one and other and one is not other and one.questionnaire_id == other.questionnaire_id:
        try:
            table = cross(answer_sets(session(), one.questionnaire_id), one, other, filters)
        except TooFew as few:
            refused = few
    return render_template(
        "results/crossing.html",
        board=board,
        plan=board.plan,
        named=named,
        one=one,
        other=other,
        filters=filters,
        groups={dimension: groups_to_choose(questions, dimension) for dimension in SUBJECTS},
        table=table,
        lines=lines_of(table, one) if table and one else [],
        columns=columns_of(table, other) if table and other else [],
        refused=refused,
        source_url=partial(source_url, slug),
        **for_templates(board.labels),
    )


def source_url(slug: str, figures: QuestionFigures, option: str) -> str:
    """Where the people who chose that answer were heard; empty for a question on no action."""
    actions = figures.question.actions
    return source_url_of(slug, actions[0])(figures, option) if actions else ""


def filters_asked() -> Filters:
    """The first two filters of the address."""
    asked = {dimension: request.args[dimension] for dimension in SUBJECTS if request.args.get(dimension)}
    return dict(list(asked.items())[:MOST_FILTERS])


def groups_to_choose(questions: list[QuestionFigures], dimension: Dimension) -> list[str]:
    """Groups that some page tells apart."""
    found = dict.fromkeys(
        group.key
        for one in questions
        for by in one.breakdowns
        if by.dimension is dimension
        for group in by.groups
        if group.key not in {MERGED, NOT_SAID}
    )
    return list(found)


def columns_of(table: Crossing, other: QuestionFigures) -> list[tuple[Any, str, int]]:
    """[(option or None for the rest, key, people)] in the order of the question."""
    options = {option.key: option for option in other.options_to_show}
    order = [key for key in options if key in table.columns]
    order += [key for key in table.columns if key in {MERGED, HIDDEN_OPTIONS}]
    return [(options.get(key), key, table.bases[key]) for key in order]


def lines_of(table: Crossing, one: QuestionFigures) -> list[tuple[Any, str]]:
    """[(option or None for the rest, key)] in the order of the question."""
    options = {option.key: option for option in one.options_to_show}
    order = [key for key in options if key in table.rows] + [key for key in table.rows if key == HIDDEN_OPTIONS]
    return [(options.get(key), key) for key in order]
