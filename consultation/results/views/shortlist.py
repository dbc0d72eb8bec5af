"""The two shortlists side by side."""

from flask import render_template, request

from consultation.db import session
from consultation.results.counts import subject_thresholds
from consultation.results.resident_words import for_templates
from consultation.results.shortlisting.approvals import not_counted
from consultation.results.shortlisting.queries import approved
from consultation.results.shortlisting.shortlist import (
    candidates_of,
    equal_shares,
    everybody_of,
    most_wanted,
    people_served,
)
from consultation.results.suppression import SENSITIVE_THRESHOLD
from consultation.results.views.organisers import blueprint, board_or_404
from consultation.submissions.tallies import EVERYBODY, action_subject
from consultation.terms import Audience
from consultation.web.access import audience

SIZES = (3, 5, 8, 10, 15)


@blueprint.get("/plans/<slug>/shortlist")
@audience(Audience.READERS)
def shortlist(slug: str) -> str:
    """Which few actions to start with: by numbers alone, and so that every group gets its share."""
    board = board_or_404(slug)
    size = next((size for size in SIZES if str(size) == request.args.get("size")), 5)
    votes = approved(session(), board.asked, board.campaign_ids)
    thresholds = subject_thresholds(board.asked)
    actions = {action.key: action for priority in board.plan.priorities for action in priority.actions}
    least = {key: thresholds.get(action_subject(key), thresholds[EVERYBODY]) for key in actions}
    candidates = [key for key in candidates_of(votes, least) if key in actions and not actions[key].is_retired]
    wanted, shared = most_wanted(votes, candidates, size), equal_shares(votes, candidates, size)
    people = len(everybody_of(votes))
    return render_template(
        "results/shortlist.html",
        board=board,
        plan=board.plan,
        actions=actions,
        lists=[("wanted", wanted), ("shares", shared)],
        in_both={pick.action for pick in wanted} & {pick.action for pick in shared},
        tenths={
            "wanted": tenths(people_served(votes, wanted), people),
            "shares": tenths(people_served(votes, shared), people),
        },
        size=size,
        sizes=SIZES,
        not_counted=not_counted(one.definition for one in board.asked),
        **for_templates(board.labels),
    )


def tenths(people: int, of: int) -> int | None:
    """People in tenths of all, from 1 to 9, so that nobody is subtracted; None when they are too few to tell."""
    return None if of < SENSITIVE_THRESHOLD else min(max(round(10 * people / of), 1), 9)
