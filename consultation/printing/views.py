"""How far a large file for the printer is, and the file."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consultation.accounts.access import account, scope
from consultation.db import session
from consultation.files import path_of
from consultation.jobs import later
from consultation.printing import order, queries
from consultation.terms import Audience, PrintState
from consultation.web.access import audience
from consultation.web.current import settings, show_pdf

blueprint = Blueprint("printing", __name__, template_folder="templates")


@blueprint.get("/printing/<int:job_id>")
@audience(Audience.ORGANISERS)
def job(job_id: int) -> str:
    """How far a file is."""
    found = queries.job_by_id(session(), job_id, scope()) or abort(404)
    return render_template(
        "printing/job.html", job=found, is_going=found.state in {PrintState.WAITING, PrintState.PRINTING}
    )


@blueprint.post("/printing/<int:job_id>/cancel")
@audience(Audience.ORGANISERS)
def cancel(job_id: int) -> ResponseReturnValue:
    """Stop making a file."""
    found = queries.job_by_id(session(), job_id, scope()) or abort(404)
    order.cancel(found)
    session().commit()
    return redirect(url_for(".job", job_id=job_id), 303)


@blueprint.post("/printing/<int:job_id>/again")
@audience(Audience.ORGANISERS)
def again(job_id: int) -> ResponseReturnValue:
    """Make it after all."""
    found = queries.job_by_id(session(), job_id, scope()) or abort(404)
    order.ask_again(found)
    session().commit()
    later("print_file", job_id=job_id)
    return redirect(url_for(".job", job_id=job_id), 303)


@blueprint.get("/printing/<int:job_id>/file.pdf")
@audience(Audience.ORGANISERS)
def file(job_id: int) -> ResponseReturnValue:
    """The file for the printer; while it is not there, how far it is."""
    found = queries.job_by_id(session(), job_id, scope()) or abort(404)
    path = path_of(settings().instance_dir, found.file) if found.file else None
    if path is None or not path.exists():
        return redirect(url_for(".job", job_id=job_id), 303)
    return show_pdf(path.read_bytes(), found.name)


def started(kind: str, subject: str, *, name: str, pages: int, back: str, organisation_id: int) -> ResponseReturnValue:
    """Begin making a file, and show how far it is; with what else is in the session it is committed."""
    made = order.ask_for(
        session(), kind, subject, instance_dir=settings().instance_dir,
        name=name, pages=pages, back=back, organisation_id=organisation_id, asked_by=account().id,
    )  # fmt: skip
    job_id = made.id
    session().commit()
    later("print_file", job_id=job_id)
    return redirect(url_for("printing.job", job_id=job_id), 303)
