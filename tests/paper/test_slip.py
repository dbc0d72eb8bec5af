"""The slip to tear off: its code tells what became of the answers, and stands in no table."""

import json
from dataclasses import replace

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from consultation.models import Base, SheetBatch
from consultation.paper.key import key_sheet
from consultation.paper.print_batch import Wanted, print_batch, sheets_of, slip_codes
from consultation.paper.queries import Batch, batch_by_id
from consultation.paper.sheet import lay_out
from consultation.questionnaires.definition import Definition
from consultation.submissions.printed_code import printed_follow_code, printed_sheet
from tests.pages import ReviewingClient
from tests.paper.conftest import WORDS, Paper, order, pictures

FOLLOW = "https://ozon.example/fr/follow"
KEY = "only for tests"


def with_slip(paper: Paper, copies: int | None = 2) -> Batch:
    wanted = Wanted(locales=("fr",), copies=copies, follow=FOLLOW if copies else "")
    batch = print_batch(
        paper.session, paper.version, paper.channel.id, paper.channel.name, wanted, paper.words, printed_by=None
    )
    found = batch_by_id(paper.session, batch.id, None)
    assert found is not None
    return found


@given(st.integers(0, 2**20 - 1), st.integers(0, 2**20 - 1), st.text(min_size=1))
def test_every_sheet_has_a_code_of_its_own_that_leads_back_to_it(questionnaire: int, number: int, key: str) -> None:
    code = printed_follow_code(key, questionnaire, number)

    assert len(code) == 10
    assert printed_sheet(key, code) == (questionnaire, number)


def test_without_the_secret_key_a_code_leads_nowhere() -> None:
    code = printed_follow_code(KEY, 7, 499)

    assert printed_sheet("another key", code) != (7, 499)
    assert printed_sheet(KEY, "BCDFHJKL") is None


@pytest.mark.parametrize("locales", [("fr",), ("ar",), ("fr", "ar")])
@pytest.mark.parametrize("size", ["a4", "a5"])
def test_what_is_left_of_a_torn_leaf_keeps_every_marker_and_code(
    definition: Definition, locales: tuple[str, ...], size: str
) -> None:
    printed = replace(order(*locales, size=size), follow=FOLLOW)

    layout = lay_out(definition, printed, WORDS)[1]

    *others, last = layout["pages"]
    torn = [last] if last["page"] % 2 else [others[-1], last]
    edge = last["height_mm"] - 38
    for page in torn:
        places = [*page["markers"], *page["identities"], *page["questions"]]
        assert len(page["markers"]) == 6
        assert all(place["y_mm"] + place["height_mm"] < edge for place in places)
    assert last["follow"]["y_mm"] > edge
    assert [page["page"] for page in layout["pages"] if "letters" in page] == [last["page"]]
    assert [one["key"] for page in layout["pages"] for one in page["questions"]] == [
        question.key for question in definition.questions()
    ]


def test_a_sheet_with_a_slip_still_fits_where_it_did(definition: Definition) -> None:
    plain = lay_out(definition, order("fr"), WORDS)[1]
    slipped = lay_out(definition, replace(order("fr"), follow=FOLLOW), WORDS)[1]

    before = {question["key"]: page["page"] for page in plain["pages"] for question in page["questions"]}
    after = {question["key"]: page["page"] for page in slipped["pages"] for question in page["questions"]}
    assert all(page <= after[key] <= page + 1 for key, page in before.items())


def test_each_copy_has_its_own_code_in_letters_and_behind_a_hash(paper: Paper) -> None:
    batch = with_slip(paper)

    printed = sheets_of(batch, paper.words, secret_key=KEY)

    seen = {
        code.text for picture in pictures(printed.pdf, 150) for code in zxingcpp.read_barcodes(picture)
        if code.text.startswith(FOLLOW)
    }  # fmt: skip
    code_of = slip_codes(KEY, paper.version.questionnaire_id)
    assert seen == {f"{FOLLOW}#{code_of(1)}", f"{FOLLOW}#{code_of(2)}"}


def test_a_master_has_no_slip_for_its_copies_would_share_it(paper: Paper) -> None:
    assert all("letters" not in page for page in with_slip(paper, None).batch.layout["pages"])


def test_the_slip_tells_what_became_of_it_once_the_sheet_is_keyed(
    client: ReviewingClient, session: Session, paper: Paper
) -> None:
    batch = with_slip(paper)
    session.commit()
    code = slip_codes(KEY, paper.version.questionnaire_id)(2)

    before = client.post("/fr/follow", data={"code": code.lower()})
    key_sheet(session, batch, 2, {}, token="t", keyed_by=paper.volunteer.id)
    session.commit()
    after = client.post("/fr/follow", data={"code": f"{code[:5]} {code[5:]}"})
    unprinted = client.post("/fr/follow", data={"code": slip_codes(KEY, paper.version.questionnaire_id)(3)})

    assert "pas encore été lue" in before.text
    assert "Vos réponses sont gardées" in after.text
    assert unprinted.status_code == 422


def test_no_table_holds_the_code_of_a_slip(session: Session, paper: Paper) -> None:
    batch = with_slip(paper)
    key_sheet(session, batch, 1, {}, token="t", keyed_by=paper.volunteer.id)
    code = slip_codes(KEY, paper.version.questionnaire_id)(1)

    rows = [
        json.dumps([str(value) for value in row]) for table in Base.metadata.sorted_tables
        for row in session.execute(table.select())
    ]  # fmt: skip

    assert session.query(SheetBatch).count() == 1
    assert not [row for row in rows if code in row or code.lower() in row]


def test_a_sheet_printed_again_carries_the_same_code(paper: Paper) -> None:
    batch = with_slip(paper)

    first, again = (sheets_of(batch, paper.words, [1], secret_key=KEY).pdf for _time in range(2))

    assert [zxingcpp.read_barcodes(p)[-1].text for p in pictures(first, 150)] == [
        zxingcpp.read_barcodes(p)[-1].text for p in pictures(again, 150)
    ]
