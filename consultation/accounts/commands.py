"""`consultation account …`: the first administrator of a server, and the way back in when nobody can sign in."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from consultation.accounts import manage
from consultation.accounts.invite import AddressTaken, Link, invite, renew_password
from consultation.accounts.queries import account_by_email, accounts_in_scope, count_accounts, organisation_by_slug
from consultation.db import Database, current_revision, migrate
from consultation.models import Account
from consultation.settings import Settings, from_environment
from consultation.terms import Role

ROLES = click.Choice([role.value for role in Role])


@click.group("account")
def group() -> None:
    """Who may sign in: invite, list, let back in, deactivate."""


@contextmanager
def opened() -> Iterator[tuple[Settings, Session]]:
    """The settings, and a session that commits at the end or leaves nothing."""
    settings = from_environment()
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    try:
        if current_revision(database.engine) is None:
            migrate(database.engine)  # the first command on a new installation makes its administrator
        with database.transaction() as session:
            yield settings, session
    finally:
        database.close()


@group.command("create")
@click.argument("email")
@click.option("--role", type=ROLES, default=Role.ADMINISTRATOR.value, show_default=True)
@click.option("--organisation", "slug", help="Short name of the organisation; not for administrators.")
@click.option("--new-organisation", "name", help="Name of the organisation, to create it with this short name.")
def create(email: str, role: str, slug: str | None, name: str | None) -> None:
    """Invite EMAIL and print, as JSON, the link where this person chooses a name and a password."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise click.UsageError(f"{email} is no e-mail address.")
    if (role == Role.ADMINISTRATOR) == bool(slug):
        raise click.UsageError("Administrators have no organisation; everybody else needs --organisation.")
    with opened() as (settings, session):
        organisation_id = _organisation_id(session, slug, name) if slug else None
        try:
            link = invite(session, None, email=email, role=Role(role), organisation_id=organisation_id)
        except AddressTaken:
            raise click.ClickException(f"{email} has an account: see `consultation account reset-link`.") from None
    _print_link(settings, email, link)


def _organisation_id(session: Session, slug: str, name: str | None) -> int:
    found = organisation_by_slug(session, slug)
    if found:
        return found.id
    if not name:
        raise click.ClickException(f"There is no organisation {slug}: --new-organisation NAME creates it.")
    return manage.create_organisation(session, None, name=name, slug=slug).id


def _print_link(settings: Settings, email: str, link: Link) -> None:
    address = f"{settings.public_url}/invitation/{link.token}"
    click.echo(json.dumps({"email": email.lower(), "link": address, "expires_at": link.expires_at.isoformat()}))
    click.echo("Open the link within a week; it works once.", err=True)


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_accounts(as_json: bool) -> None:
    """Print every account: role, state, address, name, organisation."""
    with opened() as (_settings, session):
        lines = accounts_in_scope(session, None, 0, count_accounts(session, None))
        found = [
            {
                "email": line.account.email,
                "name": line.account.name,
                "role": line.account.role,
                "organisation": line.organisation,
                "is_active": line.account.is_active,
            }
            for line in lines
        ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for line in found:
        state = "active" if line["is_active"] else "deactivated"
        click.echo(f"{line['role']:14} {state:12} {line['email']:32} {line['name']} ({line['organisation'] or '-'})")


@group.command("reset-link")
@click.argument("email")
def reset_link(email: str) -> None:
    """Print, as JSON, a link where the owner of EMAIL chooses a new password."""
    with opened() as (settings, session):
        account = _account(session, email)
        if not account.is_active:
            manage.reactivate(session, None, account)
            click.echo("The account was deactivated: it may sign in again.", err=True)
        link = renew_password(session, None, account)
    _print_link(settings, email, link)


@group.command("deactivate")
@click.argument("email")
def deactivate(email: str) -> None:
    """Sign EMAIL out everywhere and let nobody sign in there any more."""
    with opened() as (_settings, session):
        manage.deactivate(session, None, _account(session, email))
    click.echo(f"{email} cannot sign in any more.", err=True)


def _account(session: Session, email: str) -> Account:
    found = account_by_email(session, email)
    if found is None:
        raise click.ClickException(f"There is no account {email}: see `consultation account list`.")
    return found
