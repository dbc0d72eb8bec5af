"""Every endpoint, knocked at by every role: what the table says is what happens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from consultation.models import Account
from consultation.terms import Role
from consultation.web.access import declared_audience
from tests import factories
from tests.house import world
from tests.pages import ReviewingClient

TABLE = Path(__file__).with_name("audiences.txt")
#: Who each audience is, by hand; None is somebody without account.
ADMITTED: dict[str, set[Role | None]] = {
    "public": {None, *Role},
    "signed_in": {*Role},
    "readers": {Role.READER, Role.ORGANISER, Role.ADMINISTRATOR},
    "briefed": {Role.READER, Role.OFFICIAL, Role.ORGANISER, Role.ADMINISTRATOR},
    "replying": {Role.OFFICIAL, Role.ORGANISER, Role.ADMINISTRATOR},
    "volunteers": {Role.VOLUNTEER, Role.ORGANISER, Role.ADMINISTRATOR},
    "organisers": {Role.ORGANISER, Role.ADMINISTRATOR},
    "administrators": {Role.ADMINISTRATOR},
}
EVERYBODY: tuple[Role | None, ...] = (None, *Role)
#: Pages of the door: they hold a form, whose token needs a cookie.
DOOR = {"accounts.sign_in", "accounts.invitation"}


@pytest.fixture
def organisation_id(session: Session) -> int:
    return factories.organisation(session).id


@pytest.fixture
def town(app: Flask, session: Session, organisation_id: int) -> dict[str, Any]:
    return world.build(app, session, organisation_id)


def rules(app: Flask, method: str) -> Iterator[tuple[Rule, str]]:
    """Every address that takes this method, and its audience by the table."""
    table = dict(line.split() for line in TABLE.read_text().splitlines())
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint in table:
            yield rule, table[rule.endpoint]


def member(session: Session, role: Role | None, organisation_id: int) -> Account | None:
    if role is None:
        return None
    town_of = None if role is Role.ADMINISTRATOR else organisation_id
    found = factories.account(session, role, organisation_id=town_of)
    session.commit()
    return found


def test_the_table_says_what_the_views_declare(app: Flask) -> None:
    declared = {f"{name} {declared_audience(view)}" for name, view in app.view_functions.items()}
    listed = set(TABLE.read_text().splitlines())

    assert declared == listed, f"to add: {sorted(declared - listed)}; to take out: {sorted(listed - declared)}"


@pytest.mark.parametrize("role", EVERYBODY)
def test_each_page_opens_to_its_audience_and_to_nobody_else(
    app: Flask, client: ReviewingClient, session: Session, town: dict[str, Any], organisation_id: int, role: Role | None
) -> None:
    who = member(session, role, organisation_id)
    for rule, audience in rules(app, "GET"):
        if who:
            client.sign_in(who)
        response = client.get(world.address(app, rule, town))
        outcome = (rule.endpoint, role, response.status_code, response.headers.get("Location"))
        if role in ADMITTED[audience]:
            assert response.status_code != 403, outcome
            assert response.status_code < 500, outcome
            # Its own town is there, so that the 404 of strangers below is about who asks.
            assert response.status_code != 404 or audience == "public" or role is not Role.ORGANISER, outcome
            assert not response.headers.get("Location", "").startswith("/sign-in"), outcome
        elif role is None:
            assert response.status_code == 303, outcome
            assert response.headers["Location"].startswith("/sign-in?next="), outcome
        else:
            assert response.status_code == 403, outcome
        response.close()


@pytest.mark.parametrize("role", EVERYBODY)
def test_each_form_is_taken_from_its_audience_only_and_needs_its_token(
    app: Flask, client: ReviewingClient, session: Session, town: dict[str, Any], organisation_id: int, role: Role | None
) -> None:
    who = member(session, role, organisation_id)
    changes: list[str] = []
    for rule, audience in rules(app, "POST"):
        if audience == "public":
            continue
        if who:
            client.sign_in(who)
        with statements(session, changes):
            response = client.post(world.address(app, rule, town), data={})
        outcome = (rule.endpoint, role, response.status_code)
        if role in ADMITTED[audience]:
            assert response.status_code == 400, outcome
        elif role is None:
            assert response.status_code == 303, outcome
            assert response.headers["Location"].partition("?")[0] == "/sign-in", outcome
        else:
            assert response.status_code == 403, outcome
        assert not changes, (*outcome, changes)


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR])
def test_a_get_never_changes_anything(
    app: Flask, client: ReviewingClient, session: Session, town: dict[str, Any], organisation_id: int, role: Role | None
) -> None:
    """Robots, previews of messages and the Back button open addresses nobody meant to open."""
    who = member(session, role, organisation_id)
    changes: list[str] = []
    for rule, _audience in rules(app, "GET"):
        if who:
            client.sign_in(who)
        with statements(session, changes):
            client.get(world.address(app, rule, town)).close()
        assert not changes, (rule.endpoint, changes)


PLAIN = {"locale", "size", "kind", "name", "content_hash", "number", "key", "sheets"}
"""Arguments of addresses that belong to nobody."""


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.VOLUNTEER, Role.READER, Role.OFFICIAL])
def test_what_belongs_to_another_town_is_not_there(
    app: Flask, client: ReviewingClient, session: Session, town: dict[str, Any], role: Role
) -> None:
    """404, not 403: not even that it exists."""
    stranger = factories.account(session, role)
    session.commit()
    objects = town.keys() - PLAIN
    for rule, audience in rules(app, "GET"):
        if audience == "public" or role not in ADMITTED[audience] or not rule.arguments & objects:
            continue
        client.sign_in(stranger)
        response = client.get(world.address(app, rule, town))
        assert response.status_code == 404, (rule.endpoint, response.status_code)


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.VOLUNTEER, Role.OFFICIAL])
def test_what_belongs_to_another_town_cannot_be_changed(
    app: Flask, client: ReviewingClient, session: Session, town: dict[str, Any], role: Role
) -> None:
    stranger = factories.account(session, role)
    session.commit()
    objects = town.keys() - PLAIN
    client.sign_in(stranger)
    token = client.form("/account", "sign-out")
    for rule, audience in rules(app, "POST"):
        if audience == "public" or role not in ADMITTED[audience] or not rule.arguments & objects:
            continue
        response = client.post(world.address(app, rule, town), data=token)
        assert response.status_code == 404, (rule.endpoint, response.status_code)


def test_public_pages_set_no_cookie(app: Flask, client: ReviewingClient, town: dict[str, Any]) -> None:
    for rule, audience in rules(app, "GET"):
        if audience == "public" and rule.endpoint not in DOOR:
            response = client.get(world.address(app, rule, town))
            assert "Set-Cookie" not in response.headers, rule.endpoint
            assert "Cookie" not in response.headers.get("Vary", ""), rule.endpoint
            response.close()


def test_a_page_that_does_not_exist_sets_no_cookie(client: FlaskClient) -> None:
    response = client.get("/nowhere/at/all")

    assert response.status_code == 404
    assert "Set-Cookie" not in response.headers


class statements:  # reads as a verb: `with statements(…)`
    """Collects every statement that changes rows while it is open."""

    def __init__(self, session: Session, found: list[str]) -> None:
        self.connection, self.found = session.connection(), found

    def __enter__(self) -> None:
        event.listen(self.connection, "before_cursor_execute", self._hear)

    def __exit__(self, *_error: object) -> None:
        event.remove(self.connection, "before_cursor_execute", self._hear)

    def _hear(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE", "REPLACE"}:
            self.found.append(statement)
