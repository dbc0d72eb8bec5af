"""Files of SPSS and Stata put together from pieces: pyreadstat writes whole tables only, and a table is kept in memory.

Each piece is a small file of its own with the same columns, whose last row, the model, is as wide as the widest of
all. Of the first piece the description is taken, of each the rows before the model; the places where the format counts
rows or bytes are put right. SPSS: ReadStat compresses every row by itself, so that rows follow one another as they
are, and one code ends the file. Stata (format 118, https://www.stata.com/help.cgi?dta): long words stand apart after
the rows, under a number of their row, which moves.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import IO, Any

SAV_CASES = slice(80, 84)
"""Where a .sav file says how many rows it has, as `<i`."""
SAV_DATA_FOLLOW = struct.pack("<ii", 999, 0)
SAV_END = b"\xfc" + bytes(7)
"""A block of codes: no row follows. It may also stand where the last block of a row has room."""
NUMBER_WIDTHS = {65526: 8, 65527: 4, 65528: 4, 65529: 2, 65530: 1}
"""Bytes of Stata's numbers, by type; of words, the type is the width."""
LONG_WORDS = 32_768
LONG_WORDS_BYTES = 8
GSO = struct.Struct("<3sIQBI")
"""Head of long words: `GSO`, number of the column, number of the row, kind, bytes."""
ROW_SHIFT = 16
"""A cell of long words: the column in the low 16 bits, the row in the others."""


class SavPieces:
    """A .sav file being put together."""

    def __init__(self, out: IO[bytes], one: bytes, two: bytes) -> None:
        """
        :param one: a file that holds the model alone
        :param two: the model twice
        """
        self.out = out
        model = len(two) - len(one)
        ends = (len(one) - model - room for room in (0, len(SAV_END)))
        self.description = next(end for end in ends if one[:end].endswith(SAV_DATA_FOLLOW))
        self.tail = len(one) - self.description
        out.write(one[: self.description])

    def add(self, piece: bytes) -> None:
        """The rows of a piece, without its model."""
        self.out.write(memoryview(piece)[self.description : -self.tail])

    def finish(self, rows: int) -> None:
        self.out.write(SAV_END)
        self.out.seek(SAV_CASES.start)
        self.out.write(struct.pack("<i", rows))


class DtaPieces:
    """A .dta file being put together."""

    def __init__(self, out: IO[bytes], one: bytes, apart: IO[bytes]) -> None:
        """
        :param one: a file that holds the model alone
        :param apart: a file for the long words, until all rows are written
        """
        self.out, self.apart, self.rows = out, apart, 0
        self.whole = DtaFile(one)
        out.write(one[: self.whole.data])
        at, self.long = 0, list[int]()
        for kind in self.whole.types():
            if kind == LONG_WORDS:
                self.long.append(at)
            at += LONG_WORDS_BYTES if kind == LONG_WORDS else NUMBER_WIDTHS.get(kind, kind)
        self.row_bytes = at

    def add(self, piece: bytes) -> None:
        """The rows of a piece and their long words, without its model."""
        import numpy  # large, and seldom needed

        file = DtaFile(piece)
        size = file.strls - len("</data><strls>") - file.data - self.row_bytes
        rows = numpy.frombuffer(piece, "u1", size, file.data).reshape(-1, self.row_bytes).copy()
        shift = numpy.int64(self.rows << ROW_SHIFT)
        for at in self.long:
            cells = rows[:, at : at + LONG_WORDS_BYTES].copy().view("<i8")
            rows[:, at : at + LONG_WORDS_BYTES] = numpy.where(cells, cells + shift, 0).view("u1")
        self.out.write(rows.tobytes())
        for column, row, kind, words in file.long_words():
            if row <= len(rows):
                self.apart.write(GSO.pack(b"GSO", column, row + self.rows, kind, len(words)) + words)
        self.rows += len(rows)

    def finish(self, rows: int) -> None:
        assert rows == self.rows
        places = list(self.whole.places)
        places[10] = self.out.tell() + len("</data>")
        self.out.write(b"</data><strls>")
        self.apart.seek(0)
        while words := self.apart.read(1 << 20):
            self.out.write(words)
        self.out.write(b"</strls>")
        moved = self.out.tell() - places[11]
        places[11:] = [place + moved for place in places[11:]]
        self.out.write(memoryview(self.whole.file)[self.whole.places[11] :])
        self.out.seek(self.whole.count)
        self.out.write(struct.pack("<Q", rows))
        self.out.seek(self.whole.map)
        self.out.write(struct.pack("<14Q", *places))


class DtaFile:
    """Where what stands in a .dta file of format 118, as ReadStat writes it."""

    def __init__(self, file: bytes) -> None:
        self.file = file
        start = b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>"
        assert file.startswith(start), "written by another version of ReadStat"
        self.columns = struct.unpack_from("<H", file, len(start))[0]
        self.count = len(start) + 2 + len("</K><N>")
        label = self.count + 8 + len("</N><label>")
        stamp = label + 2 + struct.unpack_from("<H", file, label)[0] + len("</label><timestamp>")
        self.map = stamp + 1 + file[stamp] + len("</timestamp></header><map>")
        self.places: tuple[int, ...] = struct.unpack_from("<14Q", file, self.map)
        self.data = self.places[9] + len("<data>")
        self.strls = self.places[10] + len("<strls>")

    def types(self) -> Iterable[int]:
        """The type of each column."""
        found: Any = struct.unpack_from(f"<{self.columns}H", self.file, self.places[2] + len("<variable_types>"))
        return found  # type: ignore[no-any-return]

    def long_words(self) -> Iterator[tuple[int, int, int, bytes]]:
        """(column, row, kind, words) of each."""
        at, end = self.strls, self.places[11] - len("</strls>")
        while at < end:
            _, column, row, kind, length = GSO.unpack_from(self.file, at)
            at += GSO.size
            yield column, row, kind, self.file[at : at + length]
            at += length
