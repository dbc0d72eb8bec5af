"""Reads of ballots."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from pyroaring import BitMap
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Channel
from consultation.results.queries import Asked
from consultation.results.shortlisting.approvals import approving
from consultation.results.shortlisting.shortlist import Ballot
from consultation.submissions.answer_sets import AnswerSets
from consultation.submissions.fold import answer_sets
from consultation.submissions.margins import CHANNEL, KIND, RESIDENTS

AT_ONCE = 30
"""Actions whose approvals stand in one number, so that it stays under 2^63 beside the number of a ballot."""


def ballots(session: Session, asked: Iterable[Asked], campaign_ids: Collection[int]) -> Counter[Ballot]:
    """{actions approved: residents} over those campaigns; people who approve of nothing are left out.

    :raises NotReady: while the answers are being prepared
    """
    channels = session.scalars(select(Channel.id).where(Channel.campaign_id.in_(campaign_ids)))
    names = [str(channel) for channel in channels]
    found: Counter[Ballot] = Counter()
    for one in asked:
        if approving(one.definition):
            sets = answer_sets(session, one.questionnaire_id)
            among = sets.any_of(KIND, RESIDENTS) & sets.any_of(CHANNEL, names)
            found.update(together(approvers(sets, one, among)))
    return found


def approvers(sets: AnswerSets, asked: Asked, among: BitMap) -> dict[str, BitMap]:
    """{action: people who approve of it}."""
    found: dict[str, BitMap] = {}
    for key, (options, actions) in approving(asked.definition).items():
        people = sets.any_of(key, options) & among
        for action in actions:
            found[action] = found.get(action, BitMap()) | people
    return {action: people for action, people in found.items() if people}


def together(approved: Mapping[str, BitMap]) -> Counter[Ballot]:
    """{actions approved of: people who approve of just those}."""
    import numpy as np

    actions = sorted(approved)
    everybody = BitMap.union(BitMap(), *approved.values())
    if not everybody:
        return Counter()
    size = everybody.max() + 1
    # A number a person, one bit an action; people with the same number have the same ballot.
    code = np.zeros(size, dtype=np.int64)
    first = np.full(1, -1)
    for start in range(0, len(actions), AT_ONCE):
        bits = np.zeros(size, dtype=np.int64)
        for place, action in enumerate(actions[start : start + AT_ONCE]):
            bits[np.frombuffer(approved[action].to_array(), dtype=np.uint32)] |= 1 << place
        _, first, code = np.unique(code << AT_ONCE | bits, return_index=True, return_inverse=True)
    people = np.bincount(code)
    made = {
        frozenset(action for action in actions if int(person) in approved[action]): int(count)
        for person, count in zip(first, people, strict=True)
    }
    return Counter({ballot: count for ballot, count in made.items() if ballot})
