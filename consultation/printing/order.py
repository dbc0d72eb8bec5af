"""Ask for a large file for the printer, stop it, ask again."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.files import path_of
from consultation.jobs import Place
from consultation.models import Organisation, PrintJob
from consultation.terms import PrintState

MOST_AT_ONCE = 200
"""Pages that are printed while somebody waits: a fifteenth of a second, and the layout."""
Told = Callable[[int], None]
"""Called with the pages done so far; raises `Cancelled` when nobody wants them any more."""
Printer = Callable[[Place, str, Told], bytes]
"""The PDF of a subject: `print_sheets(place, "18", told)`."""

PRINTERS: dict[str, Printer] = {}
"""{kind: how it is printed}; each room adds its own when its `work` module is imported."""


class Cancelled(Exception):
    """Nobody wants the file any more."""


def printer(kind: str) -> Callable[[Printer], Printer]:
    """How things of a kind are printed."""

    def known(function: Printer) -> Printer:
        PRINTERS[kind] = function
        return function

    return known


def ask_for(
    session: Session,
    kind: str,
    subject: str,
    *,
    name: str,
    pages: int,
    back: str,
    organisation_id: int,
    asked_by: int,
    instance_dir: Path,
) -> PrintJob:
    """The file that is being made already, or stands ready, or a new one to be made (`later("print_file")`).

    Whoever asks for one of the organisation at the same time waits.
    """
    session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update(key_share=True))
    chosen = select(PrintJob).where(
        PrintJob.kind == kind,
        PrintJob.subject == subject,
        PrintJob.organisation_id == organisation_id,
        PrintJob.state.in_([PrintState.WAITING, PrintState.PRINTING, PrintState.READY]),
    )
    for standing in session.scalars(chosen.order_by(PrintJob.id.desc())):
        if standing.state != PrintState.READY or is_there(instance_dir, standing.file):
            return standing
    made = PrintJob(
        organisation_id=organisation_id,
        kind=kind,
        subject=subject,
        name=name,
        back=back,
        pages=pages,
        asked_by=asked_by,
        asked_on=today(),
    )
    session.add(made)
    session.flush()
    return made


def is_there(instance_dir: Path, file: str | None) -> bool:
    """Whether the file still is where it was kept."""
    return file is not None and path_of(instance_dir, file).exists()


def cancel(job: PrintJob) -> None:
    """Stop it; a file that is ready stays."""
    if job.state in {PrintState.WAITING, PrintState.PRINTING}:
        job.state = PrintState.CANCELLED


def ask_again(job: PrintJob) -> None:
    """Make the file after all."""
    if job.state in {PrintState.CANCELLED, PrintState.FAILED}:
        job.state, job.pages_done = PrintState.WAITING, 0
