"""A limit on how much one connection sends, which remembers no address.

The address is hashed with a key made when the program starts and never written down; the hashes live in memory and
are gone after the minute.
"""

import hashlib
import secrets
from ipaddress import ip_address, ip_network

from flask import Flask, current_app, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

KEY = secrets.token_bytes(32)


def init_app(app: Flask) -> None:
    app.extensions["consultation.throttle"] = SlidingWindowCounterRateLimiter(MemoryStorage())


def is_too_much(what: str, per_minute: int) -> bool:
    """Whether this connection has already sent `what` that often within a minute; counts this time."""
    limiter: SlidingWindowCounterRateLimiter = current_app.extensions["consultation.throttle"]
    return not limiter.hit(RateLimitItemPerMinute(per_minute), what, connection_hash())


def connection_hash() -> str:
    """The connection, as a keyed hash that nobody can turn back."""
    return hashlib.blake2b(network(request.remote_addr or "").encode(), key=KEY, digest_size=16).hexdigest()


def network(address: str) -> str:
    """The address, or for IPv6 the /64 one subscriber has."""
    try:
        return str(ip_network(f"{address}/64", strict=False)) if ip_address(address).version == 6 else address
    except ValueError:
        return address
