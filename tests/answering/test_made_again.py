"""The page of questions, asked for again at once: the gate makes it without the application, and nobody can tell."""

import asyncio
import gzip
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask, request_started

from consultation import create_app
from consultation.db import Database, migrate
from consultation.gate import Gate
from consultation.settings import Settings
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
