"""Whom to call back, and what is held on whom."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.cli import main
from consultation.clock import today
from consultation.contacts.export import harmless
from consultation.contacts.work import forget_people
from consultation.db import Database, migrate
from consultation.jobs import REGULAR, Place
from consultation.models import Account, Action, AuditEntry, Offer, Plan, ReplyWish
from consultation.settings import from_environment
from consultation.terms import OfferKind, Role
from tests import factories
from tests.pages import ReviewingClient


@pytest.fixture
def organiser(session: Session) -> Account:
    return factories.account(session, Role.ORGANISER)


@pytest.fixture
def plan(session: Session, organiser: Account) -> Plan:
    return factories.plan(session, organisation_id=organiser.organisation_id, is_draft=False)


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Offer)) or 0


def test_offers_are_listed_by_action_and_ticked_when_called(
    client: ReviewingClient, session: Session, organiser: Account, plan: Plan
) -> None:
    offer = factories.offer(session, plan_id=plan.id, name="Samira", words="Le samedi")
    client.sign_in(organiser)

    page = client.get("/offers").text
    client.post(f"/offers/{offer.id}/call", data=client.form("/offers", f"call-{offer.id}"))

    session.expire_all()
    assert all(words in page for words in ("Samira", "Le samedi", "Action 2"))
    assert offer.called_back


def test_an_offer_is_deleted_after_a_question(
    client: ReviewingClient, session: Session, organiser: Account, plan: Plan
) -> None:
    offer, other = (factories.offer(session, plan_id=plan.id) for _one in range(2))
    client.sign_in(organiser)
    url = f"/offers/{offer.id}/deletion"

    client.get(url)
    assert count(session) == 2
    client.post(url, data=client.form(url, "deletion"))

    assert session.scalars(select(Offer.id)).all() == [other.id]
    trail = session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "offer")).one()
    assert "Person" not in trail.object_name


def test_everything_held_on_a_person_is_handed_over_and_deleted_at_once(
    client: ReviewingClient, session: Session, organiser: Account, plan: Plan
) -> None:
    """T79: export of what is held on one person, and its deletion, in one click."""
    same = [
        factories.offer(session, plan_id=plan.id, action_key=key, phone="0612345678", email=None)
        for key in ("P1.01", "P1.02")
    ]
    neighbour = factories.offer(session, plan_id=plan.id)
    factories.wish(session, plan_id=plan.id, email=neighbour.email)
    factories.wish(session, plan_id=plan.id, email="else@town.example")
    elsewhere = factories.offer(session, phone="0612345678")
    client.sign_in(organiser)
    url = f"/offers/{same[0].id}/person"

    file = json.loads(client.get(f"{url}.json").data)
    client.post(url, data=client.form(url, "deletion"))

    assert [one["action_key"] for one in file["offers"]] == ["P1.01", "P1.02"]
    assert {one["phone"] for one in file["offers"]} == {"0612345678"}
    assert [one for one in file["offers"] if "rappelé" not in one["purpose"] or not one["consent_month"]] == []
    assert set(session.scalars(select(Offer.id))) == {neighbour.id, elsewhere.id}
    url = f"/offers/{neighbour.id}/person"
    file = json.loads(client.get(f"{url}.json").data)
    assert (len(file["offers"]), [one["email"] for one in file["wants_to_hear"]]) == (1, [neighbour.email])
    client.post(url, data=client.form(url, "deletion"))
    assert session.scalars(select(Offer.id)).all() == [elsewhere.id]
    assert session.scalars(select(ReplyWish.email)).all() == ["else@town.example"]


def test_the_call_back_list_is_that_of_one_action(
    client: ReviewingClient, session: Session, organiser: Account, plan: Plan
) -> None:
    """T28: the list goes to the pilot of the action only."""
    factories.offer(session, plan_id=plan.id, action_key="P1.02", name="=Samira", phone="+491512345678")
    factories.offer(session, plan_id=plan.id, action_key="P1.01", name="Paul")
    client.sign_in(organiser)

    response = client.get(f"/offers/actions/{plan.slug}/P1.02.csv")

    _heading, row = csv.reader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";")
    assert row[:2] == ["'=Samira", "'+491512345678"]


@pytest.mark.parametrize(("cell", "written"), [("=1+1", "'=1+1"), ("-2", "'-2"), ("@a", "'@a"), ("Paul", "Paul")])
def test_no_cell_is_a_formula(cell: str, written: str) -> None:
    assert harmless(cell) == written


def test_resource_persons_have_a_list_of_their_own(client: ReviewingClient, session: Session, plan: Plan) -> None:
    """T27, T79: whom to ask to pass the word on, with what every contact has: consent, end date, deletion."""
    offered = f"/fr/help/{plan.slug}/P1.02?who=adult"
    form = html.fromstring(client.get(offered).text).get_element_by_id("offer")
    given = {"kind": "relay", "name": "Mme Diallo", "phone": "06 12 34 56 78", "consent": "1"}
    assert client.post(offered, data={**dict(form.fields), **given}).status_code == 303
    factories.offer(session, plan_id=plan.id, name="Paul, du temps")
    session.commit()
    client.sign_in(factories.account(session, Role.ORGANISER, organisation_id=plan.organisation_id))

    listed = client.get("/offers?kind=relay").text

    assert "Mme Diallo" in listed
    assert "Paul, du temps" not in listed
    [relay] = session.scalars(select(Offer).where(Offer.kind == OfferKind.RELAY))
    assert f"/offers/{relay.id}/person" in listed
    assert relay.ends_on > today()
    url = f"/offers/{relay.id}/person"
    assert client.post(url, data=client.form(url, "deletion")).status_code == 303
    assert "Mme Diallo" not in client.get("/offers?kind=relay").text


def test_actions_without_pilot_are_listed_with_those_who_would_carry_them(
    client: ReviewingClient, session: Session, organiser: Account, plan: Plan
) -> None:
    """T46."""
    for action in session.scalars(select(Action).where(Action.plan_id == plan.id, Action.key != "P1.01")):
        action.missing = ["pilot"]
    session.flush()
    factories.offer(session, plan_id=plan.id, kind=OfferKind.CARRYING, organisation_name="Les Jardins d'Ozon")
    factories.offer(session, plan_id=plan.id, action_key="P1.03", organisation_name="Le temps libre")
    client.sign_in(organiser)

    page = client.get("/offers/carriers").text

    assert ("P1.01" in page, "P1.02" in page, "P1.03" in page) == (False, True, True)
    assert "Les Jardins d&#39;Ozon" in page
    assert "Le temps libre" not in page


def test_offers_of_another_organisation_are_not_there(client: ReviewingClient, session: Session) -> None:
    offer = factories.offer(session, name="Samira")
    client.sign_in(factories.account(session, Role.ORGANISER))

    pages = ("person", "person.json", "deletion")
    assert [client.get(f"/offers/{offer.id}/{page}").status_code for page in pages] == [404] * 3
    assert "Samira" not in client.get("/offers").text


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.READER])
def test_only_organisers_see_contacts(client: ReviewingClient, session: Session, role: Role) -> None:
    offer = factories.offer(session)
    client.sign_in(factories.account(session, role))

    addresses = ("/offers", "/offers/carriers", "/offers/hear", f"/offers/{offer.id}/person")
    assert [client.get(address).status_code for address in addresses] == [403] * 4


def test_a_pilot_sees_who_to_call_on_their_own_action_alone(
    client: ReviewingClient, session: Session, plan: Plan
) -> None:
    """T28: the call-back list goes to the pilot of the action, who is often no organiser."""
    pilot = factories.account(session, Role.READER, organisation_id=plan.organisation_id)
    for key, name in (("P1.01", "Samira"), ("P1.02", "Paul")):
        factories.offer(session, plan_id=plan.id, action_key=key, name=name)
    client.sign_in(pilot)
    assert "Samira" not in client.get("/offers/mine").text

    stands = factories.reply(session, plan_id=plan.id, key="P1.01", pilot_id=pilot.id)
    session.commit()
    page = client.get("/offers/mine").text
    assert ("Samira" in page, "Paul" in page) == (True, False)
    assert "/offers/mine" in client.get("/desk").text

    factories.reply(session, plan_id=plan.id, key="P1.01", told_on=stands.told_on)
    session.commit()
    assert "Samira" not in client.get("/offers/mine").text


@pytest.mark.parametrize("by", ["the command", "the server, by itself"])
def test_those_whose_consent_has_ended_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    """T79: end date, and deletion. Nobody ran the command every day, and the page promised the day."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/c.sqlite")
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    database = Database(f"sqlite:///{tmp_path}/c.sqlite")
    migrate(database.engine)
    with database.transaction() as session:
        plan_id = factories.plan(session).id
        factories.offer(session, plan_id=plan_id, ends_on=dt.date(2020, 1, 31), name="Ended")
        factories.offer(session, plan_id=plan_id, name="Going on")
        factories.wish(session, plan_id=plan_id, ends_on=dt.date(2020, 1, 31), email="Ended@town.example")

    if by == "the command":
        result = CliRunner().invoke(main, ["offers", "purge"])
        assert (result.exit_code, result.output) == (0, "2\n")
    else:
        assert forget_people in REGULAR
        forget_people(Place(database, from_environment()))

    with database.reader() as session:
        assert session.scalars(select(Offer.name)).all() == ["Going on"]
        assert session.scalars(select(ReplyWish)).all() == []
    database.close()
    assert b"Ended" not in (tmp_path / "c.sqlite").read_bytes()
