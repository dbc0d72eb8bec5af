"""Decide whether the free words of an answer are shown to readers; only a person does."""

from sqlalchemy.orm import Session

from consultation.models import Verbatim
from consultation.terms import VerbatimState


def moderate_verbatim(session: Session, verbatim: Verbatim, state: VerbatimState, *, account_id: int) -> None:
    """The words are shown, hidden, or waiting again; who decided is kept beside them."""
    verbatim.state = state
    verbatim.moderated_by = account_id if state is not VerbatimState.RECEIVED else None
    session.flush()
