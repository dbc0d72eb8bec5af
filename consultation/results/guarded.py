"""Words that no spreadsheet program takes for a formula, and the same words back.

A CSV file says nothing of its cells, and a program of another country splits it elsewhere: a French Excel at `;`,
an English one at `,`, both at the end of a line when the cell did not begin with a quote. So an apostrophe stands
before whatever would begin like a formula, at the start of the words or behind any of these signs.
"""

import re

FORMULA = "=+\\-@＝＋－＠"
"""A cell that begins like this is run as a formula by some spreadsheet program (OWASP, CSV injection)."""
DANGER = rf"[\s']*[{FORMULA}]|'*[\t\r\n]"
UNGUARDED = re.compile(rf"^(?={DANGER})|(?<=[;,|\t\r\n])(?=[ ']*[{FORMULA}])")
GUARDED = re.compile(rf"^'(?={DANGER})|(?<=[;,|\t\r\n])'(?=[ ']*[{FORMULA}])")


def guarded(words: str) -> str:
    """The words as a CSV file may hold them."""
    return UNGUARDED.sub("'", words)


def unguarded(words: str) -> str:
    """The words somebody wrote, from a file written with `guarded`."""
    return GUARDED.sub("", words)


def is_dangerous(words: str) -> bool:
    """Whether a cell of these words, typed anew, would be a formula."""
    return re.match(DANGER, words) is not None
