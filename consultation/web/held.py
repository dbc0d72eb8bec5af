"""A response that goes out once what it says has happened, without a thread that waits for it."""

from typing import Protocol, TypeVar

from flask import request

MAY_HOLD = "consultation.may_hold"
"""In the environment of a request: the server can hold the response back."""
HELD = "consultation.held"
"""The promise it is held back for."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Promise(Protocol[T]):
    """Something on its way, and what it will be unless something gets in between."""

    expected: T

    def result(self, timeout: float | None = None) -> T: ...


def kept(promise: Promise[T]) -> T:
    """What has been promised: by the time the response goes out it has happened.

    A server that can holds the response back until then; if it turns out otherwise, it asks for the response again.
    Any other waits here.
    """
    if request.environ.get(MAY_HOLD):
        request.environ[HELD] = promise
        return promise.expected
    return promise.result()
