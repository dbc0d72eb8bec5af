"""Reads of accounts, invitations, organisations and the trail. `scope` is an organisation's id, None for all."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from consultation.models import Account, AuditEntry, Invitation, Organisation
from consultation.models.base import now

ERASED = "@invalid"
"""How the addresses of erased accounts end (RFC 2606: never anybody's)."""


def account_by_id(session: Session, account_id: int) -> Account | None:
    return session.get(Account, account_id)


def account_by_email(session: Session, email: str) -> Account | None:
    """The account of that address, whatever its capitals."""
    return session.scalars(select(Account).where(Account.email == email.strip().lower())).one_or_none()


def account_in_scope(session: Session, account_id: int, scope: int | None) -> Account | None:
    """The account, unless it is erased or another organisation's."""
    found = session.get(Account, account_id)
    if found is None or found.email.endswith(ERASED):
        return None
    return found if scope is None or found.organisation_id == scope else None


class AccountLine(NamedTuple):
    """One account of the list."""

    account: Account
    organisation: str | None


def accounts_in_scope(session: Session, scope: int | None, offset: int, limit: int) -> Sequence[AccountLine]:
    """Accounts by organisation and name, those of the administrators first."""
    found = (
        select(Account, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Account.organisation_id)
        .where(*_people(scope))
        .order_by(Organisation.name.is_not(None), Organisation.name, Account.name, Account.id)
    )
    return [AccountLine(row[0], row[1]) for row in session.execute(found.offset(offset).limit(limit))]


def count_accounts(session: Session, scope: int | None) -> int:
    return session.scalars(select(func.count(Account.id)).where(*_people(scope))).one()


def _people(scope: int | None) -> tuple[ColumnElement[bool], ...]:
    return _of(Account.organisation_id, scope), Account.email.not_like(f"%{ERASED}")


def _of(column: InstrumentedAttribute[int | None], scope: int | None) -> ColumnElement[bool]:
    return true() if scope is None else column == scope


def organisations(session: Session) -> Sequence[tuple[Organisation, int]]:
    """Every organisation by name, and how many accounts it has."""
    people = func.count(Account.id)
    found = (
        select(Organisation, people)
        .outerjoin(Account, Account.organisation_id == Organisation.id)
        .group_by(Organisation.id)
        .order_by(Organisation.name)
    )
    return [(row[0], row[1]) for row in session.execute(found)]


def organisation_by_slug(session: Session, slug: str) -> Organisation | None:
    return session.scalars(select(Organisation).where(Organisation.slug == slug)).one_or_none()


def invitation_by_hash(session: Session, token_hash: str) -> Invitation | None:
    return session.scalars(select(Invitation).where(Invitation.token_hash == token_hash)).one_or_none()


def invitation_in_scope(session: Session, invitation_id: int, scope: int | None) -> Invitation | None:
    found = session.get(Invitation, invitation_id)
    if found is None or found.accepted_at:
        return None
    return found if scope is None or found.organisation_id == scope else None


def is_over(session: Session, invitation: Invitation) -> bool:
    """Whether the link was used, is too old, or belongs to an account that is closed."""
    if invitation.accepted_at or invitation.expires_at <= now():
        return True
    known = session.get(Account, invitation.account_id) if invitation.account_id else None
    return known is not None and not known.is_active


class InvitationLine(NamedTuple):
    """A link for a new account that nobody has used."""

    invitation: Invitation
    is_too_old: bool


def open_invitations(session: Session, scope: int | None) -> Sequence[InvitationLine]:
    """Links for new accounts that nobody has used yet, the newest first; also those that are too old."""
    found = select(Invitation).where(
        Invitation.accepted_at.is_(None), Invitation.account_id.is_(None), _of(Invitation.organisation_id, scope)
    )
    moment = now()
    return [
        InvitationLine(invitation, invitation.expires_at <= moment)
        for invitation in session.scalars(found.order_by(Invitation.expires_at.desc(), Invitation.id))
    ]


class AuditLine(NamedTuple):
    """One act of the trail."""

    entry: AuditEntry
    who: str | None
    organisation: str | None


class AuditFilter(NamedTuple):
    """Which acts to show; None: whatever."""

    scope: int | None
    verb: str | None = None
    account_id: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        chosen = [_of(AuditEntry.organisation_id, self.scope)]
        if self.verb:
            chosen.append(AuditEntry.verb == self.verb)
        if self.account_id:
            chosen.append(AuditEntry.account_id == self.account_id)
        return chosen


def count_acts(session: Session, wanted: AuditFilter) -> int:
    return session.scalars(select(func.count(AuditEntry.id)).where(*wanted.conditions())).one()


def acts(session: Session, wanted: AuditFilter, offset: int, limit: int) -> Sequence[AuditLine]:
    """Acts, the newest first."""
    found = (
        select(AuditEntry, Account.name, Organisation.name)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .outerjoin(Organisation, Organisation.id == AuditEntry.organisation_id)
        .where(*wanted.conditions())
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    return [AuditLine(*row) for row in session.execute(found.offset(offset).limit(limit))]


def verbs_done(session: Session, scope: int | None) -> Sequence[str]:
    """Verbs that stand in the trail."""
    return session.scalars(
        select(AuditEntry.verb).where(_of(AuditEntry.organisation_id, scope)).distinct().order_by(AuditEntry.verb)
    ).all()


def people_who_acted(session: Session, scope: int | None) -> Sequence[tuple[int, str]]:
    """Accounts that stand in the trail, by name."""
    found = (
        select(Account.id, Account.name)
        .where(Account.id.in_(select(AuditEntry.account_id).where(_of(AuditEntry.organisation_id, scope))))
        .order_by(Account.name)
    )
    return [(row[0], row[1]) for row in session.execute(found)]
