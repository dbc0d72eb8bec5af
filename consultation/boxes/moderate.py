"""Say what becomes of an idea, with its reason; and take the last word back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from consultation.models import Idea
from consultation.terms import IdeaState

KEPT_STEPS = 20
"""Words that may be taken back, one after the other."""
JUDGED = ("state", "reason", "translation", "shown_text", "action_key", "moderated_by")


class MovedOn(Exception):
    """Somebody else has said something of this idea since its page was opened."""


class NothingToUndo(Exception):
    """Nobody has said anything of this idea."""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What an organiser says of an idea. The author's words are never changed."""

    state: IdeaState
    #: told to the author: {locale: words}
    reason: Mapping[str, str] = field(default_factory=dict)
    translation: Mapping[str, str] = field(default_factory=dict)
    #: shown instead of the author's words; None: theirs
    shown_text: str | None = None
    action_key: str | None = None


def moderate(idea: Idea, judgement: Judgement, account_id: int, *, steps_seen: int) -> None:
    """The idea is as judged, and knows what it was.

    :param steps_seen: how many steps the page had seen (`len(idea.undo)`).
    :raises MovedOn: when there is another one since.
    """
    if len(idea.undo) != steps_seen and len(idea.undo) < KEPT_STEPS:
        raise MovedOn
    idea.undo = [*idea.undo, {name: getattr(idea, name) for name in JUDGED}][-KEPT_STEPS:]
    idea.state = judgement.state
    idea.reason = {locale: words for locale, words in judgement.reason.items() if words}
    idea.translation = {locale: words for locale, words in judgement.translation.items() if words}
    idea.shown_text = judgement.shown_text if judgement.shown_text != idea.text else None
    idea.action_key = judgement.action_key
    idea.moderated_by = account_id


def undo_moderation(idea: Idea) -> None:
    """The idea is as it was before the last word.

    :raises NothingToUndo: when there was none.
    """
    if not idea.undo:
        raise NothingToUndo
    *earlier, last = idea.undo
    for name in JUDGED:
        setattr(idea, name, last[name])
    idea.undo = earlier
