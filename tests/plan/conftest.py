"""An organiser of one town, signed in."""

import pytest
from sqlalchemy.orm import Session

from consultation.models import Account
from tests import factories
from tests.pages import ReviewingClient


@pytest.fixture
def organiser(session: Session) -> Account:
    return factories.account(session, locale="en")


@pytest.fixture
def desk(client: ReviewingClient, organiser: Account) -> ReviewingClient:
    """The browser of the organiser."""
    return client.sign_in(organiser)
