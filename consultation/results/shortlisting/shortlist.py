"""Which few actions to start with: the most wanted, or those by which every group gets its share.

Plain values in, plain values out. A ballot is the set of actions one person approves of; ballots that are the same
stand together with how many there are. Every action costs the same.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Ballot = frozenset[str]
Ballots = Mapping[Ballot, int]
"""{actions approved: people}"""


@dataclass(frozen=True)
class Pick:
    """One action of a shortlist, in the order it was picked."""

    action: str
    by_shares: bool = True
    """False: the shares were spent, so that it was added because most people want it."""


def approvals_of(ballots: Ballots) -> Counter[str]:
    """{action: people who approve of it}."""
    found: Counter[str] = Counter()
    for ballot, people in ballots.items():
        for action in ballot:
            found[action] += people
    return found


def candidates_of(ballots: Ballots, threshold: int | Mapping[str, int]) -> list[str]:
    """Actions enough people approve of to be told; in the order of their keys."""

    def least(action: str) -> int:
        return threshold if isinstance(threshold, int) else threshold.get(action, max(threshold.values(), default=1))

    return sorted(action for action, people in approvals_of(ballots).items() if people >= least(action))


def most_wanted(ballots: Ballots, candidates: Collection[str], size: int) -> list[Pick]:
    """The actions most people approve of; ties by key."""
    approvals = approvals_of(ballots)
    return [Pick(action) for action in sorted(candidates, key=lambda action: (-approvals[action], action))[:size]]


def equal_shares(ballots: Ballots, candidates: Collection[str], size: int) -> list[Pick]:
    """The Method of Equal Shares (Peters & Skowron 2020) with unit costs, exact; completed by the most wanted.

    Everybody has the same budget, together `size` actions. An action is bought by those who approve of it, each paying
    the same, or all they have left; the one that takes least from the person who pays most comes first, ties by more
    approvals, then by key. When nobody can buy any more, the list is filled with what most people want.
    """
    voters = sum(ballots.values())
    if not voters or not size:
        return []
    left = {ballot: Fraction(size, voters) for ballot in ballots}
    approvals = approvals_of(ballots)
    supporters = {action: [ballot for ballot in ballots if action in ballot] for action in candidates}
    # Purses only get lighter, so that prices only rise: the last one known is a lower bound of today's.
    least = dict.fromkeys(candidates, Fraction(0))
    picked: list[Pick] = []
    while len(picked) < size:
        best: tuple[Fraction, int, str] | None = None
        for action in sorted(least, key=lambda action: least[action]):
            if best is not None and least[action] > best[0]:
                break
            price = price_of([(left[ballot], ballots[ballot]) for ballot in supporters[action]])
            if price is None:
                del least[action]
                continue
            least[action] = price
            offer = (price, -approvals[action], action)
            best = offer if best is None else min(best, offer)
        if best is None:
            break
        price, _, bought = best
        for ballot in supporters[bought]:
            left[ballot] -= min(left[ballot], price)
        del least[bought]
        picked.append(Pick(bought))
    chosen = {pick.action for pick in picked}
    open_to = [action for action in candidates if action not in chosen]
    filled = most_wanted(ballots, open_to, size - len(picked))
    return [*picked, *(Pick(pick.action, by_shares=False) for pick in filled)]


def price_of(purses: Iterable[tuple[Fraction, int]]) -> Fraction | None:
    """What each of those people pays so that together they pay 1; those who have less pay all; None: too little.

    :param purses: (money each has left, how many people have it)
    """
    ordered = sorted((money, people) for money, people in purses if money)
    missing, payers = Fraction(1), sum(people for _, people in ordered)
    for money, people in ordered:
        if money * payers >= missing:
            return missing / payers
        missing -= money * people
        payers -= people
    return None


def people_served(ballots: Ballots, picks: Sequence[Pick]) -> int:
    """How many of those who approve of anything find at least one of their actions in the list."""
    chosen = {pick.action for pick in picks}
    return sum(people for ballot, people in ballots.items() if ballot & chosen)
