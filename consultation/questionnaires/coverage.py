"""Which face each kind of question has, read from the registry and from the macros and functions that draw them."""

import re
from collections.abc import Mapping
from pathlib import Path

from consultation.questionnaires.definition import Option, Question, Row
from consultation.questionnaires.interchange.xlsform_out import TYPES
from consultation.questionnaires.kinds import KINDS, READY_ROWS, QuestionKind
from consultation.questionnaires.kinds.base import QuestionKind as Base
from consultation.terms import Kind

ROOMS = Path(__file__).parents[1]
FACES = ("phone", "paper", "interviewer", "keying", "check", "count", "export", "XLSForm")
MISSING = "–"
ASKED_ALOUD = ROOMS / "answering" / "templates" / "answering" / "asking_person.html"
"""The interviewer's screen; it draws a question with the macros of the phone."""


def coverage() -> dict[Kind, dict[str, str]]:
    """{kind: {face: what draws or works it out}}; `–` where a kind has no such face."""
    phone = macros(ROOMS / "answering")
    keying = macros(ROOMS / "paper")
    interviewer = phone if "answering/_questions.html" in ASKED_ALOUD.read_text() else set()
    paper = printed()
    return {
        kind: {
            "phone": entry.phone if entry.is_shown and entry.phone in phone else MISSING,
            "paper": entry.paper if entry.is_shown and entry.paper in paper else MISSING,
            "interviewer": entry.phone if entry.is_shown and entry.phone in interviewer else MISSING,
            "keying": entry.keying if entry.keying in keying else MISSING,
            **worked_out(kind, entry),
        }
        for kind, entry in KINDS.items()
    }


def worked_out(kind: Kind, entry: QuestionKind) -> dict[str, str]:
    """The faces that are functions of the registry, and the type of an XLSForm."""
    rows = READY_ROWS.get(kind, (Row(key="row", label={}),)) if entry.has_rows else ()
    options = (Option(key="a", label={}), Option(key="b", label={})) if entry.has_options else ()
    asked = Question(key="q", kind=kind, label={}, rows=rows[:1], options=options)
    own = type(entry).tally_given is not Base.tally_given
    names = [column.name for column in entry.columns(asked)]
    return {
        "check": type(entry).__name__ if entry.takes_answer else MISSING,
        "count": ("values" if own else "people who answered") if entry.takes_answer or (own and names) else MISSING,
        "export": ", ".join(names) or MISSING,
        "XLSForm": TYPES.get(kind, MISSING),
    }


def macros(room: Path) -> set[str]:
    """Names of the macros in the templates of a room."""
    found: set[str] = set()
    for path in room.rglob(f"templates/{room.name}/*.html"):
        found.update(re.findall(r"\{%-?\s*macro (\w+)\(", path.read_text()))
    return found


def printed() -> set[str]:
    """Names of the faces the printed sheet draws."""
    source = "\n".join(path.read_text() for path in sorted((ROOMS / "paper").glob("*.typ")))
    table = re.search(r"#let drawn = \((.*?)\n\)", source, re.DOTALL)
    listed = re.findall(r"^\s*(\w+):", table[1], re.MULTILINE) if table else []
    return {*listed, *re.findall(r'face == "(\w+)"', source)}


def as_table(found: Mapping[Kind, Mapping[str, str]]) -> str:
    """The same as a table of Markdown, one line a kind."""
    lines = [f"| kind | {' | '.join(FACES)} |", f"|---|{'---|' * len(FACES)}"]
    for kind, faces in found.items():
        cells = (f"`{cell}`" if (cell := faces[face]) != MISSING else MISSING for face in FACES)
        lines.append(f"| `{kind}` | {' | '.join(cells)} |")
    return "\n".join(lines)
