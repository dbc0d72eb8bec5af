"""Who gave which answer, as sets of people: a copy of the records that can cross any two questions.

For every cell of `tallies.cells_of`, and for channel, language, day, mode and what people told of themselves, the set
of the submissions in it. A submission is a number here; only the hash of its token stands beside, so that a changed
record is found again. The file is written once and never changed; it is a copy, the records are the source.
"""

import hashlib
import json
import os
import struct
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from pyroaring import BitMap

from consultation.questionnaires.definition import Definition
from consultation.submissions.margins import (
    AGE_BAND,
    CHANNEL,
    DAY,
    KIND,
    LOCALE,
    MODE,
    SECTOR,
    Margins,
    copied,
    count_in,
    margins_of,
)
from consultation.submissions.tallies import BASE, EVERYBODY, Cell, cells_of, person_of

EVERYONE = Cell(EVERYBODY, BASE)
HEAD = struct.Struct("<8sQ")
MAGIC = b"sets 001"


def cells_of_record(row: Mapping[str, Any], definition: Definition) -> list[Cell]:
    """Every set one submission is in.

    :param row: with channel_id, locale, day, mode and answers
    """
    person = person_of(definition, row["answers"])
    return [
        *cells_of(definition, row["answers"]),
        Cell(CHANNEL, str(row["channel_id"])),
        Cell(LOCALE, row["locale"]),
        Cell(DAY, row["day"].isoformat()),
        Cell(MODE, row["mode"]),
        Cell(AGE_BAND, person.age_band),
        Cell(KIND, person.respondent_kind),
        Cell(SECTOR, person.in_sector),
    ]


def hash_of(token: str) -> int:
    """Eight bytes of the token's hash."""
    return int.from_bytes(hashlib.blake2b(token.encode(), digest_size=8).digest(), "little")


class Stored:
    """The sets of one file, each read when it is asked for."""

    def __init__(self, path: Path) -> None:
        """:raises FileNotFoundError: when it is gone; ValueError: when it is not whole."""
        with path.open("rb") as file:
            self._map = mmap(file.fileno(), 0, access=ACCESS_READ)
        if self._map[: len(MAGIC)] != MAGIC or len(self._map) < HEAD.size:
            raise ValueError(f"{path.name} holds no sets")
        _, size = HEAD.unpack(self._map[: HEAD.size])
        index = json.loads(self._map[HEAD.size : HEAD.size + size])
        self._start = HEAD.size + size
        self._places = {Cell(subject, option): (at, length) for subject, option, at, length in index["cells"]}
        self._hashes = self._bytes(*index["hashes"]).cast("Q")
        self._rows = self._bytes(*index["rows"]).cast("I")
        self._margins: dict[str, Any] = index["margins"]
        self._counted: Margins = {}
        self._kept: dict[Cell, BitMap] = {}
        everybody = self.of(EVERYONE)
        self.next_row = everybody.max() + 1 if everybody else 0

    def _bytes(self, at: int, length: int) -> memoryview:
        begin = self._start + at
        return memoryview(self._map)[begin : begin + length]

    def cells(self) -> Iterable[Cell]:
        return self._places.keys()

    def of(self, cell: Cell) -> BitMap:
        """The submissions in a cell; not to be changed."""
        if cell not in self._kept:
            at, length = self._places.get(cell, (0, 0))
            begin = self._start + at
            self._kept[cell] = BitMap.deserialize(self._map[begin : begin + length]) if length else BitMap()
        return self._kept[cell]

    def margins(self, subjects: Iterable[str]) -> Margins:
        """The counts of some subjects, as they were when the file was made; not to be changed."""
        for subject in subjects:
            if subject not in self._counted:
                self._counted[subject] = {
                    by: {group: Counter(counts) for group, counts in groups.items()}
                    for by, groups in self._margins.get(subject, {}).items()
                }
        return {subject: self._counted[subject] for subject in subjects}

    def cells_of_row(self, row: int) -> list[Cell]:
        """Every set a submission is in."""
        return [cell for cell in self._places if row in self.of(cell)]

    def row_of(self, token: str) -> int | None:
        """The number of a submission; None when it is not in the file."""
        wanted = hash_of(token)
        place = bisect_left(self._hashes, wanted)
        return self._rows[place] if place < len(self._hashes) and self._hashes[place] == wanted else None

    def tokens(self) -> Iterator[tuple[int, int]]:
        """(hash of the token, number) of every submission."""
        return zip(self._hashes, self._rows, strict=True)


@dataclass
class AnswerSets:
    """Who gave which answer, as of this moment: what a file holds, without those changed since, with those added."""

    stored: Stored | None = None
    removed: BitMap = field(default_factory=BitMap)
    added: dict[Cell, BitMap] = field(default_factory=dict)
    next_row: int = 0
    changes: list[tuple[int, list[Cell]]] = field(default_factory=list)
    """(1 for an added, -1 for a removed submission, its cells)"""

    def of(self, subject: str, option: str = BASE) -> BitMap:
        """The submissions in that cell; not to be changed."""
        cell = Cell(subject, option)
        found = self.stored.of(cell) if self.stored else BitMap()
        if self.removed:
            found = found - self.removed
        return found | self.added[cell] if cell in self.added else found

    def cells(self) -> set[Cell]:
        """Every cell somebody is, or was, in."""
        return {*(self.stored.cells() if self.stored else ()), *self.added}

    def options(self, subject: str) -> list[str]:
        """Everything given on a subject, the base apart, in the order of keys."""
        return sorted(cell.option_key for cell in self.cells() if cell.subject == subject and cell.option_key != BASE)

    def any_of(self, subject: str, options: Iterable[str]) -> BitMap:
        """Who gave one of those options."""
        return BitMap.union(BitMap(), *(self.of(subject, option) for option in options))

    def everybody(self) -> BitMap:
        return self.of(*EVERYONE)

    def margins(self, subjects: Iterable[str]) -> Margins:
        """The counts of some subjects, as of this moment; not to be changed."""
        found = self.stored.margins(subjects) if self.stored else {subject: {} for subject in subjects}
        if not self.changes:
            return found
        found = copied(found)
        for by_one, cells in self.changes:
            count_in(found, cells, by_one)
        return copied(found)

    def remove(self, token: str) -> None:
        """A submission of the file is not counted, or counted anew."""
        row = self.stored.row_of(token) if self.stored else None
        if self.stored is not None and row is not None:
            self.removed.add(row)
            self.changes.append((-1, self.stored.cells_of_row(row)))

    def add(self, cells: Iterable[Cell]) -> int:
        """One submission more; its number."""
        row, self.next_row = self.next_row, self.next_row + 1
        cells = list(cells)
        self.changes.append((1, cells))
        for cell in cells:
            self.added.setdefault(cell, BitMap()).add(row)
        return row


def write_sets(path: Path, sets: Mapping[Cell, BitMap], tokens: Mapping[int, int]) -> None:
    """The file, whole or not at all.

    :param tokens: {hash of the token: number of the submission}
    """
    ordered = sorted(tokens.items())
    blobs = [array("Q", [one for one, _ in ordered]).tobytes(), array("I", [row for _, row in ordered]).tobytes()]
    cells = [(cell, people) for cell, people in sorted(sets.items()) if people]
    blobs += [people.serialize() for _, people in cells]
    starts, at = [], 0
    for blob in blobs:
        starts.append((at, len(blob)))
        at += len(blob) + -len(blob) % 8
    places = [[*cell, *place] for (cell, _), place in zip(cells, starts[2:], strict=True)]
    index = json.dumps({"hashes": starts[0], "rows": starts[1], "cells": places, "margins": margins_of(sets)}).encode()
    index += b" " * (-(HEAD.size + len(index)) % 8)
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        file.write(HEAD.pack(MAGIC, len(index)) + index)
        for blob in blobs:
            file.write(blob + b"\0" * (-len(blob) % 8))
        file.flush()
        os.fsync(file.fileno())
    new.chmod(0o600)
    new.rename(path)
