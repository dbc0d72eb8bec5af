"""What became of what people said, in the words everybody reads."""

from flask_babel import lazy_gettext as _l

from consultation.terms import ActionState, IdeaState

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
