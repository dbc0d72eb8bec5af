"""Volunteers key sheets in: whole, once, without reading what others keyed."""

import re

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.models import Campaign, Submission, Tally
from consultation.paper.faces import Words
from consultation.paper.identity import Identity, printed_number
from consultation.paper.keying import NotASheet, Sought, sought_sheet
from consultation.paper.queries import Batch
from consultation.submissions.recount import differences
from consultation.terms import Mode, Role
from tests import factories
from tests.pages import ReviewingClient
from tests.paper.conftest import Paper
from tests.questionnaires.capabilities import CAPABILITIES, document


def url_of(batch: Batch, number: int) -> str:
    return f"/keying/{batch.batch.id}/{number}"


def key(client: ReviewingClient, url: str, **answers: str | list[str]) -> object:
    return client.post(url, data={**client.form(url, "keying"), **answers})


def submissions(session: Session) -> list[Submission]:
    session.expire_all()
    return list(session.scalars(select(Submission)).all())


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("499", Sought(499, None)),
        (" 000499-5 ", Sought(499, None)),
        ("ozn3 499", Sought(499, "OZN3")),
        ("OZN3/000499", Sought(499, "OZN3")),
        (str(Identity(print_code="OZN3", number=499, page=2, languages="FRAR")), Sought(499, "OZN3")),
        (str(Identity(print_code="OZN3", number=0, page=1, languages="AR")), Sought(0, "OZN3")),
    ],
)
def test_a_sheet_is_found_by_what_was_typed_or_scanned(typed: str, sought: Sought) -> None:
    assert sought_sheet(typed) == sought


@pytest.mark.parametrize("typed", ["", "abc", "0", "499-1", "OZN3/000499/2/FRX", "https://ozon.example/c/k7m2pq"])
def test_anything_else_is_no_sheet(typed: str) -> None:
    with pytest.raises(NotASheet):
        sought_sheet(typed)


def test_a_number_opens_the_screen_of_its_sheet(client: ReviewingClient, paper: Paper) -> None:
    batch = paper.print(copies=20, locales=("ar",))
    client.sign_in(paper.volunteer)

    response = client.get("/keying?sheet=17")

    assert response.status_code == 302 or response.status_code == 303
    page = client.get(response.location)
    assert response.location == url_of(batch, 17)
    assert printed_number(17) in page.text
    # The sheet's language, with the volunteer's beside it.
    assert "ماذا ينقصك؟" in page.text
    assert "What do you miss?" in page.text


def test_the_screen_has_the_boxes_of_the_sheet_with_their_numbers(client: ReviewingClient, paper: Paper) -> None:
    batch = paper.print(copies=1)
    client.sign_in(paper.volunteer)

    page = html.fromstring(client.get(url_of(batch, 1)).text)

    printed = [
        (question["key"], box["option"])
        for sheet_page in batch.batch.layout["pages"]
        for question in sheet_page["questions"]
        for box in question["boxes"]
    ]
    shown = [(box.get("name"), box.get("value")) for box in page.xpath("//input[@data-option]")]
    assert shown == printed
    numbers = page.xpath("//fieldset[@id='q-q_missing']//li//kbd/text()")
    assert numbers == ["1", "2", "3", "4"]


def test_a_keyed_sheet_is_one_submission_that_counts(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=20)
    client.sign_in(paper.volunteer)

    response = key(
        client, url_of(batch, 17), q_missing=["parties", "other"], **{"q_missing-text": "Un banc"}, q_coffee="yes"
    )

    assert response.status_code == 303  # type: ignore[attr-defined]
    receipt = client.get(response.location)  # type: ignore[attr-defined]
    assert printed_number(17) in receipt.text
    assert re.search(r"<input[^>]*name=\"sheet\"[^>]*autofocus", receipt.text)
    (stored,) = submissions(session)
    assert stored.answers == {
        "q_missing": {"chosen": ["parties", "other"], "text": "Un banc"},
        "q_coffee": {"chosen": ["yes"]},
    }
    assert (stored.mode, stored.sheet_number, stored.keyed_by) == (Mode.PAPER_KEYED, 17, paper.volunteer.id)
    assert (stored.locale, stored.channel_id, stored.day) == ("fr", paper.channel.id, today())
    assert not differences(session, paper.version.questionnaire_id)


def test_a_double_tap_keeps_one(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=1)
    client.sign_in(paper.volunteer)
    form = {**client.form(url_of(batch, 1), "keying"), "q_coffee": "no"}

    first, second = (client.post(url_of(batch, 1), data=form) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert len(submissions(session)) == 1


def test_a_sheet_keyed_already_is_said_so_without_its_answers(
    client: ReviewingClient, session: Session, paper: Paper
) -> None:
    batch = paper.print(copies=1)
    client.sign_in(paper.volunteer)
    key(client, url_of(batch, 1), **{"q_words": "Un banc au soleil"})
    other = factories.account(
        session, Role.VOLUNTEER, organisation_id=paper.volunteer.organisation_id, locale="en", name="Karim"
    )

    page = client.sign_in(other).get(client.get("/keying?sheet=1").location)

    assert page.status_code == 200
    assert "Amina" in page.text
    assert "Un banc au soleil" not in page.text
    assert '<form method="post" id="keying"' not in page.text


def test_two_people_keying_one_sheet_lose_nothing(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=2)
    other = factories.account(session, Role.VOLUNTEER, organisation_id=paper.volunteer.organisation_id, locale="en")
    client.sign_in(other)
    opened = {**client.form(url_of(batch, 1), "keying"), "q_words": "Une fontaine", "q_coffee": "no"}
    client.sign_in(paper.volunteer)
    key(client, url_of(batch, 1), q_words="Un banc au soleil")

    client.sign_in(other)
    conflict = client.post(url_of(batch, 1), data=opened)

    assert conflict.status_code == 409
    assert "Amina" in conflict.text
    assert "Une fontaine" in conflict.text
    assert "Un banc au soleil" not in conflict.text
    assert [stored.answers for stored in submissions(session)] == [{"q_words": {"text": "Un banc au soleil"}}]

    # It was another paper: its number sets it right, with nothing typed twice.
    corrected = client.post(url_of(batch, 1), data={**opened, "sheet-number": "2"})

    assert corrected.status_code == 303
    assert sorted((stored.sheet_number, stored.answers["q_words"]["text"]) for stored in submissions(session)) == [
        (1, "Un banc au soleil"),
        (2, "Une fontaine"),
    ]


def test_a_number_nobody_printed_is_said(client: ReviewingClient, paper: Paper) -> None:
    paper.print(copies=20)
    client.sign_in(paper.volunteer)

    for typed in ("21", "20-0", "hello"):
        page = client.get(f"/keying?sheet={typed}")
        assert page.status_code == 200
        assert 'aria-invalid="true"' in page.text
        assert f'value="{typed}"' in page.text
    assert client.get(f"/keying/{paper.print(copies=1).batch.id}/3").status_code == 404


def test_two_questionnaires_with_one_number_are_told_apart(
    words: Words, client: ReviewingClient, session: Session, paper: Paper
) -> None:
    mine = paper.print(copies=5)
    second = Paper(words, session)
    session.get_one(Campaign, second.channel.campaign_id).plan_id = paper.questionnaire.plan_id
    theirs = second.print(copies=5)
    client.sign_in(paper.volunteer)

    page = client.get("/keying?sheet=3")

    assert page.status_code == 200
    assert url_of(mine, 3) in page.text
    assert url_of(theirs, 3) in page.text
    told = client.get(f"/keying?sheet={second.version.print_code}+3")
    assert told.location == url_of(theirs, 3)


def test_a_photocopy_gets_its_number_when_it_is_saved(client: ReviewingClient, session: Session, paper: Paper) -> None:
    paper.print(copies=20)
    master = paper.print(copies=None)
    client.sign_in(paper.volunteer)
    assert url_of(master, 0) in client.get("/keying").text
    form = {**client.form(url_of(master, 0), "keying"), "q_coffee": "yes"}

    first = client.post(url_of(master, 0), data=form)
    retry = client.post(url_of(master, 0), data=form)
    key(client, url_of(master, 0), q_coffee="no")

    assert (first.status_code, retry.status_code) == (303, 303)
    assert printed_number(21) in client.get(first.location).text
    assert sorted(stored.sheet_number or 0 for stored in submissions(session)) == [21, 22]
    # Typed again later, the number on the paper is known.
    assert "Amina" in client.get("/keying?sheet=21").text


def test_unreadable_is_not_unanswered(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=1)
    client.sign_in(paper.volunteer)

    key(client, url_of(batch, 1), q_coffee="yes", q_words="Un b", **{"sheet-unreadable": ["q_words", "no_such"]})

    (stored,) = submissions(session)
    assert stored.answers == {"q_coffee": {"chosen": ["yes"]}}
    assert stored.unreadable == ["q_words"]


def test_a_blank_sheet_is_not_saved(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=1)
    client.sign_in(paper.volunteer)

    response = key(client, url_of(batch, 1))

    assert response.status_code == 422  # type: ignore[attr-defined]
    assert not submissions(session)


def test_too_many_answers_come_back_with_what_was_typed(
    client: ReviewingClient, session: Session, paper: Paper
) -> None:
    batch = paper.print(copies=1)
    client.sign_in(paper.volunteer)

    response = key(client, url_of(batch, 1), q_missing=["parties", "place", "other"], q_words="Un banc")

    page = html.fromstring(response.text)  # type: ignore[attr-defined]
    assert response.status_code == 422  # type: ignore[attr-defined]
    checked = page.xpath("//input[@name='q_missing'][@checked]/@value")
    assert checked == ["parties", "place", "other"]
    assert page.xpath("//textarea[@name='q_words']")[0].text == "Un banc"
    assert page.xpath("//a[@href='#q-q_missing']")
    assert not submissions(session)


def test_the_language_of_a_bilingual_sheet_is_the_persons(
    client: ReviewingClient, session: Session, paper: Paper
) -> None:
    batch = paper.print(copies=2, locales=("fr", "ar"))
    client.sign_in(paper.volunteer)

    key(client, url_of(batch, 1), q_coffee="yes", **{"sheet-locale": "ar"})
    key(client, url_of(batch, 2), q_coffee="yes", **{"sheet-locale": "xx"})

    assert {stored.sheet_number: stored.locale for stored in submissions(session)} == {1: "ar", 2: "fr"}


def test_a_keying_is_taken_back_and_keyed_again(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=1)
    client.sign_in(paper.volunteer)
    key(client, url_of(batch, 1), q_coffee="yes")
    form_id = f"undo-{paper.version.print_code}-1"

    undone = client.post("/keying/undo", data=client.form("/keying", form_id))
    key(client, url_of(batch, 1), q_coffee="no")

    assert undone.status_code == 303
    standing = [stored for stored in submissions(session) if stored.withdrawn_on is None]
    assert [(stored.sheet_number, stored.answers["q_coffee"]["chosen"]) for stored in standing] == [(1, ["no"])]
    counted = select(Tally.option_key, Tally.count).where(Tally.subject == "q_coffee", Tally.count > 0)
    assert set(session.execute(counted).all()) == {("no", 1), ("*", 1)}


def test_nobody_takes_back_what_another_keyed(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=1)
    client.sign_in(paper.volunteer)
    key(client, url_of(batch, 1), q_coffee="yes")
    form = client.form("/keying", f"undo-{paper.version.print_code}-1")
    other = factories.account(session, Role.VOLUNTEER, organisation_id=paper.volunteer.organisation_id)

    client.sign_in(other)
    with client.session_transaction() as cookie_session:
        mine_in_cookie = list(cookie_session["keyed"])
    by_other = client.post("/keying/undo", data=form)
    with client.session_transaction() as cookie_session:
        cookie_session["keyed"] = []
    without_cookie = client.post("/keying/undo", data=form)

    assert mine_in_cookie
    assert (by_other.status_code, without_cookie.status_code) == (409, 404)
    assert [stored.withdrawn_on for stored in submissions(session)] == [None]


def test_readers_do_not_key(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=1)
    client.sign_in(factories.account(session, Role.READER, organisation_id=paper.organiser.organisation_id))

    assert client.get("/keying").status_code == 403
    assert client.get(url_of(batch, 1)).status_code == 403


def test_what_was_keyed_today_is_listed_for_whoever_keyed_it(
    client: ReviewingClient, session: Session, paper: Paper
) -> None:
    batch = paper.print(copies=3)
    client.sign_in(paper.volunteer)
    assert "Nothing yet today." in client.get("/keying").text
    key(client, url_of(batch, 3), q_coffee="yes")

    mine = client.get("/keying")
    other = factories.account(session, Role.VOLUNTEER, organisation_id=paper.organiser.organisation_id)
    theirs = client.sign_in(other).get("/keying")

    assert printed_number(3) in html.fromstring(mine.text).xpath("string(//table[@id='mine'])")
    assert not html.fromstring(theirs.text).xpath("//table[@id='mine']")


def test_what_stands_off_the_route_is_not_counted_and_said(
    words: Words, client: ReviewingClient, session: Session
) -> None:
    paper = Paper(words, session, document("relevant"))
    children, number = (question.key for question in CAPABILITIES["relevant"].questions())
    batch = paper.print(copies=2)
    client.sign_in(paper.volunteer)

    astray = key(client, url_of(batch, 1), **{children: "no", number: "3"})
    said = client.get(astray.location).text  # type: ignore[attr-defined]
    key(client, url_of(batch, 2), **{children: "yes", number: "3"})

    assert "Question 2 was to be skipped" in said
    assert {sheet.sheet_number: sheet.answers for sheet in submissions(session)} == {
        1: {children: {"chosen": ["no"]}},
        2: {children: {"chosen": ["yes"]}, number: {"number": 3.0}},
    }
