"""What became of what people said, in the words everybody reads."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consultation.dates import format_date
from consultation.i18n import Wording, html_lang, pick
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


def reply_words(told: Told, locale: str) -> list[Wording]:
    """All that stands of a reply, as macros/resident.html writes it."""
    said, because = pick(told.said, locale), pick(told.because, locale)
    is_missing = html_lang(because.locale) != html_lang(locale)
    frame = [
        _("You said:") if said.words else "",
        state_words(told),
        _("This reply is not written in your language yet.") if is_missing else "",
        f"{told.signed}, {format_date(told.told_on, 'long')}",
    ]
    you_said, state, missing, signed = (Wording(str(words), locale) for words in frame)
    return [you_said, said, state, missing, because, signed]
