"""Which few actions to start with: the most wanted, or those by which every group gets its share.

Plain sets in, plain values out. People are numbers; every action stands with the set of those who approve of it, so
that a million people who all approve of something else take no longer to count than a million who agree. Every action
costs the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pyroaring import BitMap

Approved = Mapping[str, BitMap]
"""{action: people who approve of it}"""


@dataclass(frozen=True)
class Pick:
    """One action of a shortlist, in the order it was picked."""

    action: str
    by_shares: bool = True
    """False: the shares were spent, so that it was added because most people want it."""


def everybody_of(approved: Approved) -> BitMap:
    """Who approves of anything."""
    return BitMap.union(BitMap(), *approved.values())


def candidates_of(approved: Approved, threshold: int | Mapping[str, int]) -> list[str]:
    """Actions enough people approve of to be told; in the order of their keys."""

    def least(action: str) -> int:
        return threshold if isinstance(threshold, int) else threshold.get(action, max(threshold.values(), default=1))

    return sorted(action for action, people in approved.items() if people and len(people) >= least(action))


def most_wanted(approved: Approved, candidates: Collection[str], size: int) -> list[Pick]:
    """The actions most people approve of; ties by key."""
    return [Pick(action) for action in sorted(candidates, key=lambda action: (-len(approved[action]), action))[:size]]


def equal_shares(approved: Approved, candidates: Collection[str], size: int) -> list[Pick]:
    """The Method of Equal Shares (Peters & Skowron 2020) with unit costs, exact; completed by the most wanted.

    Everybody has the same budget, together `size` actions. An action is bought by those who approve of it, each paying
    the same, or all they have left; the one that takes least from the person who pays most comes first, ties by more
    approvals, then by key. When nobody can buy any more, the list is filled with what most people want.
    """
    voters = everybody_of(approved)
    if not voters or not size:
        return []
    # People with the same money left stand together: at first all of them.
    purses = {Fraction(size, len(voters)): voters}
    # Purses only get lighter, so that prices only rise: the last one known is a lower bound of today's.
    least = dict.fromkeys(candidates, Fraction(0))
    picked: list[Pick] = []
    while len(picked) < size:
        best: tuple[Fraction, int, str] | None = None
        for action in sorted(least, key=lambda action: least[action]):
            if best is not None and least[action] > best[0]:
                break
            people = approved[action]
            price = price_of((money, people.intersection_cardinality(owners)) for money, owners in purses.items())
            if price is None:
                del least[action]
                continue
            least[action] = price
            offer = (price, -len(people), action)
            best = offer if best is None else min(best, offer)
        if best is None:
            break
        price, _, bought = best
        purses = after_paying(purses, approved[bought], price)
        del least[bought]
        picked.append(Pick(bought))
    chosen = {pick.action for pick in picked}
    open_to = [action for action in candidates if action not in chosen]
    filled = most_wanted(approved, open_to, size - len(picked))
    return [*picked, *(Pick(pick.action, by_shares=False) for pick in filled)]


def after_paying(purses: Mapping[Fraction, BitMap], payers: BitMap, price: Fraction) -> dict[Fraction, BitMap]:
    """{money left: people}; who has less than the price gives all, who has nothing is left out."""
    found: dict[Fraction, BitMap] = {}
    for money, owners in purses.items():
        for left, people in ((money, owners - payers), (money - price, owners & payers)):
            if left > 0 and people:
                found[left] = found.get(left, BitMap()) | people
    return found


def price_of(purses: Iterable[tuple[Fraction, int]]) -> Fraction | None:
    """What each of those people pays so that together they pay 1; those who have less pay all; None: too little.

    :param purses: (money each has left, how many people have it)
    """
    ordered = sorted((money, people) for money, people in purses if money and people)
    missing, payers = Fraction(1), sum(people for _, people in ordered)
    for money, people in ordered:
        if money * payers >= missing:
            return missing / payers
        missing -= money * people
        payers -= people
    return None


def people_served(approved: Approved, picks: Sequence[Pick]) -> int:
    """How many of those who approve of anything find at least one of their actions in the list."""
    return len(everybody_of({pick.action: approved[pick.action] for pick in picks}))
