"""Bring in answers collected elsewhere: a table waits, a person confirms, all its rows count or none."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.models import AnswerImport, Campaign
from consultation.outreach.create import create_channel
from consultation.questionnaires.definition import Definition
from consultation.submissions.columns import guessed_targets, private_columns, targets_of
from consultation.submissions.incoming import Meaning, Read, read_rows
from consultation.submissions.queries import fingerprints_of_questionnaire, tokens_of_channel
from consultation.submissions.record import record_submission
from consultation.submissions.withdraw import withdraw_submission
from consultation.terms import ChannelKind, ImportState, Mode


class NothingToRead(ValueError):
    """The table has no row below its headings."""


class StateMovedOn(ValueError):
    """Somebody else has imported, given up or undone it meanwhile."""


class RowsLeft(ValueError):
    """Some rows do not fit, and nobody said to leave them out."""


def bring_table(
    session: Session,
    questionnaire_id: int,
    definition: Definition,
    rows: Sequence[Sequence[str]],
    *,
    name: str,
    data: bytes,
    account_id: int | None,
) -> AnswerImport:
    """A table that waits: columns that lead to a person are left out before anything is stored.

    :param rows: cells, the headings first.
    :raises NothingToRead: when there is no row.
    """
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows = rows[:-1]
    if len(rows) < 2:
        raise NothingToRead(name)
    header, *body = rows
    guessed = guessed_targets(header, targets_of(definition))
    private = private_columns(header, body, guessed)
    kept = [number for number in range(len(header)) if number not in private]
    made = AnswerImport(
        questionnaire_id=questionnaire_id,
        name=name,
        file_hash=hashlib.sha256(data).hexdigest(),
        header=[header[number] for number in kept],
        rows=[[row[number] for number in kept] for row in body],
        dropped={header[number] or f"({number + 1})": reason.value for number, reason in private.items()},
        targets={str(place): guessed[number] for place, number in enumerate(kept) if number in guessed},
        brought_by=account_id,
        brought_on=today(),
    )
    session.add(made)
    session.flush()
    return made


def meaning_of(waiting: AnswerImport) -> Meaning:
    """What was said of its columns."""
    return Meaning(
        {int(column): target for column, target in waiting.targets.items()},
        {int(column): values for column, values in waiting.values.items()},
    )


def map_columns(session: Session, waiting: AnswerImport, targets: Mapping[int, str]) -> None:
    """Its columns mean this; values confirmed of columns that mean something else now are forgotten."""
    kept = {str(column): target for column, target in targets.items() if target}
    waiting.values = {c: v for c, v in waiting.values.items() if kept.get(c) == waiting.targets.get(c)}
    waiting.targets = kept
    session.flush()


def map_values(session: Session, waiting: AnswerImport, values: Mapping[int, Mapping[str, str]]) -> None:
    """Its cells mean these options."""
    waiting.values = {str(column): dict(found) for column, found in values.items()}
    session.flush()


def preview(session: Session, waiting: AnswerImport, definition: Definition) -> Read:
    """What would come in, and what would not fit; stores nothing."""
    known = fingerprints_of_questionnaire(session, waiting.questionnaire_id)
    return read_rows(definition, waiting.rows, meaning_of(waiting), known=known, today=today())


def import_answers(
    session: Session,
    waiting: AnswerImport,
    campaign: Campaign,
    version_id: int,
    definition: Definition,
    *,
    channel_name: str,
    locale: str,
    day: dt.date | None = None,
    leaves_misfits: bool = False,
    progress: Callable[[int], None] | None = None,
) -> int:
    """How many sheets came in: all rows that fit, through a channel of their own.

    :param day: of rows that name none; by default today.
    :param leaves_misfits: whether the rows that do not fit may stay outside.
    :param progress: told after each sheet how many came in.
    :raises RowsLeft: when some do not fit.
    :raises StateMovedOn: when it does not wait any more.
    """
    claimed = session.execute(
        update(AnswerImport)
        .where(AnswerImport.id == waiting.id, AnswerImport.state == ImportState.WAITING)
        .values(state=ImportState.IMPORTED)
        .returning(AnswerImport.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if claimed is None:
        raise StateMovedOn(waiting.id)
    read = preview(session, waiting, definition)
    if read.misfits and not leaves_misfits:
        raise RowsLeft(len(read.misfits))
    channel = create_channel(session, campaign, ChannelKind.PARTNER, channel_name)
    channel.is_closed = True  # nobody answers through it: it only says where these came from
    for count, sheet in enumerate(read.sheets, start=1):
        record_submission(
            session,
            version_id=version_id,
            questionnaire_id=waiting.questionnaire_id,
            definition=definition,
            answers=sheet.answers,
            token=token_of(waiting, sheet.row),
            channel_id=channel.id,
            mode=Mode.SELF_ONLINE,
            locale=locale,
            day=sheet.day or day,
        )
        if progress:
            progress(count)
    waiting.fingerprints = [sheet.fingerprint for sheet in read.sheets]
    waiting.rows, waiting.channel_id, waiting.state = [], channel.id, ImportState.IMPORTED
    session.flush()
    return len(read.sheets)


def token_of(waiting: AnswerImport, row: int) -> str:
    """The token of a row: the same when it is sent again, and nothing anybody could guess from a number."""
    return hashlib.sha256(f"import {waiting.id} {waiting.file_hash} {row}".encode()).hexdigest()[:43]


def undo_import(session: Session, imported: AnswerImport, *, why: str) -> int:
    """How many sheets were withdrawn: all that came by it; the same file may come again.

    :raises StateMovedOn: when it does not count.
    """
    if imported.state != ImportState.IMPORTED or imported.channel_id is None:
        raise StateMovedOn(imported.id)
    tokens = tokens_of_channel(session, imported.channel_id)
    for token in tokens:
        withdraw_submission(session, token, why=why)
    imported.state, imported.fingerprints = ImportState.UNDONE, []
    session.flush()
    return len(tokens)


def give_up_import(session: Session, waiting: AnswerImport) -> None:
    """A table that waited is gone, with all its cells.

    :raises StateMovedOn: when it does not wait any more.
    """
    if waiting.state != ImportState.WAITING:
        raise StateMovedOn(waiting.id)
    session.delete(waiting)
    session.flush()
