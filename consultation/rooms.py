"""The rooms of the house that have screens or commands, from the ground up."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

import click
from flask import Blueprint

ROOMS = (
    "web",
    "accounts",
    "contacts",
    "plan",
    "questionnaires",
    "outreach",
    "submissions",
    "answering",
    "boxes",
    "paper",
    "field",
    "scans",
    "results",
)


def blueprints() -> Iterator[Blueprint]:
    """The blueprint of each room that has screens: `blueprint` of its `views`."""
    for room in ROOMS:
        if stands(f"consultation.{room}", "views"):
            yield import_module(f"consultation.{room}.views").blueprint


def command_groups() -> Iterator[click.Command]:
    """The commands of each room that has some: `group` of its `commands`."""
    for room in ROOMS:
        if stands(f"consultation.{room}", "commands"):
            yield import_module(f"consultation.{room}.commands").group


def learn_jobs() -> None:
    """Know the work of each room that has some outside requests: its module `work` (see `jobs`)."""
    for room in ROOMS:
        if stands(f"consultation.{room}", "work"):
            import_module(f"consultation.{room}.work")


def stands(room: str, module: str) -> bool:
    """Whether a room has that module; a room may have nothing yet."""
    return find_spec(room) is not None and find_spec(f"{room}.{module}") is not None
