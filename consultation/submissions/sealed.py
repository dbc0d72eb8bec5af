"""A follow code on its way to the thank-you page: for an hour, and only through this server.

The address of that page stays in the history of a phone that may be shared, and in the logs of proxies. So the code
does not stand in it: eight letters are hidden under a pad that only this installation can make again, and after an
hour nobody can.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from itsdangerous import BadSignature, TimestampSigner

SHOWN_FOR_S = 3600
"""Seconds during which the address still shows the code."""

NONCE_BYTES = 16


def seal(code: str, secret_key: str) -> str:
    """What stands in the address instead of the code."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    hidden = urlsafe_b64encode(nonce + _masked(code.encode(), nonce, secret_key))
    return _signer(secret_key).sign(hidden.rstrip(b"=")).decode()


def unseal(sealed: str, secret_key: str) -> str | None:
    """The code, None when the address was made up, or is older than an hour."""
    try:
        hidden = urlsafe_b64decode(_signer(secret_key).unsign(sealed, max_age=SHOWN_FOR_S) + b"==")
    except (BadSignature, ValueError):
        return None
    return _masked(hidden[NONCE_BYTES:], hidden[:NONCE_BYTES], secret_key).decode()


@cache
def _signer(secret_key: str) -> TimestampSigner:
    return TimestampSigner(secret_key, salt="thanks")


def _masked(letters: bytes, nonce: bytes, secret_key: str) -> bytes:
    # HMAC of a nonce used once is a one-time pad (32 bytes, a code has 8).
    pad = hmac.digest(secret_key.encode(), b"thanks" + nonce, hashlib.sha256)
    return bytes(letter ^ cover for letter, cover in zip(letters, pad, strict=False))
