"""A pile of scans in the browser's place: brought, read, settled, counted; nothing silent, nothing twice."""

import copy
import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any

import cv2
import numpy
import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.db import database
from consultation.jobs import JOBS, Place
from consultation.models import ScanPage, ScanPile, ScanSheet, Submission
from consultation.paper.faces import Words
from consultation.paper.print_batch import sheets_of
from consultation.paper.queries import Batch
from consultation.submissions.recount import differences
from consultation.terms import Mode, Role, SheetState
from tests import factories
from tests.pages import ReviewingClient
from tests.paper.conftest import Paper, Picture, pictures
from tests.paper.conftest import words as words
from tests.scans.conftest import DPI, MM, jpeg


class Copy:
    """One sheet of a batch on paper, to put marks on."""

    def __init__(self, batch: Batch, sides: list[Picture]) -> None:
        self.layout = batch.batch.layout
        self.pages: list[Picture] = []
        for number, side in enumerate(sides):
            grain = numpy.random.default_rng(number).normal(0, 1.5, side.shape)
            self.pages.append(numpy.clip(side * 0.95 + grain, 0, 255).astype(numpy.uint8))

    def place(self, key: str) -> tuple[Picture, Mapping[str, Any]]:
        """(the page a question stands on, where everything of it is)."""
        return next(
            (picture, question)
            for picture, page in zip(self.pages, self.layout["pages"], strict=True)
            for question in page["questions"]
            if question["key"] == key
        )

    def cross(self, key: str, option: str) -> None:
        picture, question = self.place(key)
        box = next(one for one in question["boxes"] if one["option"] == option)
        left, top, side = box["x_mm"] + 0.5, box["y_mm"] + 0.5, box["width_mm"] - 1.0
        for begin, end in (((left, top), (left + side, top + side)), ((left + side, top), (left, top + side))):
            points = [(round(x * MM * 16), round(y * MM * 16)) for x, y in (begin, end)]
            cv2.line(picture, points[0], points[1], 40, 3, cv2.LINE_AA, 4)

    def write(self, key: str) -> None:
        picture, question = self.place(key)
        field = next(one for one in question["fields"] if one["name"] in {"text", "specify"})
        for step in range(12):
            x, y = field["x_mm"] + 4 + step * 2, field["y_mm"] + 3
            cv2.line(picture, (round(x * MM), round(y * MM)), (round((x + 1) * MM), round((y + 5) * MM)), 40, 3)

    def scans(self, quality: int = 60) -> list[bytes]:
        return [jpeg(page, quality) for page in self.pages]


class Stack:
    """The sheets of a batch."""

    def __init__(self, batch: Batch, words: Words) -> None:
        self.batch = batch
        self.sides = pictures(sheets_of(batch, words, secret_key="key").pdf, DPI)
        self.pages = len(batch.batch.layout["pages"])
        self.a_copy = len(self.sides) // batch.batch.count

    def sheet(self, number: int) -> Copy:
        first = (number - self.batch.batch.first_number) * self.a_copy
        return Copy(self.batch, self.sides[first : first + self.pages])


@pytest.fixture
def paper(words: Words, session: Session) -> Paper:
    """A questionnaire that fits on both sides of one sheet."""
    short = copy.deepcopy(factories.DEFINITION)
    del short["sections"][1]
    return Paper(words, session, short)


@pytest.fixture
def stack(paper: Paper, words: Words) -> Stack:
    return Stack(paper.print(copies=6), words)


def bring(client: ReviewingClient, *pages: bytes) -> str:
    """The address of the pile of those files, read."""
    form = client.form("/scans", "bring")
    files = [(io.BytesIO(data), f"page-{number}.jpg") for number, data in enumerate(pages, start=1)]
    response = client.post("/scans", data={**form, "name": "Marché", "files": files})
    assert response.status_code == 303, response.text
    return str(response.location)


def pages_by_state(session: Session) -> list[tuple[str, str | None]]:
    session.expire_all()
    return [(one.state, one.reason) for one in session.scalars(select(ScanPage).order_by(ScanPage.id))]


def standing(session: Session) -> list[Submission]:
    session.expire_all()
    chosen = select(Submission).where(Submission.withdrawn_on.is_(None))
    return list(session.scalars(chosen.order_by(Submission.sheet_number)))


def test_sheets_without_a_doubt_count_at_once(
    client: ReviewingClient, session: Session, paper: Paper, stack: Stack
) -> None:
    client.sign_in(paper.volunteer)
    first, second = stack.sheet(1), stack.sheet(2)
    first.cross("q_missing", "parties")
    first.cross("q_coffee", "yes")
    second.cross("q_coffee", "no")

    page = client.get(bring(client, *second.scans(), *first.scans())).text

    assert [(one.sheet_number, one.answers) for one in standing(session)] == [
        (1, {"q_missing": {"chosen": ["parties"]}, "q_coffee": {"chosen": ["yes"]}}),
        (2, {"q_coffee": {"chosen": ["no"]}}),
    ]
    assert {one.mode for one in standing(session)} == {Mode.PAPER_SCANNED}
    assert not differences(session, paper.version.questionnaire_id)
    assert "2 sheets" in page


def test_every_page_of_a_mixed_pile_is_in_one_line_and_no_paper_counts_twice(
    client: ReviewingClient, session: Session, paper: Paper, stack: Stack
) -> None:
    client.sign_in(paper.volunteer)
    marked, blank = stack.sheet(1), numpy.full((1754, 1240), 250, numpy.uint8)
    marked.cross("q_coffee", "maybe")
    letter = blank.copy()
    cv2.putText(letter, "Chere voisine, merci pour le gateau.", (100, 400), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 20, 3)

    url = bring(client, *marked.scans(), jpeg(blank), jpeg(letter), marked.scans(70)[0], b"not a picture")

    assert pages_by_state(session) == [
        ("read", None),
        ("read", None),
        ("blank", None),
        ("not_ours", None),
        ("duplicate", None),
        ("unreadable", "not_a_picture"),
    ]
    report = html.fromstring(client.get(url).text).xpath("//table[@id='report']//td/text()")
    assert sum(map(int, report[:-1])) == int(report[-1]) == 6
    assert len(standing(session)) == 1

    bring(client, *marked.scans(90))

    assert len(standing(session)) == 1
    assert [one.state for one in session.scalars(select(ScanSheet))] == [SheetState.RECORDED, SheetState.STANDING]


def test_a_doubt_is_settled_beside_its_picture_and_taken_back(
    client: ReviewingClient, session: Session, paper: Paper, stack: Stack
) -> None:
    client.sign_in(paper.volunteer)
    marked = stack.sheet(3)
    for option in ("yes", "no"):
        marked.cross("q_coffee", option)
    marked.write("q_words")
    url = bring(client, *marked.scans())
    assert not standing(session)

    desk = client.get(f"{url}/desk")
    crop = html.fromstring(desk.text).xpath("//p[@class='crop']//img/@src")[0]
    cut = cv2.imdecode(numpy.frombuffer(client.get(crop).data, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    assert cut is not None
    assert (cut < 90).mean() > 0.005, "the marks are to be seen"
    assert "Two marks where one was asked for." in desk.text
    client.post(f"{url}/desk", data={**client.form(f"{url}/desk", "settle"), "q_coffee": "no"})
    form = client.form(f"{url}/desk", "settle")
    assert form["sheet-question"] == "q_words"
    client.post(f"{url}/desk", data={**form, "q_words": "Un banc au soleil"})

    (stood,) = standing(session)
    assert stood.answers == {"q_coffee": {"chosen": ["no"]}, "q_words": {"text": "Un banc au soleil"}}
    assert stood.keyed_by == paper.volunteer.id

    client.post(f"{url}/undo", data=client.form(f"{url}", None) | {"csrf_token": form["csrf_token"]})

    assert not standing(session)
    client.post(f"{url}/desk", data={**client.form(f"{url}/desk", "settle"), "sheet-unreadable": "q_words"})
    (stood,) = standing(session)
    assert (stood.answers, stood.unreadable) == ({"q_coffee": {"chosen": ["no"]}}, ["q_words"])
    assert not differences(session, paper.version.questionnaire_id)


def test_typing_words_keeps_the_marks_beside_them(
    client: ReviewingClient, session: Session, paper: Paper, stack: Stack
) -> None:
    client.sign_in(paper.volunteer)
    marked = stack.sheet(3)
    for option in ("parties", "other"):
        marked.cross("q_missing", option)
    marked.write("q_missing")
    url = bring(client, *marked.scans())

    form = client.form(f"{url}/desk", "settle")
    client.post(f"{url}/desk", data={**form, "q_missing-text": "Un kiosque"})

    assert [one.answers for one in standing(session)] == [
        {"q_missing": {"chosen": ["parties", "other"], "text": "Un kiosque"}}
    ]


def test_words_are_keyed_beside_their_piece_of_the_scan(
    client: ReviewingClient, session: Session, paper: Paper, stack: Stack
) -> None:
    """A volunteer who keys a sheet of a pile that is not theirs has the paper alone."""
    client.sign_in(paper.volunteer)
    marked = stack.sheet(2)
    marked.write("q_words")
    bring(client, *marked.scans())
    screen = f"/keying/{stack.batch.batch.id}/2"

    mine = html.fromstring(client.get(screen).text)
    (piece,) = mine.xpath("//fieldset[@id='q-q_words']//p[@class='crop']/img/@src")

    assert client.get(piece).mimetype == "image/jpeg"
    organisation = session.get_one(type(paper.volunteer), paper.volunteer.id).organisation_id
    client.sign_in(factories.account(session, role=Role.VOLUNTEER, organisation_id=organisation))
    assert not html.fromstring(client.get(screen).text).xpath("//p[@class='crop']")
    assert client.get(piece).status_code == 404


def test_a_sheet_keyed_before_is_compared_and_somebody_decides(
    client: ReviewingClient, session: Session, paper: Paper, stack: Stack
) -> None:
    client.sign_in(paper.volunteer)
    keying = f"/keying/{stack.batch.batch.id}/4"
    client.post(keying, data={**client.form(keying, "keying"), "q_coffee": "yes"})
    marked = stack.sheet(4)
    marked.cross("q_coffee", "no")
    bring(client, *marked.scans())
    sheet = session.scalars(select(ScanSheet)).one()
    assert (sheet.state, sheet.differs) == (SheetState.DIFFERS, ["q_coffee"])
    page = client.get(f"/scans/sheets/{sheet.id}").text
    assert "As counted" in page

    form = client.form(f"/scans/sheets/{sheet.id}", "decide")
    client.post(f"/scans/sheets/{sheet.id}/decide", data={**form, "decision": "take_scan"})

    (stood,) = standing(session)
    assert (stood.answers, stood.mode) == ({"q_coffee": {"chosen": ["no"]}}, Mode.PAPER_SCANNED)
    assert not differences(session, paper.version.questionnaire_id)


def test_a_name_in_the_margin_is_in_no_piece_that_is_shown_beside_a_question(
    client: ReviewingClient, session: Session, paper: Paper, stack: Stack
) -> None:
    """Only the whole page, at the desk, has margins; a number leads to pieces."""
    client.sign_in(paper.volunteer)
    sheet = stack.sheet(1)
    for page in sheet.pages:
        page[round(40 * MM) : round(130 * MM), round(2 * MM) : round(7 * MM)] = 0
        page[round(40 * MM) : round(130 * MM), round(203 * MM) : round(208 * MM)] = 0
    client.get(bring(client, *sheet.scans()))
    kept = session.scalars(select(ScanPage).order_by(ScanPage.id)).all()

    def black(url: str) -> float:
        picture = cv2.imdecode(numpy.frombuffer(client.get(url).data, numpy.uint8), cv2.IMREAD_GRAYSCALE)
        assert picture is not None
        edge = max(1, round(picture.shape[1] * 0.04))
        return float((numpy.hstack([picture[:, :edge], picture[:, -edge:]]) < 90).mean())

    questions = [(page, one["key"]) for page, made in zip(kept, sheet.layout["pages"], strict=True)
                 for one in made["questions"]]  # fmt: skip
    assert len(questions) >= 3
    assert black(f"/scans/pages/{kept[0].id}") > 0.1
    assert max(black(f"/scans/pages/{page.id}?question={key}") for page, key in questions) < 0.03, "a letter or two"


def test_an_archive_of_photos_is_read_to_its_last_page(
    client: ReviewingClient, session: Session, paper: Paper, stack: Stack
) -> None:
    """Each photo of an archive is page 1 of its own file, and two files may bear one name."""
    client.sign_in(paper.volunteer)
    marked = stack.sheet(1)
    marked.cross("q_coffee", "yes")
    front, back = marked.scans()
    blank = jpeg(numpy.full((400, 300), 250, numpy.uint8))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed, warnings.catch_warnings(action="ignore"):
        for name, data in (("a.jpg", back), ("b.jpg", front), ("b.jpg", blank)):
            packed.writestr(name, data)

    bring(client, archive.getvalue())

    assert [state for state, _reason in pages_by_state(session)] == ["read", "read", "blank"]
    assert [one.answers for one in standing(session)] == [{"q_coffee": {"chosen": ["yes"]}}]


def test_reading_goes_on_after_a_crash_and_counts_nothing_twice(
    client: ReviewingClient, session: Session, paper: Paper, stack: Stack
) -> None:
    client.sign_in(paper.volunteer)
    marked = [stack.sheet(number) for number in (1, 2)]
    for one in marked:
        one.cross("q_coffee", "yes")
    url = bring(client, *(scan for one in marked for scan in one.scans()))
    pile = session.scalars(select(ScanPile)).one()
    pile.state, pile.files_read = "reading", 1  # the third of four files was being read
    session.commit()

    app = client.application
    JOBS["read_pile"](Place(database(app), app.extensions["consultation.settings"]), pile_id=pile.id)

    assert len(pages_by_state(session)) == 4
    assert [one.sheet_number for one in standing(session)] == [1, 2]
    assert re.search(r"2 sheets", client.get(url).text)


def test_a_volunteer_sees_only_piles_they_brought_or_were_given(
    client: ReviewingClient, session: Session, paper: Paper, stack: Stack
) -> None:
    client.sign_in(paper.volunteer)
    marked = stack.sheet(5)
    marked.cross("q_coffee", "yes")
    url = bring(client, *marked.scans())
    page_id = session.scalars(select(ScanPage.id)).first()
    organisation = session.get_one(type(paper.volunteer), paper.volunteer.id).organisation_id
    other = factories.account(session, role=Role.VOLUNTEER, organisation_id=organisation)
    stranger = factories.account(session, role=Role.ORGANISER)
    session.commit()

    for somebody in (other, stranger):
        client.sign_in(somebody)
        assert client.get(url).status_code == 404
        assert client.get(f"/scans/pages/{page_id}").status_code == 404
    client.sign_in(paper.volunteer)
    assert client.get(url).status_code == 200


def test_a_missing_page_is_told_and_the_sheet_counts_without_it_when_somebody_says_so(
    client: ReviewingClient, session: Session, words: Words
) -> None:
    paper = Paper(words, session)
    marked = Stack(paper.print(copies=1), words).sheet(1)
    client.sign_in(paper.volunteer)
    marked.cross("q_missing", "place")
    marked.cross("age", "25_64")
    url = bring(client, marked.scans()[0])
    sheet = session.scalars(select(ScanSheet)).one()
    assert "page 2 did not come" in client.get(url).text
    assert not standing(session)

    form = client.form(f"/scans/sheets/{sheet.id}", "decide")
    client.post(f"/scans/sheets/{sheet.id}/decide", data={**form, "decision": "without_missing"})

    assert [one.answers for one in standing(session)] == [{"q_missing": {"chosen": ["place"]}}]
