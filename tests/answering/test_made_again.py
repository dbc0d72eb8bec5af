"""The page of questions, asked for again at once, and a sheet sent like the one before it: the gate does both without
the application, and nobody can tell."""

import asyncio
import gzip
import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import brotli
import pytest
from flask import Flask, request_started
from sqlalchemy import select

from consultation import create_app
from consultation.db import Database, migrate
from consultation.gate import Gate
from consultation.models import Submission
from consultation.settings import Settings
from consultation.submissions.recount import differences, questionnaire_ids
from consultation.submissions.sealed import unseal
from consultation.web.again import Again, Memory
from tests import factories
from tests.answering.examples import TWELVE
from tests.granian import Asked


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own: the gate asks it from other threads."""
    settings = Settings(instance_dir=tmp_path, secret_key="only for tests", channel_kept_s=60)
    app = create_app(settings)
    database: Database = app.extensions["consultation.database"]
    migrate(database.engine)
    yield app
    database.close()


@pytest.fixture
def path(app: Flask) -> str:
    database: Database = app.extensions["consultation.database"]
    with database.transaction() as session:
        return f"/fr/q/{factories.channel(session, TWELVE).code}"


@pytest.fixture
def requests(app: Flask) -> Iterator[list[str]]:
    """Method of every request that came to the application."""
    came: list[str] = []

    def note(_sender: Flask, **_rest: Any) -> None:
        from flask import request

        came.append(request.method)

    with request_started.connected_to(note, app):
        yield came


def answered(app: Flask, *asked: Asked) -> tuple[Asked, ...]:
    """Those requests, one after the other."""

    async def one_by_one() -> None:
        gate = Gate(app)
        for one in asked:
            await gate.__rsgi__(one, one)

    # In a thread of its own: a browser of other tests may hold the loop of this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(one_by_one())).result()
    return asked


def token_in(page: bytes) -> str:
    (token,) = re.findall(r'name="page-token" value="([A-Za-z0-9_-]{22})"', page.decode())
    return str(token)


def test_it_is_the_same_page_with_a_token_of_its_own(app: Flask, path: str, requests: list[str]) -> None:
    first, second = answered(app, Asked(path), Asked(path))

    assert requests == ["GET"], "the second was made by the gate"
    own, other = token_in(first.body), token_in(second.body)
    assert own != other
    assert second.body == first.body.replace(own.encode(), other.encode())
    assert second.sent.pop("etag").endswith(f'.{other}"')
    assert first.sent.pop("etag").endswith(f'.{own}"')
    assert (second.status, second.sent) == (first.status, first.sent)
    assert "content-security-policy" in second.sent


def test_each_browser_gets_it_in_an_encoding_it_takes(app: Flask, path: str, requests: list[str]) -> None:
    _first, as_br, as_gzip, plain = answered(
        app,
        Asked(path, accept_encoding="gzip, br"),
        Asked(path, accept_encoding="gzip, deflate, br"),
        Asked(path, accept_encoding="gzip"),
        Asked(path),
    )

    assert requests == ["GET"]
    assert (as_br.sent["content-encoding"], as_gzip.sent["content-encoding"]) == ("br", "gzip")
    assert "content-encoding" not in plain.sent
    for page, body in ((as_br, brotli.decompress(as_br.body)), (as_gzip, gzip.decompress(as_gzip.body))):
        token = token_in(body)
        assert body == plain.body.replace(token_in(plain.body).encode(), token.encode())
        assert page.sent["content-length"] == str(len(page.body))
        assert token in page.sent["etag"]


def test_whoever_asks_for_anything_else_asks_the_application(app: Flask, path: str, requests: list[str]) -> None:
    first, head, _host, _age, other = answered(
        app,
        Asked(path),
        Asked(path, "HEAD"),
        Asked(path, host="127.0.0.1"),
        Asked(path, query_string="for=child"),
        Asked(f"{path}x"),
    )
    (copy,) = answered(app, Asked(path, if_none_match=first.sent["etag"]))

    assert requests == ["GET", "HEAD", "GET", "GET", "GET", "GET"]
    assert (head.body, other.status, copy.status) == (b"", 404, 304)


def test_a_channel_that_may_have_closed_is_looked_up(app: Flask, path: str, requests: list[str]) -> None:
    object.__setattr__(app.extensions["consultation.settings"], "channel_kept_s", 0)

    answered(app, Asked(path), Asked(path))

    assert requests == ["GET", "GET"]


def test_a_response_with_a_cookie_is_nobody_elses() -> None:
    memory = Memory()
    again = Again(until=time.monotonic() + 60, make=lambda _accepted: (b"page", {}))
    memory.keep("with", again, [("content-type", "text/html"), ("set-cookie", "consultation=1")])
    memory.keep("without", again, [("content-type", "text/html")])

    assert memory.make("with", "") is None
    assert memory.make("without", "") == (b"page", [("content-type", "text/html"), ("content-length", "4")])


def sheet(number: int, **more: str) -> str:
    """A filled form, each number another person."""
    fields = {"page-version": "", "page-token": f"{number:022}", "page-for": "", "page-website": ""}
    return urlencode(fields | {"coffee": "yes", "kind": "resident", "idea": f"Des bancs {number}"} | more)


@pytest.fixture
def page_version(app: Flask, path: str) -> str:
    (page,) = answered(app, Asked(path))
    return version_in(page.body)


def version_in(page: bytes) -> str:
    (version,) = re.findall(r'name="page-version" value="([^"]+)"', page.decode())
    return str(version)


@pytest.fixture
def send(path: str, page_version: str) -> Callable[..., Asked]:
    """A sheet on its way; `form` may change a field of it."""

    def make(number: int, form: Mapping[str, str] = MappingProxyType({}), **headers: str) -> Asked:
        filled = sheet(number, **{"page-version": page_version, **form})
        return Asked(f"{path}/answers", "POST", form=filled, **headers)

    return make


def standing(app: Flask) -> dict[str, str]:
    """{token: follow code} of every record, after a look whether the counts are right."""
    database: Database = app.extensions["consultation.database"]
    with database.reader() as session:
        rows = session.execute(select(Submission.token, Submission.follow_code)).all()
        for questionnaire_id in questionnaire_ids(session):
            assert not differences(session, questionnaire_id)
    return {row.token: str(row.follow_code) for row in rows}


def code_in(app: Flask, reply: Asked) -> str | None:
    (proof,) = parse_qs(urlsplit(reply.sent["location"]).query)["t"]
    return unseal(proof, app.extensions["consultation.settings"].secret_key)


def test_a_sheet_is_thanked_for_in_the_same_way_and_stands_in_the_same_way(
    app: Flask, send: Callable[..., Asked], requests: list[str]
) -> None:
    first, second = answered(app, send(1), send(2))

    assert requests == ["POST"], "the second was taken by the gate"
    assert standing(app) == {f"{n:022}": code_in(app, reply) for n, reply in ((1, first), (2, second))}
    assert first.sent.pop("location") != second.sent.pop("location")
    assert (second.status, second.body, second.sent) == (first.status, first.body, first.sent)
    assert (second.status, second.sent["cache-control"]) == (303, "no-store")
    database: Database = app.extensions["consultation.database"]
    with database.reader() as session:
        one, other = session.scalars(select(Submission).order_by(Submission.token)).all()
        assert other.answers == {**one.answers, "idea": {"text": "Des bancs 2"}}
        assert (other.locale, other.mode, other.day) == (one.locale, one.mode, one.day)


UNUSUAL: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "an answer nobody offers": ({"kind": "king"}, {}),
    "words with a NUL": ({"idea": "a\0b"}, {}),
    "no token": ({"page-token": ""}, {}),
    "a program that fills everything in": ({"page-website": "http://x"}, {}),
    "another language": ({"page-switch": "ar"}, {}),
    "a page that is not known": ({"page-version": "XXXX"}, {}),
    "a file kept by an earlier page": ({"page-kept-photo": "x"}, {}),
    "nothing": ({"coffee": "", "kind": "", "idea": ""}, {}),
    "another site": ({}, {"origin": "https://elsewhere.example"}),
    "another host": ({}, {"host": "elsewhere.example"}),
    "somebody signed in": ({}, {"cookie": "consultation=1"}),
}


@pytest.mark.parametrize("what", UNUSUAL)
def test_any_other_sheet_is_looked_at_by_the_application(
    app: Flask, send: Callable[..., Asked], requests: list[str], what: str
) -> None:
    form, headers = UNUSUAL[what]
    form = {"idea": "Des bancs"} | form

    _plain, warm = answered(app, send(1), send(2, form, **headers))
    (cold,) = answered(app, send(3, form, **headers))

    assert len(requests) == 3, "the gate has taken none of them"
    token = re.compile(rb"[A-Za-z0-9_-]{22}")
    assert warm.status == cold.status != 0
    assert token.sub(b"", warm.body) == token.sub(b"", cold.body)


def test_a_sheet_that_comes_twice_at_once_is_one(app: Flask, send: Callable[..., Asked]) -> None:
    first, once, twice = answered(app, send(1), send(2), send(2))

    codes = standing(app)
    assert len(codes) == 2
    assert [code_in(app, reply) for reply in (once, twice)] == [codes[f"{2:022}"]] * 2
    assert code_in(app, first) != code_in(app, once)


def test_somebody_else_on_a_page_that_was_sent_is_asked(app: Flask, send: Callable[..., Asked]) -> None:
    _first, own, other = answered(app, send(1), send(2), send(2, {"idea": "Une fontaine"}))

    assert (own.status, other.status) == (303, 409)
    assert len(standing(app)) == 2


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_connection_that_sends_too_much_is_told_to_wait(tmp_path: Path, proxies: int) -> None:
    settings = Settings(
        instance_dir=tmp_path, secret_key="only for tests", channel_kept_s=60, answers_per_minute=2, proxies=proxies
    )
    app = create_app(settings)
    database: Database = app.extensions["consultation.database"]
    migrate(database.engine)
    with database.transaction() as session:
        path = f"/fr/q/{factories.channel(session, TWELVE).code}"
    (page,) = answered(app, Asked(path))
    version = version_in(page.body)
    away = {"x_forwarded_for": "192.0.2.9"} if proxies else {"client": "192.0.2.9:5"}

    sent = [Asked(f"{path}/answers", "POST", form=sheet(n, **{"page-version": version})) for n in range(4)]
    elsewhere = Asked(f"{path}/answers", "POST", form=sheet(9, **{"page-version": version}), **away)
    answered(app, *sent, elsewhere)

    assert [one.status for one in sent] == [303, 303, 429, 429]
    assert elsewhere.status == 303
    assert len(standing(app)) == 3
    database.close()


def test_a_sheet_for_a_channel_that_may_have_closed_is_looked_at(
    app: Flask, send: Callable[..., Asked], requests: list[str]
) -> None:
    object.__setattr__(app.extensions["consultation.settings"], "channel_kept_s", 0)
    app.extensions["consultation.answering"]["channels"].clear()

    answered(app, send(1), send(2))

    assert requests == ["POST", "POST"]
