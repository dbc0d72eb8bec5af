from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Account, AuditEntry, Mail, Organisation
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient


class Town(NamedTuple):
    organiser: Account
    reader: Account


@pytest.fixture
def town(session: Session, client: ReviewingClient) -> Town:
    """An organisation whose organiser is signed in, and one of its readers."""
    organisation_id = factories.organisation(session).id
    made = Town(
        factories.account(session, Role.ORGANISER, organisation_id=organisation_id, name="Odile"),
        factories.account(session, Role.READER, organisation_id=organisation_id, name="Rachid"),
    )
    client.sign_in(made.organiser)
    return made


def confirm(client: ReviewingClient, url: str) -> int:
    return client.post(url, data=client.form(url, "confirm")).status_code


def test_a_deactivated_account_is_out_at_its_next_click(client: ReviewingClient, session: Session, town: Town) -> None:
    assert confirm(client, f"/accounts/{town.reader.id}/deactivate") == 303

    client.sign_in(town.reader)
    assert client.get("/account").status_code == 303


def test_a_deactivated_account_comes_back(client: ReviewingClient, session: Session, town: Town) -> None:
    confirm(client, f"/accounts/{town.reader.id}/deactivate")
    fields = client.form(f"/accounts/{town.reader.id}", "reactivate")

    assert client.post(f"/accounts/{town.reader.id}/reactivate", data=fields).status_code == 303

    session.expire_all()
    client.sign_in(town.reader)
    assert client.get("/account").status_code == 200


def test_asking_changes_nothing_before_the_confirmation(client: ReviewingClient, session: Session, town: Town) -> None:
    for verb in ("deactivate", "erase", "link"):
        assert client.get(f"/accounts/{town.reader.id}/{verb}").status_code == 200

    session.expire_all()
    assert (town.reader.is_active, town.reader.name) == (True, "Rachid")
    assert not session.scalars(select(AuditEntry)).all()


def test_an_erased_account_leaves_its_acts_without_its_name(
    client: ReviewingClient, session: Session, town: Town
) -> None:
    former = town.reader.email
    mail = {"plan_id": factories.plan(session).id, "address": former, "subject": "", "text": "", "locale": "fr"}
    session.add_all([Mail(key="remind-1", **mail), Mail(key="reply-1", leave_url="http://localhost/1", **mail)])
    session.commit()
    confirm(client, f"/accounts/{town.reader.id}/deactivate")

    assert confirm(client, f"/accounts/{town.reader.id}/erase") == 303

    session.expire_all()
    for page in (client.get("/accounts").text, client.get("/audit").text):
        assert former not in page
        assert "Rachid" not in page
    assert town.reader.password_hash == "!"
    assert {entry.verb for entry in session.scalars(select(AuditEntry))} == {"deactivate", "erase"}
    assert client.get(f"/accounts/{town.reader.id}").status_code == 404
    assert session.scalars(select(Mail.key)).all() == ["reply-1"], "what was asked for as a resident still leaves"


@pytest.mark.parametrize("verb", ["deactivate", "erase"])
def test_nobody_closes_their_own_account(client: ReviewingClient, session: Session, town: Town, verb: str) -> None:
    assert confirm(client, f"/accounts/{town.organiser.id}/{verb}") == 409
    session.expire_all()
    assert town.organiser.is_active


def test_nobody_changes_their_own_role(client: ReviewingClient, session: Session, town: Town) -> None:
    url = f"/accounts/{town.organiser.id}"
    fields = {**client.form(url, "account"), "name": "Odile M.", "role": Role.READER}

    assert client.post(url, data=fields).status_code == 200
    assert client.post(url, data={**fields, "role": Role.ORGANISER}).status_code == 303

    session.expire_all()
    assert (town.organiser.role, town.organiser.name) == (Role.ORGANISER, "Odile M.")


def test_a_role_is_changed_and_noted(client: ReviewingClient, session: Session, town: Town) -> None:
    url = f"/accounts/{town.reader.id}"

    client.post(url, data={**client.form(url, "account"), "role": Role.VOLUNTEER})

    session.expire_all()
    assert town.reader.role == Role.VOLUNTEER
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.detail) == ("change", {"role": "volunteer", "before": "reader"})


def test_an_organiser_cannot_raise_somebody_to_administrator(
    client: ReviewingClient, session: Session, town: Town
) -> None:
    url = f"/accounts/{town.reader.id}"

    assert client.post(url, data={**client.form(url, "account"), "role": Role.ADMINISTRATOR}).status_code == 200

    session.expire_all()
    assert town.reader.role == Role.READER


@pytest.mark.parametrize("path", ["", "/link", "/deactivate", "/erase", "/reactivate"])
def test_accounts_of_another_town_are_not_there(
    client: ReviewingClient, session: Session, town: Town, path: str
) -> None:
    stranger = factories.account(session, Role.READER)
    administrator = factories.account(session, Role.ADMINISTRATOR)
    token = {"csrf_token": str(client.form("/accounts/invite", "invite")["csrf_token"])}

    for whom in (stranger, administrator):
        if path != "/reactivate":
            assert client.get(f"/accounts/{whom.id}{path}").status_code == 404
        assert client.post(f"/accounts/{whom.id}{path}", data=token).status_code == 404

    session.expire_all()
    assert stranger.is_active
    assert stranger.name not in client.get("/accounts").text


def test_an_administrator_sees_every_town_and_may_choose_one(
    client: ReviewingClient, session: Session, town: Town
) -> None:
    stranger = factories.account(session, Role.READER, name="Stéphane")
    own = session.get_one(Organisation, town.reader.organisation_id)
    client.sign_in(factories.account(session, Role.ADMINISTRATOR))

    everybody = client.get("/accounts").text
    chosen = client.get(f"/accounts?organisation={own.slug}").text

    assert "Rachid" in everybody
    assert stranger.name in everybody
    assert "Rachid" in chosen
    assert stranger.name not in chosen
    assert client.get("/accounts?organisation=nowhere").status_code == 404


def test_an_administrator_creates_an_organisation_once(client: ReviewingClient, session: Session) -> None:
    client.sign_in(factories.account(session, Role.ADMINISTRATOR))
    fields = {**client.form("/organisations", "organisation"), "name": "Grande-Ville", "slug": "grande-ville"}

    assert client.post("/organisations", data=fields).status_code == 303
    assert client.post("/organisations", data=fields).status_code == 200
    assert client.post("/organisations", data={**fields, "slug": "Grande Ville"}).status_code == 200

    assert session.scalars(select(Organisation.slug).where(Organisation.name == "Grande-Ville")).all() == [
        "grande-ville"
    ]
