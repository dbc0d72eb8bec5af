"""`consultation offers …`."""

import click

from consultation.clock import today
from consultation.contacts.forget import purge_offers
from consultation.db import Database
from consultation.settings import from_environment


@click.group("offers")
def group() -> None:
    """People who offered help or wait for the reply."""


@group.command()
def purge() -> None:
    """Forget the people whose consent has ended; says how many offers and addresses are gone."""
    database = Database(from_environment().database)
    with database.transaction() as session:
        gone = purge_offers(session, today())
    database.close()
    click.echo(gone)
