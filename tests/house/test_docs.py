"""The README says true things: each setting, command, kind of question and picture has its place in it."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from consultation.cli import main
from consultation.rooms import ROOMS
from consultation.settings import Settings, from_environment
from consultation.terms import Kind

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
#: First cells of all tables, without their code marks: {cell: the rest of its line}.
ROWS: dict[str, str] = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", README, re.M))
#: Settings that are no setting of the application: the server's own.
OF_THE_SERVER = {"WEB_PROCESSES"}


def commands(group: click.Group = main, start: str = "consultation") -> Iterator[tuple[str, click.Command]]:
    """Every command with its whole name."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command
        if isinstance(command, click.Group):
            yield from commands(command, f"{start} {name}")
        else:
            yield f"{start} {name}", command


@pytest.mark.parametrize(("name", "command"), [pytest.param(*found, id=found[0]) for found in commands()])
def test_each_command_has_its_line(name: str, command: click.Command) -> None:
    (line,) = [line for line in ROWS if line == name or line.startswith(f"{name} ")]

    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    told = set(re.findall(r"--[a-z-]+", line))
    needed = {
        parameter.opts[0] for parameter in command.params if isinstance(parameter, click.Option) and parameter.required
    }
    arguments = {str(parameter.name).upper() for parameter in command.params if isinstance(parameter, click.Argument)}
    assert needed <= told <= known
    assert len(arguments) == len(set(re.findall(r"\b[A-Z]{3,}\b", line.split("--")[0].split("[")[0])))


def test_no_line_tells_of_a_command_that_is_gone() -> None:
    names = {name for name, _ in commands()}

    assert not [
        line
        for line in ROWS
        if line.startswith("consultation ") and not any(f"{line} ".startswith(f"{name} ") for name in names)
    ]


def test_each_setting_has_its_line_with_its_default() -> None:
    settings = {field.name.upper(): field.default for field in dataclasses.fields(Settings)}
    told = {name: rest.rsplit("|", 1)[1].strip(" `") for name, rest in ROWS.items() if name.isupper()}

    assert told.keys() - OF_THE_SERVER == settings.keys()
    for name, default in settings.items():
        if isinstance(default, int | float):
            assert float(told[name]) == default
        else:
            assert told[name] == (str(default) if default else "empty")


def test_each_setting_is_read_from_the_environment(tmp_path: Path) -> None:
    given = {"INSTANCE_DIR": str(tmp_path), "PUBLIC_URL": "https://a.example", "TRUSTED_HOSTS": "b", "SECRET_KEY": "c"}
    given |= {"DATABASE_URL": "postgresql://d", "ACCESSIBILITY_CONTACT": "e@f.example"}
    given |= {"TRANSLATE_URL": "http://g.example", "TRANSLATE_KEY": "h", "HANDWRITING_PROGRAM": "i"}
    given |= {"SMTP_URL": "smtp://j", "MAIL_FROM": "k@l.example"}
    numbers = {field.name for field in dataclasses.fields(Settings) if isinstance(field.default, int | float)}

    read = dataclasses.asdict(from_environment(given | {name.upper(): "7" for name in numbers}))

    plain = dataclasses.asdict(Settings())
    assert not [name for name in read if read[name] == plain[name]]


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_of_question_is_named(kind: Kind) -> None:
    assert f"`{kind}`" in README


@pytest.mark.parametrize("room", [room for room in ROOMS if (ROOT / "consultation" / room).is_dir()])
def test_each_room_is_named(room: str) -> None:
    assert f"`{room}`" in README


def test_each_picture_and_file_named_is_there() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)

    assert len(pictures) >= 3
    assert not [path for path in pictures if not (ROOT / path).is_file()]
    assert not [path for path in pictures if (ROOT / path).stat().st_size > 150_000]


def test_each_target_of_make_it_tells_of_stands_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))

    assert set(re.findall(r"\bmake ([a-z-]+)`", README)) | {"run", "test"} <= targets
