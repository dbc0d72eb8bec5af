"""Sheets handed out and counted back; a volunteer sees only their own."""

import datetime as dt

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import HandOut
from consultation.paper.handing.hand_out import Handed, OutAlready, hand_out, next_number
from consultation.paper.key import key_sheet
from consultation.paper.queries import Batch
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient
from tests.paper.conftest import Paper

DAY = dt.date(2025, 9, 6)


def out(
    paper: Paper, batch: Batch, first: int, count: int, *, place: str = "Marché", given_to: int | None = None
) -> HandOut:
    handed = Handed(first_number=first, count=count, place=place, handed_on=DAY, taken_by="Zohra", given_to=given_to)
    return hand_out(paper.session, batch, handed)


def cells(text: str, table: str) -> list[list[str]]:
    rows = html.fromstring(text).xpath(f"//table[@id='{table}']/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_sheets_go_out_to_places_and_are_counted_back(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=20)
    session.commit()
    client.sign_in(paper.organiser)
    url = f"/sheet-batches/{batch.batch.id}/hand-outs"

    for place, count in (("École", "8"), ("Marché du samedi", "5")):
        form = {**client.form(url, "hand-out"), "place": place, "count": count, "taken_by": "Zohra"}
        assert client.post(url, data=form).status_code == 303
    key_sheet(session, batch, 9, {}, token="t", keyed_by=paper.volunteer.id)
    session.commit()
    (school, _market) = session.scalars(select(HandOut).order_by(HandOut.id)).all()
    back = f"/hand-outs/{school.id}"
    said = {**client.form(back, "back"), "back_count": "6", "collected_by": "Amina"}
    assert client.post(back, data=said).status_code == 303

    page = client.get("/sheets/out").text
    assert [row[:5] for row in cells(page, "places")] == [
        ["Marché du samedi", "Marché Ozon", "5", "1", "1"],
        ["École", "Marché Ozon", "8", "6", "0"],
    ]
    rows = {row[1]: row for row in cells(page, "outs")}
    assert rows["École"][3:8] == ["Zohra", "8", "6", rows["École"][6], "6"]
    assert "Amina" in rows["École"][6]


def test_a_number_goes_out_once(session: Session, paper: Paper) -> None:
    batch = paper.print(copies=20)
    out(paper, batch, 1, 8)

    assert next_number(session, batch) == 9
    for first, count in ((8, 2), (1, 1), (15, 7), (21, 1)):
        with pytest.raises(OutAlready) as error:
            out(paper, batch, first, count)
        assert error.value.first == 9
    out(paper, batch, 9, 12)
    assert next_number(session, batch) is None


def test_what_cannot_go_out_is_said_and_kept(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=3)
    session.commit()
    client.sign_in(paper.organiser)
    url = f"/sheet-batches/{batch.batch.id}/hand-outs"

    response = client.post(url, data={**client.form(url, "hand-out"), "place": "Tour B", "count": "4"})

    assert response.status_code == 422
    assert "Tour B" in response.text
    assert "000001-" in response.text
    assert not session.scalars(select(HandOut)).all()


def test_more_back_than_out_is_counted_again(client: ReviewingClient, session: Session, paper: Paper) -> None:
    given = out(paper, paper.print(copies=3), 1, 3)
    session.commit()
    client.sign_in(paper.organiser)
    url = f"/hand-outs/{given.id}"

    response = client.post(url, data={**client.form(url, "back"), "back_count": "4"})

    assert response.status_code == 422
    session.expire_all()
    assert given.back_count is None


def test_copies_of_a_master_go_out_without_numbers(session: Session, paper: Paper, client: ReviewingClient) -> None:
    master = paper.print(copies=None)
    out(paper, master, 0, 40)
    out(paper, master, 0, 10, place="École")
    session.commit()
    client.sign_in(paper.organiser)

    assert [row[2] for row in cells(client.get("/sheets/out").text, "places")] == ["40", "10"]


def test_a_volunteer_sees_and_keys_only_what_they_were_given(
    client: ReviewingClient, session: Session, paper: Paper
) -> None:
    batch = paper.print(copies=9)
    other = factories.account(session, Role.VOLUNTEER, organisation_id=paper.organiser.organisation_id)
    mine = out(paper, batch, 1, 3, place="École", given_to=paper.volunteer.id)
    theirs = out(paper, batch, 4, 3, given_to=other.id)
    session.commit()
    client.sign_in(paper.volunteer)
    keying = f"/keying/{batch.batch.id}"

    page = client.get("/sheets/out").text

    assert [row[0] for row in cells(page, "places")] == ["École"]
    assert client.get(f"/hand-outs/{mine.id}").status_code == 200
    assert client.get(f"/hand-outs/{theirs.id}").status_code == 404
    assert [client.get(f"{keying}/{number}").status_code for number in (1, 4, 7)] == [200, 404, 200]
    assert "somebody else" in client.get("/keying?sheet=4").text


def test_an_organiser_keys_whatever_comes(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=3)
    out(paper, batch, 1, 3, given_to=paper.volunteer.id)
    session.commit()

    client.sign_in(paper.organiser)

    assert client.get(f"/keying/{batch.batch.id}/1").status_code == 200


def test_another_town_sees_nothing_of_it(client: ReviewingClient, session: Session, paper: Paper) -> None:
    given = out(paper, paper.print(copies=3), 1, 3)
    session.commit()

    client.sign_in(factories.account(session, Role.ORGANISER))

    assert "Marché Ozon" not in client.get("/sheets/out").text
    assert client.get(f"/hand-outs/{given.id}").status_code == 404
