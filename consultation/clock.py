"""What day it is."""

import datetime as dt

from babel.dates import get_timezone


def today() -> dt.date:
    """The day it is in France, wherever the server stands."""
    return dt.datetime.now(get_timezone("Europe/Paris")).date()
