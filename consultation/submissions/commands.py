"""`consultation recount`."""

import sys

import click

from consultation.db import Database
from consultation.settings import from_environment
from consultation.submissions.recount import differences, questionnaire_ids
from consultation.submissions.recount import recount as count_again


@click.command("recount")
@click.option("--check", is_flag=True, help="Only compare: exit code 1 when a number differs. Changes nothing.")
def group(check: bool) -> None:
    """Count every answer again from the records, and repair the numbers shown.

    The numbers are kept in the same transaction as the answers, so this should find nothing to do.
    """
    database = Database(from_environment().database)
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
    database.close()
    done = "differ" if check else "repaired"
    click.echo(f"{len(ids)} questionnaires, {total} numbers {done}.", err=True)
    sys.exit(1 if check and total else 0)
