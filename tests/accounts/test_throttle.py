import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consultation.accounts.throttle import CONNECTION, NAME, Rule, count_try, forgive, keys_of, wait_s
from consultation.db import Database, migrate
from consultation.models import SignInFailure
from tests.pages import ReviewingClient

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("failures", "elapsed_s", "wait"),
    [(5, 0, 0), (6, 0, 2), (6, 1.2, 1), (6, 2, 0), (8, 0, 8), (11, 0, 60), (5000, 0, 60), (5000, 59, 1), (5000, 60, 0)],
)
def test_the_wait_doubles_and_never_passes_the_longest(failures: int, elapsed_s: float, wait: int) -> None:
    assert wait_s(failures, elapsed_s, Rule(free_tries=5, longest_s=60)) == wait


def test_a_name_waits_after_five_tries_from_wherever(session: Session) -> None:
    waits = [count_try(session, keys_of("Vera@example.org", f"10.0.0.{n}", "s"), NOON) for n in range(8)]

    assert waits == [0, 0, 0, 0, 0, 0, 2, 2]
    assert count_try(session, keys_of("other@example.org", "10.0.0.1", "s"), NOON) == 0


def test_a_connection_waits_after_thirty_tries_for_whomever(session: Session) -> None:
    waits = [count_try(session, keys_of(f"p{n}@example.org", "10.0.0.1", "s"), NOON) for n in range(32)]

    assert waits == [0] * 31 + [2]
    assert count_try(session, keys_of("p0@example.org", "10.0.0.2", "s"), NOON) == 0


def test_addresses_of_one_ipv6_subscriber_are_one_connection() -> None:
    home = keys_of("a", "2001:db8:1:2::1", "s")[1]

    assert home == keys_of("a", "2001:db8:1:2:ffff::9", "s")[1]
    assert home != keys_of("a", "2001:db8:1:3::1", "s")[1]


def test_waiting_tries_do_not_make_the_wait_longer(session: Session) -> None:
    keys = keys_of("vera@example.org", "10.0.0.1", "s")
    for _ in range(40):
        count_try(session, keys, NOON)

    assert count_try(session, keys, NOON + dt.timedelta(seconds=2)) == 0


def test_failures_are_forgotten_after_an_hour(session: Session) -> None:
    keys = keys_of("vera@example.org", "10.0.0.1", "s")
    for _ in range(6):
        count_try(session, keys, NOON)

    assert count_try(session, keys, NOON + dt.timedelta(minutes=61)) == 0
    assert session.scalars(select(func.max(SignInFailure.count))).one() == 1


def test_a_right_password_clears_the_name_but_not_the_guesses_of_its_connection(session: Session) -> None:
    for n in range(3):
        count_try(session, keys_of(f"p{n}@example.org", "10.0.0.1", "s"), NOON)
    name, connection = keys_of("vera@example.org", "10.0.0.1", "s")
    count_try(session, (name, connection), NOON)

    forgive(session, name, connection)

    kept = {row.key_hash: row.count for row in session.scalars(select(SignInFailure))}
    assert name.hash not in kept
    assert kept[connection.hash] == 3


def test_neither_name_nor_connection_is_kept(session: Session) -> None:
    count_try(session, keys_of("vera@example.org", "10.0.0.1", "s"), NOON)

    kept = session.scalars(select(SignInFailure.key_hash)).all()
    assert {len(key_hash) for key_hash in kept} == {32}
    assert set(kept).isdisjoint(key.hash for key in keys_of("vera@example.org", "10.0.0.1", "another secret"))


@pytest.fixture
def database(database_url: str, tmp_path: Path, app: Flask) -> Iterator[Database]:
    """A database whose transactions are real ones, on the engine of this run."""
    found = Database(database_url if not database_url.startswith("sqlite") else f"sqlite:///{tmp_path}/t.sqlite")
    migrate(found.engine)
    yield found
    with found.transaction() as session:
        session.execute(delete(SignInFailure))
    found.close()


def test_tries_at_the_same_moment_are_all_counted(database: Database) -> None:
    """A robot that sends twenty at once must not get twenty guesses."""
    waits: list[int] = []

    def knock() -> None:
        with database.transaction() as session:
            waits.append(count_try(session, keys_of("vera@example.org", "10.0.0.1", "s"), NOON))

    threads = [threading.Thread(target=knock) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert waits.count(0) == NAME.free_tries + 1
    assert len(waits) == 20


def test_the_page_says_how_long_to_wait_and_keeps_the_address(
    client: ReviewingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consultation.accounts.sign_in.now", lambda: NOON)
    fields = {**client.form("/sign-in"), "email": "vera@example.org", "password": "wrong password"}
    for _ in range(6):
        assert client.post("/sign-in", data=fields).status_code == 200

    response = client.post("/sign-in", data=fields, headers={"Accept-Language": "en"})

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "2"
    assert "Wait 2 seconds, then try again" in response.text
    assert 'value="vera@example.org"' in response.text
    assert "wrong password" not in response.text
    assert CONNECTION.free_tries > NAME.free_tries
