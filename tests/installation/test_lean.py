"""What a process loads: the server is small, and a command that needs little starts at once."""

import subprocess
import sys
from pathlib import Path

from consultation.rooms import COMMANDS, command_of
from tests.live import ROOT

#: Tens of megabytes each, for screens that few open and few times.
HEAVY = frozenset(
    [
        "alembic",
        "av",
        "cv2",
        "docx",
        "huey",
        "lxml",
        "numpy",
        "odfdo",
        "openpyxl",
        "pandas",
        "pikepdf",
        "PIL",
        "pypdfium2",
        "pyreadstat",
        "python_calamine",
        "qrcode",
        "typst",
        "xlsxwriter",
    ]
)


def loaded(program: str) -> set[str]:
    """Packages that are there after a program, in a process of its own."""
    told = f"{program}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_the_server_loads_no_library_before_somebody_needs_it(tmp_path: Path) -> None:
    found = loaded(
        "from pathlib import Path\nfrom consultation import create_app\nfrom consultation.settings import Settings\n"
        f"create_app(Settings(instance_dir=Path({str(tmp_path)!r}), secret_key='only for tests'))"
    )

    assert "flask" in found
    assert not found & HEAVY


def test_the_list_of_commands_loads_no_room() -> None:
    found = loaded("from consultation.cli import main\nmain(['--help'], standalone_mode=False)")

    assert "click" in found
    assert not found & {"flask", "sqlalchemy", "babel", "pydantic"}


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    for name, (_room, told) in COMMANDS.items():
        command = command_of(name)

        assert command.name == name
        assert " ".join((command.help or "").split()).startswith(told.removesuffix("."))


def test_what_rooms_above_add_to_a_command_is_there() -> None:
    """Each was missing from the command line while the room that brings it was loaded by nothing else."""
    run = [sys.executable, "-m", "consultation", "questionnaire", "--help"]
    told = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert {"export", "import-answers", "purge", "sounds"} <= set(told.split())
