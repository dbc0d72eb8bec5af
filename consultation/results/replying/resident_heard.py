"""What can be heard of the page of replies, by its very words (see `questionnaires.resident_aloud`)."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from consultation.dates import format_date
from consultation.i18n import Wording, html_lang, pick
from consultation.questionnaires.aloud import Parts, in_pieces, pieces
from consultation.questionnaires.resident_aloud import spoken_name
from consultation.results.replying.standing import Line, Part
from consultation.speech import LONGEST
from consultation.submissions.resident_words import state_words

ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
"""Signs that keep a direction on a page; a voice would name them."""


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
    return named(said) | at_once


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
    """The title of an action and the reply on it, as macros/resident.html writes them."""
    title, told = Wording(line.action.title, plan_locale), line.told
    if told is None:
        return [title]
    said, because = pick(told.said, locale), pick(told.because, locale)
    is_missing = html_lang(because.locale) != html_lang(locale)
    frame = [
        _("You said:") if said.words else "",
        state_words(told),
        _("This reply is not written in your language yet.") if is_missing else "",
        f"{told.signed}, {format_date(told.told_on, 'long')}",
    ]
    you_said, state, missing, signed = (Wording(str(words), locale) for words in frame)
    return [title, you_said, said, state, missing, because, signed]


def named(said: Iterable[Wording]) -> Parts:
    """{name: words}, long words in pieces."""
    whole = {spoken_name(one.words): Wording(one.words.translate(ISOLATES), one.locale) for one in said if one.words}
    return in_pieces(whole)
