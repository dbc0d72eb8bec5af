"""What posters and cards say to people, beside the words of the organiser."""

import datetime as dt
from collections.abc import Callable, Sequence

from flask_babel import force_locale
from flask_babel import gettext as _

from consultation.dates import format_date
from consultation.i18n import cldr_locale


def call_words(locales: Sequence[str], *, is_box: bool) -> dict[str, str]:
    """{locale: what to do with the code}."""
    return _in_each(locales, _box_call if is_box else _call)


def note_words(
    locales: Sequence[str], opens_on: dt.date | None, closes_on: dt.date | None, reply_by: dt.date | None
) -> dict[str, str]:
    """{locale: until when, and when people hear what became of it}; empty where no day is told."""
    return _in_each(locales, lambda: " ".join(_notes(opens_on, closes_on, reply_by)))


def simulated_words(locales: Sequence[str]) -> dict[str, str]:
    """{locale: mark of an invented campaign}."""
    return _in_each(locales, lambda: _("Demonstration: invented consultation"))


def _in_each(locales: Sequence[str], say: Callable[[], str]) -> dict[str, str]:
    words = {}
    for locale in locales:
        with force_locale(cldr_locale(locale)):
            words[locale] = say()
    return words


def _call() -> str:
    return str(_("Scan this code with your phone and answer. No account, no name."))


def _box_call() -> str:
    return str(_("Scan this code with your phone and write your idea. No account, no name."))


def _notes(opens_on: dt.date | None, closes_on: dt.date | None, reply_by: dt.date | None) -> list[str]:
    notes = []
    if opens_on and closes_on:
        first, last = format_date(opens_on, "long"), format_date(closes_on, "long")
        notes.append(_("From %(first)s to %(last)s.", first=first, last=last))
    elif closes_on:
        notes.append(_("Until %(last)s.", last=format_date(closes_on, "long")))
    if reply_by:
        notes.append(_("You will hear what became of it by %(day)s.", day=format_date(reply_by, "long")))
    return notes
