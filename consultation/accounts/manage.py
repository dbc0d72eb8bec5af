"""What an organiser or administrator does to the account of somebody else."""

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from consultation.accounts.audit import note
from consultation.accounts.queries import organisation_by_slug
from consultation.mailing.post import forget_address
from consultation.models import Account, AuditEntry, Invitation, Organisation
from consultation.terms import Role


class OwnAccount(ValueError):
    """Nobody closes or demotes their own account: somebody must be left to open it again."""


class SlugTaken(ValueError):
    """There is an organisation of that short name."""


def change_account(session: Session, by: Account, account: Account, *, name: str, role: Role) -> None:
    """Give another name or another role.

    :raises OwnAccount: for another role of oneself.
    """
    if by.id == account.id and role != account.role:
        raise OwnAccount
    before = account.role
    account.name, account.role = name.strip(), role.value
    changed = {"role": role.value, "before": before} if before != role else {}
    note(session, by, "change", "account", account.email, organisation_id=account.organisation_id, **changed)


def deactivate(session: Session, by: Account | None, account: Account) -> None:
    """The account opens nothing any more, from its next click on; what it did stays.

    :raises OwnAccount: for oneself.
    """
    if by and by.id == account.id:
        raise OwnAccount
    account.is_active = False
    account.epoch += 1
    session.execute(delete(Invitation).where(Invitation.account_id == account.id, Invitation.accepted_at.is_(None)))
    note(session, by, "deactivate", "account", account.email, organisation_id=account.organisation_id)


def reactivate(session: Session, by: Account | None, account: Account) -> None:
    """The account opens again what its role opens."""
    account.is_active = True
    note(session, by, "reactivate", "account", account.email, organisation_id=account.organisation_id)


def erase(session: Session, by: Account | None, account: Account) -> None:
    """Name, address and password are gone, also from the trail and from messages that wait.

    What was done stays, done by "erased account 12". The row stays because sheets keyed and decisions taken point
    at it.

    :raises OwnAccount: for oneself.
    """
    if by and by.id == account.id:
        raise OwnAccount
    former, name = account.email, f"#{account.id}"
    session.execute(delete(Invitation).where(or_(Invitation.account_id == account.id, Invitation.email == former)))
    session.execute(
        update(AuditEntry)
        .where(AuditEntry.object_kind == "account", AuditEntry.object_name == former)
        .values(object_name=name)
    )
    forget_address(session, former)
    account.email, account.name = f"erased-{account.id}@invalid", name
    account.password_hash, account.is_active = "!", False
    account.epoch += 1
    note(session, by, "erase", "account", name, organisation_id=account.organisation_id)


def create_organisation(session: Session, by: Account | None, *, name: str, slug: str) -> Organisation:
    """A new organisation, without accounts.

    :raises SlugTaken: when the slug is in use.
    """
    if organisation_by_slug(session, slug):
        raise SlugTaken(slug)
    made = Organisation(name=name.strip(), slug=slug)
    session.add(made)
    session.flush()
    note(session, by, "create", "organisation", made.name, organisation_id=made.id)
    return made
