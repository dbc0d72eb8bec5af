"""`consultation plan read` and `consultation plan import`."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask
from flask_babel import force_locale

from consultation import i18n
from consultation.plan.documents import open_document
from consultation.plan.formats.safety import MOST_BYTES, Refused
from consultation.plan.outline import plan_outline
from consultation.plan.reading import PlanReading, read_plan
from consultation.plan.wording import doubt_words, dropped_words, refusal_words


@click.group("plan")
def group() -> None:
    """Read a town's plan from its own document, and store it."""


@group.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the whole reading as JSON.")
def read(file: Path, as_json: bool) -> None:
    """Print the plan as understood from FILE; nothing is stored.

    FILE may be .docx, .odt, .xlsx, .ods, .csv, .md, .txt or .html. Exit code 1 when it cannot be read.
    """
    with terminal_language():
        plan = read_file(file)
        if as_json:
            outline = plan_outline(plan, doubt_words=doubt_words, dropped_words=dropped_words)
            click.echo(json.dumps(outline, ensure_ascii=False, indent=2))
        else:
            _print(plan)


def read_file(file: Path) -> PlanReading:
    """The reading of a file; ends the command with the reason when it is refused."""
    try:
        # One byte more than allowed is enough to refuse a file without taking it all into memory.
        with file.open("rb") as opened:
            document = open_document(opened.read(MOST_BYTES + 1), file.name)
    except Refused as refused:
        click.echo(refusal_words(refused), err=True)
        sys.exit(1)
    return read_plan(document)


@contextmanager
def terminal_language() -> Iterator[None]:
    """Words in the language of the terminal: French or English."""
    app = Flask(__name__)
    i18n.init_app(app)
    wanted = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[:2]
    locale = wanted if wanted in i18n.ORGANISER_LOCALES else i18n.DEFAULT_LOCALE
    with app.test_request_context(), force_locale(locale):
        yield


def _print(plan: PlanReading) -> None:
    click.echo(f"{plan.title} ({plan.start_year or '?'}-{plan.end_year or '?'}) {plan.sector}".rstrip())
    for priority in plan.priorities:
        click.echo(f"\n{priority.number}. {priority.title}")
        for action in priority.actions:
            click.echo(f"  {action.key}  {action.printed_number:<4} {action.title}  [{action.when or '-'}]")
        for note in priority.notes:
            click.echo(f"  * {note}")
    for doubt in plan.doubts:
        click.echo(f"? {doubt.where} {doubt_words(doubt)}", err=True)
