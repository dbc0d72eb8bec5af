"""The command `consultation`: each room brings its own commands; here are those of the whole house.

Results go to standard output (JSON where asked), progress and messages to standard error. Exit codes: 0 done,
1 refused (with the reason), 2 wrong use.
"""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from consultation.rooms import COMMANDS, command_of

if TYPE_CHECKING:
    from consultation.db import Database
    from consultation.settings import Settings

PROCESSES = min(2, os.cpu_count() or 1)
"""Processes for the application, unless somebody says otherwise; each keeps a processor busy."""


def opened(environment: dict[str, str] | None = None) -> "tuple[Settings, Database]":
    """Settings of the environment and their database."""
    from consultation.db import Database
    from consultation.settings import from_environment

    settings = from_environment(environment)
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    return settings, Database(settings.database)


class Commands(click.Group):
    """The commands; on an installation whose tables are missing or old they say what to do.

    Those of a room are loaded when they are used: all together take seconds.
    """

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), *COMMANDS])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        return command_of(name) if name in COMMANDS else super().get_command(context, name)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        told = {name: COMMANDS[name][1] for name in COMMANDS}
        told |= {name: command.get_short_help_str(150) for name, command in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl([(name, told[name]) for name in self.list_commands(context)])

    def invoke(self, context: click.Context) -> Any:
        from sqlalchemy.exc import OperationalError, ProgrammingError

        try:
            return super().invoke(context)
        except (OperationalError, ProgrammingError) as error:
            from consultation.db import current_revision, head_revision

            _, database = opened()
            here, needed = current_revision(database.engine), head_revision()
            database.close()
            if here == needed:
                raise
            told = f"The tables are at {here}, this program needs {needed}" if here else "There are no tables yet"
            raise click.ClickException(f"{told}: run `consultation migrate` first.") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Consult a neighbourhood on its plan: questionnaires and idea boxes tied to each action."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option(
    "--processes",
    default=PROCESSES,
    show_default="2; 1 where there is one processor",
    envvar="WEB_PROCESSES",
    help="Processes for the application.",
)
def serve(host: str, port: int, processes: int) -> None:
    """Bring the tables up to date and serve until stopped, on the settings of the environment."""
    from consultation.server import beside
    from consultation.server import serve as serve_forever
    from consultation.settings import from_environment

    settings = from_environment()
    # Apart, so that what only this needs is not held for as long as the server runs.
    ready = beside(get_ready)
    ready.join()
    if ready.exitcode:
        sys.exit(ready.exitcode)
    click.echo(f"Listening on http://{host}:{port}  (printed addresses: {settings.public_url})", err=True)
    serve_forever(host, port, processes)


def get_ready() -> None:
    """The tables are up to date; what the person who starts the server should know has been said."""
    from consultation.accounts.queries import count_accounts
    from consultation.db import migrate as migrate_tables
    from consultation.doctor import open_demonstration

    settings, database = opened()
    migrate_tables(database.engine)
    if warning := open_demonstration(database, settings):
        click.echo(f"WARNING: {warning}", err=True)
    with database.reader() as session:
        if not count_accounts(session, None):
            click.echo("Nobody can sign in yet: `consultation account create you@town.example` makes a link.", err=True)
    database.close()


@main.command()
def work() -> None:
    """Carry out what is done outside requests (e-mails, scans, reminders, deletions) until stopped. `serve` starts one
    by itself; run this beside a server of your own."""
    from consultation.jobs import Place, Queue
    from consultation.rooms import learn_jobs

    settings, database = opened()
    learn_jobs()
    Queue(Place(database, settings)).work()


@main.command()
@click.option("--dir", "directory", type=click.Path(path_type=Path, file_okay=False), help="Instead of INSTANCE_DIR.")
def demo(directory: Path | None) -> None:
    """Add the demonstration: two organisations, seven accounts, the Ozon plan, a simulated campaign.

    Its accounts are printed as JSON. Where the demonstration is already, it is left as it is.
    """
    from consultation import demo as demonstration
    from consultation.db import migrate as migrate_tables
    from consultation.i18n import words_alone

    environment = {**os.environ, "INSTANCE_DIR": str(directory)} if directory else None
    settings, database = opened(environment)
    migrate_tables(database.engine)
    with database.transaction() as session:
        if demonstration.is_there(session):
            click.echo("The demonstration is there already; its data is kept.", err=True)
        else:
            click.echo("Making the demonstration…", err=True)
            with words_alone().app_context():
                demonstration.make_demo(session, settings, lambda step: click.echo(f"  {step}", err=True))
    database.close()
    told = {"address": settings.public_url, "accounts": [a._asdict() for a in demonstration.accounts()]}
    click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    click.echo(demonstration.guide(settings.public_url), err=True)


@main.command()
@click.option("--to", "revision", default="head", show_default=True, help="Revision: a number, head or base.")
def migrate(revision: str) -> None:
    """Bring the tables to a revision; `head` is what this program needs."""
    from consultation.db import current_revision
    from consultation.db import migrate as migrate_tables

    _, database = opened()
    migrate_tables(database.engine, revision)
    click.echo(f"The tables are at {current_revision(database.engine)}.", err=True)
    database.close()


@main.command("resting-page")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def write_resting_page(file: Path) -> None:
    """Write into FILE the page a reverse proxy shows while this server does not answer."""
    from consultation.web.resting import resting_page

    file.write_text(resting_page())


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Copy the whole installation (answers, files, secret key) into FILE, while people go on answering."""
    from consultation import backup as backups

    settings, database = opened()
    backups.write_backup(database, settings.instance_dir, file, lambda name: click.echo(f"  {name}", err=True))
    database.close()
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB. Keep it where the answers may be kept.", err=True)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Put it in the place of the data that is there.")
def restore(file: Path, replace: bool) -> None:
    """Put the installation of FILE back. Stop the server first."""
    from consultation import backup as backups

    settings, database = opened()
    try:
        backups.read_backup(
            database,
            settings.instance_dir,
            file,
            replace=replace,
            progress=lambda name: click.echo(f"  {name}", err=True),
        )
    except backups.NotEmpty:
        raise click.ClickException("There is data here already: --replace puts the backup in its place.") from None
    except backups.NotABackup as error:
        raise click.ClickException(f"{file} is not a backup, or is damaged ({error}). Nothing was changed.") from None
    database.close()
    click.echo("Restored.", err=True)


@main.command()
def sweep() -> None:
    """Remove photos, recordings and files that no answer names: of people who did not send, or that were erased."""
    from consultation.submissions.attachments import sweep as remove_unowned

    settings, database = opened()
    with database.reader() as session:
        count = remove_unowned(session, settings.instance_dir)
    database.close()
    click.echo(f"{count} files removed.", err=True)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Check this installation; exit code 1 when something is wrong."""
    from consultation.doctor import examine

    settings, database = opened()
    findings = list(examine(database, settings))
    database.close()
    if as_json:
        click.echo(json.dumps([{"check": f.check, "problem": f.problem} for f in findings], indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.check:14} {finding.problem or 'well'}")
    sys.exit(1 if any(finding.problem for finding in findings) else 0)


@main.group()
def catalogues() -> None:
    """For developers: the translations of the program."""


@catalogues.command("update")
def update_catalogues() -> None:
    """Extract the source strings and merge them into every catalogue."""
    from consultation import i18n

    i18n.update()


@catalogues.command("check")
def check_catalogues() -> None:
    """Fail when a catalogue is stale or a promised string is missing."""
    from consultation import i18n

    found = list(i18n.problems())
    for line in found:
        click.echo(line)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
