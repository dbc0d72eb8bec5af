"""Work outside requests: people are forgotten on the day their consent ends."""

from consultation.clock import today
from consultation.contacts.forget import purge_offers
from consultation.jobs import Place, regular


@regular
def forget_people(place: Place) -> None:
    """Delete what is kept no longer."""
    with place.database.transaction() as session:
        purge_offers(session, today())
