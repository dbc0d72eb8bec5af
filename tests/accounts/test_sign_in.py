import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.accounts.access import safe_next
from consultation.models import Account, AuditEntry
from tests.accounts.conftest import PASSWORD, show_the_door
from tests.pages import ReviewingClient


def test_the_right_password_opens_and_any_other_does_not(client: ReviewingClient, volunteer: Account) -> None:
    assert show_the_door(client, "vera@example.org", "trois chats noirs")[0] == 200
    assert client.get("/account").status_code == 303

    assert show_the_door(client, " Vera@Example.org", PASSWORD)[0] == 303
    assert client.get("/account").status_code == 200


def test_an_unknown_address_gets_the_words_of_a_wrong_password(client: ReviewingClient, volunteer: Account) -> None:
    pages = [show_the_door(client, email, "wrong password")[1] for email in ("vera@example.org", "nobody@example.org")]

    assert pages[0].replace("vera@", "nobody@").split("csrf")[0] == pages[1].split("csrf")[0]
    assert "nobody@example.org" in pages[1]


def test_a_deactivated_account_does_not_open(client: ReviewingClient, session: Session, volunteer: Account) -> None:
    volunteer.is_active = False
    session.commit()

    assert show_the_door(client, "vera@example.org", PASSWORD)[0] == 200


def test_signing_in_stands_in_the_trail(client: ReviewingClient, session: Session, volunteer: Account) -> None:
    show_the_door(client, "vera@example.org", PASSWORD)

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.account_id, entry.organisation_id) == ("sign_in", volunteer.id, volunteer.organisation_id)


def test_after_signing_in_one_is_where_one_wanted_to_go(client: ReviewingClient, volunteer: Account) -> None:
    asked = client.get("/account/password?x=a%26b")

    status, address = show_the_door(client, "vera@example.org", PASSWORD, asked.headers["Location"])

    assert (status, address) == (303, "/account/password?x=a%26b")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/a\\..\\b",
        "javascript:alert(1)",
        "evil.example",
        " //evil.example",
        "",
        None,
    ],
)
def test_nobody_is_sent_to_another_site(app: Flask, target: str | None) -> None:
    with app.test_request_context():
        assert safe_next(target) == safe_next(None)
        assert safe_next("/plans/ozon?page=2") == "/plans/ozon?page=2"


def test_a_copied_cookie_is_dead_after_signing_out(client: ReviewingClient, app: Flask, volunteer: Account) -> None:
    """Flask's session is the cookie itself: clearing it leaves every copy alive."""
    show_the_door(client, "vera@example.org", PASSWORD)
    cookie = client.get_cookie("consultation")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("consultation", cookie.value)
    assert thief.get("/account").status_code == 200

    client.post("/sign-out", data=client.form("/account", "sign-out"))

    assert thief.get("/account").status_code == 303
    assert client.get("/account").status_code == 303


def test_signing_in_leaves_nothing_of_the_session_before(client: ReviewingClient, volunteer: Account) -> None:
    """A session planted in somebody's browser must not become theirs."""
    with client.session_transaction() as planted:
        planted.update(planted="x", csrf_token="known")

    client.post("/sign-in", data={**client.form("/sign-in"), "email": "vera@example.org", "password": PASSWORD})

    with client.session_transaction() as after:
        assert "planted" not in after
        assert after.get("csrf_token") != "known"
        assert after["account"] == volunteer.id


def test_a_session_ends_after_its_hours(client: ReviewingClient, volunteer: Account) -> None:
    client.sign_in(volunteer)
    assert client.get("/account").status_code == 200

    with client.session_transaction() as cookie_session:
        cookie_session["since"] -= 12 * 3600 + 1

    assert client.get("/account").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: ReviewingClient, volunteer: Account) -> None:
    response = client.post(
        "/sign-in", data={**client.form("/sign-in"), "email": "vera@example.org", "password": PASSWORD}
    )

    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert "SameSite=Lax" in response.headers["Set-Cookie"]


def test_a_page_open_for_too_long_says_so(client: ReviewingClient, volunteer: Account) -> None:
    response = client.post(
        "/sign-in", data={"email": "vera@example.org", "password": PASSWORD}, headers={"Accept-Language": "en"}
    )

    assert response.status_code == 200
    assert "open for too long" in response.text
