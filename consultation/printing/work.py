"""Work outside requests: making the files, and forgetting them."""

import datetime as dt
import logging
import time
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from consultation.clock import today
from consultation.files import remove_file, save_file
from consultation.jobs import Place, job, regular
from consultation.models import PrintJob
from consultation.printing.order import PRINTERS, Cancelled
from consultation.terms import PrintState

logger = logging.getLogger(__name__)
KEPT = dt.timedelta(days=3)
"""How long a file waits for its printer; it can be made again."""
TOLD_EVERY_S = 0.5


@dataclass
class Progress:
    """Tells the page how far a file is, now and then."""

    place: Place
    job_id: int
    told_at: float = 0.0

    def __call__(self, pages: int) -> None:
        """So many pages are done.

        :raises Cancelled: when somebody stopped it.
        """
        if time.monotonic() - self.told_at < TOLD_EVERY_S:
            return
        self.told_at = time.monotonic()
        with self.place.database.transaction() as session:
            found = session.get(PrintJob, self.job_id)
            if found is None or found.state != PrintState.PRINTING:
                raise Cancelled(self.job_id)
            found.pages_done = pages


@job
def print_file(place: Place, *, job_id: int) -> None:
    """Make a file; after a crash it is begun anew."""
    with place.database.transaction() as session:
        found = session.get(PrintJob, job_id)
        if found is None or found.state not in {PrintState.WAITING, PrintState.PRINTING}:
            return
        found.state = PrintState.PRINTING
        kind, subject = found.kind, found.subject
    try:
        pdf = PRINTERS[kind](place, subject, Progress(place, job_id))
    except Cancelled:
        return
    except Exception:
        logger.exception("Printing %s %s failed", kind, subject)
        finish(place, job_id, PrintState.FAILED)
        return
    finish(place, job_id, PrintState.READY, save_file(place.settings.instance_dir, pdf, "pdf"))


def finish(place: Place, job_id: int, state: PrintState, file: str | None = None) -> None:
    """The file is there, or it is not; one that was cancelled meanwhile is forgotten."""
    with place.database.transaction() as session:
        found = session.get(PrintJob, job_id)
        if found is not None and found.state == PrintState.PRINTING:
            found.state, found.file, found.pages_done = state, file, found.pages
            file = None
    if file:
        remove_unnamed(place, [file])


@regular
def print_forgotten_files(place: Place) -> None:
    """Files whose making a restart interrupted."""
    waiting = select(PrintJob.id).where(PrintJob.state.in_([PrintState.WAITING, PrintState.PRINTING]))
    with place.database.reader() as session:
        ids = session.scalars(waiting).all()
    for job_id in ids:
        print_file(place, job_id=job_id)


@regular
def forget_files(place: Place) -> None:
    """Files and what became of them, after a few days."""
    with place.database.transaction() as session:
        old = session.scalars(select(PrintJob).where(PrintJob.asked_on < today() - KEPT)).all()
        gone = [found.file for found in old if found.file]
        for found in old:
            session.delete(found)
    remove_unnamed(place, gone)


def remove_unnamed(place: Place, names: Collection[str]) -> None:
    """Remove those of the files that no job names: two whose pages are the same have one file."""
    with place.database.reader() as session:
        named = set(session.scalars(select(PrintJob.file).where(PrintJob.file.in_(names))))
    for name in set(names) - named:
        remove_file(place.settings.instance_dir, name)
