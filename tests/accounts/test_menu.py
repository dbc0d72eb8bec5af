import pytest
from lxml import html
from sqlalchemy.orm import Session

from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient


@pytest.mark.parametrize(
    ("role", "opens", "closed"),
    [
        (Role.ORGANISER, {"/desk", "/keying", "/accounts"}, set()),
        (Role.VOLUNTEER, {"/desk", "/keying"}, {"/accounts", "/sheets"}),
        (Role.READER, {"/desk"}, {"/accounts", "/keying", "/sheets"}),
    ],
)
def test_the_menu_holds_what_the_role_opens(
    client: ReviewingClient, session: Session, role: Role, opens: set[str], closed: set[str]
) -> None:
    client.sign_in(factories.account(session, role))

    links = set(html.fromstring(client.get("/account").text).xpath("//header//nav//a/@href"))

    assert opens <= links
    assert not closed & links


@pytest.mark.parametrize(
    ("path", "current"), [("/accounts", "page"), ("/accounts/invite", "true"), ("/audit", "true"), ("/account", None)]
)
def test_the_menu_shows_where_one_is(client: ReviewingClient, session: Session, path: str, current: str | None) -> None:
    client.sign_in(factories.account(session, Role.ORGANISER))

    entries = html.fromstring(client.get(path).text).xpath("//header//nav//a[@aria-current]")

    assert [(entry.get("href"), entry.get("aria-current")) for entry in entries] == (
        [("/accounts", current)] if current else []
    )
