"""The rooms of the house that have screens or commands, from the ground up."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from flask import Blueprint

ROOMS = (
    "mailing",
    "web",
    "accounts",
    "printing",
    "contacts",
    "plan",
    "questionnaires",
    "outreach",
    "submissions",
    "answering",
    "paper",
    "boxes",
    "scans",
    "results",
)


def blueprints() -> "Iterator[Blueprint]":
    """The blueprint of each room that has screens: `blueprint` of its `views`."""
    for room in ROOMS:
        if stands(f"consultation.{room}", "views"):
            yield import_module(f"consultation.{room}.views").blueprint


ADDING = {"paper": ("boxes",), "questionnaire": ("submissions", "results")}
"""{command: rooms above that add commands of their own to it}."""
COMMANDS = {
    "account": ("accounts", "Who may sign in: invite, list, let back in, deactivate."),
    "offers": ("contacts", "People who offered help or wait for the reply."),
    "paper": ("paper", "Questionnaires on paper."),
    "plan": ("plan", "Read a town's plan from its own document, and store it."),
    "poster": ("outreach", "Print the poster of the channel of that CODE as PDF, with the address of PUBLIC_URL."),
    "questionnaire": ("questionnaires", "Read, convert and import questionnaires of other programs."),
    "recount": ("submissions", "Count every answer again from the records, and repair the numbers shown."),
    "results": ("results", "Read the numbers of a plan, as its pages show them."),
}
"""{command: (room, first line of its help)}: told here so that a list of them loads no room."""


def command_of(name: str) -> "click.Command":
    """The commands of one room, `group` of its `commands`, and what rooms above add to them."""
    for room in ADDING.get(name, ()):
        import_module(f"consultation.{room}.commands")
    found: click.Command = import_module(f"consultation.{COMMANDS[name][0]}.commands").group
    return found


def learn_jobs() -> None:
    """Know the work of each room that has some outside requests: its module `work` (see `jobs`)."""
    for room in ROOMS:
        if stands(f"consultation.{room}", "work"):
            import_module(f"consultation.{room}.work")


def stands(room: str, module: str) -> bool:
    """Whether a room has that module; a room may have nothing yet."""
    return find_spec(room) is not None and find_spec(f"{room}.{module}") is not None
