"""The production server, in a process of its own."""

import contextlib
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import Live, command, serving


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running


def status(live: Live, path: str, data: bytes | None = None, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(live.url + path, data, headers), timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_it_answers_while_150_clients_send_their_forms_slowly(live: Live) -> None:
    begun = (
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 1000\r\n\r\nemail="
    )
    slow = [socket.create_connection(("127.0.0.1", live.port)) for _ in range(150)]
    for client in slow:
        client.sendall(begun)

    page, form = status(live, "/sign-in"), status(live, "/sign-in", b"email=a")

    assert (page, form) == (200, 200)
    for client in slow:
        client.close()


def test_a_body_too_large_is_refused_on_its_length_alone(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=10) as client:
        client.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000000\r\n\r\n")
        answer = client.recv(100)

    assert b" 413 " in answer


def test_a_body_of_unsaid_length_stops_at_the_limit(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=20) as client:
        client.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        answer = b""
        try:
            for _ in range(60):
                client.sendall(piece)
            client.sendall(b"0\r\n\r\n")
        except OSError:
            pass  # the server may hang up on the rest
        with contextlib.suppress(OSError):
            answer = client.recv(100)

    assert b" 413 " in answer or answer == b""
    assert status(live, "/health") == 200


def test_another_host_is_refused(live: Live) -> None:
    assert status(live, "/health", Host="elsewhere.example") == 400


def test_two_processes_are_refused_on_sqlite(tmp_path: Path, live: Live) -> None:
    refused = command("serve", "--processes", "2", environment=live.environment)

    assert refused.returncode == 2
    assert "PostgreSQL" in refused.stderr
