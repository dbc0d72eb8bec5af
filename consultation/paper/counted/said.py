"""What a counted sheet says, line by line as the sheet has it, and where two of them differ. Plain values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from consultation.paper.again import placed_answers
from consultation.paper.double_entry.agreement import Entry
from consultation.paper.faces import Place, places
from consultation.paper.keying import MOST_REPEATS
from consultation.questionnaires.definition import Definition

Say = Callable[[Definition, str, Entry], str]
"""An answer in the reader's words."""


@dataclass(frozen=True)
class Sheet:
    """What stands on a sheet, and the questionnaire it was printed from."""

    definition: Definition
    entry: Entry


def lines_of(sheet: Sheet, say: Say) -> list[tuple[Place, str]]:
    """[(question, what was said)] in the order of the sheet; of a repeated section the times somebody filled in."""
    standing = {*placed_answers(sheet.definition, sheet.entry.answers), *sheet.entry.unreadable}
    asked = [place for place in places(sheet.definition, repeats=MOST_REPEATS) if place.number is not None]
    filled = {(place.section.key, place.time) for place in asked if place.key in standing}
    return [
        (place, say(sheet.definition, place.key, sheet.entry))
        for place in asked
        if place.time in {None, 1} or (place.section.key, place.time) in filled
    ]


def differing_lines(first: Sheet, other: Sheet, say: Say) -> Sequence[tuple[Place, str, str]]:
    """[(question, what the first says, what the other says)] where they say something else."""
    one, two = ({place.key: (place, words) for place, words in lines_of(sheet, say)} for sheet in (first, other))
    return [
        ((one.get(key) or two[key])[0], words_in(one, key), words_in(two, key))
        for key in dict.fromkeys((*one, *two))
        if words_in(one, key) != words_in(two, key)
    ]


def words_in(lines: dict[str, tuple[Place, str]], key: str) -> str:
    return lines[key][1] if key in lines else ""
