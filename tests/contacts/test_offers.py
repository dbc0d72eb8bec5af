"""Offering help, apart from any answer."""

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.contacts.offers import (
    ContactRefused,
    InvalidOffer,
    Offerer,
    check_offer,
    end_of_consent,
    tidy_phone,
)
from consultation.models import Action, Offer, Plan
from consultation.terms import CampaignState
from tests import factories
from tests.pages import ReviewingClient

ADULT = {"kind": "time", "name": "Samira", "phone": "06 12 34 56 78", "consent": "yes"}


@pytest.fixture
def plan(session: Session) -> Plan:
    return factories.plan(session, is_draft=False)


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Offer)) or 0


def send(client: ReviewingClient, url: str, **said: str) -> str:
    """Send an offer; the address one is sent to."""
    response = client.post(url, data={**client.form(url, "offer"), **said})
    assert response.status_code == 303, response.text
    return response.location


@pytest.mark.parametrize("locale", ["fr", "ar", "en"])
def test_help_is_offered_to_an_action(client: ReviewingClient, session: Session, plan: Plan, locale: str) -> None:
    """T28, T54: offers of any kind, per action, with the consent they were given under."""
    kept = send(
        client, f"/{locale}/help/{plan.slug}/P1.02?who=adult", **{**ADULT, "kind": "tool", "words": "Une pelle"}
    )

    offer = session.scalars(select(Offer)).one()
    assert (offer.plan_id, offer.action_key, offer.kind, offer.words) == (plan.id, "P1.02", "tool", "Une pelle")
    assert (offer.name, offer.phone, offer.email, offer.locale) == ("Samira", "0612345678", None, locale)
    assert (offer.consent_month.day, (offer.ends_on + dt.timedelta(days=1)).day) == (1, 1)
    page = client.get(kept).text
    assert "Samira" not in page
    assert "0612345678" not in page


def test_who_offers_is_asked_first_and_in_every_way(client: ReviewingClient, plan: Plan) -> None:
    page = client.get(f"/fr/help/{plan.slug}/P1.02").text

    assert all(f"who={offerer}" in page for offerer in Offerer)


def test_the_action_is_chosen_when_the_address_names_none(
    client: ReviewingClient, session: Session, plan: Plan
) -> None:
    url = f"/fr/help/{plan.slug}?who=adult"

    refused = client.post(url, data={**client.form(url, "offer"), **ADULT})
    send(client, url, **ADULT, action="P1.03")

    assert refused.status_code == 422
    assert [offer.action_key for offer in session.scalars(select(Offer))] == ["P1.03"]


def test_an_offer_sent_twice_is_one_offer(client: ReviewingClient, session: Session, plan: Plan) -> None:
    url = f"/fr/help/{plan.slug}/P1.02?who=adult"
    form = {**client.form(url, "offer"), **ADULT}

    first, second = client.post(url, data=form), client.post(url, data=form)

    assert first.location == second.location
    assert count(session) == 1


def test_what_is_missing_is_told_and_what_was_typed_is_kept(
    client: ReviewingClient, session: Session, plan: Plan
) -> None:
    url = f"/fr/help/{plan.slug}/P1.02?who=adult"
    said = {"kind": "skill", "name": "Samira", "words": "Je couds", "phone": "demain", "email": "chez moi"}

    response = client.post(url, data={**client.form(url, "offer"), **said})

    assert response.status_code == 422
    assert all(words in response.text for words in ("Je couds", "Samira", "demain", "chez moi"))
    assert all(f'id="{field}-error"' in response.text for field in ("phone", "email", "consent"))
    assert count(session) == 0


def test_a_child_never_leaves_a_contact(client: ReviewingClient, session: Session, plan: Plan) -> None:
    """T73: refused below 15, whatever is sent."""
    url = f"/fr/help/{plan.slug}/P1.02"
    form = client.form(f"{url}?who=adult", "offer")

    page = client.get(f"{url}?who=under_15").text
    client.post(url, data={**form, **ADULT, "who": "under_15"})

    assert "<form" not in page
    assert count(session) == 0
    with pytest.raises(ContactRefused):
        check_offer(ADULT, Offerer.CHILD, token="t" * 32, plan_id=plan.id, action_key="P1.02", locale="fr")


def test_from_15_to_17_only_the_structure_is_called(client: ReviewingClient, session: Session, plan: Plan) -> None:
    """T73: 15 to 17 goes through the structure."""
    url = f"/fr/help/{plan.slug}/P1.02?who=15_17"

    alone = client.post(url, data={**client.form(url, "offer"), **ADULT})
    send(client, url, **ADULT, organisation="Centre social d'Ozon")

    offer = session.scalars(select(Offer)).one()
    assert alone.status_code == 422
    assert (offer.organisation_name, offer.through_structure) == ("Centre social d'Ozon", True)


def test_an_association_says_it_can_carry_an_action(client: ReviewingClient, session: Session, plan: Plan) -> None:
    """T46: a public page asks who can carry, and the answer lands with the offers."""
    action = session.scalars(select(Action).where(Action.plan_id == plan.id, Action.key == "P1.02")).one()
    action.missing = ["pilot"]
    session.flush()
    called = client.get(f"/fr/carry/{plan.slug}").text
    url = f"/fr/help/{plan.slug}/P1.02?who=organisation&kind=carrying"

    assert url.replace("&", "&amp;") in called
    assert "P1.01" not in called
    send(client, url, organisation="Les Jardins d'Ozon", name="Paul", email="paul@example.org", consent="yes")

    offer = session.scalars(select(Offer)).one()
    assert (offer.kind, offer.organisation_name, offer.email) == ("carrying", "Les Jardins d'Ozon", "paul@example.org")


def test_whoever_offered_takes_it_back(client: ReviewingClient, session: Session, plan: Plan) -> None:
    kept = send(client, f"/fr/help/{plan.slug}/P1.02?who=adult", **ADULT)

    gone, again = client.post(kept, data={}), client.post(kept, data={})

    assert (gone.status_code, again.status_code, client.get(kept).status_code) == (200, 200, 404)
    assert count(session) == 0


@pytest.mark.parametrize(
    "address", ["/fr/help/nowhere", "/fr/carry/nowhere", "/xx/help/{slug}", "/fr/help/{slug}/P9.99"]
)
def test_what_is_not_there_is_not_found(client: ReviewingClient, plan: Plan, address: str) -> None:
    assert client.get(address.format(slug=plan.slug)).status_code == 404


def test_a_draft_plan_takes_no_offer_until_people_are_asked_about_it(client: ReviewingClient, session: Session) -> None:
    draft = factories.plan(session, is_draft=True)
    asked = factories.campaign(session, state=CampaignState.OPEN)
    unasked = factories.campaign(session, state=CampaignState.DRAFT)

    def status(plan_id: int) -> int:
        return client.get(f"/fr/help/{session.get_one(Plan, plan_id).slug}").status_code

    assert [status(plan_id) for plan_id in (draft.id, asked.plan_id, unasked.plan_id)] == [404, 200, 404]


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("06 12 34 56 78", "0612345678"),
        ("+33 6 12 34 56 78", "0612345678"),
        ("0033612345678", "0612345678"),
        ("٠٦١٢٣٤٥٦٧٨", "0612345678"),
        ("+49 151 2345678", "+491512345678"),
    ],
)
def test_a_phone_is_written_in_one_way(typed: str, tidy: str) -> None:
    assert tidy_phone(typed) == tidy


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (dt.date(2025, 1, 1), dt.date(2026, 1, 31)),
        (dt.date(2025, 12, 31), dt.date(2026, 12, 31)),
        (dt.date(2027, 2, 3), dt.date(2028, 2, 29)),
    ],
)
def test_the_end_of_consent_tells_no_more_than_its_month(day: dt.date, end: dt.date) -> None:
    assert end_of_consent(day) == end


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(InvalidOffer) as refused:
        check_offer({}, Offerer.ORGANISATION, token="t" * 32, plan_id=1, action_key=None, locale="fr")

    assert set(refused.value.problems) == {"action", "kind", "organisation", "name", "phone", "consent"}
