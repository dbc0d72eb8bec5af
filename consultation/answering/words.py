"""Days, as the resident's page words them."""

import datetime as dt

from consultation.dates import format_date


def long_date(day: dt.date) -> str:
    """A day in words, in the reader's language."""
    return format_date(day, "long")
