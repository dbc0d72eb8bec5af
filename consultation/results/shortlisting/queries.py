"""Reads of ballots."""

from collections import Counter
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Channel, Submission
from consultation.results.queries import Asked
from consultation.results.shortlisting.approvals import approving, ballot_of
from consultation.results.shortlisting.shortlist import Ballot
from consultation.results.tallied import RESIDENT_KINDS
from consultation.submissions.tallies import person_of


def ballots(session: Session, asked: Iterable[Asked], campaign_ids: Collection[int]) -> Counter[Ballot]:
    """{actions approved: residents} over those campaigns; people who approve of nothing are left out.

    Every record is read, a thousand at a time: one statement a questionnaire.
    """
    found: Counter[Ballot] = Counter()
    for one in asked:
        approve = approving(one.definition)
        if not approve:
            continue
        rows = session.execute(
            select(Submission.answers)
            .join(Channel, Channel.id == Submission.channel_id)
            .where(
                Submission.questionnaire_id == one.questionnaire_id,
                Channel.campaign_id.in_(campaign_ids),
                Submission.withdrawn_on.is_(None),
            ),
            execution_options={"yield_per": 1_000},
        )
        with rows:
            for (answers,) in rows:
                ballot = ballot_of(approve, answers)
                if ballot and person_of(one.definition, answers).respondent_kind in RESIDENT_KINDS:
                    found[ballot] += 1
    return found
