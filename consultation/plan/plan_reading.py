"""A plan as read: what was understood, what is doubtful, and what a person settled about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from consultation.plan.action import ReadAction
from consultation.plan.blocks import Doubt, Dropped
from consultation.plan.columns import Role
from consultation.plan.items import Item, Kind
from consultation.plan.links import ReadPriority


@dataclass
class PlanReading:
    """A plan as understood, with its doubts, what was left out, and the raw grid a person can map."""

    title: str = ""
    sector: str = ""
    start_year: int | None = None
    end_year: int | None = None
    notes: list[str] = field(default_factory=list)
    priorities: list[ReadPriority] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    #: The document in its order, each item with the kind it was given.
    items: list[tuple[Item, Kind | None]] = field(default_factory=list)
    #: {table: role of each column}.
    columns: dict[str, list[Role | None]] = field(default_factory=dict)

    @property
    def actions(self) -> list[ReadAction]:
        return [action for priority in self.priorities for action in priority.actions]


@dataclass(frozen=True)
class Settled:
    """What a person settled: kinds of items by id, roles of columns by table."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    columns: Mapping[str, Sequence[Role | None]] = field(default_factory=dict)


NOTHING_SETTLED = Settled()
