"""`consultation plan read` and `consultation plan import`."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from consultation import i18n
from consultation.accounts.audit import note
from consultation.accounts.manage import create_organisation
from consultation.accounts.queries import organisation_by_slug
from consultation.db import Database, migrate
from consultation.models import Organisation, Plan
from consultation.plan.blocks import Doubt
from consultation.plan.documents import open_document
from consultation.plan.formats.safety import MOST_BYTES, Refused
from consultation.plan.import_plan import NothingToImport, import_source, reading_of, take_document
from consultation.plan.outline import plan_outline
from consultation.plan.plan_reading import PlanReading
from consultation.plan.queries import organisations, plan_by_slug
from consultation.plan.reading import read_plan
from consultation.plan.wording import doubt_words, dropped_words, refusal_words
from consultation.settings import from_environment


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
        document = open_document(_bytes(file), file.name)
    except Refused as refused:
        click.echo(refusal_words(refused), err=True)
        sys.exit(1)
    return read_plan(document)


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", "organisation_slug", help="Short name of the organisation; by default the first one.")
@click.option("--plan", "plan_slug", help="Short name of the plan to update; by default the one of the same title.")
def import_(file: Path, organisation_slug: str | None, plan_slug: str | None) -> None:
    """Store the plan of FILE; importing again updates it and keeps what hangs on its actions.

    Prints what is stored as JSON; doubts go to standard error.
    """
    settings = from_environment()
    database = Database(settings.database)
    migrate(database.engine)
    try:
        with terminal_language(), database.transaction() as session:
            owner = _owner(session, organisation_slug)
            plan = plan_by_slug(session, plan_slug, owner.id) if plan_slug else None
            if plan_slug and plan is None:
                raise click.ClickException(f"{owner.name} has no plan {plan_slug}.")
            source = take_document(
                session,
                organisation_id=owner.id,
                data=_bytes(file),
                file_name=file.name,
                files=settings.instance_dir / "files",
                plan=plan,
            )
            for doubt in reading_of(source).doubts:
                click.echo(f"? {doubt.where} {doubt_words(doubt)}", err=True)
            stored = import_source(session, source)
            note(session, None, "import", "plan", stored.title, organisation_id=owner.id, file_name=source.file_name)
            click.echo(json.dumps(_summary(stored, owner), ensure_ascii=False, indent=2))
    except Refused as refused:
        with terminal_language():
            click.echo(refusal_words(refused), err=True)
        sys.exit(1)
    except NothingToImport:
        with terminal_language():
            click.echo(doubt_words(Doubt("", "no_actions")), err=True)
        sys.exit(1)
    finally:
        database.close()


def _owner(session: Session, slug: str | None) -> Organisation:
    """The organisation of that short name; else the first one, made when there is none."""
    if slug:
        found = organisation_by_slug(session, slug)
        if found is None:
            raise click.ClickException(f"There is no organisation {slug}.")
        return found
    known = organisations(session, None)
    if known:
        first = min(known, key=lambda one: one.id)
        if len(known) > 1:
            click.echo(f"Organisation: {first.slug} (choose another with --organisation)", err=True)
        return first
    return create_organisation(session, None, name="Organisation", slug="organisation")


def _summary(plan: Plan, owner: Organisation) -> dict[str, Any]:
    actions = [action for priority in plan.priorities for action in priority.actions]
    return {
        "plan": plan.slug,
        "organisation": owner.slug,
        "title": plan.title,
        "priorities": len({action.priority_id for action in actions if not action.is_retired}),
        "actions": sum(not action.is_retired for action in actions),
        "retired": sum(action.is_retired for action in actions),
    }


def _bytes(file: Path) -> bytes:
    """The file; one byte more than allowed is enough to refuse it without taking it all into memory."""
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


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
        for words in priority.notes:
            click.echo(f"  * {words}")
    for doubt in plan.doubts:
        click.echo(f"? {doubt.where} {doubt_words(doubt)}", err=True)
