"""Two rounds, or two neighbourhoods, line by line: counts in, what may be shown out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consultation.results.suppression import hidden_options, is_small, merged_groups

Sides = tuple[int | None, int | None]
"""People heard on each side; None: hidden."""


@dataclass(frozen=True)
class Compared:
    """One action on both sides."""

    key: str
    title: str
    heard: Sides


def heard_in_rounds(
    channels: Mapping[str, int], round_of: Mapping[str, int], rounds: Sequence[int], threshold: int
) -> list[int | None]:
    """Residents heard on one action in each of those rounds.

    The page of the action tells the total and the larger channels, so that a round is told only when neither it nor
    what it has beyond those channels is a small group; with one round hidden, another is hidden too.

    :param channels: {channel: residents heard}
    :param round_of: {channel: its round}
    :param rounds: those to be told; every other round counts in the total alone
    """
    totals: dict[str, int] = {}
    for channel, people in channels.items():
        name = str(round_of.get(channel, ""))
        totals[name] = totals.get(name, 0) + people
    base = sum(totals.values())
    if is_small(base, threshold):
        return [None for _ in rounds]
    merged = merged_groups(channels, threshold, always=("",))
    apart = channels.keys() if merged is None else merged
    beyond: dict[int, int] = {}
    for channel in apart:
        own = round_of.get(channel, 0)
        beyond[own] = beyond.get(own, 0) + channels[channel]
    if any(is_small(people, threshold) for people in beyond.values()):
        return [None for _ in rounds]
    hidden = hidden_options(totals, base, threshold)
    return [None if str(one) in hidden else totals.get(str(one), 0) for one in rounds]
