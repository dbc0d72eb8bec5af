"""A page that the server makes again by itself, and a form that it takes by itself: all of the response was given
before, but what is each person's own.

A view says how, and until when; as long the gate answers whoever asks the same without asking the application.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.formparser import FormDataParser
from werkzeug.middleware.proxy_fix import ProxyFix

from consultation.web.current import settings
from consultation.web.held import HELD, Promise
from consultation.web.typed import TypedValues

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

AGAIN = "consultation.again"
"""In the environment of a request: how its response is made again."""
MOST_KEPT = 500
OF_ONE_BODY = frozenset({"content-length", "content-encoding", "etag", "location"})
"""Headers that are made for each person."""
URLENCODED = "application/x-www-form-urlencoded"

Header = tuple[str, str]
Made = tuple[bytes, dict[str, str]]
"""A body, and the headers that go with it: {lower-case name: value}."""


@dataclass(frozen=True)
class Again:
    """How a response to GET is made again, the same for whoever asks."""

    until: float
    """Of the clock `time.monotonic`, in seconds."""
    make: Callable[[str], Made]
    """From the header Accept-Encoding of whoever asks; called by the event loop, so it waits for nothing."""


@dataclass(frozen=True)
class Taker:
    """How forms are taken that are sent the same way as one before them."""

    until: float
    """Of the clock `time.monotonic`, in seconds."""
    take: Callable[[TypedValues, str], tuple[Promise[Any], str] | None]
    """From a form and the connection it came from: what will have happened, and where its sender is led then; None for
    a form the application has to look at. Called by the event loop, so it waits for nothing."""
    proxies: int


def may_be_made_again(until: float, make: Callable[[str], Made]) -> None:
    """The response of this request may be made again without asking the view."""
    request.environ[AGAIN] = Again(until, make)


def others_may_be_taken(until: float, take: Callable[[TypedValues, str], tuple[Promise[Any], str] | None]) -> None:
    """Forms that are sent the way this one was may be taken without asking the view."""
    if request.mimetype == URLENCODED:
        request.environ[AGAIN] = Taker(until, take, settings().proxies)


class Memory:
    """Responses that can be made again, by what was asked."""

    def __init__(self) -> None:
        self._kept: dict[object, tuple[Again | Taker, list[Header]]] = {}

    def keep(self, asked: object, again: Again | Taker, headers: list[Header]) -> None:
        """Remember a response that was just given, unless it is of one person."""
        if any(name == "set-cookie" for name, _ in headers):
            return
        shared = [(name, value) for name, value in headers if name not in OF_ONE_BODY]
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[asked] = again, shared

    def make(self, asked: object, accept_encoding: str) -> tuple[bytes, list[Header]] | None:
        """(Body, headers) for somebody else who asks the same; None when it is too long ago."""
        again, headers = self._kept.get(asked, (None, []))
        if not isinstance(again, Again) or time.monotonic() > again.until:
            return None
        body, own = again.make(accept_encoding)
        return body, [*headers, *own.items(), ("content-length", str(len(body)))]

    def take(self, asked: object, environ: dict[str, Any]) -> list[Header] | None:
        """Headers that lead whoever sent a form to what came of it, once what is held has happened; None when the
        application has to look at it."""
        taker, headers = self._kept.get(asked, (None, []))
        if not isinstance(taker, Taker) or time.monotonic() > taker.until:
            return None
        with suppress(Exception):  # the application will meet it again, and say so
            if taken := taker.take(form_in(environ), address_in(environ, taker.proxies)):
                environ[HELD], url = taken
                return [*headers, ("location", url), ("content-length", "0")]
        environ["wsgi.input"].seek(0)
        return None


def form_in(environ: dict[str, Any]) -> TypedValues:
    """The form a request brings, as the application reads it."""
    parser: FormDataParser = FormDataParser(cls=TypedValues)
    _stream, form, _files = parser.parse(environ["wsgi.input"], URLENCODED, None)
    assert isinstance(form, TypedValues)
    return form


def address_in(environ: dict[str, Any], proxies: int) -> str:
    """The connection a request came from, as the application is told it."""
    if proxies:
        behind_proxies(lambda _environ, _start: (), proxies)(environ, lambda _status, _headers, _error=None: print)
    return str(environ["REMOTE_ADDR"])


def behind_proxies(wsgi: "WSGIApplication", proxies: int) -> ProxyFix:
    """The application, which is told who asks by that many proxies in front; host and scheme come from the settings."""
    return ProxyFix(wsgi, x_for=proxies, x_proto=0, x_host=0)
