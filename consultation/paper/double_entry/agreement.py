"""Two entries of one sheet held against each other. Plain values in and out."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from consultation.paper.again import placed_answers
from consultation.questionnaires.definition import Answer, Answers, Definition


@dataclass(frozen=True)
class Entry:
    """What one person keyed."""

    answers: Answers
    unreadable: Sequence[str] = ()


@dataclass(frozen=True)
class Compared:
    """Keys of the questions that at least one of the two keyed something for, as they stand on the sheet."""

    keys: tuple[str, ...]
    differs: tuple[str, ...]


def compare(definition: Definition, first: Entry, second: Entry) -> Compared:
    """Which questions two people keyed otherwise.

    Words are the same when their letters and digits are: nobody has to settle a comma or an accent.
    """
    one, other = (placed_answers(definition, entry.answers) for entry in (first, second))
    keys = tuple(dict.fromkeys((*one, *other, *first.unreadable, *second.unreadable)))
    differs = tuple(
        key
        for key in keys
        if (key in first.unreadable) != (key in second.unreadable) or not is_same(one.get(key), other.get(key))
    )
    return Compared(keys, differs)


def is_same(first: Answer | None, second: Answer | None) -> bool:
    """Whether two answers say the same."""
    if first is None or second is None:
        return first is second
    bare: list[Answer] = [{**one, "text": letters(one["text"])} if "text" in one else one for one in (first, second)]
    return bare[0] == bare[1]


def letters(text: str) -> str:
    """The letters and digits alone, without accents, in small letters."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text).casefold() if sign.isalnum())


@dataclass
class Agreement:
    """How often two people keyed the same."""

    by_question: dict[str, tuple[int, int]] = field(default_factory=dict)
    """{question: (keyed the same, keyed twice)}, the least agreed first."""
    by_person: dict[int, tuple[int, int]] = field(default_factory=dict)
    """{account: (questions keyed as the other person did, questions keyed twice)}."""

    @property
    def all(self) -> tuple[int, int]:
        return sum(same for same, _ in self.by_question.values()), sum(both for _, both in self.by_question.values())


def agreement(entries: Iterable[tuple[Iterable[int], Sequence[str], Sequence[str]]]) -> Agreement:
    """The agreement over sheets keyed twice.

    :param entries: (the two people, questions compared, those that differ) of each sheet.
    """
    same: Counter[str] = Counter()
    both: Counter[str] = Counter()
    same_of: Counter[int] = Counter()
    both_of: Counter[int] = Counter()
    for people, keys, differs in entries:
        for key in keys:
            base = key.rsplit("-", 1)[-1]
            both[base] += 1
            same[base] += key not in differs
        for person in people:
            both_of[person] += len(keys)
            same_of[person] += len(keys) - len(differs)
    worst_first = sorted(both, key=lambda key: same[key] / both[key])
    return Agreement(
        {key: (same[key], both[key]) for key in worst_first},
        {person: (same_of[person], both_of[person]) for person in both_of if both_of[person]},
    )
