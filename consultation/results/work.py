"""Work outside requests: pilots of lines that fell silent are reminded."""

from consultation.clock import today
from consultation.jobs import Place, regular
from consultation.results.replying.tell import remind_pilots


@regular
def remind(place: Place) -> None:
    """Mark the lines nothing was said on for 90 days, and write to their pilots where mail leaves."""
    with place.database.transaction() as session:
        remind_pilots(session, today(), public_url=place.settings.public_url if place.settings.smtp_url else None)
