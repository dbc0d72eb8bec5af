"""`consultation questionnaire read`, `convert`, `import` and `schema`."""

import json
import sys
from pathlib import Path

import click

from consultation.db import Database
from consultation.plan.commands import terminal_language
from consultation.plan.formats.safety import MOST_BYTES, Refused
from consultation.questionnaires.coverage import as_table, coverage
from consultation.questionnaires.create import import_questionnaire
from consultation.questionnaires.interchange.formats import WRITERS, UnknownEnding, read_form, write_form
from consultation.questionnaires.interchange.losses import Loss
from consultation.questionnaires.interchange.outline import outline
from consultation.questionnaires.interchange.own import schema
from consultation.questionnaires.interchange.reading import Reading, Remark
from consultation.questionnaires.interchange.wording import loss_words, losses_heading, refusal, remark_words
from consultation.questionnaires.queries import plan_by_slug
from consultation.questionnaires.speak_ahead import latest_versions, measure
from consultation.settings import from_environment


@click.group("questionnaire")
def group() -> None:
    """Read, convert and import questionnaires of other programs."""


@group.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the whole reading as JSON.")
def read(file: Path, as_json: bool) -> None:
    """Print the questionnaire as understood from FILE; nothing is stored.

    FILE may be an XLSForm (.xlsx, .xls, .ods, .csv, .md), a LimeSurvey survey (.lss), SurveyJS JSON, or our own
    definition. Exit code 1 when it cannot be read.
    """
    with terminal_language():
        reading = reading_of(file)
        if as_json:
            click.echo(json.dumps(outline(reading, remark_words), ensure_ascii=False, indent=2))
        else:
            _print(reading)


@group.command("kinds")
def kinds() -> None:
    """Print which faces each kind of question has, as a table."""
    click.echo(as_table(coverage()))


@group.command("convert")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("out", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
def convert(file: Path, out: Path) -> None:
    """Write the questionnaire of FILE as OUT; the ending of OUT says the format.

    .xlsx XLSForm, .lss LimeSurvey, .txt or .tsv LimeSurvey's table, .survey.json SurveyJS, .json our own definition,
    .xml queXML. What was repaired (=), what could not be said here (!), and what OUT cannot hold (-), with a count,
    goes to standard error.
    """
    with terminal_language():
        reading = reading_of(file)
        try:
            written = write_form(reading.definition, out.name)
        except UnknownEnding:
            raise click.UsageError(f"No format ends like {out.name}. Use one of {', '.join(WRITERS)}.") from None
        out.write_bytes(written.data)
        tell("=", reading.repairs)
        tell("!", reading.unsupported)
        tell_losses(written.losses)


@group.command("schema")
def schema_of_files() -> None:
    """Print the JSON Schema of our definition files."""
    click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))


@group.command("import")
@click.argument("plan")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(plan: str, file: Path) -> None:
    """Store the questionnaire of FILE as a new draft on PLAN (its short name).

    FILE may be in any format that `read` takes. Prints what is stored as JSON.
    """
    with terminal_language():
        reading = reading_of(file)
        database = Database(from_environment().database)
        try:
            with database.transaction() as session:
                owner = plan_by_slug(session, plan, None)
                if owner is None:
                    raise click.ClickException(f"There is no plan {plan}.")
                made = import_questionnaire(session, owner, reading.definition)
                told = {
                    "questionnaire": made.id,
                    "plan": owner.slug,
                    "questions": len(list(reading.definition.questions())),
                }
        finally:
            database.close()
        tell("=", reading.repairs)
        tell("!", reading.unsupported)
        click.echo(json.dumps(told))


@group.command("sounds")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def sounds(file: Path | None) -> None:
    """Make the machine's sounds of what is published now, and print their pace and weight.

    With FILE, of the questionnaire in it, in whatever format `read` takes. One line a language; "silent" are the
    prompts for which the machine has no voice: a person reads them under "By ear".
    """
    settings = from_environment()
    if file:
        definitions = [reading_of(file).definition]
    else:
        database = Database(settings.database)
        with database.reader() as session:
            definitions = [definition for _id, definition in latest_versions(session)]
        database.close()
    click.echo("language     prompts  silent  words/min  median bytes  most bytes")
    for definition in definitions:
        for locale in definition.locales:
            told = measure(settings.instance_dir, definition, locale)
            click.echo(
                f"{told.locale:12} {told.prompts:7}  {told.silent:6}  {told.words_a_minute:9.0f}"
                f"  {told.median_bytes:12}  {told.most_bytes:10}"
            )


def reading_of(file: Path) -> Reading:
    """The reading of a file; ends the command with the reason when it is refused."""
    try:
        with file.open("rb") as opened:
            return read_form(opened.read(MOST_BYTES + 1), file.name)
    except Refused as refused:
        click.echo(refusal(refused), err=True)
        sys.exit(1)


def _print(reading: Reading) -> None:
    told = outline(reading, remark_words)
    click.echo(f"{told['title']}  [{', '.join(told['languages'])}]")
    for question in told["questions"]:
        label = next(iter(question["label"].values()), "").partition("\n")[0]
        click.echo(f"  {question['key']:24} {question['kind']:16} {label}")
    tell("=", reading.repairs)
    tell("!", reading.unsupported)


def tell_losses(losses: tuple[Loss, ...]) -> None:
    """How much the format cannot hold, then each on a line, on standard error."""
    if losses:
        click.echo(losses_heading(len(losses)), err=True)
    for loss in losses:
        click.echo(f"- {loss_words(loss)}", err=True)


def tell(sign: str, remarks: tuple[Remark, ...]) -> None:
    """The remarks on standard error, one a line."""
    for remark in remarks:
        where = f"{remark.sheet} {remark.row or ''}".strip()
        click.echo(f"{sign} {where}: {remark_words(remark)}", err=True)
