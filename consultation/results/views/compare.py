"""Two rounds of a plan, or two neighbourhoods, line by line."""

from flask import render_template, request

from consultation.accounts.access import scope
from consultation.db import session
from consultation.i18n import current_locale, pick
from consultation.plan.queries import plan_by_slug
from consultation.results.counting import tallied_subjects
from consultation.results.counts import Board, subject_thresholds
from consultation.results.queries import channel_rounds, plans_on_desk
from consultation.results.resident_words import for_templates
from consultation.results.rounds import Compared, heard_in_rounds
from consultation.results.tallied import Dimension
from consultation.results.views.organisers import blueprint, board_for_account, board_or_404
from consultation.submissions.tallies import BASE, EVERYBODY, action_subject
from consultation.terms import Audience
from consultation.web.access import audience


@blueprint.get("/plans/<slug>/results/compare")
@audience(Audience.READERS)
def compare(slug: str) -> str:
    """People heard on each action, in two rounds or in two neighbourhoods."""
    board = board_or_404(slug)
    plans = {f"plan-{plan.id}": plan for plan in plans_on_desk(session(), scope())}
    # Who was heard in each round is not in an edition: organisers alone see numbers that move.
    rounds = (
        {}
        if board.frozen
        else {
            f"round-{one.id}-{other.id}": (one, other)
            for place, one in enumerate(board.campaigns)
            for other in board.campaigns[place + 1 :]
        }
    )
    wanted = request.args.get("with", "")
    names: tuple[str, str] = ("", "")
    lines: list[Compared] = []
    if wanted in rounds:
        pair = rounds[wanted]
        names = (pick(pair[0].title, current_locale()).words, pick(pair[1].title, current_locale()).words)
        lines = of_rounds(board, [one.id for one in pair])
    elif wanted in plans:
        names = (board.plan.title, plans[wanted].title)
        lines = of_neighbourhoods(board, plans[wanted].slug)
    choices = {
        name: f"{pick(a.title, current_locale()).words} – {pick(b.title, current_locale()).words}"
        for name, (a, b) in rounds.items()
    }
    choices |= {name: plan.title for name, plan in plans.items() if plan.id != board.plan.id}
    return render_template(
        "results/compare.html",
        board=board,
        plan=board.plan,
        choices=choices,
        wanted=wanted,
        names=names,
        lines=lines,
        thresholds=subject_thresholds(board.asked),
        **for_templates(board.labels),
    )


def of_rounds(board: Board, rounds: list[int]) -> list[Compared]:
    """Each action in two campaigns of the plan."""
    round_of = channel_rounds(session(), board.campaign_ids)
    thresholds = subject_thresholds(board.asked)
    actions = [action for priority in board.plan.priorities for action in priority.actions]
    subjects = [(one.questionnaire_id, action_subject(action.key)) for one in board.asked for action in actions]
    found = tallied_subjects(session(), board.campaign_ids, subjects, [Dimension.CHANNEL])
    lines = []
    for action in actions:
        subject = action_subject(action.key)
        channels: dict[str, int] = {}
        for one in board.asked:
            tallied = found.get((one.questionnaire_id, subject))
            for channel, counts in (tallied.groups.get(Dimension.CHANNEL, {}) if tallied else {}).items():
                channels[channel] = channels.get(channel, 0) + counts[BASE]
        first, second = heard_in_rounds(channels, round_of, rounds, thresholds.get(subject, thresholds[EVERYBODY]))
        lines.append(Compared(action.key, action.title, (first, second)))
    return lines


def of_neighbourhoods(board: Board, slug: str) -> list[Compared]:
    """Actions that both plans have, by their keys."""
    plan = plan_by_slug(session(), slug, scope())
    assert plan is not None
    other = board_for_account(plan)
    keys = {action.key for priority in plan.priorities for action in priority.actions}
    return [
        Compared(
            action.key,
            action.title,
            (board.figures.of_action(action.key).residents, other.figures.of_action(action.key).residents),
        )
        for priority in board.plan.priorities
        for action in priority.actions
        if action.key in keys
    ]
