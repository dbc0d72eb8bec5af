"""Slips keyed in by volunteers."""

import datetime as dt
import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.boxes.slip_numbers import read_slip_number
from consultation.models import Box, Campaign, Channel, Idea, Plan
from consultation.terms import IdeaState, Mode, Role
from consultation.web.slips import NotASlip, printed_slip_number, slip_identity
from tests import factories
from tests.pages import ReviewingClient


def volunteer_of(client: ReviewingClient, session: Session, box: Box, role: Role = Role.VOLUNTEER) -> ReviewingClient:
    """The browser of a volunteer of the box's organisation."""
    channel = session.get_one(Channel, box.channel_id)
    plan = session.get_one(Plan, session.get_one(Campaign, channel.campaign_id).plan_id)
    return client.sign_in(factories.account(session, role, organisation_id=plan.organisation_id))


def key(client: ReviewingClient, box: Box, text: str, **given: str) -> str:
    """Key a slip in; the address one is sent to."""
    response = client.post(f"/slips/{box.id}", data={**client.form(f"/slips/{box.id}", "slip"), "text": text, **given})
    assert response.status_code == 303, response.text
    return response.location


def test_a_slip_keeps_its_box_its_number_and_its_week(client: ReviewingClient, session: Session) -> None:
    """T23: each slip keeps its box and week."""
    box = factories.box(session)
    volunteer_of(client, session, box)

    key(client, box, "Une fontaine", number="0012-8", week="2025-09-11", locale="ar")

    idea = session.scalars(select(Idea)).one()
    assert (idea.box_id, idea.slip_number, idea.week) == (box.id, 12, dt.date(2025, 9, 8))
    assert (idea.mode, idea.locale, idea.text) == (Mode.PAPER_KEYED, "ar", "Une fontaine")


def test_a_slip_without_number_gets_the_next_one(client: ReviewingClient, session: Session) -> None:
    box = factories.box(session, next_slip_number=41)
    volunteer_of(client, session, box)

    pages = [client.get(key(client, box, text)).text for text in ("Un banc", "Un arbre")]

    assert [printed_slip_number(41) in pages[0], printed_slip_number(42) in pages[1]] == [True, True]


def test_the_next_number_is_one_that_no_slip_has(client: ReviewingClient, session: Session) -> None:
    box = factories.box(session, next_slip_number=3)
    volunteer_of(client, session, box)
    key(client, box, "Écrit sur papier libre", number="7")

    page = client.get(key(client, box, "Sans numéro")).text

    assert printed_slip_number(8) in page


def test_a_number_keyed_twice_is_said_and_nothing_is_lost(client: ReviewingClient, session: Session) -> None:
    box = factories.box(session)
    factories.idea(session, box_id=box.id, slip_number=7, text="La première")
    volunteer_of(client, session, box)
    form = {**client.form(f"/slips/{box.id}", "slip"), "text": "La deuxième", "number": "7"}

    response = client.post(f"/slips/{box.id}", data=form)

    assert response.status_code == 422
    assert printed_slip_number(7) in response.text
    assert "La deuxième" in response.text
    assert "La première" not in response.text
    assert session.scalar(select(func.count()).select_from(Idea)) == 1


def test_a_slip_sent_twice_is_one_slip(client: ReviewingClient, session: Session) -> None:
    box = factories.box(session)
    volunteer_of(client, session, box)
    form = {**client.form(f"/slips/{box.id}", "slip"), "text": "Un banc", "number": "7"}

    first, second = (client.post(f"/slips/{box.id}", data=form) for _time in range(2))

    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(Idea)) == 1


def test_the_slip_just_keyed_is_taken_back_with_its_words(client: ReviewingClient, session: Session) -> None:
    box = factories.box(session)
    volunteer_of(client, session, box)
    receipt = key(client, box, "Une fontène", number="9")
    undo = client.form(receipt, "undo")

    page = client.post(f"/slips/{box.id}/undo", data=undo)

    assert page.status_code == 200
    assert "Une fontène" in page.text
    assert printed_slip_number(9) in page.text
    assert session.scalar(select(func.count()).select_from(Idea)) == 0


@pytest.mark.parametrize("why", ["keyed by another", "already read"])
def test_what_is_not_theirs_to_take_back_stays(client: ReviewingClient, session: Session, why: str) -> None:
    box = factories.box(session)
    volunteer_of(client, session, box)
    receipt = key(client, box, "Une fontaine")
    undo = client.form(receipt, "undo")
    idea = session.scalars(select(Idea)).one()
    if why == "keyed by another":
        idea.keyed_by = factories.account(session).id
    else:
        idea.state = IdeaState.SHOWN
    session.commit()

    response = client.post(f"/slips/{box.id}/undo", data=undo)

    assert response.status_code == 303
    assert session.scalar(select(func.count()).select_from(Idea)) == 1
    assert "Une fontaine" not in client.get(response.location).text


def test_a_volunteer_reads_nobody_elses_words(client: ReviewingClient, session: Session) -> None:
    box = factories.box(session)
    idea = factories.idea(session, box_id=box.id, text="Un secret")
    volunteer_of(client, session, box)

    pages = [client.get(url) for url in ("/slips", f"/slips/{box.id}", f"/slips/{box.id}?kept={idea.id}")]
    refused = [
        client.get(url).status_code for url in ("/ideas", "/ideas/next", f"/ideas/{idea.id}", f"/boxes/{box.id}")
    ]

    assert all("Un secret" not in page.text for page in pages)
    assert refused == [403] * 4


def test_the_box_of_another_organisation_is_not_there(client: ReviewingClient, session: Session) -> None:
    box = factories.box(session)
    client.sign_in(factories.account(session, Role.VOLUNTEER))

    assert client.get(f"/slips/{box.id}").status_code == 404
    assert "Place" not in client.get("/slips").text


def test_an_emptying_tells_how_many_slips_are_still_to_key(client: ReviewingClient, session: Session) -> None:
    """T23: emptying record, compared with the slips keyed in."""
    box = factories.box(session, guardian="Gardien tour B")
    volunteer_of(client, session, box, Role.ORGANISER)
    url = f"/slips/{box.id}/emptying"
    client.post(url, data={**client.form(url, "emptying"), "emptied_on": "2025-09-12", "slip_count": "3"})
    key(client, box, "Un banc")

    page = client.get(f"/boxes/{box.id}").text

    assert re.search(r"2 (bulletins trouvés|slips found)", page)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("", None), (" 12 ", 12), ("0012-8", 12), ("0012 - 8", 12), (slip_identity("k7m2pq", 12), 12)],
)
def test_a_slip_number_is_read_however_it_is_written(typed: str, number: int | None) -> None:
    assert read_slip_number(typed, "k7m2pq") == number


@pytest.mark.parametrize("typed", ["0", "douze", "0012-3", "1234567", slip_identity("x7m2pq", 12)])
def test_what_is_no_slip_of_the_box_is_refused(typed: str) -> None:
    with pytest.raises(NotASlip):
        read_slip_number(typed, "k7m2pq")
