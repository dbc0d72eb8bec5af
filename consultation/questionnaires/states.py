"""Where a questionnaire stands."""

import datetime as dt
from collections.abc import Iterable

from consultation.terms import CampaignState, QuestionnaireState

Round = tuple[str, dt.date | None]
"""State and last day of a campaign."""


def state_of(
    rounds: Iterable[Round], today: dt.date, *, is_archived: bool, is_published: bool, has_news: bool
) -> QuestionnaireState:
    """The state an organiser reads in the lists.

    :param has_news: the draft says something else than the version people answer
    """
    if is_archived:
        return QuestionnaireState.ARCHIVED
    if not is_published:
        return QuestionnaireState.DRAFT
    over = [state == CampaignState.CLOSED or bool(last and last < today) for state, last in rounds]
    if over and all(over):
        return QuestionnaireState.CLOSED
    return QuestionnaireState.LIVE_WITH_DRAFT if has_news else QuestionnaireState.LIVE
