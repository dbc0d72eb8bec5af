"""Bring a pile: its files are kept, and wait to be read."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import NamedTuple

from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.files import save_file
from consultation.models import ScanPile

ENDINGS = frozenset({"pdf", "tif", "tiff", "jpg", "jpeg", "png", "heic", "heif", "zip", "bmp", "webp"})
"""Of names; what the bytes are is found out when they are read."""
LONGEST_NAME = 200


class Brought(NamedTuple):
    """A file as it came."""

    name: str
    data: bytes


def bring_pile(
    session: Session,
    instance_dir: Path,
    files: Iterable[Brought],
    *,
    organisation_id: int,
    name: str,
    day: dt.date | None = None,
    handed_out: int | None = None,
    brought_by: int | None = None,
    given_to: int | None = None,
) -> ScanPile:
    """A pile that waits; the same file twice in one pile is brought once."""
    kept: dict[str, dict[str, str | int]] = {}
    for file in files:
        stored = save_file(instance_dir, file.data, ending_of(file.name))
        kept.setdefault(
            stored, {"name": PurePath(file.name).name[:LONGEST_NAME], "file": stored, "size": len(file.data)}
        )
    pile = ScanPile(
        organisation_id=organisation_id,
        name=name,
        day=day or today(),
        handed_out=handed_out,
        files=list(kept.values()),
        brought_by=brought_by,
        given_to=given_to,
        brought_on=today(),
    )
    session.add(pile)
    session.flush()
    return pile


def ending_of(name: str) -> str:
    """Ending under which a file is kept."""
    ending = PurePath(name).suffix.lstrip(".").lower()
    return ending if ending in ENDINGS else "bin"
