"""`consultation paper …`."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
from sqlalchemy.orm import Session

from consultation.accounts.audit import note
from consultation.clock import today
from consultation.db import Database
from consultation.i18n import words_alone
from consultation.models import Version
from consultation.paper import queries
from consultation.paper.handing.hand_out import Handed, OutAlready, hand_out, next_number
from consultation.paper.identity import NotAnIdentity, printed_number, typed_number
from consultation.paper.labels import LABEL_SHEETS, label_pages, print_labels
from consultation.paper.pictures import pictures_of
from consultation.paper.print_batch import MOST_COPIES, NoLetters, add_labels, print_batch, sheets_of, wanted_for
from consultation.paper.queries import Batch, PaperChannel
from consultation.paper.resident_words import sheet_words
from consultation.paper.sheet import CannotPrint, Size, rules_of, type_for
from consultation.paper.work import pages_of_batch
from consultation.questionnaires.definition import Definition
from consultation.settings import from_environment
from consultation.terms import AgeVariant

if TYPE_CHECKING:
    from consultation.paper.scan.reading import Printed


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
@click.option("--age", type=click.Choice([age.value for age in AgeVariant]), help="The wording for an age.")
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
    age: str | None,
    code: str | None,
    out: Path,
    layout: Path | None,
) -> None:
    """Print numbered sheets of QUESTIONNAIRE: the code of a published version, such as OZN3, or a number."""
    settings = from_environment()
    database = Database(settings.database)
    app = words_alone()
    with app.app_context(), database.late_writer() as session:
        version, channel = asked(session, questionnaire, code)
        definition = Definition.model_validate(version.definition)
        offered = definition.locales
        chosen = locales or offered[:1]
        if len(chosen) > 2 or not set(chosen) <= set(offered):
            raise click.UsageError(f"One or two of these languages: {', '.join(offered)}.")
        channel = replace(channel, version=version)
        wanted = wanted_for(
            channel,
            settings.public_url,
            chosen,
            None if master else copies,
            size=cast(Size, size),
            type_pt=type_for(cast(Size, size), chosen, is_large=large),
            age=AgeVariant(age) if age else None,
            pictures=pictures_of(definition, settings.instance_dir),
        )
        words = sheet_words(definition, chosen)
        try:
            made = print_batch(session, version, channel.channel_id, channel.name, wanted, words, printed_by=None)
        except NoLetters as error:
            raise click.ClickException(f"No font here writes this language: {error}.") from None
        except CannotPrint as error:
            raise click.ClickException(f"It does not fit on paper: {error}.") from None
        batch = queries.batch_by_id(session, made.id, None)
        assert batch is not None
        noted(session, "print", batch, copies=made.count, channel=channel.name)
        session.commit()  # the numbers are taken; answers come in while the sheets are drawn
        pages = pages_of_batch(batch)
        with click.progressbar(length=pages, label="Printing", file=sys.stderr) as bar:
            printed = sheets_of(
                batch,
                words,
                pictures=wanted.pictures,
                secret_key=settings.secret_key,
                told=lambda done: bar.update(done - bar.pos),
            )
        out.write_bytes(printed.pdf)
        if layout:
            layout.write_text(json.dumps(made.layout, ensure_ascii=False, indent=1) + "\n")
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


@group.command("labels")
@click.argument("questionnaire")
@click.option("--copies", default=20, show_default=True, type=click.IntRange(1, MOST_COPIES), help="Of the master.")
@click.option("--kind", default="65", show_default=True, type=click.Choice(list(LABEL_SHEETS)), help="Labels a page.")
@click.option("--channel", "code", help="Code of the channel the master was printed for. Default: the last master.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF.")
def print_labels_of(questionnaire: str, copies: int, kind: str, code: str | None, out: Path) -> None:
    """Print labels with numbers for photocopies of the last master of QUESTIONNAIRE, one for each page of a copy."""
    database = Database(from_environment().database)
    with database.late_writer() as session:
        version, _channel = asked(session, questionnaire, code)
        masters = (one for one in queries.masters(session, None) if one.version.id == version.id)
        master = next((one for one in masters if code in {None, one.channel.code}), None)
        if master is None:
            raise click.ClickException("It has no master: print one with `paper print --master`.")
        made = add_labels(session, master, copies, kind, printed_by=None)
        noted(session, "print", master, copies=made.count, channel=master.channel.name)
        session.commit()  # as above
        with click.progressbar(length=label_pages(made.layout, copies, kind), label="Printing", file=sys.stderr) as bar:
            numbers = range(made.first_number, made.first_number + made.count)
            out.write_bytes(print_labels(made.layout, numbers, kind, lambda done: bar.update(done - bar.pos)))
        report = {"print_code": version.print_code, "first_number": numbers[0], "last_number": numbers[-1]}
    database.close()
    click.echo(json.dumps(report))


@group.command("hand-out")
@click.argument("questionnaire")
@click.option("--count", required=True, type=click.IntRange(1), help="Sheets.")
@click.option("--place", required=True, help="Where they go: Marché du samedi.")
@click.option("--first", help="First number, as it is printed. Default: the next that is not out.")
@click.option("--taken-by", help="Who takes them there.")
def hand_sheets_out(questionnaire: str, count: int, place: str, first: str | None, taken_by: str | None) -> None:
    """Note that numbered sheets of QUESTIONNAIRE are out, so that the pile that comes back can be held against it."""
    database = Database(from_environment().database)
    with database.writer() as session:
        version, _channel = asked(session, questionnaire, None)
        try:
            number = typed_number(first) if first else None
        except NotAnIdentity:
            raise click.UsageError(f"{first} is no number of a sheet, like 000499-5.") from None
        batches = [one for one in queries.all_batches(session) if one.version.id == version.id and not one.is_master]
        for batch in reversed(batches):
            begins = number or next_number(session, batch)
            if begins and batch.has(begins):
                break
        else:
            raise click.ClickException("No sheet with this number was printed." if number else "Every sheet is out.")
        handed = Handed(first_number=begins, count=count, place=place, handed_on=today(), taken_by=taken_by)
        try:
            hand_out(session, batch, handed)
        except OutAlready as error:
            rest = f"the next is {printed_number(error.first)}" if error.first else "all of them are out"
            raise click.ClickException(f"Some of these are out, or were printed another time: {rest}.") from None
        noted(session, "give", batch, copies=count, channel=place)
        numbers = {"first_number": printed_number(begins), "last_number": printed_number(begins + count - 1)}
        report = {"print_code": version.print_code, **numbers, "place": place}
        session.commit()
    database.close()
    click.echo(json.dumps(report, ensure_ascii=False))


def noted(session: Session, verb: str, batch: Batch, **detail: object) -> None:
    """Write into the trail what was done with sheets."""
    code, organisation_id = batch.version.print_code, batch.organisation_id
    note(session, None, verb, "sheets", code, organisation_id=organisation_id, **detail)


@group.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--layout",
    "layouts",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What `paper print --layout` wrote; once for each sheet. Without: every sheet printed here.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document; without, a line a page.")
@click.pass_context
def read_scans(context: click.Context, files: tuple[Path, ...], layouts: tuple[Path, ...], as_json: bool) -> None:
    """Read filled sheets from FILES: PDF, TIFF, JPEG, PNG, ZIP of them, folders; any order, any turn, mixed.

    Nothing is stored. Every page ends in exactly one state: read, needs_look, duplicate, missing (of a sheet of which
    other pages came), not_ours, unreadable, blank. With --json:

    \b
    {"pages": [{"file", "page_of_file", "state", "reason", "identity", "print_code", "number", "page", "languages",
                "dpi", "corners", "to_type": fields somebody has to type,
                "questions": [{"key", "chosen": options, or null while one of its boxes is in doubt,
                  "boxes": [{"option", "value": "marked" or "empty", "confidence": 0..1, "sure", "seen", "reason"}],
                  "fields": [{"name", "index", "option", "written"}]}],
                "duplicate_of": {"file", "page_of_file"}, "conflicting"}],
     "report": {"pages", "sheets", "states": {state: count}}}

    Exit codes: 0 every page was read or is blank; 1 some need a person, and the report says which; 2 wrong use.
    Progress is told on standard error.
    """
    try:
        from consultation.paper.scan.batch import Pile, scans_of_files
    except ImportError as error:
        raise click.ClickException(f"Reading scans needs the extra `scans`: {error}.") from None
    try:
        printed = [printed_from(path) for path in layouts] if layouts else printed_here()
    except ValueError:
        raise click.UsageError("A layout is not a JSON document of `paper print --layout`.") from None
    pile = Pile(printed)
    if as_json:
        click.echo('{"pages": [', nl=False)
    for count, reading in enumerate(pile.all_of(scans_of_files(files))):
        if as_json:
            click.echo((",\n" if count else "\n") + json.dumps(reading.as_json(), ensure_ascii=False), nl=False)
        else:
            click.echo(reading.line())
        click.echo(f"\r{count + 1}", nl=False, err=True)
    report = pile.report()
    if as_json:
        click.echo('],\n"report": ' + json.dumps(report) + "}")
    told = ", ".join(f"{count} {state}" for state, count in report["states"].items() if count)
    click.echo(f"\r{report['pages']} pages of {report['sheets']} sheets: {told}", err=True)
    context.exit(0 if pile.is_settled() else 1)


def printed_from(path: Path) -> "Printed":
    """The sheet of a layout document.

    :raises ValueError: when it is none.
    """
    from consultation.paper.scan.reading import Printed

    layout = json.loads(path.read_text())
    if not isinstance(layout, dict) or not {"print_code", "locales", "pages"} <= set(layout):
        raise ValueError(path)
    return Printed(layout)


def printed_here() -> list["Printed"]:
    """Every sheet printed on this installation."""
    from consultation.paper.scan.reading import Printed

    database = Database(from_environment().database)
    with database.reader() as session:
        batches = queries.all_batches(session)
        printed = [
            Printed(
                {"questions": rules_of(batch.definition()), **batch.batch.layout},
                None if batch.is_master else batch.batch.first_number,
                None if batch.is_master else batch.last_number,
            )
            for batch in batches
        ] + [
            Printed(slips.layout, slips.first_number, slips.first_number + slips.count - 1)
            for slips in queries.slip_batches(session)
        ]
    database.close()
    return printed


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
