"""Key a sheet in, and take a keying back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from consultation.models import random_key
from consultation.paper.double_entry.key_twice import first_taken_back
from consultation.paper.identity import MASTER
from consultation.paper.print_batch import take_numbers
from consultation.paper.queries import Batch, keyed_sheet_by_token
from consultation.questionnaires.definition import Answers
from consultation.submissions.record import record_submission
from consultation.submissions.withdraw import submission_row, withdraw_submission
from consultation.terms import Mode


class NotYours(ValueError):
    """Somebody else keyed that sheet."""


@dataclass(frozen=True)
class Receipt:
    """A sheet that stands."""

    token: str
    number: int
    is_new_number: bool
    """Whether the number is to be written on the sheet: it had none."""


def new_token() -> str:
    """What makes two postings of one screen one submission."""
    return random_key()


def key_sheet(
    session: Session,
    batch: Batch,
    number: int,
    answers: Answers,
    *,
    token: str,
    keyed_by: int,
    locale: str | None = None,
    unreadable: Sequence[str] = (),
) -> Receipt:
    """The sheet stands under its number; a copy of a master gets the next free one.

    :param locale: language the person wrote in, on a sheet in two; by default the first.
    :param unreadable: keys of questions whose answer nobody could read.
    :raises SheetAlreadyKeyed: when it stood already; the first keying stands.
    """
    if first := keyed_sheet_by_token(session, token):
        return Receipt(token, first.number, is_new_number=number == MASTER)
    own_number = take_numbers(session, batch.version.questionnaire_id, 1) if number == MASTER else number
    recorded = record_submission(
        session,
        version_id=batch.version.id,
        questionnaire_id=batch.version.questionnaire_id,
        definition=batch.definition(),
        answers=answers,
        token=token,
        channel_id=batch.channel.id,
        mode=Mode.PAPER_KEYED,
        locale=locale if locale in batch.locales else batch.batch.locale,
        sheet_number=own_number,
        keyed_by=keyed_by,
        unreadable=unreadable,
    )
    if not recorded.is_new and (first := keyed_sheet_by_token(session, token)):
        own_number = first.number
    return Receipt(token, own_number, is_new_number=number == MASTER)


def undo_keying(session: Session, token: str, *, account_id: int) -> int:
    """The number of the sheet, which counts no more and may be keyed again.

    :raises NotYours: when another account keyed it, or it does not stand.
    """
    sheet = keyed_sheet_by_token(session, token)
    if sheet is None or sheet.keyed_by_id != account_id or sheet.withdrawn_on is not None:
        raise NotYours(token)
    questionnaire_id = submission_row(session, token)[0]["questionnaire_id"]
    withdraw_submission(session, token, why=f"keying of sheet {sheet.number} undone", frees_sheet=True)
    first_taken_back(session, questionnaire_id, sheet.number)
    return sheet.number
