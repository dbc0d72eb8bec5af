"""How well the reading is, as people found on sheets drawn by lot. Plain values in and out."""

from dataclasses import dataclass
from math import sqrt

Z = 1.645
"""One side of a normal distribution beyond which 5 % lie."""


@dataclass(frozen=True)
class Checked:
    """What people found on sheets the machine had no doubt about."""

    sheets: int
    boxes: int
    wrong: int
    """Boxes a person saw otherwise."""

    @property
    def most_wrong(self) -> float:
        """Share of boxes read wrong that is hardly exceeded (see `upper_bound`)."""
        return upper_bound(self.wrong, self.boxes)


def upper_bound(count: int, base: int) -> float:
    """Share, 0..1, that the true one exceeds once in twenty times; 1 on an empty base.

    Wilson (1927), one-sided, without continuity correction: 0 of 1,000 is at most 0.27 %.
    """
    if not base:
        return 1.0
    share, z2 = count / base, Z * Z
    middle = share + z2 / (2 * base)
    spread = Z * sqrt(share * (1 - share) / base + z2 / (4 * base * base))
    return min(1.0, (middle + spread) / (1 + z2 / base))
