"""Reads of the free words of people."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import product

from sqlalchemy import ColumnElement, exists, func, select, union_all
from sqlalchemy.orm import Session

from consultation.models import Campaign, Submission, Verbatim
from consultation.results.queries import channels_of
from consultation.terms import CampaignState, VerbatimState

MOST_TOGETHER = 200
"""Parts of one statement; SQLite takes 500."""


@dataclass(frozen=True)
class Words:
    """Free words of somebody; nothing else of them."""

    id: str
    questionnaire_id: int
    question_key: str
    locale: str
    text: str
    state: str


def verbatims(
    session: Session,
    campaign_ids: Collection[int],
    question_keys: Collection[str],
    states: Collection[str],
    *,
    offset: int = 0,
    size: int = 50,
) -> list[Words]:
    """Free words on those questions, unread ones first; then in the order of random keys, which tells nothing."""
    firsts = [
        select((Verbatim.state != VerbatimState.RECEIVED).label("is_read"), Verbatim.id)
        .where(*those)
        .order_by(Verbatim.id)
        .limit(offset + size)
        .subquery()
        for those in _words_on(session, campaign_ids, question_keys, states)
    ]
    # The first of each question and state come out of the index in their order: nothing is sorted but these few.
    found: list[tuple[bool, str]] = []
    for at in range(0, len(firsts), MOST_TOGETHER):
        together = union_all(*(select(some) for some in firsts[at : at + MOST_TOGETHER]))
        found += [(bool(is_read), key) for is_read, key in session.execute(together)]
    wanted = [key for _, key in sorted(found)[offset : offset + size]]
    columns = [getattr(Verbatim, name) for name in Words.__dataclass_fields__]
    rows = {row.id: Words(*row) for row in session.execute(select(*columns).where(Verbatim.id.in_(wanted)))}
    return [rows[key] for key in wanted]


def count_verbatims(
    session: Session, campaign_ids: Collection[int], question_keys: Collection[str], states: Collection[str]
) -> int:
    """How many free words there are on those questions."""
    counts = [
        select(func.count()).select_from(Verbatim).where(*those).scalar_subquery()
        for those in _words_on(session, campaign_ids, question_keys, states)
    ]
    return sum(session.execute(select(*counts)).one()) if counts else 0


def _words_on(
    session: Session, campaign_ids: Collection[int], question_keys: Collection[str], states: Collection[str]
) -> list[list[ColumnElement[bool]]]:
    """What words of each question and state must be: each a stretch of one index."""
    here = select(Campaign.questionnaire_id).where(Campaign.id.in_(campaign_ids))
    rows = session.execute(
        select(Campaign.questionnaire_id, Campaign.id).where(
            Campaign.questionnaire_id.in_(here), Campaign.state != CampaignState.DRAFT
        )
    ).all()
    asked = sorted({questionnaire_id for questionnaire_id, _ in rows})
    among: list[ColumnElement[bool]] = []
    if any(campaign_id not in campaign_ids for _, campaign_id in rows):
        # From the words to their sheet, by its key: the other way round a database walks through every sheet first.
        came = exists().where(
            Submission.token == Verbatim.submission_token, Submission.channel_id.in_(channels_of(campaign_ids))
        )
        among.append(came)
    found = []
    for questionnaire_id, key, state in product(asked, sorted(question_keys), sorted(states)):
        those = [
            Verbatim.questionnaire_id == questionnaire_id,
            Verbatim.question_key == key,
            Verbatim.state == state,
            *among,
        ]
        if state == VerbatimState.HIDDEN:  # the words of a withdrawn sheet are all hidden
            gone = select(Submission.token).where(
                Submission.questionnaire_id == questionnaire_id, Submission.withdrawn_on.is_not(None)
            )
            those.append(Verbatim.submission_token.not_in(gone))
        found.append(those)
    return found
