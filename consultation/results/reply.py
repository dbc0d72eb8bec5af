"""Tell what became of an action because of what people said."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from consultation.models import Action
from consultation.terms import ActionState


def reply_to_action(
    session: Session, action: Action, state: ActionState, reply: Mapping[str, str], today: dt.date
) -> None:
    """The action stands at that state, with what was decided in the languages it was written in.

    The day of the reply moves only when its words do.
    """
    kept = {locale: words.strip() for locale, words in reply.items() if words.strip()}
    if kept != action.reply:
        action.replied_on = today if kept else None
    action.state = state
    action.reply = kept
    session.flush()
