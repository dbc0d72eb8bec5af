"""`consultation results plan`, `publish` and `export`, `consultation questionnaire export`."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click
from sqlalchemy.orm import Session

from consultation.boxes.queries import ideas_per_action
from consultation.clock import today
from consultation.contacts.queries import offers_per_action
from consultation.db import Database
from consultation.plan.commands import terminal_language
from consultation.plan.queries import Plan, plan_by_slug
from consultation.questionnaires.commands import group as questionnaire_group
from consultation.results.answers import Export, Format, Wanted
from consultation.results.counts import Board, board_of
from consultation.results.editions.publish import AlreadyPublished, NothingPublic, figures_today, publish_edition
from consultation.results.export import counts_sheets
from consultation.results.figures import Heard, shown
from consultation.results.records import published_versions
from consultation.results.resident_words import declined_values
from consultation.results.spreadsheets import csv_lines, write_xlsx
from consultation.results.suppression import THRESHOLD
from consultation.settings import from_environment


@click.group("results")
def group() -> None:
    """Read the numbers of a plan, as its pages show them."""


@group.command("plan")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a list.")
def plan(slug: str, as_json: bool) -> None:
    """Print the people heard on each action of the plan of that SLUG; null: hidden, as too few.

    Exit code 1 when there is no such plan.
    """
    with board_of_slug(slug) as (session, board):
        found = plan_numbers(session, board)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    click.echo(f"{found['title']}: {in_words(found['heard'])}")
    for action in found["actions"]:
        click.echo(f"  {action['key']}  {in_words(action['heard']):>6}  {action['title']}")


@group.command("publish")
@click.argument("slug", metavar="PLAN")
def publish(slug: str) -> None:
    """Publish the figures of today of the plan of that slug: from now on they stand for everybody, in every form.

    Prints their address. Exit code 1 when there is no such plan, none of its campaigns has public results, or the
    figures of today are published already.
    """
    settings = from_environment()
    database = Database(settings.database, settings.instance_dir)
    try:
        with database.writer() as session:
            plan = plan_of_slug(session, slug)
            try:
                publish_edition(session, plan, day=today(), by=None)
            except NothingPublic:
                refuse("No campaign of this plan has public results. Open them on the page of the campaign first.")
            except AlreadyPublished:
                refuse("The figures of today are published already. The next ones can be published tomorrow.")
            address = f"{settings.public_url}/{plan.locale}/plan/{slug}/figures/{today().isoformat()}"
            session.commit()
    finally:
        database.close()
    click.echo(address)


@group.command("export")
@click.argument("slug", metavar="PLAN")
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), default="csv", help="Kind of file.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def export(slug: str, kind: str, out: Path) -> None:
    """Write every figure of the plan of that slug to a file, one a row, as its pages show them.

    Exit code 1 when there is no such plan.
    """
    with board_of_slug(slug) as (session, board):
        sheets = counts_sheets(figures_today(session, board.plan, None, today()), board.plan.locale)
        if kind == "csv":
            with out.open("w", encoding="utf-8", newline="") as file:
                file.writelines(csv_lines(sheets[0]))
        else:
            with out.open("wb") as workbook:
                write_xlsx(workbook, sheets)
    click.echo(str(out))


@questionnaire_group.command("export")
@click.argument("questionnaire_id", type=int)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--locale", default="fr", show_default=True, help="Language of the labels.")
@click.option("--words", is_flag=True, help="Words instead of keys in the cells.")
@click.option("--semicolon", is_flag=True, help="CSV for Excel in French.")
@click.option("--question", "only", multiple=True, help="Key of a question; may stand several times. All by default.")
def export_answers(
    questionnaire_id: int, out: Path, locale: str, words: bool, semicolon: bool, only: tuple[str, ...]
) -> None:
    """Write the answers to a questionnaire to OUT: .csv, .xlsx, .ods, .jsonl, .sav or .dta, by the ending of its name.

    For organisers only: a rare combination of answers can point at somebody. Exit code 1 when there is none.
    """
    ending = out.suffix.removeprefix(".")
    if ending not in set(Format):
        raise click.UsageError(f"OUT ends in one of: {', '.join(Format)}.")
    database = Database(from_environment().database)
    try:
        with database.reader() as session, terminal_language():
            versions = published_versions(session, questionnaire_id)
            if not versions:
                click.echo(f"No published questionnaire has the number {questionnaire_id}.", err=True)
                sys.exit(1)
            wanted = Wanted(Format(ending), locale, words, semicolon, only or None, declined_values(locale))
            with out.open("wb") as file:
                Export(session, questionnaire_id, versions, wanted).write(file)
    finally:
        database.close()
    click.echo(str(out))


@contextmanager
def board_of_slug(slug: str) -> Iterator[tuple[Session, Board]]:
    """The plan of that slug with its numbers; ends the command when there is none."""
    database = Database(from_environment().database)
    try:
        with database.reader() as session:
            yield session, board_of(session, plan_of_slug(session, slug))
    finally:
        database.close()


def plan_of_slug(session: Session, slug: str) -> Plan:
    """The plan of that slug; ends the command when there is none."""
    return plan_by_slug(session, slug, None) or refuse(
        f"No plan has the slug {slug!r}. It is the word after /plans/ in its address."
    )


def refuse(why: str) -> NoReturn:
    """End the command with the reason."""
    click.echo(why, err=True)
    sys.exit(1)


def plan_numbers(session: Session, board: Board) -> dict[str, Any]:
    """{title, heard, actions: [{key, title, heard, ideas, offers…}]}."""
    ideas, offers = ideas_per_action(session, board.plan.id), offers_per_action(session, board.plan.id)
    return {
        "slug": board.plan.slug,
        "title": board.plan.title,
        "is_simulated": board.is_simulated,
        **heard_numbers(board.figures.everybody),
        "actions": [
            {
                "key": action.key,
                "title": action.title,
                **heard_numbers(board.figures.of_action(action.key)),
                "ideas": ideas.get(action.key, 0),
                "offers": shown(offers.get(action.key, 0), THRESHOLD),
            }
            for priority in board.plan.priorities
            for action in priority.actions
        ],
    }


def heard_numbers(heard: Heard) -> dict[str, Any]:
    return {"heard": heard.residents, "heard_apart": dict(heard.others), "channels": heard.channels}


def in_words(count: int | None) -> str:
    return "hidden" if count is None else str(count)
