"""The reading under way: the plan so far, and the priority, the columns and the action it stands in."""

from collections.abc import Mapping, Sequence

from consultation.plan.action import Parts
from consultation.plan.blocks import Choice, Document, Doubt, Dropped
from consultation.plan.columns import Role
from consultation.plan.items import Item, Kind
from consultation.plan.layout import Layout
from consultation.plan.links import ReadPriority
from consultation.plan.plan_reading import PlanReading, Settled


class Walk:
    """Where one reading stands in its document; the steps of the reading move it on."""

    def __init__(self, document: Document, mapping: Settled) -> None:
        self.mapping = mapping
        self.layout = Layout(document)
        self.plan = PlanReading(dropped=list(document.dropped), doubts=[*document.doubts, *self.layout.doubts])
        self.priority: ReadPriority | None = None
        self.parts: Parts | None = None
        self.columns: list[Role | None] = []
        self.headings: list[str] = []
        self.heading_rows: list[Item] = []
        self.has_pilot_column = False
        self.table = ""
        self.family = ""
        self.subgroup = ""
        self.group_has_actions = False
        self.pending: Item | None = None
        self.label: Role | None = None
        self.label_is_open = False

    @property
    def in_actions(self) -> bool:
        return self.parts is not None or bool(self.columns)

    def follows_headings(self, item: Item) -> bool:
        """Whether the item before this one is a row of headings of the same table."""
        before = self.plan.items[-1] if self.plan.items else None
        return before is not None and before[1] is Kind.HEADINGS and before[0].table == item.table

    def drop(self, text: str, why: str) -> None:
        self.plan.dropped.append(Dropped(text, why))

    def note(self, text: str) -> None:
        if self.priority is None:
            self.plan.notes.append(text)
        else:
            self.priority.notes.append(text)

    def doubt(
        self, where: str, code: str, values: Mapping[str, str] | None = None, choices: Sequence[Choice] = ()
    ) -> None:
        self.plan.doubts.append(Doubt(where, code, dict(values or {}), tuple(choices)))
