"""Who carries an action: bodies with their part, what is missing, candidates, and the questions a plan asks itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consultation.plan.folding import flat, fold
from consultation.plan.vocabulary import alternatives, pattern

PILOT_WORDS = alternatives("actors", "pilot_words")
OPEN_WORDS = alternatives("actors", "open_words")
PILOT_OPEN = pattern("actors", "pilot_open")
ALL_OPEN = pattern("actors", "all_open")
PLACE_OPEN = pattern("actors", "place_open")
BUDGET_OPEN = pattern("actors", "budget_open")
SENTENCE_END = re.compile(r"(?<=[?!.;\n])")
CANDIDATES_AFTER = re.compile(
    r"(?:\b(?:ex|exemple|par exemple|e\.g|for example|such as|peut-etre|maybe)\b\s*\.?\s*:?|:)\s*"
)
SMALL_WORDS = pattern("actors", "small_words")


@dataclass(frozen=True, slots=True)
class Actor:
    """A body named by an action; `role` is pilot, partner, candidate or question."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question printed in the plan; `about` is pilot, place, date, number or open."""

    text: str
    about: str


def missing_of(who: str, pilot: str | None, elsewhere: str) -> tuple[list[str], str]:
    """What an action lacks ("pilot", "place", "budget"), and how the pilot stands: named, to_find, empty.

    `pilot` is None when the plan has no column for it; `elsewhere` are the other words of the action.
    """
    missing: list[str] = []
    state = _pilot_state(fold(who), None if pilot is None else fold(pilot))
    if state != "named":
        missing.append("pilot")
    everything = " ".join((fold(who), fold(pilot or ""), fold(elsewhere)))
    if PLACE_OPEN.search(everything):
        missing.append("place")
    if BUDGET_OPEN.search(everything):
        missing.append("budget")
    return missing, state


def _pilot_state(who: str, pilot: str | None) -> str:
    if pilot is not None:
        if not pilot.strip(" -–/."):
            return "empty"
        return (
            "to_find"
            if ALL_OPEN.match(pilot) or PILOT_OPEN.search(pilot) or re.search(OPEN_WORDS, pilot) or "?" in pilot
            else "named"
        )
    if not who.strip(" -–/."):
        return "empty"
    return "to_find" if PILOT_OPEN.search(who) or ALL_OPEN.match(who) else "named"


def questions_of(text: str, about: str = "open") -> list[Question]:
    """The questions printed in a text, each with what it is about."""
    return [
        Question(question, _about(fold(question), about))
        for sentence in SENTENCE_END.split(text)
        if sentence.endswith("?") and (question := _inner(sentence).strip(' -–>()"')) and re.search(r"\w", question)
    ]


def _inner(question: str) -> str:
    """The question inside an opened quotation, or the whole."""
    return question.rsplit('"', 1)[-1] if question.count('"') % 2 else question


def _about(question: str, about: str) -> str:
    if PILOT_OPEN.search(question):
        return "pilot"
    if PLACE_OPEN.search(question):
        return "place"
    if re.search(r"\b(?:quand|when|quelle date|which date|quelle annee)\b", question):
        return "date"
    if re.search(r"\b(?:combien|how many|how often|quel nombre)\b", question):
        return "number"
    return about


def candidates_of(who: str) -> list[str]:
    """Bodies a plan proposes as pilot: what follows "a pilot must be found: for example…".

    >>> candidates_of("Attention à trouver un pilote : ex : Une association ? Le conseil citoyen ?")
    ['Une association', 'Le conseil citoyen']
    """
    places = flat(who)
    opened = PILOT_OPEN.search(places) or re.search(PILOT_WORDS, places)
    if not opened:
        return []
    marks = list(CANDIDATES_AFTER.finditer(places, opened.start()))
    if not marks:
        return []
    end = marks[0].end()
    for mark in marks[1:]:
        if not places[end : mark.start()].strip():
            end = mark.end()
    return [name for piece in re.split(r"\?|,|;|\bou\b(?!\w)|\bor\b", who[end:]) if (name := piece.strip(" .:()"))]


def actors_of(who: Sequence[str], pilot: Sequence[str], candidates: Sequence[str]) -> list[Actor]:
    """The bodies with their part; a run of capitalised names without separators is split as a proposal."""
    actors = [Actor(name, "pilot") for name in pilot if re.search(r"\w", name) and not PILOT_OPEN.search(fold(name))]
    for item in who:
        words = fold(item)
        if PILOT_OPEN.search(words) or item.endswith("?"):
            actors.append(Actor(item, "question"))
        else:
            actors.extend(Actor(name, "partner") for name in _names(item))
    actors.extend(Actor(name, "candidate") for name in candidates)
    return actors


def _names(item: str) -> list[str]:
    """The names of an item whose line breaks were lost: "CAF Associations du quartier Habitants"."""
    depth = 0
    names: list[str] = []
    for word in item.split():
        fresh = bool(names) and not depth and word[:1].isupper() and _closes(names[-1])
        if fresh or not names:
            names.append(word)
        else:
            names[-1] += f" {word}"
        depth += word.count("(") - word.count(")")
    return names


def _closes(name: str) -> bool:
    """Whether a new capitalised word after this name begins another name."""
    last = fold(name.split()[-1]).strip("(),.'")
    return not SMALL_WORDS.fullmatch(last) and not name.endswith((":", "/", "-", "–", "+", "&"))
