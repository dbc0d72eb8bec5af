"""Every act that a room notes has words, so that the trail reads as sentences."""

import ast
from collections.abc import Iterator
from pathlib import Path

from consultation.accounts.words import OBJECTS, VERBS
from consultation.terms import IdeaState, VerbatimState

PACKAGE = Path(__file__).parents[2] / "consultation"
#: Functions that note an act: {name: where the verb and the kind of object stand among the arguments}.
NOTING = {"note": (2, 3), "remember": (0, 1), "note_act": (0, None)}


def said(node: ast.expr) -> list[str]:
    """The words an argument may be, as far as they are written there."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    return [*said(node.body), *said(node.orelse)] if isinstance(node, ast.IfExp) else []


def noted() -> Iterator[tuple[str, list[str], list[str]]]:
    """(file and line, verbs, kinds of object) of every act."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "id", None)
            if isinstance(node, ast.Call) and name in NOTING:
                verb, kind = NOTING[name]
                kinds = said(node.args[kind]) if kind is not None and len(node.args) > kind else []
                verbs = said(node.args[verb]) if len(node.args) > verb else []
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", verbs, kinds


def test_every_noted_act_has_words() -> None:
    silent = [
        (where, word)
        for where, verbs, kinds in noted()
        for word in [*(set(verbs) - VERBS.keys()), *(set(kinds) - OBJECTS.keys())]
    ]

    assert not silent, "give them words in accounts/words.py"


def test_states_that_are_noted_as_acts_have_words() -> None:
    assert {str(state) for state in IdeaState} <= VERBS.keys()
    assert {f"words_{state}" for state in VerbatimState} <= VERBS.keys()
