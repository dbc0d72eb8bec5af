import datetime as dt

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consultation.models import Account, Invitation
from consultation.models.base import now
from consultation.terms import Role
from tests import factories
from tests.accounts.conftest import PASSWORD, link_on, show_the_door
from tests.pages import ReviewingClient


def invite(client: ReviewingClient, email: str, role: Role, **more: str) -> str:
    """The link that the page shows."""
    fields = {**client.form("/accounts/invite", "invite"), "email": email, "role": role, **more}
    response = client.post("/accounts/invite", data=fields)
    assert response.status_code == 200, response.text
    return link_on(response.text)


def join(client: ReviewingClient, link: str, **fields: str) -> int:
    filled = {**client.form(link), "password": PASSWORD, "again": PASSWORD, **fields}
    return client.post(link, data=filled).status_code


@pytest.fixture
def organiser(session: Session, client: ReviewingClient) -> Account:
    """An organiser, signed in."""
    found = factories.account(session, Role.ORGANISER)
    client.sign_in(found)
    return found


def test_an_invited_person_chooses_a_password_and_is_in(
    client: ReviewingClient, session: Session, organiser: Account
) -> None:
    link = invite(client, "New@Example.org", Role.VOLUNTEER)
    client.delete_cookie("consultation")

    assert join(client, link, name="Nour") == 303

    made = session.scalars(select(Account).where(Account.email == "new@example.org")).one()
    assert (made.name, made.role, made.organisation_id) == ("Nour", Role.VOLUNTEER, organiser.organisation_id)
    assert client.get("/account").status_code == 200
    assert show_the_door(client, "new@example.org", PASSWORD)[0] == 303


def test_a_link_opens_once(client: ReviewingClient, organiser: Account) -> None:
    link = invite(client, "new@example.org", Role.READER)
    join(client, link, name="Nour")

    assert client.get(link).status_code == 410
    assert client.post(link, data={"password": PASSWORD}).status_code == 410
    assert client.get("/invitation/no-such-token").status_code == 404


def test_a_link_is_dead_after_a_week(client: ReviewingClient, session: Session, organiser: Account) -> None:
    link = invite(client, "new@example.org", Role.READER)
    assert client.get(link).status_code == 200

    session.execute(update(Invitation).values(expires_at=now() - dt.timedelta(seconds=1)))
    session.commit()

    assert client.get(link).status_code == 410


def test_inviting_the_same_address_again_kills_the_first_link(client: ReviewingClient, organiser: Account) -> None:
    first = invite(client, "new@example.org", Role.READER)
    second = invite(client, "new@example.org", Role.VOLUNTEER)

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_an_invitation_taken_back_opens_nothing(client: ReviewingClient, session: Session, organiser: Account) -> None:
    link = invite(client, "new@example.org", Role.READER)
    waiting = session.scalars(select(Invitation)).one()
    token = client.form("/accounts", f"take-back-{waiting.id}")

    assert client.post(f"/invitations/{waiting.id}/take-back", data=token).status_code == 303

    assert client.get(link).status_code == 404


def test_an_address_that_has_an_account_is_not_invited(
    client: ReviewingClient, organiser: Account, volunteer: Account
) -> None:
    fields = {**client.form("/accounts/invite", "invite"), "email": "VERA@example.org", "role": Role.READER}

    page = client.post("/accounts/invite", data=fields, headers={"Accept-Language": "en"}).text

    assert "/invitation/" not in page
    assert 'value="VERA@example.org"' in page


def test_an_organiser_makes_no_administrator_and_reaches_no_other_town(
    client: ReviewingClient, session: Session, organiser: Account
) -> None:
    elsewhere = factories.organisation(session)
    fields = {**client.form("/accounts/invite", "invite"), "email": "new@example.org"}

    page = client.post("/accounts/invite", data={**fields, "role": Role.ADMINISTRATOR}).text
    assert "/invitation/" not in page

    invite(client, "new@example.org", Role.READER, organisation=str(elsewhere.id))
    assert session.scalars(select(Invitation.organisation_id)).one() == organiser.organisation_id


def test_an_administrator_invites_into_any_organisation(client: ReviewingClient, session: Session) -> None:
    town = factories.organisation(session)
    client.sign_in(factories.account(session, Role.ADMINISTRATOR))
    fields = {**client.form("/accounts/invite", "invite"), "email": "o@example.org", "role": Role.ORGANISER}

    assert "/invitation/" not in client.post("/accounts/invite", data={**fields, "organisation": "0"}).text
    invite(client, "o@example.org", Role.ORGANISER, organisation=str(town.id))
    invite(client, "a@example.org", Role.ADMINISTRATOR, organisation=str(town.id))

    kept = {found.email: found.organisation_id for found in session.scalars(select(Invitation))}
    assert kept == {"o@example.org": town.id, "a@example.org": None}


def test_a_new_password_by_link_ends_every_session_and_opens(
    client: ReviewingClient, session: Session, volunteer: Account
) -> None:
    organiser = factories.account(session, Role.ORGANISER, organisation_id=volunteer.organisation_id)
    url = f"/accounts/{volunteer.id}/link"
    client.sign_in(organiser)
    link = link_on(client.post(url, data=client.form(url, "confirm")).text)
    client.sign_in(volunteer)
    assert client.get("/account").status_code == 200

    fields = {**client.form(link), "password": "quatre canards bleus", "again": "quatre canards bleus"}
    client.delete_cookie("consultation")
    fields["csrf_token"] = client.form(link)["csrf_token"]
    assert client.post(link, data=fields).status_code == 303

    session.expire_all()
    assert volunteer.epoch == 1
    assert show_the_door(client, volunteer.email, PASSWORD)[0] == 200
    assert show_the_door(client, volunteer.email, "quatre canards bleus")[0] == 303


def test_a_new_link_gets_somebody_in_who_is_asked_to_wait(
    client: ReviewingClient, session: Session, volunteer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever guesses at a name all day must not keep its owner out."""
    moment = now()
    monkeypatch.setattr("consultation.accounts.sign_in.now", lambda: moment)
    for _ in range(8):
        status, _page = show_the_door(client, volunteer.email, "wrong password")
    assert status == 429
    client.sign_in(factories.account(session, Role.ADMINISTRATOR))
    url = f"/accounts/{volunteer.id}/link"
    link = link_on(client.post(url, data=client.form(url, "confirm")).text)

    assert join(client, link) == 303
    assert show_the_door(client, volunteer.email, PASSWORD)[0] == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"password": "court", "again": "court"}, "at least 10 characters"),
        ({"password": "motdepasse123", "again": "motdepasse123"}, "tried first"),
        ({"again": "autre chose"}, "not the same"),
        ({"name": ""}, "Write your name"),
    ],
)
def test_what_is_refused_is_said_and_the_link_still_opens(
    client: ReviewingClient, organiser: Account, fields: dict[str, str], words: str
) -> None:
    link = invite(client, "new@example.org", Role.READER)
    english = {"Accept-Language": "en"}
    filled = {**client.form(link), "name": "Nour", "password": PASSWORD, "again": PASSWORD, **fields}

    page = client.post(link, data=filled, headers=english)

    assert page.status_code == 200
    assert words in page.text
    assert client.get(link).status_code == 200


def test_only_the_hash_of_a_link_is_kept(client: ReviewingClient, session: Session, organiser: Account) -> None:
    link = invite(client, "new@example.org", Role.READER)

    assert link.rsplit("/", 1)[1] != session.scalars(select(Invitation.token_hash)).one()


def test_inviting_somebody_takes_back_no_link_of_another_town(
    client: ReviewingClient, session: Session, organiser: Account
) -> None:
    """Whoever knew an address could kill the link its owner was waiting for."""
    stranger = factories.account(session, Role.ORGANISER)
    session.commit()
    theirs = invite(client, "new@example.org", Role.READER)
    again = invite(client, "new@example.org", Role.READER)
    client.sign_in(stranger)

    invite(client, "new@example.org", Role.VOLUNTEER)

    assert (client.get(theirs).status_code, client.get(again).status_code) == (404, 200)
