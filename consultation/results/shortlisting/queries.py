"""Reads of who approves of what."""

from collections.abc import Collection, Iterable

from pyroaring import BitMap
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Channel
from consultation.results.queries import Asked
from consultation.results.shortlisting.approvals import approving
from consultation.results.shortlisting.shortlist import Approved
from consultation.submissions.answer_sets import AnswerSets
from consultation.submissions.fold import answer_sets
from consultation.submissions.margins import CHANNEL, KIND, RESIDENTS


def approved(session: Session, asked: Iterable[Asked], campaign_ids: Collection[int]) -> Approved:
    """{action: residents who approve of it} over those campaigns, a number a submission.

    :raises NotReady: while the answers are being prepared
    """
    channels = session.scalars(select(Channel.id).where(Channel.campaign_id.in_(campaign_ids)))
    names = [str(channel) for channel in channels]
    found: dict[str, BitMap] = {}
    first = 0
    for one in asked:
        if approving(one.definition):
            sets = answer_sets(session, one.questionnaire_id)
            among = sets.any_of(KIND, RESIDENTS) & sets.any_of(CHANNEL, names)
            for action, people in approvers(sets, one, among).items():
                # Submissions of another questionnaire are other people: their numbers begin after the last.
                found[action] = found.get(action, BitMap()) | people.shift(first)
            first += sets.next_row
    return found


def approvers(sets: AnswerSets, asked: Asked, among: BitMap) -> dict[str, BitMap]:
    """{action: people who approve of it}."""
    found: dict[str, BitMap] = {}
    for key, (options, actions) in approving(asked.definition).items():
        people = sets.any_of(key, options) & among
        for action in actions:
            found[action] = found.get(action, BitMap()) | people
    return {action: people for action, people in found.items() if people}
