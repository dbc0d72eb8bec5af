"""The trail of who did what: written in the transaction of the act itself, so that neither stands without the other."""

from typing import Any

from sqlalchemy.orm import Session

from consultation.models import Account, AuditEntry


def note(
    session: Session,
    account: Account | None,
    verb: str,
    object_kind: str,
    object_name: str,
    *,
    organisation_id: int | None = None,
    **detail: Any,
) -> None:
    """Remember that `account` (None: the program itself) did `verb` to an object.

    `verb` and `object_kind` are short codes ("publish", "questionnaire"), `object_name` what a person calls it.
    `organisation_id` is needed only where an administrator or a command acts for an organisation.
    `detail` holds plain JSON values; never an answer, never words of a resident.
    """
    if organisation_id is None and account is not None:
        organisation_id = account.organisation_id
    session.add(
        AuditEntry(
            account_id=account.id if account else None,
            organisation_id=organisation_id,
            verb=verb,
            object_kind=object_kind,
            object_name=object_name,
            detail=detail,
        )
    )
