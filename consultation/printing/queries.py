"""Reads of large files for the printer."""

from sqlalchemy.orm import Session

from consultation.models import PrintJob


def job_by_id(session: Session, job_id: int, scope: int | None) -> PrintJob | None:
    """The file, None when it is not of that organisation."""
    found = session.get(PrintJob, job_id)
    return found if found and scope in {None, found.organisation_id} else None
