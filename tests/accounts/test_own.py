import pytest
from sqlalchemy.orm import Session

from consultation.clock import now
from consultation.models import Account
from tests.accounts.conftest import PASSWORD, show_the_door
from tests.pages import ReviewingClient


def test_the_screens_speak_the_language_of_the_account(
    client: ReviewingClient, session: Session, volunteer: Account
) -> None:
    client.sign_in(volunteer)
    assert '<html lang="fr"' in client.get("/account").text

    fields = {**client.form("/account", "my-account"), "locale": "en", "name": "Vera B."}
    page = client.post("/account", data=fields, follow_redirects=True).text

    assert '<html lang="en"' in page
    assert "Saved." in page
    assert "Vera B." in page


def test_a_new_password_needs_the_present_one(client: ReviewingClient, session: Session, volunteer: Account) -> None:
    client.sign_in(volunteer)
    new = {"password": "quatre canards bleus", "again": "quatre canards bleus"}
    fields = {**client.form("/account/password", "change-password"), **new}

    assert client.post("/account/password", data={**fields, "present": "wrong"}).status_code == 200
    assert show_the_door(client, volunteer.email, PASSWORD)[0] == 303

    fields = {**client.form("/account/password", "change-password"), **new, "present": PASSWORD}
    assert client.post("/account/password", data=fields).status_code == 303
    assert show_the_door(client, volunteer.email, "quatre canards bleus")[0] == 303


def test_whoever_finds_a_phone_that_is_signed_in_guesses_slowly(
    client: ReviewingClient, volunteer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_noon = now()
    monkeypatch.setattr("consultation.accounts.views.own.now", lambda: at_noon)
    client.sign_in(volunteer)
    new = {"password": "quatre canards bleus", "again": "quatre canards bleus"}
    fields = {**client.form("/account/password", "change-password"), **new}

    tries = [client.post("/account/password", data={**fields, "present": f"guess {n}"}) for n in range(7)]

    assert [one.status_code for one in tries] == [200] * 6 + [429]
    assert client.post("/account/password", data={**fields, "present": PASSWORD}).status_code == 429


def test_changing_the_password_keeps_this_session_and_ends_the_others(
    client: ReviewingClient, session: Session, volunteer: Account
) -> None:
    client.sign_in(volunteer)
    other = client.application.test_client()
    cookie = client.get_cookie("consultation")
    assert cookie is not None
    other.set_cookie("consultation", cookie.value)
    new = {"password": "quatre canards bleus", "again": "quatre canards bleus", "present": PASSWORD}

    client.post("/account/password", data={**client.form("/account/password", "change-password"), **new})

    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
