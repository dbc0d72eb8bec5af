"""Days in words. Everything that says a day says it through here."""

import datetime as dt
import re

import flask_babel
from babel.dates import format_date as babel_date

FIRST = re.compile(r"(?<!\d)1(?=[ \u00a0\u202f][^\W\d_])")
"""The day of "1 mars 2026", which CLDR does not know to be "1er mars 2026"."""


def format_date(day: dt.date | None = None, format: str | None = None, locale: str | None = None) -> str:
    """A day, today when none is given, "long" or "short" (as Babel says), in that language or the reader's own."""
    spoken = locale or str(flask_babel.get_locale())
    words = babel_date(day, format or "medium", locale) if locale else flask_babel.format_date(day, format)
    return french_first(str(words)) if spoken.startswith("fr") else str(words)


def format_datetime(moment: dt.datetime | None = None, format: str | None = None) -> str:
    """A moment of the reader's clock, in the reader's language."""
    words = str(flask_babel.format_datetime(moment, format))
    return french_first(words) if str(flask_babel.get_locale()).startswith("fr") else words


def french_first(words: str) -> str:
    """The same day, its number as French says it: the first is an ordinal."""
    return FIRST.sub("1er", words)
