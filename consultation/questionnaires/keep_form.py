"""Forms that are being written: kept for the one who writes, on any device, until they are saved or thrown away."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from consultation.models import KeptForm
from consultation.models.base import now

NOT_KEPT = {"csrf_token", "do", "page"}
MOST_KEPT_CHARACTERS = 200_000
"""Of one form, all fields together; forms are cut at 256 kB anyway."""

Fields = Mapping[str, list[str]]


def keep_form(session: Session, account_id: int, questionnaire_id: int, page: str, fields: Fields) -> bool:
    """What was typed stands under that page, in the place of what stood there; False when it is too long to keep."""
    told = {name: values for name, values in fields.items() if name not in NOT_KEPT}
    if sum(len(value) for values in told.values() for value in values) > MOST_KEPT_CHARACTERS:
        return False
    key = {"account_id": account_id, "questionnaire_id": questionnaire_id, "page": page}
    standing = session.get(KeptForm, key)
    if standing is None:
        session.add(KeptForm(**key, fields=told))
    else:
        standing.fields, standing.kept_at = told, now()
    session.flush()
    return True


def kept_form(
    session: Session, account_id: int, questionnaire_id: int, page: str
) -> tuple[dict[str, list[str]], datetime] | None:
    """(fields, moment) of what was typed and not saved; None when there is nothing."""
    found = session.get(KeptForm, {"account_id": account_id, "questionnaire_id": questionnaire_id, "page": page})
    return (found.fields, found.kept_at) if found else None


def forget_form(session: Session, account_id: int, questionnaire_id: int, page: str) -> None:
    """What was typed is saved, or thrown away."""
    session.execute(
        delete(KeptForm).where(
            KeptForm.account_id == account_id,
            KeptForm.questionnaire_id == questionnaire_id,
            KeptForm.page == page,
        )
    )
