"""The production server, in a process of its own."""

import asyncio
import contextlib
import io
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Response, g, request, stream_with_context

from consultation import create_app
from consultation.gate import Gate, environment
from consultation.server import NICE
from consultation.settings import Settings
from consultation.web.held import kept
from tests.bench.processes import family
from tests.granian import Asked
from tests.live import Live, serving


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


def test_long_work_leaves_the_processor_to_those_who_answer(live: Live) -> None:
    """Speech made ahead once took a third of the machine from the residents who answered meanwhile."""
    niceness = [os.getpriority(os.PRIO_PROCESS, process) for process in family(live.process.pid)]

    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert sorted(niceness) == [*[own] * (len(niceness) - 1), min(own + NICE, 19)]


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


def test_announcing_much_and_sending_nothing_shuts_nobody_out(live: Live) -> None:
    """Fifty clients that announce 25 MB each were once counted as if they had sent them."""
    begun = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 25000000\r\n\r\nx"
    idle = [socket.create_connection(("127.0.0.1", live.port)) for _ in range(50)]
    for client in idle:
        client.sendall(begun)

    form = status(live, "/sign-in", b"email=a")

    assert form == 200
    for client in idle:
        client.close()


def test_a_body_of_more_than_the_server_holds_is_too_large_not_busy(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=10) as client:
        client.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000000\r\n\r\n")
        answer = client.recv(100)

    assert b" 413 " in answer


def test_a_pile_of_somebody_who_is_not_signed_in_is_not_received(live: Live) -> None:
    """900 MB once went to the disk of the server before it asked who sends them."""
    head = b"POST /scans HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    with socket.create_connection(("127.0.0.1", live.port), timeout=10) as client:
        client.sendall(head + b"Content-Length: 900000000\r\n\r\n")
        stranger = client.recv(100)

    assert b" 303 " in stranger


def test_another_host_is_refused(live: Live) -> None:
    assert status(live, "/health", Host="elsewhere.example") == 400


@pytest.mark.parametrize(
    ("client", "address"), [("192.0.2.1:5000", "192.0.2.1"), ("[2001:db8::1]:5000", "2001:db8::1")]
)
def test_the_address_of_a_client_is_told_bare(client: str, address: str) -> None:
    """In its brackets an IPv6 address was no address, and a subscriber with 2^64 of them was never slowed down."""
    assert environment(Asked(client=client), {}, None)["REMOTE_ADDR"] == address


def test_a_header_written_with_underscores_is_not_one_with_hyphens() -> None:
    told = environment(Asked(), {"x_forwarded_for": "1.2.3.4", "x-forwarded-host": "a"}, None)

    assert "HTTP_X_FORWARDED_FOR" not in told
    assert told["HTTP_X_FORWARDED_HOST"] == "a"


class Reply:
    """Where a gate sends its answer."""

    def __init__(self) -> None:
        self.body = b""

    def response_stream(self, _status: int, _headers: object) -> "Reply":
        return self

    async def send_bytes(self, piece: bytes) -> None:
        self.body += piece
        await asyncio.sleep(0)

    def response_bytes(self, _status: int, _headers: object, body: bytes) -> None:
        self.body = body


class Pouring(Reply):
    """A phone that sends a form in pieces."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _piece in range(3):
            yield b"x" * 100

    def response_str(self, status: int, headers: list[tuple[str, str]], words: str) -> None:
        self.status, self.headers, self.words = status, dict(headers), words


def test_somebody_who_sends_while_there_is_no_room_reads_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every language of residents: the page a proxy would show."""
    monkeypatch.setattr("consultation.gate.HELD_BYTES", 150)
    app = create_app(Settings(instance_dir=tmp_path, secret_key="only for tests"))
    asked, reply = Asked("/fr/q/c4h7kt/answers", "POST", content_length="300000"), Pouring()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(Gate(app).__rsgi__(asked, reply))).result()

    assert (reply.status, reply.headers["retry-after"]) == (503, "60")
    assert all(words in reply.words for words in ("Attendez une minute", "انتظروا دقيقة", "یوه دقیقه"))


def test_nobody_is_taken_for_whoever_downloaded_before(tmp_path: Path) -> None:
    """A download is made piece by piece, each in any thread: what it knew of its reader stayed in the first one.

    After an organiser had taken an export, anybody whose request met that thread was that organiser.
    """
    app = create_app(Settings(instance_dir=tmp_path, secret_key="only for tests"))
    app.before_request_funcs.clear()
    app.view_functions["web.health"] = lambda: g.get("account", "nobody")
    app.view_functions["answering.first_page"] = download

    async def all_at_once() -> list[bytes]:
        gate = Gate(app, threads=3)
        for path in ("/",) * 30 + ("/health",) * 30:
            replies.append((Asked(path), Reply()))
        await asyncio.gather(*(gate.answer(a, {"host": "localhost"}, None, reply) for a, reply in replies[:30]))
        await asyncio.gather(*(gate.answer(a, {"host": "localhost"}, None, reply) for a, reply in replies[30:]))
        return [reply.body for _asked, reply in replies]

    replies: list[tuple[Asked, Reply]] = []
    # In a thread of its own: a browser of other tests may hold the loop of this one.
    with ThreadPoolExecutor(1) as thread:
        bodies = thread.submit(lambda: asyncio.run(all_at_once())).result()

    assert bodies[:30] == [b"Claire" * 20] * 30
    assert bodies[30:] == [b"nobody"] * 30


def download(**_values: object) -> Response:
    g.account = "Claire"

    def pieces() -> Iterator[str]:
        for _ in range(20):
            yield str(g.account)

    return Response(stream_with_context(pieces()))


class Coming(Future[str]):
    """Something on its way, and what it will be unless something gets in between."""

    expected = "as expected"


@pytest.mark.parametrize("outcome", ["as expected", "otherwise", OSError("disk full")])
def test_a_response_is_held_back_until_what_it_says_has_happened(tmp_path: Path, outcome: str | Exception) -> None:
    app = create_app(Settings(instance_dir=tmp_path, secret_key="only for tests"))
    app.before_request_funcs.clear()
    coming = Coming()
    asked: list[str] = []

    def say() -> str:
        asked.append(request.get_data(as_text=True))
        return kept(coming)

    app.view_functions["web.health"] = say
    reply = Reply()

    async def answer() -> None:
        answering = asyncio.create_task(
            Gate(app).answer(
                Asked("/health"), {"host": "localhost", "content-length": "5"}, io.BytesIO(b"sheet"), reply
            )
        )
        while not asked:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        assert reply.body == b"", "nothing has happened yet"
        coming.set_exception(outcome) if isinstance(outcome, Exception) else coming.set_result(outcome)
        await answering

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(answer())).result()

    if outcome == "as expected":
        assert (reply.body, asked) == (b"as expected", ["sheet"])
    elif outcome == "otherwise":
        assert (reply.body, asked) == (b"otherwise", ["sheet", "sheet"]), "asked again, with the same form"
    else:
        assert b"<h1" in reply.body
        assert asked == ["sheet", "sheet"]


def is_running(process: str) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="Linux alone tells who started whom")
def test_no_process_stays_behind_a_server_that_was_killed(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        server = running.process.pid
        started = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        assert len(started) > 2

        running.process.kill()

        for _try in range(300):
            if not any(map(is_running, started)):
                break
            time.sleep(0.1)
        assert not [process for process in started if is_running(process)]
