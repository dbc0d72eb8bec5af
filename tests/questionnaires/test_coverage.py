"""The table of kinds and faces tells what is there, and docs/kinds.md keeps it."""

from pathlib import Path

from click.testing import CliRunner

from consultation.cli import main
from consultation.questionnaires.coverage import FACES, MISSING, ROOMS, coverage, macros
from consultation.questionnaires.kinds import KINDS
from consultation.terms import Kind

KEPT = Path(__file__).parents[2] / "docs/kinds.md"
NEVER_ON_PAPER = {Kind.POSITION, Kind.PHOTO, Kind.VOICE, Kind.FILE, Kind.CALCULATION, Kind.HIDDEN}


def test_the_table_that_the_command_prints_is_kept() -> None:
    printed = CliRunner().invoke(main, ["questionnaire", "kinds"]).output

    assert printed.startswith("| kind | phone |")
    assert printed in KEPT.read_text(), "put what `consultation questionnaire kinds` prints into docs/kinds.md"


def test_every_kind_has_every_face_it_can_have() -> None:
    found = coverage()

    assert set(found) == set(Kind)
    for kind, faces in found.items():
        assert tuple(faces) == FACES
        gone = {face for face, drawn in faces.items() if drawn == MISSING}
        shown, answered = KINDS[kind].is_shown, KINDS[kind].takes_answer
        expected = {"paper", "keying"} if kind in NEVER_ON_PAPER else set()
        expected |= set() if shown else {"phone", "interviewer", "check"}
        expected |= set() if answered or not shown else {"keying", "check", "count", "export"}
        assert gone == expected, kind


def test_a_face_nobody_drew_is_told(tmp_path: Path) -> None:
    (tmp_path / "templates" / tmp_path.name).mkdir(parents=True)
    (tmp_path / "templates" / tmp_path.name / "x.html").write_text("{% macro radios(question) %}{% endmacro %}")

    assert macros(tmp_path) == {"radios"}
    assert KINDS[Kind.SCALE].phone not in macros(tmp_path)
    assert KINDS[Kind.SCALE].phone in macros(ROOMS / "answering")
