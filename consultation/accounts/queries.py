"""Reads of accounts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Account


def account_by_id(session: Session, account_id: int) -> Account | None:
    return session.get(Account, account_id)


def account_by_email(session: Session, email: str) -> Account | None:
    """The account of that address, whatever its capitals."""
    return session.scalars(select(Account).where(Account.email == email.strip().lower())).one_or_none()
