"""Where a text may hurt or expose somebody: hints for the person who reads it, never a decision.

Insults of `data/insults.txt`, telephone numbers, e-mail and postal addresses, and what looks like a third person's
name. Every language is looked for in every text, because people mix them.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

INSULTS = Path(__file__).parent / "data/insults.txt"


class HintKind(StrEnum):
    """What a stretch of text may be."""

    INSULT = "insult"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    NAME = "name"


class Hint(NamedTuple):
    """A stretch of a text, `text[start:end]`, to look at."""

    start: int
    end: int
    kind: HintKind


class Piece(NamedTuple):
    """A stretch of a text, and what it may be (None: nothing)."""

    words: str
    kind: HintKind | None


_NAME = r"[A-ZÀ-ÖØ-Þ][\w’'-]+"
_TITLES = r"M\.|Mr\.?|Mme|Mlle|Monsieur|Madame|Mademoiselle|Mrs\.?|Ms\.?|Miss|Docteur|Dr\.?"
_KIN = (
    r"voisine?|gardienne?|fils|fille|fr[èe]re|s(?:œ|oe)ur|mari|femme"
    r"|neighbou?r|caretaker|son|daughter|brother|sister"
)
PATTERNS = {
    HintKind.EMAIL: re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}\w"),
    # Nine digits or more, however they are spaced; Arabic digits too. Two years side by side are eight.
    HintKind.PHONE: re.compile(r"\+?\d(?:[\s.\-/()]{0,2}\d){8,14}"),
    HintKind.ADDRESS: re.compile(
        r"\b\d{1,4}\s?(?:bis|ter|[a-c])?,?\s+(?:(?:rue|avenue|av|boulevard|bd|place|allée|impasse|chemin|square)\b\.?"
        r"(?:\s+\w+){0,4}|(?:\w+\s+){1,2}(?:street|road|avenue|lane)\b)"
        r"|\b(?:appartement|appart|appt|apt|flat|شقة)\.?\s*(?:n°\s*)?\d+",
        re.IGNORECASE,
    ),
    HintKind.NAME: re.compile(
        rf"\b(?:{_TITLES})\s+{_NAME}(?:\s+{_NAME})?|\b(?:{_KIN})\s+(?:de\s+|of\s+)?{_NAME}"
        rf"|(?<=[a-zà-ÿ,;]\s){_NAME}\s+{_NAME}|(?:السيدة?|الأستاذة?|الدكتورة?|الحاجة?)\s+\w+"
    ),
}


def hints_in(text: str, known_names: Sequence[str] = ()) -> list[Hint]:
    """What to look at in a text, in its order, without overlap; `known_names` (places) are nobody's."""
    known = [name.casefold() for name in known_names]
    found: list[Hint] = []
    for kind, start, end in _candidates(text):
        is_known = kind is HintKind.NAME and any(text[start:end].casefold() in name for name in known)
        if not is_known and not any(start < hint.end and hint.start < end for hint in found):
            found.append(Hint(start, end, kind))
    return sorted(found)


def pieces(text: str, hints: Sequence[Hint]) -> list[Piece]:
    """The whole text, cut where the hints begin and end."""
    cut, at = [], 0
    for hint in hints:
        cut += [Piece(text[at : hint.start], None), Piece(text[hint.start : hint.end], hint.kind)]
        at = hint.end
    return [piece for piece in [*cut, Piece(text[at:], None)] if piece.words]


def _candidates(text: str) -> Iterator[tuple[HintKind, int, int]]:
    for kind, pattern in {HintKind.INSULT: insults(), **PATTERNS}.items():
        for match in pattern.finditer(text):
            yield kind, match.start(), match.end()


@cache
def insults() -> re.Pattern[str]:
    """The list of insults, as whole words with their plurals and the Arabic article."""
    lines = INSULTS.read_text(encoding="utf-8").splitlines()
    words = sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")}, key=len, reverse=True)
    choice = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"\b(?:و?ال|و|يا\s+)?(?:{choice})(?:s|es|x|ين|ون|ات)?\b", re.IGNORECASE)
