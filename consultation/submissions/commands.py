"""`consultation recount`, `consultation questionnaire import-answers` and `purge`."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from consultation.db import Database
from consultation.plan.formats.safety import Refused
from consultation.questionnaires.commands import group as questionnaire_group
from consultation.questionnaires.interchange.sheets import read_sheets
from consultation.questionnaires.queries import definition_of, latest_version, opened
from consultation.settings import from_environment
from consultation.submissions import import_answers as imports
from consultation.submissions.changed import forget_sets
from consultation.submissions.columns import DAY, IDENTITY
from consultation.submissions.fold import fold
from consultation.submissions.purge import purge_questionnaire
from consultation.submissions.queries import campaigns_of_questionnaire
from consultation.submissions.recount import differences, differences_of_sets, questionnaire_ids
from consultation.submissions.recount import recount as count_again


@click.command("recount")
@click.option("--check", is_flag=True, help="Only compare: exit code 1 when a number differs. Changes nothing.")
def group(check: bool) -> None:
    """Count every answer again from the records, and repair the numbers shown.

    The numbers are kept in the same transaction as the answers, so this should find nothing to do.
    """
    settings = from_environment()
    database = Database(settings.database, settings.instance_dir)
    total = 0
    with database.reader() as session:
        ids = questionnaire_ids(session)
    for questionnaire_id in ids:
        with database.writer() as session:
            found = differences(session, questionnaire_id)
            total += len(found)
            for difference in found:
                cell = " ".join(str(part) for part in difference.key)
                click.echo(f"{cell}: kept {difference.kept}, counted {difference.counted}")
            if found and not check:
                count_again(session, questionnaire_id)
                session.commit()
        with database.reader() as session:
            wrong = differences_of_sets(session, questionnaire_id)
        total += len(wrong)
        for difference in wrong:
            cell = " ".join(str(part) for part in difference.key)
            click.echo(f"sets: {cell}: kept {difference.kept}, counted {difference.counted}")
        if wrong and not check:
            with database.transaction() as session:
                forget_sets(session, questionnaire_id)
            fold(database, settings.instance_dir, questionnaire_id)
    database.close()
    done = "differ" if check else "repaired"
    click.echo(f"{len(ids)} questionnaires, {total} numbers {done}.", err=True)
    sys.exit(1 if check and total else 0)


@questionnaire_group.command("import-answers")
@click.argument("questionnaire_id", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", required=True, help="Who collected the answers: the name of their channel.")
@click.option("--id-column", help="Heading of the column that tells people apart.")
@click.option("--day-column", help="Heading of the column with the day.")
@click.option("--leave-misfits", is_flag=True, help="Leave out the rows that do not fit.")
@click.option("--dry-run", is_flag=True, help="Only say what would come in.")
def import_answers(
    questionnaire_id: int,
    file: Path,
    name: str,
    id_column: str | None,
    day_column: str | None,
    leave_misfits: bool,
    dry_run: bool,
) -> None:
    """Count the answers of FILE (CSV, XLSX, ODS), whose columns bear the keys or the words of the questions.

    Columns that lead to a person stay outside. Exit code 1 when a row does not fit; then nothing is counted.
    """
    database = Database(from_environment().database)
    try:
        with database.writer() as session:
            found = opened(session, questionnaire_id, None)
            version = latest_version(session, questionnaire_id)
            campaign = next(iter(campaigns_of_questionnaire(session, questionnaire_id)), None)
            if found is None or version is None or campaign is None:
                refuse(f"Questionnaire {questionnaire_id} is not published, or in no campaign that was opened.")
            definition = definition_of(version)
            data = file.read_bytes()
            table = imports.bring_table(
                session,
                questionnaire_id,
                definition,
                read_sheets(data, file.name)[0].rows,
                name=file.name,
                data=data,
                account_id=None,
            )
            special = {id_column: IDENTITY, day_column: DAY}
            meant = {column: special.get(heading) for column, heading in enumerate(table.header)}
            told = {int(column): target for column, target in table.targets.items()}
            imports.map_columns(session, table, told | {c: target for c, target in meant.items() if target})
            for heading, why in table.dropped.items():
                click.echo(f"stays outside: {heading} ({why})", err=True)
            for column, heading in enumerate(table.header):
                click.echo(f"{heading}: {table.targets.get(str(column), 'left out')}", err=True)
            read = imports.preview(session, table, definition)
            for misfit in read.misfits[:50]:
                heading = table.header[misfit.column] if misfit.column is not None else ""
                click.echo(f"row {misfit.row} {heading}: {misfit.reason} {misfit.value}", err=True)
            if read.misfits and not leave_misfits:
                refuse(f"{len({m.row for m in read.misfits})} rows do not fit: correct them, or --leave-misfits.")
            if dry_run:
                click.echo(f"{len(read.sheets)} sheets would come in.")
                return
            with click.progressbar(length=len(read.sheets), label="Counting", file=sys.stderr) as bar:
                count = imports.import_answers(
                    session,
                    table,
                    campaign,
                    version.id,
                    definition,
                    channel_name=name,
                    locale=definition.locales[0],
                    leaves_misfits=leave_misfits,
                    progress=lambda _count: bar.update(1),
                )
            session.commit()
    except (Refused, imports.NothingToRead, IndexError) as error:
        refuse(f"{file} cannot be read as a table: {error}")
    finally:
        database.close()
    click.echo(f"{count} sheets came in.")


@questionnaire_group.command("purge")
@click.argument("questionnaire_id", type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
def purge(questionnaire_id: int, yes: bool) -> None:
    """Delete every answer to a questionnaire for good, withdrawn ones too: after a trial, or when its time is over."""
    if not yes:
        click.confirm(f"Delete all answers to questionnaire {questionnaire_id} for good?", abort=True)
    database = Database(from_environment().database)
    with database.writer() as session:
        count = purge_questionnaire(session, questionnaire_id)
        session.commit()
    database.close()
    click.echo(f"{count} submissions deleted.")


def refuse(why: str) -> NoReturn:
    """The command ends with the reason."""
    click.echo(why, err=True)
    sys.exit(1)
