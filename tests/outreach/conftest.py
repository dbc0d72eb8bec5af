"""An organiser of one town, signed in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from consultation.models import Account, Campaign, Plan
from tests import factories
from tests.pages import ReviewingClient


@pytest.fixture
def plan(session: Session) -> Plan:
    return factories.plan(session)


@pytest.fixture
def organiser(session: Session, plan: Plan) -> Account:
    return factories.account(session, organisation_id=plan.organisation_id, locale="en")


@pytest.fixture
def desk(client: ReviewingClient, organiser: Account) -> ReviewingClient:
    """The browser of the organiser."""
    return client.sign_in(organiser)


@pytest.fixture
def campaign(session: Session, plan: Plan) -> Campaign:
    """An open campaign of the organiser's plan."""
    asked = factories.questionnaire(session, plan_id=plan.id)
    factories.version(session, questionnaire_id=asked.id)
    return factories.campaign(session, questionnaire_id=asked.id)


@pytest.fixture
def statements(session: Session) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects the statements sent while it is open, those of the test's own transactions left out."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        sent: list[str] = []
        connection = session.connection()

        def keep(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                sent.append(statement)

        event.listen(connection, "before_cursor_execute", keep)
        yield sent
        event.remove(connection, "before_cursor_execute", keep)

    return collect
