"""`consultation paper …`."""

import json
import sys
from pathlib import Path
from typing import cast

import click
from flask import Flask
from sqlalchemy.orm import Session

from consultation import i18n
from consultation.accounts.audit import note
from consultation.db import Database
from consultation.models import Version
from consultation.outreach.links import channel_url
from consultation.paper import queries
from consultation.paper.print_batch import MOST_COPIES, Wanted, print_batch, sheets_of
from consultation.paper.queries import PaperChannel
from consultation.paper.resident_words import sheet_words
from consultation.paper.sheet import CannotPrint, Size
from consultation.questionnaires.definition import Definition
from consultation.settings import from_environment


@click.group("paper")
def group() -> None:
    """Questionnaires on paper."""


@group.command("print")
@click.argument("questionnaire")
@click.option("--locale", "locales", multiple=True, help="Language; twice for a bilingual sheet. Default: the first.")
@click.option("--copies", default=1, show_default=True, type=click.IntRange(1, MOST_COPIES), help="Numbered copies.")
@click.option("--master", is_flag=True, help="One sheet without a number, for the photocopier.")
@click.option("--size", default="a4", show_default=True, type=click.Choice(["a4", "a5"]))
@click.option("--large", is_flag=True, help="Very large type.")
@click.option("--channel", "code", help="Code of the channel the answers are counted under. Default: its first.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF.")
@click.option("--layout", type=click.Path(path_type=Path, dir_okay=False), help="Where every box stands, as JSON.")
def print_sheets(
    questionnaire: str,
    locales: tuple[str, ...],
    copies: int,
    master: bool,
    size: str,
    large: bool,
    code: str | None,
    out: Path,
    layout: Path | None,
) -> None:
    """Print numbered sheets of QUESTIONNAIRE: the code of a published version, such as OZN3, or a number."""
    settings = from_environment()
    database = Database(settings.database)
    app = words_only_app()
    with app.app_context(), database.writer() as session:
        version, channel = asked(session, questionnaire, code)
        offered = Definition.model_validate(version.definition).locales
        chosen = locales or offered[:1]
        if len(chosen) > 2 or not set(chosen) <= set(offered):
            raise click.UsageError(f"One or two of these languages: {', '.join(offered)}.")
        wanted = Wanted(
            locales=chosen,
            copies=None if master else copies,
            size=cast(Size, size),
            type_pt=18 if large else 14,
            address=channel_url(settings.public_url, channel.code),
        )
        words = sheet_words(chosen)
        try:
            made = print_batch(session, version, channel.channel_id, channel.name, wanted, words, printed_by=None)
        except CannotPrint as error:
            raise click.ClickException(f"It does not fit on paper: {error}.") from None
        batch = queries.batch_by_id(session, made.id, None)
        assert batch is not None
        printed = sheets_of(batch, words)
        out.write_bytes(printed.pdf)
        if layout:
            layout.write_text(json.dumps(made.layout, ensure_ascii=False, indent=1) + "\n")
        note(
            session,
            None,
            "print",
            "sheets",
            version.print_code,
            organisation_id=channel.organisation_id,
            copies=made.count,
            channel=channel.name,
        )
        session.commit()
        report = {
            "print_code": version.print_code,
            "channel": channel.code,
            "locales": list(chosen),
            "first_number": None if master else made.first_number,
            "last_number": None if master else made.first_number + made.count - 1,
            "pages": len(made.layout["pages"]),
            "unprintable": made.layout["unprintable"],
        }
    database.close()
    click.echo(json.dumps(report, ensure_ascii=False))
    click.echo(f"{out}: {out.stat().st_size / 1e6:.2f} MB", err=True)


def asked(session: Session, questionnaire: str, code: str | None) -> tuple[Version, PaperChannel]:
    """The version and the channel somebody names on the command line."""
    version = queries.version_by_print_code(session, questionnaire.upper())
    if version is None and questionnaire.isdigit():
        version = queries.latest_version(session, int(questionnaire))
    if version is None:
        sys.stderr.write("A questionnaire is named by the code at the foot of its sheets, or by its number.\n")
        raise click.ClickException(f"No published questionnaire {questionnaire}.")
    channels = queries.channels_of_questionnaire(session, version.questionnaire_id)
    channel = next((one for one in channels if code in {None, one.code}), None)
    if channel is None:
        raise click.ClickException("It has no such channel: open a campaign with it first.")
    return version, channel


def words_only_app() -> Flask:
    """Just enough of an application for the words of the catalogues."""
    app = Flask(__name__)
    i18n.init_app(app)
    return app
