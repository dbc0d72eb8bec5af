"""Printing outside requests (see `printing`)."""

import hashlib

from consultation.clock import today
from consultation.i18n import words_alone
from consultation.jobs import Place
from consultation.outreach import queries
from consultation.outreach.posters import Poster, Size, pdf_of
from consultation.outreach.print import poster_of
from consultation.printing.order import Told, printer

PRINTED = "posters"
MOST_AT_ONCE = 30
"""Posters that are printed while somebody waits: a second or two; the sheets of cards likewise."""


def subject_of(campaign_id: int, size: Size, posters: list[Poster]) -> str:
    """What is printed: a file that stands ready is theirs only while they say the same."""
    return f"{campaign_id}/{size}/{hashlib.sha256(repr(posters).encode()).hexdigest()[:16]}"


@printer(PRINTED)
def print_posters_file(place: Place, subject: str, told: Told) -> bytes:
    """Every poster of a campaign, or a sheet of cards a channel."""
    campaign_id, size, _fingerprint = subject.split("/")
    with words_alone().app_context(), place.database.reader() as session:
        hub = queries.campaign_by_id(session, int(campaign_id), None, today())
        assert hub is not None, "campaigns are closed, never deleted"
        channels = queries.open_channels(session, hub.campaign)
        posters = [poster_of(hub, each, place.settings.public_url) for each in channels]
    told(0)
    return pdf_of(posters, "a3" if size == "a3" else "cards" if size == "cards" else "a4")
