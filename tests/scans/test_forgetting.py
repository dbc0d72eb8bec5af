"""Pictures of handwriting go when their time is over or a person asks, and not before the desk is done with them."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.db import database
from consultation.jobs import Place
from consultation.models import ScanPage, ScanPile, ScanSheet
from consultation.paper.faces import Words
from consultation.scans.work import forget_pictures
from consultation.submissions.attachments import unowned
from consultation.submissions.purge import erase_submission
from tests.pages import ReviewingClient
from tests.paper.conftest import Paper
from tests.paper.conftest import words as words
from tests.scans.test_piles import Stack, bring, standing
from tests.scans.test_piles import paper as paper


@pytest.fixture
def pile(client: ReviewingClient, session: Session, paper: Paper, words: Words) -> str:
    """A pile with one sheet that counts and one in doubt."""
    stack = Stack(paper.print(copies=2), words)
    client.sign_in(paper.volunteer)
    sure, doubtful = stack.sheet(1), stack.sheet(2)
    sure.cross("q_coffee", "yes")
    for option in ("yes", "no"):
        doubtful.cross("q_coffee", option)
    return bring(client, *(scan for one in (sure, doubtful) for scan in one.scans()[:1]))


def pictures(session: Session) -> dict[int, str | None]:
    """{number of the sheet: picture of its page}."""
    session.expire_all()
    rows = session.execute(select(ScanSheet.number, ScanPage.picture).join(ScanPage, ScanPage.sheet_id == ScanSheet.id))
    return {row[0]: row[1] for row in rows}


def test_a_doubt_keeps_its_picture_until_it_is_settled(client: ReviewingClient, session: Session, pile: str) -> None:
    app = client.application
    place = Place(database(app), app.extensions["consultation.settings"])
    session.scalars(select(ScanPile)).one().brought_on -= dt.timedelta(days=place.settings.scans_kept_days + 1)
    session.commit()

    forget_pictures(place)
    before = pictures(session)
    client.post(f"{pile}/desk", data={**client.form(f"{pile}/desk", "settle"), "q_coffee": "no"})
    forget_pictures(place)

    assert before[1] is None
    assert before[2] is not None
    assert pictures(session) == {1: None, 2: None}
    assert session.scalars(select(ScanPile)).one().files == []
    assert len(standing(session)) == 2


def test_a_person_who_asks_leaves_no_handwriting(client: ReviewingClient, session: Session, pile: str) -> None:
    mine, theirs = pictures(session)[1], pictures(session)[2]
    files = [file["file"] for file in session.scalars(select(ScanPile)).one().files]
    assert mine
    assert theirs

    erase_submission(session, standing(session)[0].token)
    session.commit()

    assert unowned(session, [mine, theirs, *files]) == [mine, files[0]]
    assert list(pictures(session)) == [2]
    assert [page.reading for page in session.scalars(select(ScanPage)) if page.sheet_id is None] == [{}]
    assert client.get(pile).status_code == 200
