"""The gate: receives requests whole on the event loop, and runs the application on each in a thread.

Granian's own WSGI mode holds a thread while a slow phone sends its form: 150 slow clients stop it. Here the event
loop, which does not mind how slow they are, receives the request; only then it is handed to a thread, and the answer
goes back the same way. A thread does not wait for the disk either: see `web.held`. A page that only gets another token,
and a plain sheet sent like one before it, take neither thread nor application: see `web.again`.
"""

import asyncio
import contextlib
import ctypes
import gc
import io
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask
from granian._granian import RSGIProtocolClosed

from consultation.settings import Settings
from consultation.web.again import AGAIN, Memory
from consultation.web.held import HELD, MAY_HOLD
from consultation.web.resting import resting_page

#: A body larger than this is received on disk, in bytes.
IN_MEMORY_BYTES = 256_000
#: A body of at most this announced length is waited for whole, in bytes.
SHORT_BYTES = 16_000
#: Longest time to receive one request's body, in seconds: a 25 MB document over a slow line.
RECEIVE_TIMEOUT_S = 600
#: Most bytes of requests held at once; beyond, people are asked to try again.
HELD_BYTES = 4_000_000_000

#: Requests carried out at once; most of them wait for the disk, together (see `submissions.writer`).
THREADS = 8

#: Longest time a thread computes before another gets its turn, in seconds: longer than a sheet takes. Each turn given
#: up in the middle costs both of them.
TURN_S = 0.01
#: New objects after which those of a request that refer to one another are looked for; a request makes some hundreds.
NEW_OBJECTS = 10_000

#: `mallopt` of glibc: most pools of memory.
M_ARENA_MAX = -8


class TooLarge(Exception):
    """The body is larger than the application accepts."""


class TooBusy(Exception):
    """So much is being received that there is no room for more."""


class Gate:
    """RSGI application in front of a WSGI one: receives the whole request, then runs it in a thread."""

    def __init__(self, app: Flask, threads: int = THREADS) -> None:
        self.app = app
        settings: Settings = app.extensions["consultation.settings"]
        self.largest = {"": settings.max_upload_mb * 1_000_000, "/scans": settings.max_pile_mb * 1_000_000}
        """Bytes of a request, by path; "" for all others."""
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        #: bytes received of requests that are not answered yet
        self.held_bytes = 0
        self.again = Memory()
        self.done = Done()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        if scope.proto != "http":
            protocol.close(404)
            return
        headers = dict(scope.headers.items())
        if made := self.again.make(asked_of(scope, headers), headers.get("accept-encoding", "")):
            with contextlib.suppress(RSGIProtocolClosed):
                protocol.response_bytes(200, made[1], made[0])
            return
        try:
            length = int(headers.get("content-length", "0"))
        except ValueError:
            length = -1
        if length < 0:
            protocol.response_str(400, [("content-type", "text/plain")], "Bad length.\n")
            return
        sends = scope.method not in {"GET", "HEAD", "OPTIONS"}
        largest = await self.largest_for(scope, headers) if sends else 0
        body = Body(self, largest, length)
        try:
            # A body too large is not received: the application answers on its declared length alone.
            if sends and length <= largest:
                async with asyncio.timeout(RECEIVE_TIMEOUT_S):
                    await body.receive(protocol)
            await self.answer(scope, headers, body.file, protocol)
        except TooBusy:
            page = await asyncio.get_running_loop().run_in_executor(self.threads, resting_page)
            protocol.response_str(503, [("content-type", "text/html; charset=utf-8"), ("retry-after", "60")], page)
        except TooLarge:
            protocol.response_str(413, [("content-type", "text/plain")], "Too large.\n")
        except TimeoutError:
            protocol.response_str(408, [("content-type", "text/plain")], "Too slow.\n")
        except RSGIProtocolClosed:
            pass  # the phone is gone: nothing was handed to the application, or its answer is kept anyway
        finally:
            body.close()

    async def largest_for(self, scope: Any, headers: dict[str, str]) -> int:
        """Bytes that are received of a request: much only of somebody who may open the page it is sent from."""
        if scope.path not in self.largest:
            return self.largest[""]
        asked = environment(scope, headers, io.BytesIO()) | {"REQUEST_METHOD": "HEAD", "CONTENT_LENGTH": "0"}
        loop = asyncio.get_running_loop()
        status, *_rest = await loop.run_in_executor(self.threads, Context().run, run_wsgi, self.app, asked)
        return self.largest[scope.path if status == 200 else ""]

    async def answer(self, scope: Any, headers: dict[str, str], body: Any, protocol: Any) -> None:
        """Run the application in a thread and send what it gives: short answers at once, others piece by piece."""
        loop = asyncio.get_running_loop()
        # What the request knows (who is signed in, its database session) goes with it from thread to thread, and
        # never stays in one: the next request there would be taken for the same person.
        context = Context()

        def in_thread(call: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
            return loop.run_in_executor(self.threads, context.run, call, *arguments)

        environ = environment(scope, headers, body) | {MAY_HOLD: True}
        asked = asked_of(scope, headers) or sent_like(scope, headers, body)
        reply: Reply
        if found := self.again.take(asked, environ):
            reply = 303, found, b"", None
        else:
            reply = await in_thread(run_wsgi, self.app, environ)
        if HELD in environ and not await self.done.is_kept(environ[HELD]):
            body.seek(0)
            reply = await in_thread(run_wsgi, self.app, environment(scope, headers, body))
        status, reply_headers, pieces, close = reply
        if AGAIN in environ and asked:
            self.again.keep(asked, environ[AGAIN], reply_headers)
        try:
            if isinstance(pieces, bytes):
                protocol.response_bytes(status, reply_headers, pieces)
                return
            transport = protocol.response_stream(status, reply_headers)
            while (piece := await in_thread(next, pieces, None)) is not None:
                await transport.send_bytes(piece)
        finally:
            if close is not None:
                await in_thread(close)


def asked_of(scope: Any, headers: dict[str, str]) -> object:
    """What a response that is made again depends on; None for a request that asks for more than that."""
    if scope.method != "GET" or "if-none-match" in headers:
        return None
    return scope.scheme, headers.get("host"), scope.path, scope.query_string


def sent_like(scope: Any, headers: dict[str, str], body: Any) -> object:
    """What taking a form depends on beside the form; None for one that is long, or of somebody who has a cookie."""
    if scope.method != "POST" or not isinstance(body, io.BytesIO) or "cookie" in headers:
        return None
    sent = headers.get("origin"), headers.get("content-type")
    return scope.scheme, headers.get("host"), scope.path, scope.query_string, *sent


class Done:
    """Promises that other threads have fulfilled; all of one commit wake the event loop once, not each for itself."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._is_woken = False

    async def is_kept(self, promise: Any) -> bool:
        """Whether it has become what was expected, once it is done."""
        loop = asyncio.get_running_loop()
        waiting = loop.create_future()
        promise.add_done_callback(lambda _promise: self._wake(loop, waiting))
        await waiting
        with contextlib.suppress(Exception):
            return bool(promise.result() == promise.expected)
        return False

    def _wake(self, loop: asyncio.AbstractEventLoop, waiting: "asyncio.Future[None]") -> None:
        self._waiting.append(waiting)
        if not self._is_woken:  # else the loop has still to look, and will find this one too
            self._is_woken = True
            loop.call_soon_threadsafe(self._look)

    def _look(self) -> None:
        self._is_woken = False
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(None)


class Body:
    """The body of one request, in memory when it is short, else in a temporary file.

    What has come is counted, not what was announced: a few clients that announce much and send nothing would else
    shut everybody out, and one that announces nothing could fill the disk.
    """

    def __init__(self, gate: Gate, largest: int, length: int) -> None:
        self.gate = gate
        self.largest = largest
        self.received = 0
        self.is_short = 0 < length <= SHORT_BYTES
        self.file: Any = io.BytesIO()

    async def receive(self, protocol: Any) -> None:
        """All of it, from the beginning.

        :raises TooLarge: beyond what the application accepts.
        :raises TooBusy: when this and the others are more than may be held.
        """
        if self.is_short:
            await self.receive_short(protocol)
            return
        self.file = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115  # closed below
        async for piece in protocol:
            self.received += len(piece)
            self.gate.held_bytes += len(piece)
            if self.received > self.largest:
                raise TooLarge
            if self.gate.held_bytes > HELD_BYTES:
                raise TooBusy
            self.file.write(piece)
        self.file.seek(0)

    async def receive_short(self, protocol: Any) -> None:
        """All of it at once, as the form of a sheet comes."""
        whole = await protocol()
        self.received = len(whole)
        self.gate.held_bytes += self.received
        self.file = io.BytesIO(whole)

    def close(self) -> None:
        self.gate.held_bytes -= self.received
        self.file.close()


def environment(scope: Any, headers: dict[str, str], body: Any) -> dict[str, Any]:
    """The WSGI environment of an RSGI request (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    found: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for name, value in headers.items():
        if "_" in name:  # it would pass for the same name with hyphens, which a proxy in front has checked
            continue
        key = name.upper().replace("-", "_")
        found[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    return found


Reply = tuple[int, list[tuple[str, str]], "bytes | Any", Callable[[], None] | None]


def run_wsgi(app: Flask, environ: dict[str, Any]) -> Reply:
    """Status, headers, body (whole, or an iterator when it is made piece by piece), and what to close after."""
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None, /) -> Callable[[bytes], object]:
        started[:] = [int(status.split(" ", 1)[0]), [(name.lower(), value) for name, value in headers]]
        return print  # the old `write` of WSGI, which Flask never calls

    result: Iterable[bytes] = app(environ, start_response)
    close = getattr(result, "close", None)
    is_bare = environ["REQUEST_METHOD"] == "HEAD" or started[0] in {204, 304}
    if is_bare or any(name == "content-length" for name, _ in started[1]):
        body = b"".join(result)
        if close is not None:
            close()
        return started[0], started[1], body, None
    return started[0], started[1], iter(result), close


def one_arena() -> None:
    """Let all threads share one pool of memory (glibc): with one each, what one has freed serves no other."""
    with contextlib.suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def make_gate() -> Gate:
    """The application of this process, on the settings of the environment."""
    from consultation import create_app
    from consultation.jobs import end_with_server

    end_with_server()
    one_arena()
    gate = Gate(create_app())
    # What is loaded now stays: each look through all of it for garbage stops every request for a tenth of a second.
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    sys.setswitchinterval(TURN_S)
    return gate
