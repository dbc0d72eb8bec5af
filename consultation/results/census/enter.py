"""Enter the census of a plan: from a form, or from a table."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from consultation.models import CensusCount
from consultation.terms import Margin

Groups = Mapping[Margin, Mapping[str, str]]
"""{margin: {group: words}} of the groups people can be counted in."""
MOST = 1_000_000
COLUMNS = ("margin", "group", "people")


@dataclass(frozen=True)
class Wrong:
    """A line of a table that cannot be used."""

    line: int
    code: str
    """"columns", "margin", "group", "people"."""
    words: str


class UnreadableTable(Exception):
    """With every line that is wrong."""

    def __init__(self, wrong: list[Wrong]) -> None:
        super().__init__(", ".join(f"{one.line}: {one.code}" for one in wrong))
        self.wrong = wrong


def enter_census(session: Session, plan_id: int, census: Mapping[Margin, Mapping[str, int]]) -> None:
    """The census of the plan is this; what stood before is replaced."""
    session.execute(delete(CensusCount).where(CensusCount.plan_id == plan_id))
    session.add_all(
        CensusCount(plan_id=plan_id, margin=margin, group=group, people=people)
        for margin, groups in census.items()
        for group, people in groups.items()
    )
    session.flush()


def read_table(data: bytes, groups: Groups) -> dict[Margin, dict[str, int]]:
    """{margin: {group: people}} of a CSV with the columns margin, group, people.

    A group is given by its key or by its words, whatever its capitals; comma, semicolon or tab between columns.

    :raises UnreadableTable: with every line that is wrong
    """
    text = data.decode("utf-8-sig", errors="replace").replace("\0", "")
    first = text.partition("\n")[0]
    separator = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    head = [cell.strip().casefold() for cell in next(reader, [])]
    if not set(COLUMNS) <= set(head):
        raise UnreadableTable([Wrong(1, "columns", ", ".join(head))])
    at = [head.index(name) for name in COLUMNS]
    written = {
        margin: {said.casefold(): key for key, words in own.items() for said in (key, words)}
        for margin, own in groups.items()
    }
    found: dict[Margin, dict[str, int]] = {}
    wrong: list[Wrong] = []
    for number, row in enumerate(reader, 2):
        if not any(cell.strip() for cell in row):
            continue
        margin_words, group_words, people = (row[place].strip() if place < len(row) else "" for place in at)
        margin = next((margin for margin in Margin if margin == margin_words.casefold()), None)
        group = written.get(margin, {}).get(group_words.casefold()) if margin else None
        if not people:
            continue
        if margin is None:
            wrong.append(Wrong(number, "margin", margin_words))
        elif group is None:
            wrong.append(Wrong(number, "group", group_words))
        elif not (people.isascii() and people.isdecimal()) or int(people[:9]) > MOST:
            wrong.append(Wrong(number, "people", people))
        else:
            found.setdefault(margin, {})[group] = int(people)
    if wrong:
        raise UnreadableTable(wrong)
    return found
