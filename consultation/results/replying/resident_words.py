"""What posters, letters and e-mails of the reply say beside the words of the town, in the language of who reads."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from consultation.dates import format_date
from consultation.i18n import Wording, cldr_locale, html_lang, pick
from consultation.results.replying.standing import Line
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


@dataclass(frozen=True)
class Said:
    """One reply in a letter: its words, each with its language."""

    said: Wording
    state: str
    is_missing: bool
    """Whether it is not written in the language of the letter."""
    because: Wording
    signed: str
    day: str


@dataclass(frozen=True)
class LetterWords:
    """The words of a letter or an e-mail in one language."""

    locale: str
    subject: str
    greeting: str
    said: str
    missing: str
    call: str
    all_replies: str
    simulated: str
    replies: Sequence[Said]


def letter_words(locale: str, lines: Sequence[Line], plan_locale: str) -> LetterWords:
    """All of them; replies that are not written in that language stand in that of the plan, and say so."""
    with force_locale(cldr_locale(locale)):
        return LetterWords(
            locale=locale,
            subject=_("You said, the town answers"),
            greeting=_("You asked to hear what comes of it. Here is what the town answers."),
            said=_("You said:"),
            missing=_("This reply is not written in your language yet."),
            call=_("Scan this code: all the answers, in your language."),
            all_replies=_("Read what the town answers"),
            simulated=_("Demonstration: the answers shown here are made up by a program."),
            replies=[_said(line.action.title, line.told, locale, plan_locale) for line in lines if line.told],
        )


def _said(title: str, told: Told, locale: str, plan_locale: str) -> Said:
    because = pick(told.because, locale, plan_locale)
    return Said(
        said=Wording(told.said[locale], locale) if told.said.get(locale) else Wording(title, plan_locale),
        state=state_words(told),
        is_missing=html_lang(because.locale) != html_lang(locale),
        because=because,
        signed=told.signed,
        day=format_date(told.told_on, "long"),
    )


def leave_words(locale: str, ends_on: dt.date, url: str) -> str:
    """The last line: until when the address is kept, and where to have it deleted."""
    with force_locale(cldr_locale(locale)):
        return str(
            _(
                "Your address is deleted on %(day)s at the latest. To hear no more and have it deleted now: %(url)s",
                day=format_date(ends_on, "long"),
                url=f"\u2068{url}\u2069",
            )
        )
