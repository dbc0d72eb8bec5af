"""What a doubt quotes of the document and offers to choose from."""

from consultation.plan.blocks import Choice
from consultation.plan.items import Item, Kind


def choices(item: Item, *kinds: Kind) -> tuple[Choice, ...]:
    """The kinds that one item may be."""
    return tuple(Choice(kind.value, "kinds", item.id, kind.value) for kind in kinds)


def short(text: str, length: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
