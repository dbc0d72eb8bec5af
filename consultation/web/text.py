"""Text as people typed it, without what a database or a page cannot hold."""

import unicodedata

KEPT = frozenset("\n\t")
DROPPED = frozenset({"Cc", "Cs"})
"""Unicode categories of control signs and of halves of signs."""


def clean(typed: str) -> str:
    """The same words with one kind of line break and in one Unicode form, without control signs, trimmed."""
    lines = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in lines if sign in KEPT or unicodedata.category(sign) not in DROPPED).strip()
