"""Work outside requests: reading piles, watching the folder, forgetting pictures that were kept long enough."""

import datetime as dt
import logging
import time
from pathlib import Path

from sqlalchemy import select

from consultation.clock import today
from consultation.files import remove_file
from consultation.jobs import Place, job, regular
from consultation.models import Organisation, ScanPile
from consultation.scans.bring import ENDINGS, Brought, bring_pile
from consultation.scans.queries import pages_no_longer_needed
from consultation.submissions.attachments import unowned
from consultation.terms import PileState

logger = logging.getLogger(__name__)
QUIET_S = 5
"""Seconds after which a file in the folder is taken for whole."""


@job
def read_pile(place: Place, *, pile_id: int) -> None:
    """Read the pages of a pile."""
    from consultation.scans.read_pile import read_pile as read  # OpenCV takes a second and 60 MB

    settings = place.settings
    read(place.database, settings.instance_dir, pile_id, handwriting=settings.handwriting_program)


@regular
def read_forgotten_piles(place: Place) -> None:
    """Piles whose reading a restart interrupted, or that nobody asked for."""
    with place.database.reader() as session:
        waiting = session.scalars(select(ScanPile.id).where(ScanPile.state != PileState.READ)).all()
    for pile_id in waiting:
        read_pile(place, pile_id=pile_id)


@regular
def take_from_folder(place: Place) -> None:
    """Files somebody's scanner put into `instance/scans/<number of the organisation>` become a pile."""
    folder = place.settings.instance_dir / "scans"
    if not folder.is_dir():
        return
    for own in folder.iterdir():
        files = sorted(path for path in own.iterdir() if is_whole(path)) if own.is_dir() else []
        if not files:
            continue
        with place.database.transaction() as session:
            organisation = session.get(Organisation, int(own.name)) if own.name.isdecimal() else None
            if organisation is None:
                logger.warning("The folder %s is of no organisation", own)
                continue
            brought = [Brought(path.name, path.read_bytes()) for path in files]
            bring_pile(session, place.settings.instance_dir, brought, organisation_id=organisation.id, name=own.name)
        for path in files:
            path.unlink()


def is_whole(path: Path) -> bool:
    """Whether a file is of a kind we read, and nobody writes to it any more."""
    if not path.is_file() or path.suffix.lstrip(".").lower() not in ENDINGS:
        return False
    return time.time() - path.stat().st_mtime > QUIET_S


@regular
def forget_pictures(place: Place) -> None:
    """Scans older than the setting says are removed; what was read stays.

    A page that somebody still has to look at keeps its picture until it is settled: a doubt cannot be settled without.
    """
    limit = today() - dt.timedelta(days=place.settings.scans_kept_days)
    with place.database.transaction() as session:
        old = session.scalars(
            select(ScanPile).where(ScanPile.brought_on < limit, ScanPile.state == PileState.READ)
        ).all()
        gone = {file["file"] for pile in old for file in pile.files}
        for pile in old:
            pile.files = []
            pile.files_read = 0
        for page in session.scalars(pages_no_longer_needed([pile.id for pile in old])):
            gone.add(page.picture or "")
            page.picture = None
        session.flush()
        lost = unowned(session, gone - {""})
    for name in lost:
        remove_file(place.settings.instance_dir, name)
