"""A follow code on its way to the thank-you page: for an hour, and only through this server.

The address of that page stays in the history of a phone that may be shared, and in the logs of proxies. So the code
does not stand in it: eight letters are hidden under a pad that only this installation can make again, and after an
hour nobody can.
"""

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, URLSafeTimedSerializer

SHOWN_FOR_S = 3600
"""Seconds during which the address still shows the code."""


def seal(code: str, secret_key: str) -> str:
    """What stands in the address instead of the code."""
    nonce = secrets.token_bytes(16)
    return str(_signer(secret_key).dumps([nonce.hex(), _masked(code.encode(), nonce, secret_key).hex()]))


def unseal(sealed: str, secret_key: str) -> str | None:
    """The code, None when the address was made up, or is older than an hour."""
    try:
        nonce, masked = (bytes.fromhex(part) for part in _signer(secret_key).loads(sealed, max_age=SHOWN_FOR_S))
    except (BadSignature, ValueError, TypeError):
        return None
    return _masked(masked, nonce, secret_key).decode()


def _signer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="thanks")


def _masked(letters: bytes, nonce: bytes, secret_key: str) -> bytes:
    # HMAC of a nonce used once is a one-time pad (32 bytes, a code has 8).
    pad = hmac.digest(secret_key.encode(), b"thanks" + nonce, hashlib.sha256)
    return bytes(letter ^ cover for letter, cover in zip(letters, pad, strict=False))
