"""Who may sign in, and who did what."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base, now, one_of
from consultation.terms import Role


class Organisation(Base):
    """A town, an association: owner of plans and accounts."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Account(Base):
    """Somebody who signs in. Administrators belong to no organisation and see all of them."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(one_of("role", Role), name="role"),
        CheckConstraint("role = 'administrator' OR organisation_id IS NOT NULL", name="organisation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: lower case
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    #: raised at sign-out and when the password changes; a cookie of an earlier epoch is dead
    epoch: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str] = mapped_column(default="fr")
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class Invitation(Base):
    """A link that lets one person choose a password; only its hash is kept."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint(one_of("role", Role), name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    #: an invitation for an account that exists is a new password for it
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    email: Mapped[str]
    role: Mapped[str]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[dt.datetime]
    accepted_at: Mapped[dt.datetime | None]


class SignInFailure(Base):
    """Failed sign-ins of a name or of a connection, as keyed hashes; forgotten an hour after the last."""

    __tablename__ = "sign_in_failure"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    last_at: Mapped[dt.datetime]
    count: Mapped[int]


class AuditEntry(Base):
    """Who did what to which object. Never holds an answer."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: "publish", "import", "invite"…
    verb: Mapped[str]
    #: "plan", "questionnaire", "account"…
    object_kind: Mapped[str]
    object_name: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
