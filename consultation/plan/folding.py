"""Comparing words without their case, accents and typography."""

import unicodedata
from functools import lru_cache

SAME = str.maketrans({
    "\u2019": "'", "\u2018": "'", "`": "'", "\u02bc": "'",
    "\u2013": "-", "\u2014": "-", "\u2010": "-", "\u2011": "-", "\u2212": "-", "\u2012": "-", "\u2015": "-",
    "\u0153": "oe", "\u0152": "oe", "\u00e6": "ae", "\u00ab": '"', "\u00bb": '"', "\u201c": '"', "\u201d": '"',
    "\u201e": '"', "\u00ba": "\u00b0", "\u2026": "...", "\u00a0": " ", "\u202f": " ",
    "\u2192": "->", "\u21d2": "=>", "\u00d7": "x",
})  # fmt: skip


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text in small letters without accents, with plain quotes, dashes and spaces.

    >>> fold("Étape N°1\\u00a0– MISE EN ŒUVRE")
    'etape n°1 - mise en oeuvre'
    """
    plain = unicodedata.normalize("NFD", text.translate(SAME).casefold())
    return " ".join("".join(mark for mark in plain if not unicodedata.combining(mark)).split())


@lru_cache(maxsize=4096)
def flat(text: str) -> str:
    """Like `fold`, one character for one, so that a place found in it is the same place in the text."""
    return "".join(_flat_mark(mark) for mark in text)


@lru_cache(maxsize=1024)
def _flat_mark(mark: str) -> str:
    base = unicodedata.normalize("NFD", mark.translate(SAME))[:1] or " "
    small = base.casefold()
    return small if len(small) == 1 and not unicodedata.combining(small) else base
