"""Large files for the printer are made outside requests: watched, stopped, made again, forgotten."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.db import Database
from consultation.files import path_of, remove_file, save_file
from consultation.jobs import Place
from consultation.models import PrintJob, SheetBatch
from consultation.printing.order import PRINTERS, Cancelled, Told
from consultation.printing.work import Progress, finish, forget_files, print_file, print_forgotten_files
from consultation.terms import PrintState, Role
from tests import factories
from tests.pages import ReviewingClient
from tests.paper.conftest import Paper
from tests.paper.conftest import paper as paper
from tests.paper.conftest import words as words

COPIES = 220


@pytest.fixture
def place(app: Flask) -> Place:
    database: Database = app.extensions["consultation.database"]
    return Place(database, app.extensions["consultation.settings"])


@pytest.fixture
def stubborn() -> Iterator[list[int]]:
    """A printer that never comes to its end by itself; the pages it told of."""
    seen: list[int] = []

    def endless(place: Place, subject: str, told: Told) -> bytes:
        for page in range(10_000):
            seen.append(page)
            told(page)
            if subject == "stopped" and page == 3:
                with place.database.transaction() as session:
                    session.scalars(select(PrintJob)).one().state = PrintState.CANCELLED
        raise RuntimeError("out of paper")

    PRINTERS["endless"] = endless
    yield seen
    del PRINTERS["endless"]


def a_job(session: Session, paper: Paper, **more: object) -> PrintJob:
    given = {"kind": "endless", "subject": "1", "name": "x.pdf", "back": "/sheets", "pages": 10, **more}
    made = PrintJob(organisation_id=paper.organiser.organisation_id, **{"asked_on": today(), **given})
    factories.add(session, made)
    session.commit()
    return made


def test_hundreds_of_sheets_are_made_beside_and_fetched_when_they_are_ready(
    client: ReviewingClient, session: Session, paper: Paper
) -> None:
    session.commit()
    client.sign_in(paper.organiser)
    url = f"/channels/{paper.channel.code}/sheets"

    response = client.post(url, data={**client.form(url, "print"), "copies": str(COPIES)})

    assert response.location.startswith("/printing/")
    page = client.get(response.location)
    batch = session.scalars(select(SheetBatch)).one()
    job = session.scalars(select(PrintJob)).one()
    assert (job.state, job.subject, job.pages_done) == (PrintState.READY, str(batch.id), job.pages)
    assert f"/sheet-batches/{batch.id}" in page.text
    file = client.get(f"{response.location}/file.pdf")
    assert file.mimetype == "application/pdf"
    with pypdfium2.PdfDocument(file.data) as document:
        assert len(document) == job.pages >= COPIES
    assert client.get(f"/sheet-batches/{batch.id}/sheets.pdf").location == f"/sheet-batches/{batch.id}"


def test_asked_for_twice_a_file_is_made_once(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=COPIES).batch.id
    session.commit()
    client.sign_in(paper.organiser)
    data = client.form(f"/sheet-batches/{batch}", "prepare")

    first, second = (client.post(f"/sheet-batches/{batch}/file", data=data).location for _time in range(2))

    assert first == second
    assert session.scalars(select(PrintJob.state)).all() == [PrintState.READY]


def test_a_few_sheets_are_printed_at_once(client: ReviewingClient, session: Session, paper: Paper) -> None:
    session.commit()
    client.sign_in(paper.organiser)
    url = f"/channels/{paper.channel.code}/sheets"

    response = client.post(url, data={**client.form(url, "print"), "copies": "20"})

    assert response.location.startswith("/sheet-batches/")
    assert client.get(f"{response.location}/sheets.pdf").mimetype == "application/pdf"
    assert not session.scalars(select(PrintJob)).all()


def test_a_file_that_is_stopped_is_not_made_and_can_be_made_after_all(
    client: ReviewingClient, session: Session, paper: Paper
) -> None:
    batch = paper.print(copies=COPIES).batch.id
    job = a_job(session, paper, kind="sheets", subject=str(batch), pages=COPIES)
    client.sign_in(paper.organiser)
    assert 'http-equiv="refresh"' in client.get(f"/printing/{job.id}").text

    client.post(f"/printing/{job.id}/cancel", data=client.form(f"/printing/{job.id}", "stop"))
    stopped = client.get(f"/printing/{job.id}")

    assert "refresh" not in stopped.text
    assert client.get(f"/printing/{job.id}/file.pdf").location == f"/printing/{job.id}"
    client.post(f"/printing/{job.id}/again", data=client.form(f"/printing/{job.id}", "make"))
    assert client.get(f"/printing/{job.id}/file.pdf").status_code == 200


def test_stopping_ends_the_work_within_pages(
    monkeypatch: pytest.MonkeyPatch, session: Session, paper: Paper, place: Place, stubborn: list[int]
) -> None:
    monkeypatch.setattr("consultation.printing.work.TOLD_EVERY_S", 0.0)
    job = a_job(session, paper, subject="stopped")

    print_file(place, job_id=job.id)

    session.refresh(job)
    assert (job.state, job.file, stubborn[-1]) == (PrintState.CANCELLED, None, 4)


def test_a_printer_that_breaks_down_says_so(
    client: ReviewingClient, session: Session, paper: Paper, place: Place, stubborn: list[int]
) -> None:
    job = a_job(session, paper)

    print_file(place, job_id=job.id)

    client.sign_in(paper.organiser)
    assert "make" in client.get(f"/printing/{job.id}").text
    session.refresh(job)
    assert (job.state, job.file, len(stubborn)) == (PrintState.FAILED, None, 10_000)


def test_a_file_a_restart_interrupted_is_made(session: Session, paper: Paper, place: Place) -> None:
    batch = paper.print(copies=2).batch.id
    job = a_job(session, paper, kind="sheets", subject=str(batch), state=PrintState.PRINTING)

    print_forgotten_files(place)

    session.refresh(job)
    assert job.state == PrintState.READY
    assert job.file
    assert path_of(place.settings.instance_dir, job.file).exists()


def test_files_are_forgotten_after_three_days(session: Session, paper: Paper, place: Place) -> None:
    batch = paper.print(copies=2).batch.id
    job = a_job(session, paper, kind="sheets", subject=str(batch))
    print_file(place, job_id=job.id)
    session.refresh(job)
    assert job.file
    path = Path(path_of(place.settings.instance_dir, job.file))

    forget_files(place)
    is_kept = path.exists()
    job.asked_on -= dt.timedelta(days=4)
    session.commit()
    forget_files(place)

    assert (is_kept, path.exists()) == (True, False)
    assert not session.scalars(select(PrintJob)).all()


def test_a_file_that_is_gone_is_made_again(
    client: ReviewingClient, session: Session, paper: Paper, place: Place
) -> None:
    batch = paper.print(copies=COPIES).batch.id
    session.commit()
    client.sign_in(paper.organiser)
    data = client.form(f"/sheet-batches/{batch}", "prepare")
    first = client.post(f"/sheet-batches/{batch}/file", data=data).location
    (file,) = session.scalars(select(PrintJob.file))
    remove_file(place.settings.instance_dir, file or "")

    second = client.post(f"/sheet-batches/{batch}/file", data=data).location

    assert first != second
    assert client.get(f"{second}/file.pdf").status_code == 200


def test_a_file_stays_while_another_job_names_it(session: Session, paper: Paper, place: Place) -> None:
    folder = place.settings.instance_dir
    file = save_file(folder, b"the same pages", "pdf")
    kept = a_job(session, paper, state=PrintState.READY, file=file)
    stopped = a_job(session, paper, state=PrintState.CANCELLED)
    a_job(session, paper, state=PrintState.READY, file=file, asked_on=today() - dt.timedelta(days=4))

    finish(place, stopped.id, PrintState.READY, file)
    forget_files(place)
    assert path_of(folder, file).exists()
    assert session.scalars(select(PrintJob.id).where(PrintJob.file == file)).all() == [kept.id]

    kept.file = None
    session.commit()
    finish(place, stopped.id, PrintState.READY, file)
    assert not path_of(folder, file).exists()


def test_how_far_a_file_is_stands_on_its_page(
    client: ReviewingClient, session: Session, paper: Paper, place: Place
) -> None:
    job = a_job(session, paper, state=PrintState.PRINTING, pages=400)

    Progress(place, job.id)(123)

    client.sign_in(paper.organiser)
    assert 'value="123"' in client.get(f"/printing/{job.id}").text
    job.state = PrintState.CANCELLED
    session.commit()
    with pytest.raises(Cancelled):
        Progress(place, job.id)(124)


def test_another_town_does_not_see_it(client: ReviewingClient, session: Session, paper: Paper) -> None:
    job = a_job(session, paper)
    client.sign_in(factories.account(session, Role.ORGANISER, organisation_id=factories.organisation(session).id))

    assert client.get(f"/printing/{job.id}").status_code == 404
    assert client.get(f"/printing/{job.id}/file.pdf").status_code == 404
