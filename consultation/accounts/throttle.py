"""Sign-ins that fail are slowed down, for one name and for one connection, in every process alike.

Each try is counted before its password is checked, so that many at once do not slip through, and forgiven when it
was right. Only keyed hashes are kept. Nobody is locked out: the wait for a name never passes a minute, and a new
link from an organiser opens at once.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consultation.db import insert
from consultation.models import SignInFailure
from consultation.web.throttle import network

FORGOTTEN_AFTER = dt.timedelta(hours=1)


class Rule(NamedTuple):
    """How patient we are with one kind of key."""

    free_tries: int
    longest_s: int


NAME = Rule(free_tries=5, longest_s=60)
#: A town hall or a whole neighbourhood may share one connection.
CONNECTION = Rule(free_tries=30, longest_s=900)


class Key(NamedTuple):
    """A name or a connection, as a keyed hash."""

    hash: str
    rule: Rule


def keys_of(name: str, address: str, secret: str) -> tuple[Key, Key]:
    """The two keys of one try: the name it is for, the connection it comes from."""
    return _key("name", name.strip().lower(), secret, NAME), _key("from", network(address), secret, CONNECTION)


def name_key(name: str, secret: str) -> Key:
    return _key("name", name.strip().lower(), secret, NAME)


def _key(kind: str, what: str, secret: str, rule: Rule) -> Key:
    # blake2b takes up to 64 bytes of key.
    secret_hash = hashlib.sha256(secret.encode()).digest()
    return Key(hashlib.blake2b(f"{kind}:{what}".encode(), key=secret_hash, digest_size=16).hexdigest(), rule)


def wait_s(failures: int, elapsed_s: float, rule: Rule) -> int:
    """Seconds still to wait after that many failures, the last of them `elapsed_s` ago: 2, 4, 8… up to the longest."""
    over = failures - rule.free_tries
    if over <= 0:
        return 0
    # No power beyond what the longest wait needs.
    return max(0, ceil(min(rule.longest_s, 2.0 ** min(over, 20)) - elapsed_s))


def count_try(session: Session, keys: Sequence[Key], now: dt.datetime) -> int:
    """Seconds to wait before the next try; 0: this try may go ahead, and is counted. One that waits is not."""
    _forget_old(session, now)
    rows = _locked(session, keys, now)
    waits = [wait_s(rows[key.hash].count, (now - rows[key.hash].last_at).total_seconds(), key.rule) for key in keys]
    if any(waits):
        return max(waits)
    for row in rows.values():
        row.count += 1
        row.last_at = now
    session.flush()
    return 0


def _forget_old(session: Session, now: dt.datetime) -> None:
    """Take out what is too old, but for rows that somebody else holds: they are being used."""
    old = select(SignInFailure.key_hash).where(SignInFailure.last_at < now - FORGOTTEN_AFTER)
    session.execute(delete(SignInFailure).where(SignInFailure.key_hash.in_(old.with_for_update(skip_locked=True))))


def _locked(session: Session, keys: Sequence[Key], now: dt.datetime) -> dict[str, SignInFailure]:
    """The row of each key, made if need be, held until the end of the transaction: tries at one moment queue here."""
    hashes = sorted(key.hash for key in keys)
    made = insert(session, SignInFailure.__table__).on_conflict_do_nothing()
    session.execute(made, [{"key_hash": key_hash, "count": 0, "last_at": now} for key_hash in hashes])
    chosen = select(SignInFailure).where(SignInFailure.key_hash.in_(hashes)).order_by(SignInFailure.key_hash)
    found = session.scalars(chosen.with_for_update())
    return {row.key_hash: row for row in found}


def forgive(session: Session, name: Key, connection: Key | None = None) -> None:
    """Forget the failures of a name, and the one try of the connection that was right.

    The connection keeps its other failures: one good account must not clear the way for guessing at others.
    """
    session.execute(delete(SignInFailure).where(SignInFailure.key_hash == name.hash))
    if connection:
        session.execute(
            update(SignInFailure)
            .where(SignInFailure.key_hash == connection.hash, SignInFailure.count > 0)
            .values(count=SignInFailure.count - 1)
        )
