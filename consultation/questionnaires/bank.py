"""The question bank that comes with the program: proposed questions for the actions of a plan.

`data/bank.json` says what still has to be reviewed by a native speaker.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from consultation.i18n import french_signs
from consultation.questionnaires.definition import Offer, Question

BANK = Path(__file__).parent / "data" / "bank.json"
ALIKE = 0.6
"""Share of words two titles have in common when they mean the same action; no two of the 39 titles of the Ozon
plan share more than 0.28."""


class Entry(BaseModel):
    """What the bank proposes for one action."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: str
    title: str
    questions: tuple[Question, ...]
    offer: Offer | None = None
    note: str = ""
    """A caution for the organiser, in French."""


class Bank(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    to_review: dict[str, str]
    """{locale: what a person has yet to check}."""
    entries: tuple[Entry, ...]


@cache
def bank() -> Bank:
    """The whole bank, read once."""
    return Bank.model_validate(json.loads(BANK.read_bytes(), object_hook=_set_french))


def _set_french(words: dict[str, Any]) -> dict[str, Any]:
    """Words in several languages, the French as a printer sets it: nobody has to type it so."""
    return {locale: french_signs(said) if locale in ("fr", "fr@falc") else said for locale, said in words.items()}


def proposed_for(title: str) -> Entry | None:
    """The entry written for an action of that title, None when no title is alike.

    By title and not by number: "P1.02" is another action in another town.
    """
    words = plain_words(title)
    likeness, entry = max(((shared(words, plain_words(e.title)), e) for e in bank().entries), key=lambda pair: pair[0])
    return entry if likeness >= ALIKE else None


def search_bank(words: str) -> Sequence[Entry]:
    """Entries where every word of `words` stands, in any language; all of them when there are no words."""
    wanted = plain_words(words, shortest=1)
    return [entry for entry in bank().entries if all(word in _haystack(entry) for word in wanted)]


def plain_words(text: str, *, shortest: int = 4) -> frozenset[str]:
    """Words without case or accents, the short ones left out."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return frozenset(word for word in re.findall(r"\w+", plain) if len(word) >= shortest)


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the words of both that stand in both, 0..1."""
    return len(one & other) / len(one | other) if one | other else 0.0


def _haystack(entry: Entry) -> str:
    texts = [entry.title]
    for question in entry.questions:
        texts += question.label.values()
        texts += [words for option in question.options for words in option.label.values()]
    return " ".join(sorted(plain_words(" ".join(texts), shortest=1)))
