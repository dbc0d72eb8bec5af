"""Somebody shows a name and a password."""

from sqlalchemy.orm import Session

from consultation.accounts.audit import note
from consultation.accounts.passwords import hash_password, is_outdated, is_right
from consultation.accounts.queries import account_by_email
from consultation.accounts.throttle import Key, count_try, forgive
from consultation.models import Account
from consultation.models.base import now


class TooManyTries(ValueError):
    """The name or the connection failed too often."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"{wait_s} s")
        self.wait_s = wait_s


def begin_sign_in(session: Session, email: str, keys: tuple[Key, Key]) -> str | None:
    """The hash to check the password with, None when there is no such account; the try is counted.

    The caller commits, so that no lock is held while the password is checked, which is slow on purpose.

    :raises TooManyTries: with the seconds to wait.
    """
    wait_s = count_try(session, keys, now())
    if wait_s:
        raise TooManyTries(wait_s)
    found = account_by_email(session, email)
    return found.password_hash if found and found.is_active else None


def finish_sign_in(
    session: Session, email: str, password: str, password_hash: str | None, keys: tuple[Key, Key]
) -> Account | None:
    """The account whose password this is, its failures forgotten; None when it is not."""
    if not is_right(password, password_hash):
        return None
    found = account_by_email(session, email)
    if found is None or not found.is_active or found.password_hash != password_hash:
        return None
    forgive(session, *keys)
    if is_outdated(found.password_hash):
        found.password_hash = hash_password(password)
    note(session, found, "sign_in", "account", found.email)
    return found
