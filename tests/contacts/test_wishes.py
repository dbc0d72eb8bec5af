"""Asking to be told what comes of a plan, apart from any answer."""

import re
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.contacts.offers import ContactRefused, InvalidOffer, Offerer
from consultation.contacts.queries import proof_of
from consultation.contacts.wishes import check_wish
from consultation.i18n import RESIDENT_LOCALES
from consultation.models import Mail, Plan, ReplyWish
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient

BY_MAIL = {"way": "email", "email": "Samira@Example.org", "consent": "yes"}
BY_LETTER = {
    "way": "letter",
    "name": "Samira B.",
    "address": " 12 rue d'Ozon \n\n 86100  Châtellerault",
    "consent": "yes",
}


@pytest.fixture
def plan(session: Session) -> Plan:
    return factories.plan(session, is_draft=False)


def send(client: ReviewingClient, url: str, **said: str) -> str:
    """Send a wish; the address one is sent to."""
    response = client.post(url, data={**client.form(url, "hear"), **said})
    assert response.status_code == 303, response.text
    return response.location


def mailed_proof(client: ReviewingClient, session: Session) -> str:
    """What stands at the end of the address in a message to whoever left one."""
    wish = session.scalars(select(ReplyWish)).first()
    assert wish
    return proof_of(wish, client.application.config["SECRET_KEY"])


@pytest.mark.parametrize("locale", RESIDENT_LOCALES)
def test_an_address_is_kept_for_that_alone(client: ReviewingClient, session: Session, plan: Plan, locale: str) -> None:
    kept = send(client, f"/{locale}/hear/{plan.slug}?who=adult", **BY_MAIL, name="Not needed", address="Nor this")

    wish = session.scalars(select(ReplyWish)).one()
    assert (wish.plan_id, wish.way, wish.email, wish.locale) == (plan.id, "email", "samira@example.org", locale)
    assert (wish.name, wish.address, wish.organisation_name) == (None, None, None)
    page = client.get(kept)
    assert "samira" not in page.text.lower()
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "typed",
    [
        "x<victim@town.fr",  # mail went to victim@town.fr
        "root,x@town.fr",  # and this to root
        "x@town.fr,victim@town.fr",
        "(x)victim@town.fr",
        '"x"@town.fr',
        "x@[10.0.0.1].fr",
        "x;y@town.fr",
        "x\\y@town.fr",
        "x\u200b@town.fr",
        "x\x00@town.fr",
        'a@?:b.c,,"',
    ],
)
def test_an_address_that_leads_elsewhere_than_it_shows_is_refused(typed: str) -> None:
    with pytest.raises(InvalidOffer) as refused:
        check_wish({**BY_MAIL, "email": typed}, Offerer.ADULT, token="t", plan_id=1, locale="fr")

    assert refused.value.problems == {"email": "not_an_email"}


@pytest.mark.parametrize(
    "typed", ["d'arc+ozon@town.fr", "Léa.müller@straße.example", "a_b-c%d@mail.town.co.uk", "سارة@مثال.موقع"]
)
def test_an_address_of_any_writing_is_taken(typed: str) -> None:
    made = check_wish({**BY_MAIL, "email": typed}, Offerer.ADULT, token="t", plan_id=1, locale="fr")

    assert made.email == typed.lower()


def test_a_letter_needs_no_e_mail(client: ReviewingClient, session: Session, plan: Plan) -> None:
    send(client, f"/fr/hear/{plan.slug}?who=adult", **BY_LETTER)

    wish = session.scalars(select(ReplyWish)).one()
    assert (wish.name, wish.address, wish.email) == ("Samira B.", "12 rue d'Ozon\n86100 Châtellerault", None)


def test_a_retry_is_one_wish(client: ReviewingClient, session: Session, plan: Plan) -> None:
    url = f"/fr/hear/{plan.slug}?who=adult"
    data = {**client.form(url, "hear"), **BY_MAIL}

    first, second = (client.post(url, data=data).location for _tap in range(2))

    assert first == second
    assert len(session.scalars(select(ReplyWish)).all()) == 1


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ({}, {"way", "consent"}),
        ({"way": "pigeon", "consent": "yes"}, {"way"}),
        ({"way": "email", "email": "samira", "consent": "yes"}, {"email"}),
        ({"way": "letter", "email": "a@b.example", "consent": "yes"}, {"name", "address"}),
        ({**BY_LETTER, "address": "x" * 301}, {"address"}),
        ({**BY_LETTER, "consent": ""}, {"consent"}),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_is_kept(
    client: ReviewingClient, session: Session, plan: Plan, said: dict[str, str], problems: set[str]
) -> None:
    url = f"/fr/hear/{plan.slug}?who=adult"
    answer = client.post(url, data={**client.form(url, "hear"), **said})
    page = html.fromstring(answer.text)

    assert answer.status_code == 422
    assert {re.sub("-0$", "", link[1:]) for link in page.xpath("//*[@id='errors']//a/@href")} == problems
    assert page.xpath("//input[@id='email']/@value") == [said.get("email", "")]
    assert session.scalars(select(ReplyWish)).all() == []


@pytest.mark.parametrize(("field", "most"), [("name", "120"), ("address", "300")])
def test_of_what_is_too_long_the_right_length_is_told(
    client: ReviewingClient, session: Session, plan: Plan, field: str, most: str
) -> None:
    """A name could hold 120 letters and was said to hold 300, as an address does."""
    url = f"/fr/hear/{plan.slug}?who=adult"

    page = html.fromstring(client.post(url, data={**client.form(url, "hear"), **BY_LETTER, field: "x" * 301}).text)

    (told,) = page.xpath(f"//*[@id='{field}-error']/text()")
    assert re.findall(r"\d+", told) == [most]


def test_a_child_leaves_no_address(client: ReviewingClient, session: Session, plan: Plan) -> None:
    url = f"/fr/hear/{plan.slug}?who=under_15"
    page = client.get(url).text
    answer = client.post(f"/fr/hear/{plan.slug}", data={**BY_MAIL, "who": "under_15", "token": "0" * 32})

    assert "<form" not in page
    assert "<form" not in answer.text
    assert session.scalars(select(ReplyWish)).all() == []
    with pytest.raises(ContactRefused):
        check_wish(BY_MAIL, Offerer.CHILD, token="", plan_id=1, locale="fr")


def test_from_15_to_17_the_structure_is_told(client: ReviewingClient, session: Session, plan: Plan) -> None:
    with pytest.raises(InvalidOffer) as refused:
        check_wish(BY_MAIL, Offerer.YOUNG, token="", plan_id=1, locale="fr")
    assert refused.value.problems == {"organisation": "write_organisation"}

    send(client, f"/fr/hear/{plan.slug}?who=15_17", **BY_MAIL, organisation="Centre social")

    assert session.scalars(select(ReplyWish.organisation_name)).all() == ["Centre social"]


@pytest.mark.parametrize("sent", [{}, {"List-Unsubscribe": "One-Click"}])
def test_one_tap_takes_the_address_back_with_what_waits_to_leave(
    client: ReviewingClient, session: Session, plan: Plan, sent: dict[str, str]
) -> None:
    """Also what the same person left twice: whoever says stop hears nothing more of that plan."""
    url = f"/fr/hear/{plan.slug}?who=adult"
    _first, again = send(client, url, **BY_MAIL), send(client, url, **BY_MAIL)
    kept = f"{again}?to={mailed_proof(client, session)}"
    other = send(client, url, **{**BY_MAIL, "email": "other@example.org"})
    what: dict[str, Any] = {"plan_id": plan.id, "subject": "", "text": "", "locale": "fr", "leave_url": kept}
    factories.add(session, Mail(key="1", address="samira@example.org", **what))
    session.commit()

    assert client.post(kept, data=sent).status_code == 200

    assert (client.get(kept).status_code, client.get(other).status_code) == (404, 200)
    assert session.scalars(select(ReplyWish.email)).all() == ["other@example.org"]
    assert session.scalars(select(Mail)).all() == []


def test_whoever_typed_the_address_of_another_takes_back_their_own_wish_alone(
    client: ReviewingClient, session: Session, plan: Plan
) -> None:
    url = f"/fr/hear/{plan.slug}?who=adult"
    theirs, mine = send(client, url, **BY_MAIL), send(client, url, **BY_MAIL)
    proof = mailed_proof(client, session)
    what: dict[str, Any] = {"plan_id": plan.id, "subject": "", "text": "", "locale": "fr", "leave_url": theirs}
    factories.add(session, Mail(key="1", address="samira@example.org", **what))
    session.commit()

    made_up = f"{plan.id}-{'0' * 20}"
    assert client.post(f"{mine}?to={made_up}").status_code == 200
    assert client.post(f"{mine}?to={plan.id + 1}-{proof.partition('-')[2]}").status_code == 200

    assert (client.get(mine).status_code, client.get(theirs).status_code) == (404, 200)
    assert session.scalars(select(Mail.address)).all() == ["samira@example.org"]
    by_mail = f"{mine}?to={proof}"
    assert proof in client.get(by_mail).text
    assert client.post(by_mail).status_code == 200
    assert (client.get(by_mail).status_code, session.scalars(select(ReplyWish)).all()) == (404, [])


@pytest.mark.parametrize("extra", ["endpoint=a", "_scheme=javascript", "locale=xx", "_anchor=x"])
@pytest.mark.parametrize("room", ["hear", "help"])
def test_what_an_address_says_beside_leads_nowhere(client: ReviewingClient, plan: Plan, room: str, extra: str) -> None:
    page = client.get(f"/fr/{room}/{plan.slug}?who=adult&kind=time&{extra}")

    assert page.status_code == 200
    links = html.fromstring(page.text).xpath("//a[@hreflang or @lang]/@href")
    assert len(links) >= len(RESIDENT_LOCALES) - 1
    assert all(link.endswith(f"/{room}/{plan.slug}?who=adult&kind=time") for link in links)


def test_organisers_hand_over_and_delete_what_is_held(client: ReviewingClient, session: Session, plan: Plan) -> None:
    organiser = factories.account(session, Role.ORGANISER, organisation_id=plan.organisation_id)
    wish = factories.wish(session, plan_id=plan.id, email="ana@town.example")
    other, elsewhere = factories.wish(session, plan_id=plan.id), factories.wish(session, email="far@town.example")
    client.sign_in(organiser)
    listed = client.get("/offers/hear").text

    assert "ana@town.example" in listed
    assert "far@town.example" not in listed
    assert client.get(f"/offers/hear/{elsewhere.id}/person").status_code == 404
    url = f"/offers/hear/{wish.id}/person"
    assert "ana@town.example" in client.get(f"{url}.json").text
    assert client.post(url, data=client.form(url, "deletion")).location == "/offers/hear"
    assert set(session.scalars(select(ReplyWish.id))) == {other.id, elsewhere.id}


def test_pages_lead_there(client: ReviewingClient, session: Session) -> None:
    channel = factories.channel(session)
    session.commit()

    assert "/fr/hear/" in client.get(f"/fr/q/{channel.code}/thanks").text
