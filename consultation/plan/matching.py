"""Finding in a plan already stored the actions of a newer document, so that what hangs on them stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from consultation.plan.folding import fold
from consultation.plan.references import stems

#: Below this likeness two titles are two actions, unless number, priority and a telling word agree.
ALIKE = 0.62
ALIKE_IN_PLACE = 0.45
SAME_PLACE = 0.15


@dataclass(frozen=True, slots=True)
class Titled:
    """An action or a priority by what tells it from others."""

    key: str
    title: str
    #: As printed; not unique.
    number: str = ""
    #: The key of the priority it stands in, empty for priorities.
    priority: str = ""


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1, whatever their case, accents and typography."""
    first, second = fold(one), fold(other)
    if first == second:
        return 1.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > ALIKE_IN_PLACE else 0.0


def matched(fresh: Sequence[Titled], known: Sequence[Titled]) -> Mapping[str, str]:
    """{key of the fresh one: key of the known one} for those that are the same; the surest pairs first."""
    pairs = []
    for one in fresh:
        for other in known:
            alike = likeness(one.title, other.title)
            in_place = bool(one.number) and one.number == other.number and one.priority == other.priority
            reworded = in_place and alike >= ALIKE_IN_PLACE and bool(stems(one.title) & stems(other.title))
            if alike >= ALIKE or reworded:
                score = alike + SAME_PLACE * in_place + SAME_PLACE / 2 * (one.priority == other.priority)
                pairs.append((score, one.key, other.key))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, fresh_key, known_key in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if fresh_key not in found and known_key not in taken:
            found[fresh_key] = known_key
            taken.add(known_key)
    return found
