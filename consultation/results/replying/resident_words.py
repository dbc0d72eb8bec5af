"""What posters of the reply say beside the words of the town, in the language of the poster."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from consultation.i18n import cldr_locale
from consultation.submissions.resident_words import state_words
from consultation.submissions.told import Told


@dataclass(frozen=True)
class PosterWords:
    """The frame of a poster in one language."""

    headline: str
    said: str
    call: str
    states: dict[int, str]
    """{reply: its state as a sentence}"""
    days: dict[int, str]
    """{reply: the day it was told}"""
    simulated: str


def poster_words(locale: str, told: Sequence[Told]) -> PosterWords:
    """All of them in that language."""
    with force_locale(cldr_locale(locale)):
        return PosterWords(
            headline=_("You said, the town answers"),
            said=_("You said:"),
            call=_("Scan this code: all the answers, in your language."),
            states={one.id: state_words(one) for one in told},
            days={one.id: format_date(one.told_on, "long") for one in told},
            simulated=_("Demonstration: the answers shown here are made up by a program."),
        )
