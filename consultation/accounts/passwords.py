"""Passwords, hashed with Argon2id (RFC 9106, the library's present low-memory profile)."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
#: Each check takes 64 MB: this many at a time, the others wait their turn.
_turns = BoundedSemaphore(4)
MINIMUM_LENGTH = 10
MAXIMUM_LENGTH = 1000
COMMON = Path(__file__).with_name("data") / "common_passwords.txt"


class Fault(StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    COMMON = "common"
    OWN_NAME = "own_name"
    MONOTONOUS = "monotonous"


def fault_of(password: str, *own_words: str) -> Fault | None:
    """Why nobody should choose this password, None when it will do.

    Length and a list of those tried first, after NIST SP 800-63B: no rule about capitals or signs.
    `own_words` are the name and the address of the person.
    """
    lowered = password.lower().strip()
    if len(password) < MINIMUM_LENGTH:
        return Fault.SHORT
    if lowered in common_passwords():
        return Fault.COMMON
    if any(_is_mostly(lowered, word) for own in own_words for word in _parts(own)):
        return Fault.OWN_NAME
    return Fault.MONOTONOUS if len(set(lowered)) < 5 else None


@cache
def common_passwords() -> frozenset[str]:
    """Passwords of ten signs and more that everybody tries first, in French and English, in lower case."""
    return frozenset(COMMON.read_text().splitlines())


def _parts(own: str) -> list[str]:
    """Words of a name or an address that are long enough to tell."""
    return [part for part in own.lower().replace("@", " ").replace(".", " ").split() if len(part) >= 4]


def _is_mostly(password: str, word: str) -> bool:
    """Whether the word, however often, leaves less than six signs of the password."""
    return word in password and len(password.replace(word, "")) < 6


def hash_password(password: str) -> str:
    with _turns:
        return _hasher.hash(password)


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one of that hash; takes as long when there is no hash."""
    nobody = _nobody()
    try:
        with _turns:
            _hasher.verify(password_hash or nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _nobody() -> str:
    """Hash of a password nobody has: checked when the account does not exist, so that both answers take as long."""
    return _hasher.hash("nobody has this password")


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(password_hash)
