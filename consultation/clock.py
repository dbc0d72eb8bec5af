"""What day it is, and what time."""

import datetime as dt

from babel.dates import get_timezone


def today() -> dt.date:
    """The day it is in France, wherever the server stands."""
    return dt.datetime.now(get_timezone("Europe/Paris")).date()


def now() -> dt.datetime:
    """What a clock in France shows, to the second, wherever the server stands."""
    return dt.datetime.now(get_timezone("Europe/Paris")).replace(microsecond=0)
