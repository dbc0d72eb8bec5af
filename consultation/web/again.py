"""A page that the server makes again by itself: all of its response was given before, but what is each person's own.

A view says how, and until when; as long the gate answers the same address without asking the application.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import request

AGAIN = "consultation.again"
"""In the environment of a request: how its response is made again."""
MOST_KEPT = 500
OF_ONE_BODY = frozenset({"content-length", "content-encoding", "etag"})
"""Headers that are made with each body."""

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


def may_be_made_again(until: float, make: Callable[[str], Made]) -> None:
    """The response of this request may be made again without asking the view."""
    request.environ[AGAIN] = Again(until, make)


class Memory:
    """Responses that can be made again, by what was asked."""

    def __init__(self) -> None:
        self._kept: dict[object, tuple[Again, list[Header]]] = {}

    def keep(self, asked: object, again: Again, headers: list[Header]) -> None:
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
        if again is None or time.monotonic() > again.until:
            return None
        body, own = again.make(accept_encoding)
        return body, [*headers, *own.items(), ("content-length", str(len(body)))]
