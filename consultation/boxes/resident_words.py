"""The states of an idea, in the words of the person who had it."""

from flask_babel import gettext as _

from consultation.terms import IdeaState


def state_words(state: str) -> str:
    """What became of an idea, in the language of the page."""
    words = {
        IdeaState.RECEIVED: _("Received. A person will read it."),
        IdeaState.SHOWN: _("Read, and shown on the wall of ideas."),
        IdeaState.HIDDEN: _("Read, and not shown."),
        IdeaState.STUDIED: _("Being studied."),
        IdeaState.DONE: _("Done!"),
        IdeaState.NOT_DONE: _("It will not be done."),
    }
    return str(words[IdeaState(state)])
