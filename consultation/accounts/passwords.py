"""Passwords, hashed with Argon2id (RFC 9106, the library's present low-memory profile)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
#: Hash of a password nobody has: checked when the account does not exist, so that both answers take as long.
_NOBODY = _hasher.hash("nobody has this password")
MINIMUM_LENGTH = 10


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one of that hash; takes as long when there is no hash."""
    try:
        _hasher.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
