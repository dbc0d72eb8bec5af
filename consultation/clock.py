"""What day it is, and what time."""

import datetime as dt

from babel.dates import get_timezone

FRANCE = get_timezone("Europe/Paris")


def today() -> dt.date:
    """The day it is in France, wherever the server stands."""
    return dt.datetime.now(FRANCE).date()


def now() -> dt.datetime:
    """What a clock in France shows, to the second, wherever the server stands."""
    return dt.datetime.now(FRANCE).replace(microsecond=0)
