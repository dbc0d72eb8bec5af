"""Links that let one person in: a new account, or a new password for one that exists."""

import datetime as dt
import hashlib
import secrets
from typing import NamedTuple

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from consultation.accounts.audit import note
from consultation.accounts.passwords import hash_password
from consultation.accounts.queries import account_by_email
from consultation.models import Account, Invitation
from consultation.models.base import now
from consultation.terms import Role

LIFETIME = dt.timedelta(days=7)


class AddressTaken(ValueError):
    """There is an account of that address."""


class InvitationOver(ValueError):
    """The link was used, taken back, or is too old."""


class Link(NamedTuple):
    """What is shown once: the token is not kept, only its hash."""

    token: str
    expires_at: dt.datetime


def token_hash(token: str) -> str:
    """What is kept of a token (256 random bits, so one round of SHA-256 is enough)."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(session: Session, by: Account | None, *, email: str, role: Role, organisation_id: int | None) -> Link:
    """A link for somebody who has no account yet. An earlier link for the same address and organisation is dead.

    Links of other organisations stay: none takes back what another gave. Whichever is followed first makes the account.

    :raises AddressTaken: when there is an account already.
    """
    email = email.strip().lower()
    if account_by_email(session, email):
        raise AddressTaken(email)
    here = Invitation.organisation_id.is_not_distinct_from(organisation_id)
    session.execute(delete(Invitation).where(Invitation.email == email, here, Invitation.accepted_at.is_(None)))
    note(session, by, "invite", "account", email, organisation_id=organisation_id, role=role.value)
    return _add(session, by, email=email, role=role, organisation_id=organisation_id)


def renew_password(session: Session, by: Account | None, account: Account) -> Link:
    """A link that lets somebody choose a new password; the present one stays until then, earlier links are dead."""
    _drop_links_of(session, account)
    note(session, by, "new_link", "account", account.email, organisation_id=account.organisation_id)
    return _add(
        session,
        by,
        email=account.email,
        role=Role(account.role),
        organisation_id=account.organisation_id,
        account_id=account.id,
    )


def _drop_links_of(session: Session, account: Account) -> None:
    session.execute(delete(Invitation).where(Invitation.account_id == account.id, Invitation.accepted_at.is_(None)))


def _add(
    session: Session,
    by: Account | None,
    *,
    email: str,
    role: Role,
    organisation_id: int | None,
    account_id: int | None = None,
) -> Link:
    link = Link(secrets.token_urlsafe(32), now() + LIFETIME)
    session.add(
        Invitation(
            token_hash=token_hash(link.token),
            email=email,
            role=role,
            organisation_id=organisation_id,
            account_id=account_id,
            invited_by=by.id if by else None,
            expires_at=link.expires_at,
        )
    )
    return link


def take_back(session: Session, by: Account, invitation: Invitation) -> None:
    """The link opens nothing any more."""
    note(session, by, "take_back", "account", invitation.email, organisation_id=invitation.organisation_id)
    session.delete(invitation)


def accept(session: Session, invitation: Invitation, *, name: str, password: str, locale: str) -> Account:
    """The account of that link, made or given its new password; older sessions of it are dead.

    :raises InvitationOver: when somebody was faster with the same link.
    """
    taken = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.accepted_at.is_(None))
        .values(accepted_at=now())
        .returning(Invitation.id)
    )
    if taken.one_or_none() is None:
        raise InvitationOver
    if invitation.account_id is not None:
        account = session.get_one(Account, invitation.account_id)
        set_password(session, account, password)
        return account
    if account_by_email(session, invitation.email):
        raise InvitationOver
    account = Account(
        organisation_id=invitation.organisation_id,
        email=invitation.email,
        name=name.strip(),
        role=invitation.role,
        password_hash=hash_password(password),
        locale=locale,
    )
    session.add(account)
    session.flush()
    note(session, account, "join", "account", account.email, role=account.role)
    return account


def set_password(session: Session, account: Account, password: str) -> None:
    """The account has that password; every cookie of before is dead, every open link too."""
    account.password_hash = hash_password(password)
    account.epoch += 1
    _drop_links_of(session, account)
    note(session, account, "new_password", "account", account.email)
