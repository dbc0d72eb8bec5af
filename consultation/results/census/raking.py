"""Weights that give a sample the margins of the census: plain values in, plain values out.

Iterative proportional fitting (Deming & Stephan 1940) with trimming. Own code of one loop: the packages that rake
bring pandas with them, and none of them trims and tells the design effect for cells that are counted already.

Weights mend how many of each group were heard. They do not make a drawn sample of people who chose to answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Cell = tuple[str, ...]
"""A group of each margin, in the order of the targets; "" where somebody did not say."""
NOT_SAID = ""
MOST_WEIGHT = 5.0
"""No person counts for more than five, nor for less than a fifth, of the average."""
ROUNDS = 200
CLOSE = 1e-9
LEAST_OF_GROUP = 5
"""People heard of a group, under which it takes no weight: a few would speak for many."""


@dataclass(frozen=True)
class Raked:
    """Weights of the cells, 1 on average."""

    weights: Mapping[Cell, float]
    people: int
    effective: float
    """Effective sample size (Kish 1965): as many people drawn with equal weights would tell as much."""
    trimmed: int
    """People whose weight was cut."""
    left_out: Sequence[tuple[int, str]]
    """(margin, group) of the census of which too few were heard to be weighted."""
    off: float
    """Largest distance that trimming left between a weighted share and its target, 0..1."""

    @property
    def design_effect(self) -> float:
        """How many times more people this sample needs to tell as much as one with equal weights."""
        return self.people / self.effective if self.effective else 1.0


def rake(cells: Mapping[Cell, int], targets: Sequence[Mapping[str, int]], *, most: float = MOST_WEIGHT) -> Raked:
    """Weights under which the sample has the shares of the census in each margin.

    People who did not say, and those of groups the census does not name, keep their share of the sample.

    :param cells: {group in each margin: people heard}
    :param targets: census of each margin: {group: people}
    """
    cells = {cell: count for cell, count in cells.items() if count}
    people = sum(cells.values())
    if not people:
        return Raked({}, 0, 0.0, 0, (), 0.0)
    wanted, left_out = goals(cells, targets)
    weights = dict.fromkeys(cells, 1.0)
    for _ in range(ROUNDS):
        moved = fit_once(cells, weights, wanted)
        cut(cells, weights, most)
        if moved < CLOSE:
            break
    at_edge = sum(cells[cell] for cell, w in weights.items() if w >= most - 1e-6 or w <= 1 / most + 1e-6)
    squares = sum(count * weights[cell] ** 2 for cell, count in cells.items())
    total = sum(count * weights[cell] for cell, count in cells.items())
    distances = (
        abs(share(cells, weights, margin, group) - goal)
        for margin, goal_of in enumerate(wanted)
        for group, goal in goal_of.items()
    )
    off = max(distances, default=0.0)
    return Raked(weights, people, total**2 / squares, at_edge, tuple(left_out), off)


def goals(
    cells: Mapping[Cell, int], targets: Sequence[Mapping[str, int]]
) -> tuple[list[dict[str, float]], list[tuple[int, str]]]:
    """({group: share it should have} of each margin, groups of the census that are too small to be weighted)."""
    people = sum(cells.values())
    wanted, left_out = [], []
    for margin, census in enumerate(targets):
        heard: dict[str, int] = {}
        for cell, count in cells.items():
            heard[cell[margin]] = heard.get(cell[margin], 0) + count
        used = {group: size for group, size in census.items() if size and heard.get(group, 0) >= LEAST_OF_GROUP}
        left_out += [(margin, group) for group, size in census.items() if size and group not in used]
        held = sum(heard[group] for group in used) / people
        total = sum(used.values())
        wanted.append({group: held * size / total for group, size in used.items()})
    return wanted, left_out


def fit_once(cells: Mapping[Cell, int], weights: dict[Cell, float], wanted: Sequence[Mapping[str, float]]) -> float:
    """Give each margin its shares in turn; the largest change of a weight."""
    before = dict(weights)
    for margin, goal in enumerate(wanted):
        factors = {group: aim / share(cells, weights, margin, group) for group, aim in goal.items()}
        for cell in weights:
            weights[cell] *= factors.get(cell[margin], 1.0)
    return max(abs(weights[cell] - before[cell]) for cell in weights)


def share(cells: Mapping[Cell, int], weights: Mapping[Cell, float], margin: int, group: str) -> float:
    """Weighted share of a group."""
    total = sum(count * weights[cell] for cell, count in cells.items())
    return sum(count * weights[cell] for cell, count in cells.items() if cell[margin] == group) / total


def cut(cells: Mapping[Cell, int], weights: dict[Cell, float], most: float) -> None:
    """Bring the average weight to 1 and every weight within bounds."""
    total = sum(count * weights[cell] for cell, count in cells.items())
    mean = total / sum(cells.values())
    for cell in weights:
        weights[cell] = min(max(weights[cell] / mean, 1 / most), most)


def weighted_shares(
    answers: Mapping[tuple[Cell, str], int], bases: Mapping[Cell, int], raked: Raked
) -> dict[str, float]:
    """{option: weighted share of those who answered}.

    :param answers: {(cell, option): people}
    :param bases: {cell: people who answered}
    """
    base = sum(count * raked.weights[cell] for cell, count in bases.items())
    found: dict[str, float] = {}
    for (cell, option), count in answers.items():
        found[option] = found.get(option, 0.0) + count * raked.weights[cell]
    return {option: weight / base for option, weight in found.items()} if base else {}
