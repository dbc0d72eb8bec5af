"""A volunteer reads the questions aloud and writes down what people say."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.answering.aloud import beside, kept_silent, without
from consultation.answering.page import page_of
from consultation.answering.views.sheets import SPEECH
from consultation.clock import today
from consultation.files import path_of
from consultation.models import Account, Channel, Plan, Questionnaire, Submission
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.kinds import KINDS
from consultation.submissions.recount import differences
from consultation.terms import ChannelKind, Kind, Mode, Role
from tests import factories
from tests.pages import ReviewingClient
from tests.questionnaires.capabilities import CAPABILITIES, MAP, QUESTIONS, changed, definition, document

TITLE = ("Votre place", "ساحتكم", "Your square")


class Stall:
    """A stall with a questionnaire and a volunteer of its town."""

    def __init__(self, session: Session, asked: dict[str, Any] | None = None, **given: Any) -> None:
        self.session = session
        self.channel: Channel = factories.channel(session, asked, **{"kind": ChannelKind.STALL, **given})
        self.questionnaire_id = session.scalars(
            select(Questionnaire.id).order_by(Questionnaire.id.desc()).limit(1)
        ).one()
        organisation = session.scalars(select(Plan.organisation_id).order_by(Plan.id.desc()).limit(1)).one()
        self.volunteer: Account = factories.account(
            session, Role.VOLUNTEER, organisation_id=organisation, locale="en", name="Amina"
        )

    def url(self, locale: str = "fr") -> str:
        return f"/asking/{self.channel.code}/{locale}"

    def stored(self) -> list[Submission]:
        self.session.expire_all()
        return list(self.session.scalars(select(Submission)).all())


@pytest.fixture
def stall(session: Session) -> Stall:
    return Stall(session)


def say(client: ReviewingClient, url: str, **answers: Any) -> Any:
    return client.post(url, data={**client.form(url, "sheet"), **answers})


def test_a_person_is_asked_and_the_next_one_follows(client: ReviewingClient, stall: Stall) -> None:
    client.sign_in(stall.volunteer)

    answered = say(client, stall.url("ar"), q_missing=["parties"], q_coffee="yes", q_words="مقعد")

    assert answered.status_code == 303
    assert answered.location == stall.url("ar")
    (stored,) = stall.stored()
    assert stored.answers == {
        "q_missing": {"chosen": ["parties"]},
        "q_coffee": {"chosen": ["yes"]},
        "q_words": {"text": "مقعد"},
    }
    assert (stored.mode, stored.locale, stored.keyed_by) == (Mode.INTERVIEWER, "ar", stall.volunteer.id)
    assert (stored.channel_id, stored.day, stored.sheet_number) == (stall.channel.id, today(), None)
    assert not differences(stall.session, stored.questionnaire_id)
    following = html.fromstring(client.get(answered.location).text)
    assert "Saved." in following.xpath("string(//p[@class='notice'])")
    assert not following.xpath("//input[@checked]")


def test_a_double_tap_keeps_one(client: ReviewingClient, stall: Stall) -> None:
    client.sign_in(stall.volunteer)
    form = {**client.form(stall.url(), "sheet"), "q_coffee": "no"}

    answers = [client.post(stall.url(), data=form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(stall.stored()) == 1


def test_both_languages_stand_beside_one_another(client: ReviewingClient, stall: Stall) -> None:
    client.sign_in(stall.volunteer)

    page = html.fromstring(client.get(stall.url("ar")).text)

    legend = page.xpath("//fieldset[@data-question='q_missing']/legend")[0]
    assert "ماذا ينقصك؟" in legend.text_content()
    assert legend.xpath("string(span[@class='beside'])") == "What do you miss?"
    words = legend.xpath("span[@lang='ar']")[0]
    assert words.get("dir") == "rtl"
    option = page.xpath("//label[input[@value='parties']]")[0].text_content()
    assert "حفلات" in option
    assert "Parties" in option
    same = html.fromstring(client.get(stall.url("en")).text)
    assert not same.xpath("//form[@id='sheet']//span[@class='beside']")


def test_what_is_wrong_comes_back_with_what_was_said(client: ReviewingClient, stall: Stall) -> None:
    client.sign_in(stall.volunteer)

    refused = say(client, stall.url("ar"), q_missing=["parties", "place", "other"], q_words="Un banc")

    page = html.fromstring(refused.text)
    assert refused.status_code == 422
    assert page.xpath("//input[@name='q_missing'][@checked]/@value") == ["parties", "place", "other"]
    assert page.xpath("string(//textarea[@name='q_words'])").strip() == "Un banc"
    assert page.xpath("//div[@id='errors']//a")
    assert not stall.stored()


def test_nothing_said_is_nothing_saved(client: ReviewingClient, stall: Stall) -> None:
    client.sign_in(stall.volunteer)

    assert say(client, stall.url()).status_code == 422
    assert not stall.stored()


def test_sensitive_questions_are_not_asked_aloud(client: ReviewingClient, session: Session) -> None:
    asked = definition(
        TITLE, changed(Kind.ONE_CHOICE, sensitive=True, required=True), QUESTIONS[Kind.LONG_TEXT]
    ).model_dump(mode="json")
    stall = Stall(session, asked)
    client.sign_in(stall.volunteer)

    page = client.get(stall.url())
    say(client, stall.url(), first="shade", more="Un banc")

    assert 'data-question="first"' not in page.text
    assert "1 sensitive question is not asked aloud" in page.text
    assert [stored.answers for stored in stall.stored()] == [{"more": {"text": "Un banc"}}]


def test_every_kind_can_be_asked(client: ReviewingClient, session: Session) -> None:
    stall = Stall(session, document("declined"))
    client.sign_in(stall.volunteer)

    page = html.fromstring(client.get(stall.url("ar")).text)

    shown = set(page.xpath("//@data-question"))
    silent = {q.key for q in CAPABILITIES["declined"].questions() if not KINDS[q.kind].is_shown}
    assert shown == {q.key for q in CAPABILITIES["declined"].questions()} - silent
    said = say(
        client,
        stall.url("ar"),
        **{
            "first": "-refused",
            "rated-row-clean": "good",
            "order-rank-1": "games",
            "safe": "4",
            "day": "2026-11-23",
            "people-declined": "-unknown",
        },
    )
    assert said.status_code == 303
    (stored,) = stall.stored()
    assert stored.answers == {
        "first": {"declined": "refused"},
        "rated": {"table": {"clean": ["good"]}},
        "order": {"ranked": ["games"]},
        "safe": {"number": 4.0},
        "day": {"moment": "2026-11-23"},
        "people": {"declined": "unknown"},
        "wave": {"text": "autumn"},
    }


def test_a_picture_is_taken_for_the_person(
    client: ReviewingClient, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stall = Stall(session, document("photo"))
    client.sign_in(stall.volunteer)
    settings = client.application.extensions["consultation.settings"]
    monkeypatch.setitem(
        client.application.extensions, "consultation.settings", replace(settings, instance_dir=tmp_path)
    )

    said = say(client, stall.url(), photo=(io.BytesIO(MAP), "map.png"))

    assert said.status_code == 303
    (stored,) = stall.stored()
    assert path_of(tmp_path, stored.answers["photo"]["file"]).exists()


def test_stalls_of_another_town_do_not_exist(client: ReviewingClient, session: Session, stall: Stall) -> None:
    foreign = Stall(session)
    client.sign_in(stall.volunteer)

    assert client.get(foreign.url()).status_code == 404
    assert client.post(foreign.url(), data=client.form(stall.url(), "sheet")).status_code == 404
    listed = client.get("/asking").text
    assert stall.url() in listed
    assert foreign.url() not in listed


@pytest.mark.parametrize("kind", [ChannelKind.ONLINE, ChannelKind.POSTER, ChannelKind.PAPER])
def test_only_where_somebody_asks(client: ReviewingClient, session: Session, kind: ChannelKind) -> None:
    elsewhere = Stall(session, kind=kind)
    client.sign_in(elsewhere.volunteer)

    assert client.get(elsewhere.url()).status_code == 404
    assert elsewhere.channel.code not in client.get("/asking").text


def test_a_reader_asks_nobody(client: ReviewingClient, session: Session, stall: Stall) -> None:
    reader = factories.account(session, Role.READER, organisation_id=stall.volunteer.organisation_id)
    client.sign_in(reader)

    assert client.get("/asking").status_code == 403
    assert client.get(stall.url()).status_code == 403


def test_a_stall_that_closes_meanwhile_gives_back_what_was_said(
    client: ReviewingClient, session: Session, stall: Stall
) -> None:
    client.sign_in(stall.volunteer)
    form = {**client.form(stall.url(), "sheet"), "q_words": "Un banc"}
    client.application.extensions["answering"] = {}
    stall.channel.is_closed = True
    session.flush()

    late = client.post(stall.url(), data=form)

    assert late.status_code == 409
    assert "Un banc" in late.text
    assert not stall.stored()
    assert client.get(stall.url()).status_code == 303
    assert stall.channel.name not in html.fromstring(client.get("/asking").text).xpath("string(//section)")


def test_the_list_counts_what_one_person_asked_today(client: ReviewingClient, stall: Stall) -> None:
    client.sign_in(stall.volunteer)
    assert "asked by you today" not in client.get("/asking").text

    say(client, stall.url(), q_coffee="yes")

    assert "1 person asked by you today" in client.get("/asking").text


@pytest.mark.parametrize("name", CAPABILITIES)
def test_every_questionnaire_stands_in_two_languages(app: Any, name: str) -> None:
    asked = Definition.model_validate(document(name))
    with app.test_request_context("/asking"):
        french, arabic = (page_of(asked, locale, SPEECH) for locale in ("fr", "ar"))
        both = without(beside(arabic, french), kept_silent(asked))

    assert not {question.name for question in both.questions()} & kept_silent(asked)
    for question in both.questions():
        assert question.beside is not None or not question.label.words


def test_nobody_names_a_file_in_words(client: ReviewingClient, session: Session) -> None:
    stall = Stall(session, document("photo"))
    client.sign_in(stall.volunteer)

    said = say(client, stall.url(), photo=f"{'a' * 64}.jpg")

    assert said.status_code == 422
    assert stall.stored() == []


def test_the_introduction_is_read_aloud_too(client: ReviewingClient, session: Session) -> None:
    stall = Stall(session, {**document("one_choice"), "intro": {"fr": "Bonjour à vous", "en": "Hello you"}})
    client.sign_in(stall.volunteer)

    page = client.get(stall.url())

    assert page.status_code == 200
    assert "Bonjour à vous" in page.text
    assert "Hello you" in page.text
