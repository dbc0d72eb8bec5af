import re

import pytest
from sqlalchemy.orm import Session

from consultation.accounts.passwords import hash_password
from consultation.models import Account
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient

PASSWORD = "trois chats gris dorment"


@pytest.fixture(scope="session")
def password_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def volunteer(session: Session, password_hash: str) -> Account:
    """A volunteer whose password is PASSWORD."""
    return factories.account(session, Role.VOLUNTEER, email="vera@example.org", password_hash=password_hash)


def show_the_door(client: ReviewingClient, email: str, password: str, url: str = "/sign-in") -> tuple[int, str]:
    """Fill in the sign-in form: status and address or page that follow."""
    fields = {**client.form(url), "email": email, "password": password}
    response = client.post(url, data=fields)
    return response.status_code, response.headers.get("Location", response.text)


def link_on(page: str) -> str:
    """The path of the link a page shows once."""
    found = re.search(r"http://localhost(/invitation/[\w-]+)", page)
    assert found, "the page shows no link"
    return found[1]
