"""Keep the sets of answers beside the records, and read them as of this moment.

Every writer of submissions notes the token of the record it made or changed, in its own transaction. Whoever reads
takes the file and puts the noted records over it as they stand now: a withdrawal counts at once. Now and then the
notes are folded into a new file. A file that is missing or behind is only slower, never wrong: it is made anew.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from pyroaring import BitMap
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from consultation.db import Database, insert
from consultation.models import Version, random_key
from consultation.questionnaires.definition import Definition
from consultation.submissions.answer_sets import AnswerSets, Stored, cells_of_record, hash_of, write_sets
from consultation.submissions.changed import CHANGED, FILE
from consultation.submissions.record import SUBMISSION
from consultation.submissions.tallies import Cell

FOLDER = "sets"
AT_ONCE = 2_000
"""Records read at a time."""
ENOUGH = 500
"""Changes from which on they are folded."""
MOST_AT_REQUEST = 5_000
"""Records beyond which a page does not wait for them to be counted one by one."""
FORGOTTEN_S = 600
"""Age of a file nobody needs, in seconds; a page may be reading a younger one."""
MOST_KEPT = 4
KEPT: dict[int, tuple[object, AnswerSets]] = {}
"""{questionnaire: (state, its sets)} as this process saw them last."""
COLUMNS = ("token", "version_id", "channel_id", "locale", "day", "mode", "answers")


class NotReady(Exception):
    """So much has come in that it must be folded first: come back in a minute."""


def path_of(instance_dir: Path, name: str) -> Path:
    return instance_dir / FOLDER / f"{name}.sets"


@lru_cache(maxsize=4)
def opened(path: Path) -> Stored:
    """A file, opened once in this process."""
    return Stored(path)


def stored_at(path: Path) -> Stored | None:
    """The sets of a file; None when it is gone or not whole."""
    try:
        return opened(path)
    except (OSError, ValueError):
        return None


def answer_sets(session: Session, questionnaire_id: int, *, most: int = MOST_AT_REQUEST) -> AnswerSets:
    """Who gave which answer, as of this moment; not to be changed.

    :param most: records to be counted one by one
    :raises NotReady: when more have changed since the last file
    """
    found = filed_sets(session, questionnaire_id, most)
    if found is not None:
        return found
    here = SUBMISSION.c.questionnaire_id == questionnaire_id
    if session.scalars(select(func.count()).select_from(SUBMISSION).where(here)).one() > most:
        raise NotReady
    return with_changes(None, [], records(session, questionnaire_id, None))


def filed_sets(session: Session, questionnaire_id: int, most: int) -> AnswerSets | None:
    """The same from the file; None when there is none, or more than `most` records have changed since."""
    instance_dir: Path | None = session.info.get("instance_dir")
    if instance_dir is None:
        return None
    name, notes = standing(session, questionnaire_id)
    stored = stored_at(path_of(instance_dir, name)) if name else None
    if stored is None or len(notes) > most:
        return None
    # A file and the notes since tell the whole state: whoever changes a record notes it in the same transaction.
    state = (questionnaire_id, name, frozenset(notes))
    if KEPT.get(questionnaire_id, (None, None))[0] != state:
        tokens = sorted(set(notes.values()))
        KEPT[questionnaire_id] = state, with_changes(stored, tokens, records(session, questionnaire_id, tokens))
        while len(KEPT) > MOST_KEPT:
            KEPT.pop(next(iter(KEPT)), None)
    return KEPT[questionnaire_id][1]


def with_changes(
    stored: Stored | None, tokens: Sequence[str], changed: Iterator[tuple[str, tuple[Cell, ...]]]
) -> AnswerSets:
    """A file with the changed records put over it."""
    found = AnswerSets(stored, next_row=stored.next_row if stored else 0)
    for token in tokens:
        found.remove(token)
    for _token, cells in changed:
        found.add(cells)
    return found


def standing(session: Session, questionnaire_id: int) -> tuple[str | None, dict[str, str]]:
    """(name of the file, {note: token}), of the same moment: in one statement."""
    rows = session.execute(
        select(FILE.c.name, CHANGED.c.id, CHANGED.c.token)
        .select_from(FILE)
        .outerjoin(CHANGED, CHANGED.c.questionnaire_id == FILE.c.questionnaire_id)
        .where(FILE.c.questionnaire_id == questionnaire_id)
    ).all()
    return (rows[0].name if rows else None), {row.id: row.token for row in rows if row.id}


def records(
    session: Session, questionnaire_id: int, tokens: Sequence[str] | None
) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """(token, its cells) of the records that count.

    :param tokens: of those wanted; None: all
    """
    if tokens is not None and not tokens:
        return
    versions = session.execute(
        select(Version.id, Version.definition).where(Version.questionnaire_id == questionnaire_id)
    )
    definitions = {version_id: Definition.model_validate(document) for version_id, document in versions}
    wanted = select(*(SUBMISSION.c[name] for name in COLUMNS)).where(
        SUBMISSION.c.questionnaire_id == questionnaire_id, SUBMISSION.c.withdrawn_on.is_(None)
    )
    pieces = [None] if tokens is None else [tokens[at : at + AT_ONCE] for at in range(0, len(tokens), AT_ONCE)]
    for piece in pieces:
        statement = wanted if piece is None else wanted.where(SUBMISSION.c.token.in_(piece))
        rows = session.execute(statement, execution_options={"yield_per": AT_ONCE})
        with rows:
            for row in rows:
                yield row.token, tuple(cells_of_record(row._asdict(), definitions[row.version_id]))


def fold(database: Database, instance_dir: Path, questionnaire_id: int, *, least: int = 1) -> bool:
    """Whether a new file was made, with every note that there was; records are read without holding up writers.

    :param least: notes under which an existing file is left as it is
    """
    with database.transaction() as session:
        first = {"questionnaire_id": questionnaire_id, "name": random_key()}
        session.execute(insert(session, FILE).on_conflict_do_nothing(), first)
    with database.reader() as session:
        # Notes first, records after them: what comes in between is in the file and noted too, and is put over it again.
        name, notes = standing(session, questionnaire_id)
        assert name is not None
        path = path_of(instance_dir, name)
        before = stored_at(path)
        if before is not None and len(notes) < least:
            return False
        tokens = None if before is None else sorted(set(notes.values()))
        new = path_of(instance_dir, random_key())
        new.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_sets(new, *folded(before, tokens or (), records(session, questionnaire_id, tokens)))
    with database.transaction() as session:
        swap = update(FILE).where(FILE.c.questionnaire_id == questionnaire_id, FILE.c.name == name)
        swapped = cast(Any, session.execute(swap.values(name=new.stem)))
        if swapped.rowcount == 0:  # somebody else was faster, or everything was purged
            new.unlink()
            return False
        ids = list(notes)
        for at in range(0, len(ids), AT_ONCE):
            session.execute(delete(CHANGED).where(CHANGED.c.id.in_(ids[at : at + AT_ONCE])))
    return True


def has_erased(session: Session, questionnaire_id: int) -> bool:
    """Whether a noted record is there no more: then nothing of it may stay in a file for long."""
    gone = (
        select(CHANGED.c.id)
        .outerjoin(SUBMISSION, SUBMISSION.c.token == CHANGED.c.token)
        .where(CHANGED.c.questionnaire_id == questionnaire_id, SUBMISSION.c.token.is_(None))
    )
    return session.scalars(gone.limit(1)).one_or_none() is not None


def folded(
    before: Stored | None, tokens: Sequence[str], changed: Iterator[tuple[str, tuple[Cell, ...]]]
) -> tuple[Mapping[Cell, BitMap], dict[int, int]]:
    """(sets, {hash of the token: number}) with the changed records as they stand."""
    known = dict(before.tokens()) if before else {}
    sets = {cell: before.of(cell).copy() for cell in before.cells()} if before else {}
    gone = BitMap(known.pop(one) for token in tokens if (one := hash_of(token)) in known)
    for people in sets.values():
        people.difference_update(gone)
    number = before.next_row if before else 0
    waiting: dict[Cell, list[int]] = {}
    for token, cells in changed:
        known[hash_of(token)] = number
        for cell in cells:
            waiting.setdefault(cell, []).append(number)
        number += 1
        if number % 50_000 == 0:
            put_in(sets, waiting)
    put_in(sets, waiting)
    return sets, known


def put_in(sets: dict[Cell, BitMap], waiting: dict[Cell, list[int]]) -> None:
    """Rows that wait, into their sets: many at once are faster than each by itself."""
    for cell, rows in waiting.items():
        sets.setdefault(cell, BitMap()).update(rows)
    waiting.clear()


def sweep_sets(database: Database, instance_dir: Path) -> None:
    """Remove files that stand for nothing any more."""
    folder = instance_dir / FOLDER
    if not folder.is_dir():
        return
    with database.reader() as session:
        needed = set(session.scalars(select(FILE.c.name)))
    for path in folder.iterdir():
        if path.stem not in needed and time.time() - path.stat().st_mtime > FORGOTTEN_S:
            path.unlink(missing_ok=True)
