"""What became of what people said, in the words everybody reads."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consultation.dates import format_date
from consultation.submissions.told import Told
from consultation.terms import ActionState, IdeaState, ReplyState

ACTION_STATES = {
    ActionState.AWAITING_VOICES: _l("Waiting for voices"),
    ActionState.CONSULTED: _l("People were asked"),
    ActionState.DECIDED: _l("Decided"),
    ActionState.STARTED: _l("Started"),
}
IDEA_STATES = {
    IdeaState.RECEIVED: _l("Received: somebody will read it soon"),
    IdeaState.SHOWN: _l("Read, and shown to everybody"),
    IdeaState.HIDDEN: _l("Read, and not shown"),
    IdeaState.STUDIED: _l("Being studied"),
    IdeaState.DONE: _l("Done"),
    IdeaState.NOT_DONE: _l("Not done"),
}
REPLY_STATES = {
    ReplyState.DONE: _l("Done"),
    ReplyState.DOING: _l("Being done"),
    ReplyState.STUDYING: _l("Being studied"),
    ReplyState.NOT_OURS: _l("Not ours to decide"),
    ReplyState.NO: _l("No"),
}


def state_words(told: Told) -> str:
    """The state of a reply as a sentence, with who and until when; empty for words from before there were states."""
    day = format_date(told.due_on, "long") if told.due_on else ""
    carrier = f"\u2068{told.carrier}\u2069"  # keeps its own direction in an Arabic sentence
    if told.state == ReplyState.DONE:
        return str(_("Done on %(day)s.", day=day) if day else _("Done."))
    if told.state == ReplyState.DOING:
        return str(_("Being done by %(carrier)s, for %(day)s.", carrier=carrier, day=day))
    if told.state == ReplyState.STUDYING:
        return str(_("Being studied, until %(day)s.", day=day))
    if told.state == ReplyState.NOT_OURS:
        return str(_("Not ours to decide: passed to %(carrier)s.", carrier=carrier))
    return str(_("No, because:")) if told.state == ReplyState.NO else ""
