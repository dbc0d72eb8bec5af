"""Delete records for good, their words and counts with them: on a person's request, or a whole trial campaign.

Their files lose their owner with them; `submissions.files.sweep` takes those from the disk.
"""

from typing import cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.orm import Session

from consultation.models import AnswerImport, Edition, Questionnaire
from consultation.models.editions import questionnaire_of_place
from consultation.submissions.changed import forget_sets, note_change
from consultation.submissions.forget_paper import forget_all_sheets, forget_sheet
from consultation.submissions.record import ATTACHMENT, SUBMISSION, TALLY, VERBATIM, tally_keys_of
from consultation.submissions.withdraw import submission_row, take_from_tallies

ANSWER_IMPORT = cast(Table, AnswerImport.__table__)


def erase_submission(session: Session, token: str) -> None:
    """Nothing of this submission is left, as if it had never come.

    :raises UnknownSubmission: when there is none of that token.
    """
    row, definition = submission_row(session, token)
    if row["withdrawn_on"] is None:
        take_from_tallies(session, tally_keys_of(row, definition))
    if row["sheet_number"] is not None:
        forget_sheet(session, row["questionnaire_id"], row["sheet_number"])
    for table in (VERBATIM, ATTACHMENT):
        session.execute(delete(table).where(table.c.submission_token == token))
    session.execute(delete(SUBMISSION).where(SUBMISSION.c.token == token))
    note_change(session, row["questionnaire_id"], token)


def purge_questionnaire(session: Session, questionnaire_id: int) -> int:
    """How many submissions were deleted: all those of the questionnaire, withdrawn ones included."""
    here = select(func.count()).select_from(SUBMISSION).where(SUBMISSION.c.questionnaire_id == questionnaire_id)
    count = session.scalars(here).one()
    forget_all_sheets(session, questionnaire_id)
    for table in (VERBATIM, ATTACHMENT, TALLY, SUBMISSION, ANSWER_IMPORT):
        session.execute(delete(table).where(table.c.questionnaire_id == questionnaire_id))
    forget_sets(session, questionnaire_id)
    forget_counts(session, questionnaire_id)
    return count


def forget_counts(session: Session, questionnaire_id: int) -> None:
    """Editions keep what they show of the questionnaire, and no longer the numbers behind it, small ones among them."""
    plan_id = select(Questionnaire.plan_id).where(Questionnaire.id == questionnaire_id).scalar_subquery()
    for edition in session.scalars(select(Edition).where(Edition.plan_id == plan_id)):
        left = {
            place: kept for place, kept in edition.counts.items() if questionnaire_of_place(place) != questionnaire_id
        }
        if len(left) < len(edition.counts):
            edition.counts = left
