"""A limit on how much one connection sends, which remembers no address.

The address is hashed with a key made when the program starts and never written down; the hashes live in memory and
are gone after the next minute.
"""

import hashlib
import secrets
import threading
import time
from collections import Counter
from ipaddress import ip_network

from flask import Flask, current_app, request

KEY = secrets.token_bytes(32)
MINUTE_S = 60


class Throttle:
    """How often each key came within the last sixty seconds: this minute's count and what is left of the last one's.

    (A sliding window over two counters: exact for an even stream, and two numbers a key.)
    """

    def __init__(self) -> None:
        self._minute = 0
        self._now: Counter[str] = Counter()
        self._before: Counter[str] = Counter()
        self._lock = threading.Lock()

    def is_let_in(self, key: str, per_minute: int) -> bool:
        """Whether this time is one of the first `per_minute` within a minute; only those count."""
        minute, since_s = divmod(time.monotonic(), MINUTE_S)
        with self._lock:
            if minute != self._minute:
                self._before = self._now if minute == self._minute + 1 else Counter()
                self._minute, self._now = int(minute), Counter()
            if self._before[key] * (1 - since_s / MINUTE_S) + self._now[key] + 1 > per_minute:
                return False
            self._now[key] += 1
            return True

    def lets_in(self, what: str, address: str, per_minute: int) -> bool:
        """Whether this address has not yet sent `what` that often within a minute; counts this time."""
        return self.is_let_in(f"{what} {hash_of(address)}", per_minute)


def init_app(app: Flask) -> None:
    app.extensions["consultation.throttle"] = Throttle()


def throttle() -> Throttle:
    """That of this application."""
    found: Throttle = current_app.extensions["consultation.throttle"]
    return found


def is_too_much(what: str, per_minute: int) -> bool:
    """Whether this connection has already sent `what` that often within a minute; counts this time."""
    return not throttle().lets_in(what, request.remote_addr or "", per_minute)


def hash_of(address: str) -> str:
    """A connection, as a keyed hash that nobody can turn back."""
    return hashlib.blake2b(network(address).encode(), key=KEY, digest_size=16).hexdigest()


def network(address: str) -> str:
    """The address, or for IPv6 the /64 one subscriber has."""
    if ":" not in address:
        return address
    try:
        return str(ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address
