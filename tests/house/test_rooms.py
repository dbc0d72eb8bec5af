"""Imports go down; each kind of file touches only what it may."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from consultation.rooms import ROOMS

PACKAGE = Path(__file__).parents[2] / "consultation"
#: From the roof to the ground; rooms of one floor do not see each other.
FLOORS = (
    ("__main__",),
    ("cli",),
    ("server", "gate", "demo", "doctor", "backup"),
    ("__init__",),
    ("rooms",),
    ("results",),
    ("scans",),
    ("boxes",),  # prints its slips on paper's machinery
    ("answering", "paper"),
    ("submissions",),
    ("outreach",),
    ("questionnaires",),
    ("plan",),
    ("contacts",),
    ("printing",),
    ("accounts",),
    ("web",),
    ("mailing",),
    ("models",),
    ("jobs",),
    ("db", "i18n"),
    ("speech",),
    ("terms", "languages", "settings", "clock", "dates", "files", "sounds"),
)
FLOOR = {room: height for height, rooms in enumerate(reversed(FLOORS)) for room in rooms}
#: Plain values whose definition everything shares.
SHARED = {"consultation.questionnaires.definition"}
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    here = room_of(path)
    assert here in FLOOR, f"{here} has no floor: add it to FLOORS"
    if path == PACKAGE / "__init__.py":
        return
    for module in imports(path):
        parts = module.split(".")
        if parts[0] != "consultation" or len(parts) < 2 or module in SHARED or parts[1] not in FLOOR:
            continue
        there = parts[1]
        assert there == here or FLOOR[there] < FLOOR[here], f"{here} imports {module}"


def test_a_room_that_is_gone_leaves_no_floor() -> None:
    assert FLOOR.keys() == {room_of(path) for path in FILES}
    assert [*ROOMS] == sorted(ROOMS, key=FLOOR.__getitem__), "from the ground up"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_kind_of_file_touches_only_what_it_may(path: Path) -> None:
    names = set(imports(path))
    is_view = path.stem == "views" or path.parent.name == "views"
    if is_view:
        forbidden = {n for n in names if n.startswith("sqlalchemy") or n.startswith("consultation.models")}
        assert not forbidden, f"a view queries: {forbidden}"
    if path.stem == "queries":
        assert not {n for n in names if n.split(".")[0] in {"flask", "flask_wtf", "flask_babel"}}, "queries know Flask"
    if room_of(path) == "models":
        assert not {n for n in names if n.split(".")[0] == "flask"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_views_and_commands_commit(path: Path) -> None:
    may_commit = path.stem in {"views", "commands", "db", "demo", "writer"} or path.parent.name == "views"
    commits = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]

    assert may_commit or not commits, f"an operation commits: lines {commits}"
