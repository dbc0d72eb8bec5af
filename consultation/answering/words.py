"""Days, as the resident's page words them."""

import datetime as dt

from flask_babel import format_date as babel_date


def long_date(day: dt.date) -> str:
    """A day in words, in the reader's language."""
    return str(babel_date(day, "long"))
