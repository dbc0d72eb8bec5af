"""Somebody who knows every published figure of a question and solves for the hidden ones (linear programming)."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from scipy.optimize import linprog

Row = list[Fraction]


def highest(equalities: Sequence[tuple[dict[str, int], int]], wanted: str) -> Fraction | None:
    """The largest value of an unknown that is not negative under these sums; None: there is no bound.

    Simplex with exact fractions and Bland's rule, in two phases. Each equality is ({unknown: factor}, total).
    """
    names = sorted({name for terms, _ in equalities for name in terms} | {wanted})
    width, height = len(names), len(equalities)
    table: list[Row] = []
    for number, (terms, total) in enumerate(equalities):
        sign = -1 if total < 0 else 1
        made = [Fraction(0)] * height
        made[number] = Fraction(1)
        table.append([Fraction(sign * terms.get(name, 0)) for name in names] + made + [Fraction(sign * total)])
    basis = list(range(width, width + height))
    phase_one = [Fraction(0)] * width + [Fraction(-1)] * height
    assert solve(table, basis, phase_one, width + height) == 0, "the published figures contradict one another"
    for row, column in enumerate(basis):
        if column >= width:
            entering = next((j for j in range(width) if table[row][j] != 0), None)
            if entering is not None:
                pivot(table, basis, row, entering)
    goal = [Fraction(int(name == wanted)) for name in names] + [Fraction(0)] * height
    return solve(table, basis, goal, width)


def most_of(equalities: Sequence[tuple[dict[str, int], int]], wanted: Iterable[str]) -> dict[str, float]:
    """{unknown: its largest value} under these sums, none being negative; without a bound: infinity.

    The same attack for many unknowns (HiGHS, by SciPy).
    """
    names = {name: place for place, name in enumerate(sorted({name for terms, _ in equalities for name in terms}))}
    matrix = [[0] * len(names) for _ in equalities]
    for row, (terms, _) in zip(matrix, equalities, strict=True):
        for name, factor in terms.items():
            row[names[name]] = factor
    totals = [total for _, total in equalities]
    found = {}
    for name in wanted:
        if name not in names:
            found[name] = float("inf")
            continue
        goal = [0] * len(names)
        goal[names[name]] = -1
        solved = linprog(goal, A_eq=matrix, b_eq=totals, method="highs")
        assert solved.status in {0, 3}, f"the published figures contradict one another: {solved.message}"
        found[name] = float("inf") if solved.status == 3 else -solved.fun
    return found


def solve(table: list[Row], basis: list[int], goal: Row, width: int) -> Fraction | None:
    """The largest value of the goal over the first `width` unknowns; None when it has no bound."""
    while True:
        worth = [goal[column] for column in basis]
        entering = next(
            (
                j
                for j in range(width)
                if j not in basis and goal[j] - sum(w * row[j] for w, row in zip(worth, table, strict=True)) > 0
            ),
            None,
        )
        if entering is None:
            return sum((w * row[-1] for w, row in zip(worth, table, strict=True)), Fraction(0))
        limits = [(row[-1] / row[entering], basis[i], i) for i, row in enumerate(table) if row[entering] > 0]
        if not limits:
            return None
        pivot(table, basis, min(limits)[2], entering)


def pivot(table: list[Row], basis: list[int], leaving: int, entering: int) -> None:
    divisor = table[leaving][entering]
    table[leaving] = [value / divisor for value in table[leaving]]
    for i, row in enumerate(table):
        if i != leaving and row[entering] != 0:
            factor = row[entering]
            table[i] = [value - factor * pivoted for value, pivoted in zip(row, table[leaving], strict=True)]
    basis[leaving] = entering
