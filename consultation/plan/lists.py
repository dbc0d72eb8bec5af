"""Splitting a cell into its items, only where the print separates them."""

import re
from collections.abc import Iterable, Sequence

from consultation.plan.blocks import Line
from consultation.plan.folding import flat

LEADING_MARK = re.compile(r"^\s*(?:[-–—•‣▪●◦*·](?!>)\s*|(?:\d{1,2}|[a-z])[.)]\s+(?=\D))")
INLINE_DASH = re.compile(r"(?<=\s)[-–—•▪](?=\s|[^\W\d_])")
ARROW = re.compile(r"(?<=\s)(?:->|=>|→|⇒)\s")
ENDS_A_SENTENCE = re.compile(r"[.:;)…!?]\s*$")
BODY_MARKS = re.compile(r"[,;]|\s[/+]\s|(?<=[.…?!])\s+(?=[^\W\d_])")
DASHES = "-–—•▪"
OPENING, CLOSING = "([{", ")]}"


def items_of(lines: Sequence[Line]) -> list[str]:
    """The items of a list: one a bullet, one a typed dash, one a printed line.

    Among marked items, a line without a mark that goes on mid-sentence joins the item before.

    >>> items_of([Line("Exemples : - Un concours - Un repas")])
    ['Exemples :', 'Un concours', 'Un repas']
    """
    items: list[str] = []
    listed = False
    for line in lines:
        marked = line.bullet or bool(LEADING_MARK.match(line.text))
        typed = not line.bullet and (listed or marked)
        pieces = [piece for piece in _inline_items(line.text, listed=typed) if piece]
        if pieces and items and listed and not marked and _carries_on(items[-1], pieces[0]):
            items[-1] = f"{items[-1]} {pieces.pop(0)}"
        items.extend(pieces)
        listed = listed or marked
    return items


def bodies_of(lines: Sequence[Line]) -> list[str]:
    """The bodies of a "Who?" cell, separated by lines, dashes, commas, slashes and sentence ends outside brackets.

    What follows a colon is one enumeration and stays whole.

    >>> bodies_of([Line("Ville (culture, sport), CAF / DRAC")])
    ['Ville (culture, sport)', 'CAF', 'DRAC']
    """
    return [body for line in lines for item in items_of([line]) for body in _bodies(item)]


def joined(lines: Iterable[Line]) -> str:
    """The words of the lines as one running text."""
    return " ".join(line.text for line in lines)


def _carries_on(before: str, line: str) -> bool:
    return line[:1].islower() and not ENDS_A_SENTENCE.search(before)


def _inline_items(text: str, *, listed: bool) -> list[str]:
    """The pieces of one line, cut at typed dashes and arrows outside brackets and quotes."""
    bare = LEADING_MARK.sub("", text, count=1) if LEADING_MARK.match(text) else text
    outside = _outside(bare)
    dashes = [
        match
        for match in INLINE_DASH.finditer(bare)
        if match.start() in outside and bare[match.end() : match.end() + 1] != ">"
    ]
    first = text.lstrip()[:1]
    cuts: list[tuple[int, int]] = []
    for mark in dict.fromkeys(match[0] for match in dashes):
        same = [match for match in dashes if match[0] == mark]
        cuts.extend(_separating(bare, same, listed=listed and (mark == first or first not in DASHES)))
    cuts.extend((match.start(), match.start()) for match in ARROW.finditer(bare) if match.start() in outside)
    return _cut(bare, sorted(cuts))


def _separating(text: str, dashes: Sequence[re.Match[str]], *, listed: bool) -> list[tuple[int, int]]:
    """The dashes of one kind that separate items: all in a list, else those after a sentence end and what follows."""
    capitals = {match.start() for match in dashes if text[match.end() : match.end() + 3].lstrip()[:1].isupper()}
    cuts: list[tuple[int, int]] = []
    for match in dashes:
        after_end = match[0] == "-" and bool(ENDS_A_SENTENCE.search(text[max(0, match.start() - 4) : match.start()]))
        if cuts or listed or after_end or (len(capitals) > 1 and match.start() in capitals):
            cuts.append(match.span())
    return cuts


def _bodies(item: str) -> list[str]:
    places = flat(item)
    outside = _outside(item)
    colon = next((place for place in sorted(outside) if places[place] == ":"), len(item))
    cuts = [
        match.span()
        for match in BODY_MARKS.finditer(places)
        if match.start() in outside and (match.start() < colon or match[0].isspace())
    ]
    return [piece for piece in _cut(item, cuts) if any(mark.isalnum() or mark == "?" for mark in piece)] or [item]


def _outside(text: str) -> set[int]:
    """Places of the text that stand outside brackets and straight or angled quotes."""
    places: set[int] = set()
    depth, quoted = 0, False
    closes = {place for place, mark in enumerate(text) if mark in CLOSING}
    for place, mark in enumerate(text):
        if mark in OPENING and any(close > place for close in closes):
            depth += 1
        elif mark in CLOSING:
            depth = max(0, depth - 1)
        elif mark == '"' and ('"' in text[place + 1 :] or quoted):
            quoted = not quoted
        elif not depth and not quoted:
            places.add(place)
    return places


def _cut(text: str, cuts: Sequence[tuple[int, int]]) -> list[str]:
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return [piece for start, end in zip(starts, ends, strict=True) if (piece := text[start:end].strip())]
