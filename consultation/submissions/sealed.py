"""A follow code on its way to the thank-you page: for an hour, and only through this server.

The address of that page stays in the history of a phone that may be shared, and in the logs of proxies. So the code
does not stand in it: eight letters are hidden under a pad that only this installation can make again, and after an
hour nobody can.
"""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from itsdangerous import BadSignature, TimestampSigner
from itsdangerous.signer import SigningAlgorithm

SHOWN_FOR_S = 3600
"""Seconds during which the address still shows the code."""

NONCE_BYTES = 16


class KeyedBlake2(SigningAlgorithm):
    """RFC 7693: a tenth of the time that OpenSSL takes to set up an HMAC."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hashlib.blake2b(value, key=key, digest_size=20).digest()


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
    # The key is used as it is, instead of being worked out anew for each code.
    return TimestampSigner(key_of(secret_key, b"sign"), key_derivation="none", algorithm=KeyedBlake2())


@cache
def key_of(secret_key: str, use: bytes) -> bytes:
    """A key of 32 bytes for one use alone."""
    return hashlib.blake2b(secret_key.encode(), digest_size=32, person=b"thanks " + use).digest()


def _masked(letters: bytes, nonce: bytes, secret_key: str) -> bytes:
    # A keyed hash of a nonce used once is a one-time pad (32 bytes, a code has 8).
    pad = hashlib.blake2b(nonce, key=key_of(secret_key, b"hide"), digest_size=32).digest()
    return bytes(letter ^ cover for letter, cover in zip(letters, pad, strict=False))
