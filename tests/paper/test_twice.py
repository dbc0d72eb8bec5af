"""Sheets keyed by two people who do not see each other's entry; a third one settles what differs."""

import datetime as dt
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Account, SecondEntry, Submission
from consultation.paper.again import typed_again
from consultation.paper.double_entry.agreement import Entry, agreement, compare
from consultation.paper.handing.hand_out import Handed, hand_out
from consultation.paper.keying import check_keyed
from consultation.paper.queries import Batch
from consultation.questionnaires.definition import Definition
from consultation.submissions.recount import differences
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient
from tests.paper.conftest import Paper
from tests.questionnaires.capabilities import CAPABILITIES


def somebody(session: Session, paper: Paper, name: str) -> Account:
    organisation_id = paper.volunteer.organisation_id
    return factories.account(session, Role.VOLUNTEER, organisation_id=organisation_id, locale="en", name=name)


@pytest.fixture
def batch(client: ReviewingClient, session: Session, paper: Paper) -> Batch:
    """Ten sheets, of which every fifth is keyed twice."""
    printed = paper.print(copies=10)
    client.sign_in(paper.organiser)
    url = f"/sheet-batches/{printed.batch.id}"
    assert client.post(f"{url}/twice", data={**client.form(url, "twice"), "twice_every": "5"}).status_code == 303
    return printed


def key(client: ReviewingClient, who: Account, batch: Batch, number: int, **answers: Any) -> None:
    client.sign_in(who)
    url = f"/keying/{batch.batch.id}/{number}"
    assert client.post(url, data={**client.form(url, "keying"), **answers}).status_code == 303


def standing(session: Session) -> list[Submission]:
    session.expire_all()
    return list(session.scalars(select(Submission).where(Submission.withdrawn_on.is_(None))))


def test_the_second_person_does_not_see_the_first_entry_and_nothing_counts_twice(
    client: ReviewingClient, session: Session, paper: Paper, batch: Batch
) -> None:
    karim = somebody(session, paper, "Karim")
    key(client, paper.volunteer, batch, 5, q_coffee="yes", q_words="Un banc au soleil")
    assert "keyed already" in client.get(client.get("/keying?sheet=5").location).text

    client.sign_in(karim)
    assert f"/keying/{batch.batch.id}/5" in client.get("/keying").text
    second = client.get(f"/keying/{batch.batch.id}/5").text
    assert "Un banc au soleil" not in second
    assert not html.fromstring(second).xpath("//input[@checked and @data-option]")
    key(client, karim, batch, 5, q_coffee="yes", q_words="un banc, au soleil !")

    entry = session.scalars(select(SecondEntry)).one()
    assert (entry.state, entry.compared, entry.answers) == ("same", ["q_coffee", "q_words"], {})
    assert len(standing(session)) == 1
    assert not differences(session, paper.version.questionnaire_id)
    assert "keyed already" in client.get(f"/keying/{batch.batch.id}/5").text


def test_a_sheet_given_to_one_person_is_keyed_a_second_time_by_another(
    client: ReviewingClient, session: Session, paper: Paper, batch: Batch
) -> None:
    day = dt.date(2026, 11, 2)
    handed = Handed(first_number=1, count=10, place="École", handed_on=day, given_to=paper.volunteer.id)
    hand_out(session, batch, handed)
    session.commit()
    karim = somebody(session, paper, "Karim")
    client.sign_in(karim)
    assert "somebody else" in client.get("/keying?sheet=5").text
    key(client, paper.volunteer, batch, 5, q_coffee="yes")

    client.sign_in(karim)

    assert client.get("/keying?sheet=5").location == f"/keying/{batch.batch.id}/5"
    assert "somebody else" in client.get("/keying?sheet=6").text
    key(client, karim, batch, 5, q_coffee="yes")


def test_only_every_fifth_sheet_is_asked_for_again(
    client: ReviewingClient, session: Session, paper: Paper, batch: Batch
) -> None:
    key(client, paper.volunteer, batch, 4, q_coffee="yes")
    key(client, paper.volunteer, batch, 10, q_coffee="yes")

    client.sign_in(somebody(session, paper, "Karim"))

    assert "keyed already" in client.get(f"/keying/{batch.batch.id}/4").text
    assert html.fromstring(client.get("/keying/twice").text).xpath("//ul[@id='waiting']//a/@href") == [
        f"/keying/{batch.batch.id}/10"
    ]


def test_a_third_person_settles_what_differs(
    client: ReviewingClient, session: Session, paper: Paper, batch: Batch
) -> None:
    karim, lea = somebody(session, paper, "Karim"), somebody(session, paper, "Léa")
    key(client, paper.volunteer, batch, 5, q_coffee="yes", q_missing=["parties"], q_words="Un bain")
    key(client, karim, batch, 5, q_coffee="no", q_missing=["parties"], q_words="Un banc", age="25_64")
    entry = session.scalars(select(SecondEntry)).one()
    assert entry.differs == ["q_coffee", "q_words", "age"]
    url = f"/keying/twice/{entry.id}"
    for who in (paper.volunteer, karim):
        client.sign_in(who)
        assert url not in client.get("/keying/twice").text
        assert client.get(url).status_code == 404

    client.sign_in(lea)
    assert (url in client.get("/keying/twice").text, client.get(url).status_code) == (False, 404)
    client.sign_in(paper.organiser)
    page = f"/sheet-batches/{batch.batch.id}"
    client.post(f"{page}/twice", data={**client.form(page, "twice"), "third_look_by": str(lea.id)})
    client.sign_in(lea)
    assert url in client.get("/keying/twice").text
    form = client.form(url, "third-look")
    undecided = client.post(url, data={**form, "pick-q_coffee": "second"})
    settled = client.post(
        url,
        data={**form, "pick-q_coffee": "second", "pick-q_words": "anew", "q_words": "Un bar", "pick-age": "first"},
    )

    assert undecided.status_code == 422
    assert settled.status_code == 303
    (stood,) = standing(session)
    assert stood.answers == {
        "q_missing": {"chosen": ["parties"]},
        "q_coffee": {"chosen": ["no"]},
        "q_words": {"text": "Un bar"},
    }
    assert (stood.sheet_number, stood.keyed_by) == (5, paper.volunteer.id)
    assert not differences(session, paper.version.questionnaire_id)
    assert session.scalars(select(SecondEntry)).one().answers == {}
    assert client.get(url).status_code == 303


def test_agreement_is_told_by_question_and_to_each_person_their_own(
    client: ReviewingClient, session: Session, paper: Paper, batch: Batch
) -> None:
    karim = somebody(session, paper, "Karim")
    for number, said in ((5, "no"), (10, "yes")):
        key(client, paper.volunteer, batch, number, q_coffee="yes", q_missing=["place"])
        key(client, karim, batch, number, q_coffee=said, q_missing=["place"])

    mine = html.fromstring(client.get("/keying/twice").text)
    client.sign_in(paper.organiser)
    everybody = client.get("/keying/twice").text

    (told,) = mine.xpath("//p[@data-same]")
    assert (told.get("data-same"), told.get("data-twice")) == ("3", "4")
    assert mine.xpath("//table[@id='by-question']//tr/@data-question") == ["q_coffee", "q_missing"]
    assert "Amina" not in mine.text_content()
    assert "Amina" in everybody
    assert "Karim" in everybody


def test_a_first_entry_taken_back_and_keyed_anew_is_held_against_the_second_again(
    client: ReviewingClient, session: Session, paper: Paper, batch: Batch
) -> None:
    karim = somebody(session, paper, "Karim")
    key(client, paper.volunteer, batch, 5, q_coffee="yes")
    undo = client.form("/keying", f"undo-{paper.version.print_code}-5")
    key(client, karim, batch, 5, q_coffee="no")
    with client.session_transaction() as cookie_session:
        cookie_session["keyed"] = [undo["token"]]
    client.sign_in(paper.volunteer)
    client.post("/keying/undo", data=undo)

    key(client, paper.volunteer, batch, 5, q_coffee="no")

    assert session.scalars(select(SecondEntry)).one().state == "same"
    assert len(standing(session)) == 1


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("one_choice_other", {"first": ["other"], "first-text": ["Un kiosque"]}),
        ("several_choices", {"wishes": ["shade", "games"]}),
        ("number", {"people": ["4"]}),
        ("scale_halves", {"safe": ["1.5"]}),
        ("long_text", {"more": ["Deux\nlignes"]}),
        ("rating_table", {"rated-row-clean": ["good"], "rated-row-buses": ["poor"]}),
        ("ranking", {"order-order-games": ["1"], "order-order-shade": ["2"]}),
        ("date_time", {"moment": ["23112026 1430"]}),
        ("map", {"spot": ["sand", "churchill"]}),
        ("acknowledgement", {"agreed": ["yes"]}),
        ("refused", {"first-declined": ["-refused"]}),
        ("repeated", {"member-1-name_age": ["7"], "member-2-name_age": ["40"], "member-2-likes": ["shade"]}),
    ],
)
def test_what_stands_can_be_typed_again(name: str, form: dict[str, list[str]]) -> None:
    answers = check_keyed(CAPABILITIES[name], form).answers

    assert answers
    assert check_keyed(CAPABILITIES[name], typed_again(CAPABILITIES[name], answers)).answers == answers


def test_a_question_left_out_by_one_and_a_word_spelt_otherwise() -> None:
    definition = Definition.model_validate(factories.DEFINITION)
    first = Entry({"q_words": {"text": "Un banc, à l'ombre"}, "q_coffee": {"chosen": ["yes"]}}, ["age"])
    second = Entry({"q_words": {"text": "un banc a l’ombre"}}, ["age"])

    found = compare(definition, first, second)

    assert found.keys == ("q_coffee", "q_words", "age")
    assert found.differs == ("q_coffee",)


def test_agreement_counts_each_sheet_for_both_people() -> None:
    found = agreement([((1, 2), ["a", "b"], ["b"]), ((1, 3), ["a"], [])])

    assert found.by_question == {"b": (0, 1), "a": (2, 2)}
    assert found.by_person == {1: (2, 3), 2: (1, 2), 3: (1, 1)}
    assert found.all == (2, 3)
