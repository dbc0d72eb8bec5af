"""What an organiser does slowly keeps no resident waiting: on SQLite one writes at a time, and reads lock nothing."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from consultation import create_app
from consultation.boxes import put_in
from consultation.db import Database, migrate
from consultation.models import Account, Box, Campaign, Channel, Plan, SlipBatch, Submission
from consultation.paper.slips import print_slips
from consultation.settings import Settings
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Flask]:
    """An application on a SQLite file of its own, with what several threads at once may ask of it."""
    app = create_app(Settings(instance_dir=tmp_path, public_url="http://localhost", secret_key="only for tests"))
    app.testing = True
    app.test_client_class = ReviewingClient
    migrate(database_of(app).engine)
    yield app
    database_of(app).close()


def database_of(app: Flask) -> Database:
    found: Database = app.extensions["consultation.database"]
    return found


def signed_in(app: Flask, account: Account) -> ReviewingClient:
    client = app.test_client()
    assert isinstance(client, ReviewingClient)
    return client.sign_in(account)


def test_a_sheet_is_acknowledged_while_an_organiser_prints(town: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with database_of(town).transaction() as session:
        box: Box = factories.box(session)
        channel = session.get_one(Channel, box.channel_id)
        plan = session.get_one(Plan, session.get_one(Campaign, channel.campaign_id).plan_id)
        organiser = factories.account(session, Role.ORGANISER, organisation_id=plan.organisation_id)
        code = factories.channel(session, campaign_id=channel.campaign_id).code
        box_id, client = box.id, signed_in(town, organiser)
    prints, acknowledged = threading.Event(), threading.Event()

    def print_slowly(*given: Any) -> Any:
        prints.set()
        assert acknowledged.wait(30), "no sheet was acknowledged meanwhile"
        return print_slips(*given)

    monkeypatch.setattr(put_in, "print_slips", print_slowly)
    page = f"/boxes/{box_id}"
    form = {**client.form(page, "slips"), "pages": "1"}

    with ThreadPoolExecutor(1) as organisers:
        printing = organisers.submit(client.post, f"{page}/slips", data=form)
        assert prints.wait(30)
        resident = town.test_client()
        assert isinstance(resident, ReviewingClient)
        url = f"/fr/q/{code}"
        answered = resident.post(f"{url}/answers", data={**resident.form(url, "sheet"), "q_coffee": "yes"})
        acknowledged.set()
        printed = printing.result(60)

    assert answered.status_code == 303, answered.text
    assert printed.status_code == 200, printed.text
    with database_of(town).reader() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1
        assert session.scalar(select(func.count()).select_from(SlipBatch)) == 1


def test_a_form_that_saves_nothing_does_not_wait_for_who_writes(town: Flask) -> None:
    with database_of(town).transaction() as session:
        client = signed_in(town, factories.account(session, Role.ORGANISER))
    form = {**client.form("/account", "my-account"), "name": ""}

    with database_of(town).transaction() as session:
        session.execute(text("DELETE FROM sign_in_failure"))
        response = client.post("/account", data=form)

    assert response.status_code == 200
    assert "my-account-errors" in response.text


def test_a_late_writer_locks_with_its_first_write_and_sees_what_stands_then(town: Flask, tmp_path: Path) -> None:
    database = database_of(town)
    with database.transaction() as session:
        organisation_id = factories.organisation(session, name="Before").id

    with database.late_writer() as late, database.engine.connect() as other:
        read = "SELECT name FROM organisation WHERE id = :id"
        assert late.scalar(text(read), {"id": organisation_id}) == "Before"
        other.exec_driver_sql("UPDATE organisation SET name = 'Meanwhile'")
        other.commit()
        assert late.scalar(text(read), {"id": organisation_id}) == "Meanwhile"
        late.execute(text("UPDATE organisation SET slug = 'mine'"))
        third = sqlite3.connect(tmp_path / "consultation.sqlite", timeout=0.05)
        with closing(third), pytest.raises(sqlite3.OperationalError, match="locked"):
            third.execute("BEGIN IMMEDIATE")
        late.rollback()
        assert late.scalar(text("SELECT slug FROM organisation")) != "mine"
