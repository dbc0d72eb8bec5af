"""The same place, however it is written (T38)."""

import re
import unicodedata
from collections.abc import Iterable

_ARTICLES = frozenset({"la", "le", "les", "de", "du", "des", "the", "of", "au", "aux"})
_ELIDED = re.compile(r"\b[ld]['’]")


def spelled(name: str) -> str:
    """The name without capitals, accents, punctuation and articles: two names that give the same are one place."""
    plain = unicodedata.normalize("NFKD", _ELIDED.sub("", name.casefold()))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    words = re.findall(r"\w+", plain)
    return " ".join([word for word in words if word not in _ARTICLES] or words)


def lines_of(words: str) -> list[str]:
    """What was pasted, line by line: empty lines, and lines that say the same again, are left out."""
    kept: dict[str, str] = {}
    for line in words.splitlines():
        name = " ".join(line.split()).strip("-•*; ")
        if name:
            kept.setdefault(spelled(name) or name, name)
    return list(kept.values())


def writings(names: Iterable[str]) -> set[str]:
    """Every spelling of a place, ready to be compared."""
    return {spelled(name) for name in names if spelled(name)}
