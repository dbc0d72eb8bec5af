"""What the README must not forget."""

import dataclasses
from pathlib import Path

from consultation.cli import main
from consultation.settings import Settings

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_every_setting_stands_in_the_readme() -> None:
    names = [field.name.upper() for field in dataclasses.fields(Settings)]

    assert [name for name in names if f"\n| `{name}` |" not in README] == []


def test_every_command_stands_in_the_readme() -> None:
    assert "plan" in main.commands
    assert [name for name in main.commands if f"\n| `consultation {name}" not in README] == []
