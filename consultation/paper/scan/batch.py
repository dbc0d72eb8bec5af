"""A pile of files read: every page ends in exactly one state, and the report adds up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from consultation.paper.identity import MASTER, Identity
from consultation.paper.scan.images import scans_of
from consultation.paper.scan.pictures import Scan
from consultation.paper.scan.reading import Printed, read_scan
from consultation.paper.scan.results import PageReading, State


class Pile:
    """The pages of a batch as they come in."""

    def __init__(self, printed: Sequence[Printed]) -> None:
        self.printed = printed
        self.standing: dict[Identity, PageReading] = {}
        self.counts: Counter[State] = Counter()

    def all_of(self, scans: Iterable[Scan]) -> Iterator[PageReading]:
        """Every page of every picture, then those that are missing."""
        yield from self.read(scans)
        yield from self.missing()

    def read(self, scans: Iterable[Scan]) -> Iterator[PageReading]:
        """Every page of every picture."""
        for scan in scans:
            for reading in read_scan(scan, self.printed):
                self._stand(reading)
                self.counts[reading.state] += 1
                reading.sheet = None
                yield reading

    def missing(self) -> list[PageReading]:
        """The pages that did not come, of the sheets of which others did."""
        absent = []
        sheets = {(identity.print_code, identity.number, identity.languages) for identity in self.standing}
        for code, number, languages in sorted(sheets):
            for page in self._pages_of(code, number, languages):
                identity = Identity(print_code=code, number=number, page=page, languages=languages)
                if identity not in self.standing:
                    absent.append(PageReading("", 0, State.MISSING, identity=identity))
        self.counts[State.MISSING] = len(absent)
        return absent

    def report(self) -> dict[str, Any]:
        """How many pages ended in each state."""
        sheets = {(identity.print_code, identity.number, identity.languages) for identity in self.standing}
        return {
            "pages": sum(count for state, count in self.counts.items() if state != State.MISSING),
            "sheets": len(sheets),
            "states": {state.value: self.counts[state] for state in State},
        }

    def is_settled(self) -> bool:
        """Whether nobody has to look at anything: pages read, and blank backs."""
        return all(state in {State.READ, State.BLANK} for state, count in self.counts.items() if count)

    def _stand(self, reading: PageReading) -> None:
        """The first reading of a page stands; a second is told as what it is."""
        identity = reading.identity
        if identity is None or identity.number == MASTER or not reading.stands():
            return
        first = self.standing.setdefault(identity, reading)
        if first is not reading:
            reading.state, reading.reason = State.DUPLICATE, None
            reading.duplicate_of = (first.file, first.page)
            reading.conflicting = differ(first, reading)

    def _pages_of(self, code: str, number: int, languages: str) -> list[int]:
        for one in self.printed:
            identity = Identity(print_code=code, number=number, page=1, languages=languages)
            if one.page(identity) is not None:
                return [page["page"] for page in one.layout["pages"]]
        return []


def differ(first: PageReading, second: PageReading) -> bool:
    """Whether a box that is sure in both says one thing here and another there."""
    pairs = zip(first.boxes(), second.boxes(), strict=True)
    return any(one.sure and other.sure and one.marked != other.marked for one, other in pairs)


def scans_of_files(files: Sequence[Path]) -> Iterator[Scan]:
    """The pages of files and folders, in order."""
    for path in files:
        members = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        for member in members:
            yield from scans_of(str(member), member)
