"""Errors say what to do next, in the language and the chrome of whoever meets them."""

import io
from typing import Any

import pytest
from sqlalchemy.orm import Session

from consultation.accounts.views import organisers
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient

HUGE = 300_000_000


class Counted(io.RawIOBase):
    """A body without end that counts how much of it is read."""

    def __init__(self) -> None:
        self.taken = 0

    def readable(self) -> bool:
        return True

    def seek(self, _offset: int, _whence: int = 0) -> int:
        return 0

    def readinto(self, buffer: Any) -> int:
        self.taken += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


@pytest.mark.parametrize(
    ("path", "accept", "lang", "direction"),
    [
        ("/no/where/at/all", "ar", "ar", "rtl"),
        ("/no/where/at/all", "fr-FR", "fr", "ltr"),
        ("/no/where/at/all", "ka", "fr", "ltr"),
        ("/ar/nowhere", "fr", "ar", "rtl"),
        ("/en/nowhere", "ar", "en", "ltr"),
    ],
)
def test_a_resident_reads_an_error_in_their_language(
    client: ReviewingClient, path: str, accept: str, lang: str, direction: str
) -> None:
    response = client.get(path, headers={"Accept-Language": accept})

    assert response.status_code == 404
    assert f'<html lang="{lang}" dir="{direction}">' in response.text
    assert "resident.css" in response.text or "organiser.css" not in response.text


def test_whoever_is_signed_in_keeps_the_menu_on_an_error(client: ReviewingClient, session: Session) -> None:
    client.sign_in(factories.account(session, Role.ORGANISER))

    response = client.get("/accounts/999999")

    assert response.status_code == 404
    assert 'id="menu"' in response.text


def test_a_form_of_an_ended_session_says_to_load_the_page_again(client: ReviewingClient, session: Session) -> None:
    client.sign_in(factories.account(session, Role.ORGANISER, locale="en"))

    response = client.post("/account", data={"name": "x"})

    assert response.status_code == 400
    assert "open for too long" in response.text


def test_a_wrong_method_says_which_are_right(client: ReviewingClient) -> None:
    response = client.post("/health")

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_a_name_that_is_not_ours_gets_no_page(client: ReviewingClient) -> None:
    response = client.get("/sign-in", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert response.mimetype != "text/html" or "<a" not in response.text
    assert "evil.example" not in response.text


def test_a_failure_shows_a_page_and_tells_no_secret(
    client: ReviewingClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_values: object) -> str:
        raise RuntimeError("a secret")

    client.sign_in(factories.account(session, Role.ORGANISER))
    monkeypatch.setattr(organisers, "chosen_scope", fail)

    response = client.get("/accounts")

    assert response.status_code == 500
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("role", "status"), [(None, 303), (Role.VOLUNTEER, 403), (Role.ORGANISER, 413), (Role.ADMINISTRATOR, 413)]
)
def test_of_a_body_of_300_mb_nothing_is_read(
    client: ReviewingClient, session: Session, role: Role | None, status: int
) -> None:
    if role:
        client.sign_in(factories.account(session, role))
    body = Counted()

    response = client.post(
        "/accounts/invite",
        input_stream=body,
        content_type="multipart/form-data; boundary=b",
        environ_overrides={"CONTENT_LENGTH": str(HUGE)},
    )

    assert response.status_code == status
    assert body.taken == 0
    assert role is not Role.ORGANISER or "25" in response.text


def test_of_a_body_of_300_mb_to_everybody_nothing_is_read(client: ReviewingClient) -> None:
    body = Counted()

    response = client.post(
        "/sign-in",
        input_stream=body,
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"CONTENT_LENGTH": str(HUGE)},
    )

    assert (response.status_code, body.taken) == (413, 0)


def test_a_form_of_too_many_kilobytes_or_parts_is_refused_kindly(client: ReviewingClient, session: Session) -> None:
    client.sign_in(factories.account(session, Role.ORGANISER))
    token = client.form("/account", "my-account")

    long = client.post("/account", data={**token, "name": "x" * 300_000})
    many = client.post(
        "/account", data={**token, **{f"f{n}": "x" for n in range(2_001)}}, content_type="multipart/form-data"
    )
    good = client.post("/account", data={**token, "name": "x" * 100})

    assert (long.status_code, many.status_code, good.status_code) == (413, 413, 303)
    assert "<h1>" in long.text


def test_a_form_sent_by_another_site_is_refused(client: ReviewingClient) -> None:
    fields = {**client.form("/sign-in"), "email": "a@example.org", "password": "x"}

    assert client.post("/sign-in", data=fields, headers={"Origin": "https://evil.example"}).status_code == 400
    assert client.post("/sign-in", data=fields, headers={"Origin": "null"}).status_code == 400
    assert client.post("/sign-in", data=fields, headers={"Origin": "http://localhost"}).status_code == 200
