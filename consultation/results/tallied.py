"""Raw counts of a subject, before anything is hidden."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

RESIDENT_KINDS = frozenset({"", "resident"})
"""Who counts as a resident: also those who did not say. All others are shown apart, never added (T64)."""


class Dimension(StrEnum):
    """How residents are broken down."""

    CHANNEL = "channel"
    LANGUAGE = "language"
    AGE_BAND = "age_band"
    SECTOR = "sector"
    PLACE = "place"
    """Of several channels; added up from what is published by channel (see `places`)."""


COUNTED = (Dimension.CHANNEL, Dimension.LANGUAGE, Dimension.AGE_BAND, Dimension.SECTOR)
"""Those that counts are kept by."""

Raw = Mapping[str, Counter[str]]
"""{group: {option key, or "*" for the base: people}}"""


@dataclass
class Tallied:
    """What was counted on one subject (a question, an action, everybody), before anything is hidden."""

    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    """{respondent kind: {option or "*": people}}"""
    groups: dict[Dimension, dict[str, Counter[str]]] = field(default_factory=dict)
    """Residents: {dimension: {group: {option or "*": people}}}"""

    def residents(self) -> Counter[str]:
        """{option or "*": people} of all residents."""
        return sum((counts for kind, counts in self.kinds.items() if kind in RESIDENT_KINDS), Counter())

    def given(self) -> set[str]:
        """Everything somebody gave, the base apart."""
        return {key for counts in self.kinds.values() for key, count in counts.items() if count} - {"*"}

    def mapped(self, recount: Callable[[Counter[str]], Counter[str]]) -> "Tallied":
        """The same people, each group counted anew."""

        def each(raw: Raw) -> dict[str, Counter[str]]:
            return {group: recount(counts) for group, counts in raw.items()}

        return Tallied(each(self.kinds), {dimension: each(raw) for dimension, raw in self.groups.items()})

    def renamed(self, name_of: Mapping[str, str]) -> "Tallied":
        """The same counts under other keys; those that get one name are added up, the others keep theirs."""

        def recount(counts: Counter[str]) -> Counter[str]:
            made: Counter[str] = Counter()
            for key, count in counts.items():
                made[name_of.get(key, key)] += count
            return made

        return self.mapped(recount)
