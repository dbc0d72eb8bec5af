"""A form sent after the session has ended, or from a page of an earlier session, keeps what was typed."""

import io
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.models import Account
from consultation.terms import Role
from tests import factories
from tests.accounts.conftest import PASSWORD
from tests.pages import ReviewingClient

TYPED = "Véra d'en face, la bibliothécaire"
ENGLISH = {"Accept-Language": "en"}


def fields_of(page: TestResponse, form_id: str) -> tuple[str, dict[str, Any]]:
    """Where a form of that page is sent to, and what a browser would send untouched."""
    (form,) = html.fromstring(page.text).xpath("//form[@id=$id]", id=form_id)
    return form.get("action"), dict(form.form_values())


def end_session(client: ReviewingClient) -> None:
    """As a browser does with a cookie that is over."""
    client.delete_cookie("consultation")


def sign_in_again(client: ReviewingClient, door: TestResponse, email: str, password: str = PASSWORD) -> TestResponse:
    url, fields = fields_of(door, "sign-in")
    return client.post(url, data={**fields, "email": email, "password": password})


@pytest.fixture
def sent_late(client: ReviewingClient, volunteer: Account) -> TestResponse:
    """What somebody sees who sends a form of the account after the session has ended."""
    form = {**client.sign_in(volunteer).form("/account", "my-account"), "name": TYPED}
    end_session(client)
    return client.post("/account", data=form, headers=ENGLISH)


def test_what_was_typed_is_sent_after_signing_in_again(
    client: ReviewingClient, session: Session, volunteer: Account, sent_late: TestResponse
) -> None:
    assert sent_late.status_code == 403
    assert "what you typed is kept" in sent_late.text

    asked = sign_in_again(client, sent_late, "vera@example.org")
    assert TYPED in html.fromstring(asked.text).xpath("string(//details)")
    session.expire_all()
    assert volunteer.name != TYPED, "nothing is sent before they say so"
    url, fields = fields_of(asked, "kept-form")
    response = client.post(url, data=fields)

    assert (url, response.status_code, response.location) == ("/account", 303, "/account")
    session.expire_all()
    assert volunteer.name == TYPED


def test_a_wrong_password_loses_nothing(client: ReviewingClient, sent_late: TestResponse) -> None:
    refused = sign_in_again(client, sent_late, "vera@example.org", "something else")

    asked = sign_in_again(client, refused, "vera@example.org")

    assert fields_of(asked, "kept-form")[1]["name"] == TYPED


def test_nobody_else_is_shown_it(
    client: ReviewingClient, session: Session, sent_late: TestResponse, password_hash: str
) -> None:
    factories.account(session, Role.ORGANISER, email="other@example.org", password_hash=password_hash)

    response = sign_in_again(client, sent_late, "other@example.org")

    assert response.status_code == 303
    assert response.location != "/account"
    assert TYPED not in response.text


def test_a_form_made_elsewhere_is_not_kept(client: ReviewingClient, app: Flask, volunteer: Account) -> None:
    for token in ("", "1.forged", str(fields_of(client.get("/sign-in"), "sign-in")[1]["csrf_token"])):
        response = client.post("/account", data={"csrf_token": token, "name": TYPED})

        assert (response.status_code, TYPED in response.text) == (303, False)
        assert response.location == "/sign-in?next=/account"


@pytest.mark.parametrize("kept", ["", "forged", "WzEsIi9hY2NvdW50Il0.x.y"])
def test_a_forged_form_at_the_door_is_nothing(client: ReviewingClient, volunteer: Account, kept: str) -> None:
    fields = {**client.form("/sign-in"), "email": "vera@example.org", "password": PASSWORD, "kept": kept}

    response = client.post("/sign-in?next=/account", data=fields)

    assert (response.status_code, response.location) == (303, "/account")


def test_a_form_of_an_earlier_session_of_the_same_person_is_asked_about(
    client: ReviewingClient, session: Session, volunteer: Account
) -> None:
    """Two tabs: one was open before, in the other somebody signed in again."""
    form = {**client.sign_in(volunteer).form("/account", "my-account"), "name": TYPED}
    end_session(client)
    client.sign_in(volunteer).get("/account")

    asked = client.post("/account", data=form)
    url, fields = fields_of(asked, "kept-form")

    assert asked.status_code == 409
    assert client.post(url, data=fields).status_code == 303
    session.expire_all()
    assert volunteer.name == TYPED


def test_a_form_of_somebody_elses_session_is_refused(
    client: ReviewingClient, session: Session, volunteer: Account
) -> None:
    form = {**client.sign_in(volunteer).form("/account", "my-account"), "name": TYPED}
    end_session(client)
    client.sign_in(factories.account(session, Role.ORGANISER)).get("/account")

    response = client.post("/account", data=form)

    assert response.status_code == 400
    assert TYPED not in response.text


def test_files_are_named_because_they_cannot_be_kept(client: ReviewingClient, volunteer: Account) -> None:
    form = {**client.sign_in(volunteer).form("/scans", "bring"), "name": TYPED}
    end_session(client)
    scan = (io.BytesIO(b"%PDF-1.7"), "pile d'été.pdf")

    door = client.post("/scans", data={**form, "files": scan}, headers=ENGLISH)
    asked = sign_in_again(client, door, "vera@example.org")

    assert "pile d'été.pdf" in html.fromstring(asked.text).text_content()
    assert fields_of(asked, "kept-form")[1]["name"] == TYPED


def test_passwords_and_requests_of_scripts_are_not_kept(client: ReviewingClient, volunteer: Account) -> None:
    client.sign_in(volunteer)
    words = {**client.form("/account/password", "change-password"), "present": PASSWORD, "password": "x", "again": "x"}
    name = {**client.form("/account", "my-account"), "name": TYPED}
    end_session(client)

    assert client.post("/account/password", data=words).status_code == 303
    assert client.post("/account", data=name, headers={"Sec-Fetch-Mode": "cors"}).status_code == 303
