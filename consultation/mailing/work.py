"""Work outside requests: messages leave."""

from consultation.jobs import Place, job, regular
from consultation.mailing.post import forget_refused
from consultation.mailing.send import send_waiting


@job
def send_mail(place: Place) -> None:
    """Send what waits, now."""
    send_waiting(place.database, place.settings)


@regular
def send_mail_that_waits(place: Place) -> None:
    """Send what a restart or a server that was away left, and what was refused for a while."""
    send_waiting(place.database, place.settings)


@regular
def forget_refused_mail(place: Place) -> None:
    """Delete the addresses of messages that were refused for good."""
    with place.database.transaction() as session:
        forget_refused(session)
