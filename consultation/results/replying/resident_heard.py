"""What can be heard of the page of replies, by its very words (see `questionnaires.resident_aloud`)."""

from collections.abc import Sequence

from flask_babel import gettext as _

from consultation.i18n import Wording
from consultation.questionnaires.aloud import Parts, pieces
from consultation.questionnaires.resident_aloud import ISOLATES, named_wordings
from consultation.results.replying.standing import Line, Part
from consultation.speech import LONGEST
from consultation.submissions.resident_words import reply_words


def heard_of_page(parts: Sequence[Part], locale: str, plan_locale: str) -> Parts:
    """{name: words} of all that the page says, in the language of the request."""
    frame = [_("You said, the town answers"), _("No reply has been written yet."), _("Still without an answer")]
    said = [Wording(str(words), locale) for words in frame]
    at_once: Parts = {}
    for part in parts:
        said.append(Wording(f"{part.priority.number}. {part.priority.title}", plan_locale))
        for line in part.lines:
            said += said_on(line, locale, plan_locale)
            at_once |= heard_at_once(line, locale, plan_locale)
    return named_wordings(said) | at_once


def heard_at_once(line: Line, locale: str, plan_locale: str) -> Parts:
    """{name: words} of one reply in few sounds, for a phone without script: all that is in the language it is in."""
    if line.told is None:
        return {}
    _title, *said, _signed = said_on(line, locale, plan_locale)
    tongue = said[-1].locale
    spoken = " ".join(one.words for one in said if one.words and one.locale == tongue).translate(ISOLATES)
    sounds: list[str] = []
    for piece in pieces(spoken):
        if sounds and len(sounds[-1]) + len(piece) < LONGEST:
            sounds[-1] += f" {piece}"
        else:
            sounds.append(piece)
    return {f"reply-{line.told.id}-{number}": Wording(words, tongue) for number, words in enumerate(sounds, start=1)}


def said_on(line: Line, locale: str, plan_locale: str) -> list[Wording]:
    """The title of an action and the reply on it."""
    title = Wording(line.action.title, plan_locale)
    return [title, *(reply_words(line.told, locale) if line.told else [])]
