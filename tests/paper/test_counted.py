"""Organisers find what was counted by its number, put it right, withdraw it, and take two together that are one."""

from typing import Any

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import AuditEntry, ScanPile, ScanSheet, SecondEntry, Submission
from consultation.paper.identity import printed_number
from consultation.paper.queries import Batch
from consultation.questionnaires.definition import Definition
from consultation.submissions.record import record_submission
from consultation.submissions.recount import differences
from consultation.terms import EntryState, Mode, PileState, Role, SheetState
from tests import factories
from tests.pages import ReviewingClient
from tests.paper.conftest import Paper

SAID = "Un banc au soleil, devant l'école, et de la lumière le soir pour rentrer."


@pytest.fixture
def batch(client: ReviewingClient, paper: Paper) -> Batch:
    """Five sheets, three of them keyed: two by Amina, one a copy of the other."""
    batch = paper.print(copies=5)
    paper.organiser.locale = "en"
    paper.session.commit()
    client.sign_in(paper.volunteer)
    for number, answers in (
        (1, {"q_coffee": "yes"}),
        (2, {"q_coffee": "no", "q_words": SAID}),
        (3, {"q_coffee": "no", "q_words": SAID}),
    ):
        url = f"/keying/{batch.batch.id}/{number}"
        assert client.post(url, data={**client.form(url, "keying"), **answers}).status_code == 303
    client.sign_in(paper.organiser)
    return batch


def counted(session: Session) -> dict[int | None, Submission]:
    """{number: what counts under it}"""
    session.expire_all()
    rows = session.scalars(select(Submission).where(Submission.withdrawn_on.is_(None)))
    return {row.sheet_number: row for row in rows}


def page_of(client: ReviewingClient, typed: str) -> str:
    """The address of the sheet found under what somebody typed."""
    return client.get("/sheets/counted", query_string={"sheet": typed}).location


def trail(session: Session) -> list[tuple[str, str, dict[str, Any]]]:
    rows = session.scalars(
        select(AuditEntry).where(AuditEntry.verb.in_(["correct", "withdraw", "merge", "count_again"]))
    )
    return [(row.verb, row.object_name, row.detail) for row in rows]


def online(session: Session, paper: Paper) -> str:
    """The follow code of somebody who answered online."""
    return record_submission(
        session,
        version_id=paper.version.id,
        questionnaire_id=paper.version.questionnaire_id,
        definition=Definition.model_validate(paper.version.definition),
        answers={"q_coffee": {"chosen": ["no"]}, "q_words": {"text": SAID}},
        token="online",
        channel_id=paper.channel.id,
        mode=Mode.SELF_ONLINE,
        locale="fr",
    ).follow_code


@pytest.mark.usefixtures("batch")
def test_a_sheet_is_found_by_its_number_and_shown_line_by_line(client: ReviewingClient) -> None:
    page = html.fromstring(client.get(page_of(client, printed_number(2))).text)

    lines = {
        row.xpath("string(th)").strip(): row.xpath("string(td)").strip()
        for row in page.xpath("//table[@id='answers']/tbody/tr")
    }
    assert list(lines.values()) == ["No answer", "No", SAID, "No answer"]
    assert "digit by digit" in client.get("/sheets/counted?sheet=4").text
    assert "follow code of eight letters" in client.get("/sheets/counted?sheet=neither").text


def test_a_corrected_sheet_counts_as_corrected_and_can_go_back(
    client: ReviewingClient, session: Session, paper: Paper, batch: Batch
) -> None:
    url = page_of(client, "2")
    form = client.form(f"{url}/correct", "correct")
    assert (form["q_coffee"], form["q_words"]) == ("no", SAID)

    now = client.post(f"{url}/correct", data={**form, "q_coffee": "yes"}).location

    row = counted(session)[2]
    assert row.answers == {"q_coffee": {"chosen": ["yes"]}, "q_words": {"text": SAID}}
    assert (row.keyed_by, row.mode) == (paper.volunteer.id, Mode.PAPER_KEYED)
    assert not differences(session, paper.version.questionnaire_id)
    page = client.get(now).text
    assert f"Sheet {printed_number(2)} is put right" in page
    assert "What it said before" in page
    before = html.fromstring(page).xpath("//table[@id='before-1']/tbody/tr/td/text()")
    assert before == ["No", "Yes"]
    assert client.get(url).location == now, "an address of before leads to the sheet as it is now"

    back = client.post(
        f"{now}/correct",
        data=client.form(html.fromstring(page).xpath("//a[contains(@href,'before=')]/@href")[0], "correct"),
    )
    assert back.status_code == 303
    assert counted(session)[2].answers["q_coffee"] == {"chosen": ["no"]}
    assert trail(session) == [("correct", printed_number(2), {}), ("correct", printed_number(2), {})]
    assert batch.batch.id


@pytest.mark.usefixtures("batch")
def test_what_cannot_stand_comes_back_as_it_was_typed_and_changes_nothing(
    client: ReviewingClient, session: Session
) -> None:
    url = f"{page_of(client, '2')}/correct"

    answer = client.post(url, data={**client.form(url, "correct"), "q_coffee": ["yes", "no"], "q_words": "Deux bancs"})

    assert answer.status_code == 422
    assert "Only one answer counts here" in answer.text
    assert "Deux bancs" in answer.text
    assert counted(session)[2].answers["q_words"] == {"text": SAID}


@pytest.mark.usefixtures("batch")
def test_whoever_corrects_second_sees_it_and_loses_nothing(client: ReviewingClient, session: Session) -> None:
    url = f"{page_of(client, '2')}/correct"
    mine = {**client.form(url, "correct"), "q_words": "Le mien"}
    client.post(url, data={**client.form(url, "correct"), "q_words": "Le leur"})

    answer = client.post(url, data=mine)

    assert answer.status_code == 409
    assert "meanwhile" in answer.text
    assert "Le mien" in answer.text
    assert counted(session)[2].answers["q_words"] == {"text": "Le leur"}
    form = html.fromstring(answer.text).xpath("//form[@id='correct']")[0]
    again = client.post(form.get("action"), data={**mine, "csrf_token": dict(form.form_values())["csrf_token"]})
    assert again.status_code == 303
    assert counted(session)[2].answers["q_words"] == {"text": "Le mien"}


def test_a_withdrawn_sheet_counts_no_more_until_it_counts_again(
    client: ReviewingClient, session: Session, paper: Paper, batch: Batch
) -> None:
    url = page_of(client, "1")
    assert client.post(f"{url}/withdraw", data={**client.form(url, "withdraw")}).status_code == 422, (
        "a reason is needed"
    )
    client.post(f"{url}/withdraw", data={**client.form(url, "withdraw"), "why": "mistake"})

    assert set(counted(session)) == {2, 3}
    assert not differences(session, paper.version.questionnaire_id)
    assert "It was entered by mistake" in client.get("/sheets/counted").text
    client.sign_in(paper.volunteer)
    assert "counts no more" in client.get(f"/keying/{batch.batch.id}/1").text, "nobody keys it again unseen"

    client.sign_in(paper.organiser)
    assert client.post(f"{url}/again", data=client.form(url, "again")).status_code == 303
    assert set(counted(session)) == {1, 2, 3}
    assert not differences(session, paper.version.questionnaire_id)
    assert [verb for verb, *_ in trail(session)] == ["withdraw", "count_again"]


def test_two_sheets_that_say_the_same_are_listed_compared_and_counted_once(
    client: ReviewingClient, session: Session, paper: Paper, batch: Batch
) -> None:
    page = html.fromstring(client.get("/sheets/counted").text)
    (compare,) = page.xpath("//table[@id='alike']//a[contains(@href,'/same')]/@href")
    assert page.xpath("//table[@id='alike']//a[@class='sheet-number']/text()") == [printed_number(2), printed_number(3)]
    assert "Both say the same in every answer" in client.get(compare).text

    gone = client.post(compare, data={**client.form(compare, "same")}).location

    assert set(counted(session)) == {1, 2}
    assert "No two sheets on paper say the same" in client.get("/sheets/counted").text
    assert trail(session) == [("merge", printed_number(3), {"same_as": printed_number(2)})]
    client.post(f"{gone}/again", data=client.form(gone, "again"))
    assert set(counted(session)) == {1, 2, 3}
    assert not differences(session, paper.version.questionnaire_id)
    assert batch.batch.id


@pytest.mark.usefixtures("batch")
def test_somebody_who_also_answered_online_is_counted_once_and_not_read(
    client: ReviewingClient, session: Session, paper: Paper
) -> None:
    code = online(session, paper)
    url = page_of(client, code.lower())
    assert SAID not in client.get(url).text, "the answers of somebody who sent them alone are theirs"
    assert client.get(f"{url}/correct").status_code == 404
    compare = f"{page_of(client, '2')}/same?sheet={code}"
    assert SAID not in client.get(compare).text

    client.post(compare, data={**client.form(compare, "same"), "keep": "online"})

    assert set(counted(session)) == {None, 1, 3}
    assert code not in str(trail(session))


@pytest.mark.usefixtures("batch")
def test_a_sheet_is_not_taken_together_with_itself_or_with_what_counts_no_more(
    client: ReviewingClient, session: Session
) -> None:
    url, other = page_of(client, "1"), page_of(client, "2")
    client.post(f"{other}/withdraw", data={**client.form(other, "withdraw"), "why": "asked"})

    for number in "1", "2", "4":
        assert client.get(f"{url}/same?sheet={number}").location == url
    assert set(counted(session)) == {1, 3}


def test_only_the_organisers_of_that_campaign_know_it(
    client: ReviewingClient, session: Session, paper: Paper, batch: Batch
) -> None:
    url = page_of(client, "2")
    elsewhere = factories.account(
        session, Role.ORGANISER, organisation_id=factories.organisation(session).id, locale="en"
    )
    code = online(session, paper)
    session.commit()
    client.sign_in(elsewhere)

    for address in (url, f"{url}/correct", f"{url}/same?sheet=1"):
        assert client.get(address).status_code == 404
    token = client.form("/sheets/counted", "find-counted")
    for act in ("withdraw", "again", "correct", "same"):
        assert client.post(f"{url}/{act}", data={**token, "why": "asked"}).status_code in {400, 404, 409}
    found = client.get("/sheets/counted", query_string={"sheet": code})
    assert found.status_code == 200
    assert "No two sheets" in found.text
    client.sign_in(paper.volunteer)
    assert client.get(url).status_code == 403
    assert set(counted(session)) == {None, 1, 2, 3}
    assert batch.batch.id


def test_its_scan_and_its_second_keying_follow(
    client: ReviewingClient, session: Session, paper: Paper, batch: Batch
) -> None:
    rows = counted(session)
    pile = ScanPile(
        organisation_id=paper.organiser.organisation_id,
        name="Pile",
        day=rows[2].day,
        state=PileState.READ,
        files=[],
        brought_on=rows[2].day,
    )
    scan = ScanSheet(
        pile_id=factories.add(session, pile).id,
        batch_id=batch.batch.id,
        number=2,
        state=SheetState.RECORDED,
        token=rows[2].token,
        is_sample=True,
    )
    factories.add(session, scan)
    karim = factories.account(session, Role.VOLUNTEER, organisation_id=paper.organiser.organisation_id)
    twice = {"questionnaire_id": paper.version.questionnaire_id, "batch_id": batch.batch.id, "sheet_number": 2}
    people = {"first_by": paper.volunteer.id, "keyed_by": karim.id, "token": "second"}
    said = {"answers": {"q_coffee": {"chosen": ["yes"]}, "q_words": {"text": SAID}}, "unreadable": []}
    factories.add(
        session,
        SecondEntry(**twice, **people, **said, compared=["q_coffee"], differs=["q_coffee"], state=EntryState.DIFFERS),
    )
    session.commit()
    url = f"{page_of(client, '2')}/correct"

    now = client.post(url, data={**client.form(url, "correct"), "q_coffee": "yes"}).location

    session.expire_all()
    assert session.get_one(ScanSheet, scan.id).token == counted(session)[2].token
    assert session.scalars(select(SecondEntry.state)).one() == EntryState.SAME, (
        "what the second person keyed is right now"
    )
    client.post(f"{now}/withdraw", data={**client.form(now, "withdraw"), "why": "asked"})
    session.expire_all()
    assert session.get_one(ScanSheet, scan.id).state == SheetState.SET_ASIDE
    client.post(f"{now}/again", data=client.form(now, "again"))
    session.expire_all()
    assert session.get_one(ScanSheet, scan.id).state == SheetState.RECORDED
