"""`consultation poster`."""

import sys
from pathlib import Path

import click

from consultation.clock import today
from consultation.db import Database
from consultation.i18n import words_alone
from consultation.outreach.posters import SIZES
from consultation.outreach.print import print_channels
from consultation.outreach.queries import channel_of_organiser, hub_of, listed_channel
from consultation.settings import from_environment


@click.command("poster")
@click.argument("code")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option("--size", type=click.Choice(SIZES), default="a4", help="A poster, or eight counter cards on A4.")
def group(code: str, out: Path, size: str) -> None:
    """Print the poster of the channel of that CODE as PDF, with the address of PUBLIC_URL.

    Exit code 1 when no channel has that code.
    """
    settings = from_environment()
    database = Database(settings.database)
    with words_alone().app_context(), database.reader() as session:
        channel = channel_of_organiser(session, code, None)
        if channel is None:
            click.echo(f"No channel has the code {code!r}. Its page shows it, under the QR code.", err=True)
            sys.exit(1)
        chosen = next(known for known in SIZES if known == size)
        listed = listed_channel(session, channel)
        out.write_bytes(print_channels(hub_of(session, channel, today()), [listed], chosen, settings.public_url))
    database.close()
    click.echo(str(out))
