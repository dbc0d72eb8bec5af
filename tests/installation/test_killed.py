"""The server is killed in the middle of its work: every answer it has thanked for is there, whole, and once."""

import itertools
import os
import re
import secrets
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, select, text

from consultation.db import Database
from consultation.models import Submission, Verbatim
from consultation.submissions.recount import differences, questionnaire_ids
from tests.bench.processes import family
from tests.live import Live, command, environment_of, free_port, serving

PHONES = 24


@pytest.fixture
def database_url() -> Iterator[str]:
    """A database of its own on the server of the tests; empty: SQLite."""
    server = os.environ.get("TEST_POSTGRESQL")
    if not server:
        yield ""
        return
    name = f"killed_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


class Phones:
    """People who all answer at once, each on a phone that tells the token of every sheet it was thanked for."""

    def __init__(self, live: Live) -> None:
        self.live = live
        with urllib.request.urlopen(f"{live.url}/fr/") as front:
            found = re.search(r"/c/([a-z0-9]+)", front.read().decode())
        assert found
        self.path = f"/fr/q/{found[1]}/answers"
        self.sent: set[str] = set()
        self.thanked: dict[str, str] = {}

    def send(self, token: str) -> str:
        """Where the server leads after one sheet."""
        sheet = {"p1_07_1": "yes", "p4_03_1": f"Des bancs ({token})", "age_band": "25_39", "page-token": token}
        self.sent.add(token)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Host": f"localhost:{self.live.port}"}
        with closing(HTTPConnection("127.0.0.1", self.live.port, timeout=20)) as connection:
            connection.request("POST", self.path, urlencode(sheet), headers)
            answer = connection.getresponse()
            answer.read()
        assert answer.status == 303, answer.status
        return str(answer.headers["Location"])

    def answer_until_it_stops(self) -> None:
        for number in itertools.count():
            token = secrets.token_urlsafe(16)
            try:
                self.thanked[token] = self.send(token)
                if number % 5 == 0:
                    self.send(token)  # a double tap
            except (OSError, HTTPException):
                return


def test_killed_in_the_middle_of_a_batch_it_keeps_what_it_thanked_for(tmp_path: Path, database_url: str) -> None:
    # Each sheet comes on a connection of its own, so that a double tap often reaches the other process.
    more = {"ANSWERS_PER_MINUTE": "1000000", "DATABASE_URL": database_url, "WEB_PROCESSES": "2"}
    port = free_port()
    assert command("demo", environment=environment_of(tmp_path, port, **more)).returncode == 0
    with serving(tmp_path, port, **more) as live:
        phones = Phones(live)
        threads = [threading.Thread(target=phones.answer_until_it_stops) for _ in range(PHONES)]
        for thread in threads:
            thread.start()
        while len(phones.thanked) < 10 * PHONES:
            time.sleep(0.05)
        for process in list(family(live.process.pid)):
            os.kill(process, signal.SIGKILL)
        for thread in threads:
            thread.join()
        live.process.wait()

    database = Database(database_url or f"sqlite:///{tmp_path}/consultation.sqlite")
    with database.reader() as session:
        stood = set(session.scalars(select(Submission.token)))
    with serving(tmp_path, port, **more) as again:
        phones.live = again
        for token in phones.sent:  # whoever was not thanked sends again; the others tap once more
            phones.send(token)
    with database.reader() as session:
        kept = set(session.scalars(select(Submission.token).where(Submission.token.in_(phones.sent))))
        words = session.scalars(select(Verbatim.text).where(Verbatim.submission_token.in_(phones.sent))).all()
        wrong = [one for number in questionnaire_ids(session) for one in differences(session, number)]
    database.close()

    assert stood >= phones.thanked.keys()
    assert kept == phones.sent
    assert sorted(words) == sorted(f"Des bancs ({token})" for token in phones.sent)
    assert not wrong
