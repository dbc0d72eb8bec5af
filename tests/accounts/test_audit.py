from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.accounts.audit import note
from consultation.models import AuditEntry
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient


def test_organisers_read_the_trail_of_their_town_only(client: ReviewingClient, session: Session) -> None:
    ours, theirs = factories.account(session), factories.account(session)
    note(session, ours, "publish", "questionnaire", "Our questionnaire")
    note(session, theirs, "publish", "questionnaire", "Their questionnaire")
    session.commit()
    client.sign_in(ours)

    page = client.get("/audit").text

    assert "Our questionnaire" in page
    assert "Their questionnaire" not in page

    client.sign_in(factories.account(session, Role.ADMINISTRATOR))
    assert "Their questionnaire" in client.get("/audit").text


def test_the_trail_is_filtered_by_act_and_by_person(client: ReviewingClient, session: Session) -> None:
    odile = factories.account(session, name="Odile")
    marc = factories.account(session, name="Marc", organisation_id=odile.organisation_id)
    note(session, odile, "publish", "questionnaire", "Autumn")
    note(session, odile, "import", "plan", "Ozon")
    note(session, marc, "publish", "questionnaire", "Spring")
    session.commit()
    client.sign_in(odile)

    by_act = client.get("/audit?verb=publish").text
    by_person = client.get(f"/audit?person={marc.id}").text

    assert ("Autumn" in by_act, "Spring" in by_act, "Ozon" in by_act) == (True, True, False)
    assert ("Autumn" in by_person, "Spring" in by_person) == (False, True)
    assert client.get("/audit?verb=nothing&person=x").status_code == 200


def test_a_long_trail_comes_a_page_at_a_time(client: ReviewingClient, session: Session) -> None:
    odile = factories.account(session)
    for n in range(60):
        note(session, odile, "publish", "questionnaire", f"Number {n}.")
    session.commit()
    client.sign_in(odile)

    first, second = client.get("/audit").text, client.get("/audit?page=2").text

    assert "Number 59." in first
    assert "Number 9." not in first
    assert "Number 9." in second


def test_an_act_that_fails_leaves_no_trace(session: Session) -> None:
    odile = factories.account(session)
    session.commit()

    note(session, odile, "publish", "questionnaire", "Autumn")
    session.rollback()

    assert not session.scalars(select(AuditEntry)).all()
