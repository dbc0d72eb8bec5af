"""The translator's desk over HTTP: organisers, a translator without an account, a machine that drafts."""

import io
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consultation.models import Account, AuditEntry, Plan, Questionnaire, TranslationLink
from consultation.models.base import now
from consultation.questionnaires import translate
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.edit import save_draft
from consultation.questionnaires.queries import draft_of
from consultation.questionnaires.translating import with_words
from tests import factories
from tests.pages import ReviewingClient
from tests.questionnaires.test_translating import asked


@pytest.fixture
def organiser(session: Session) -> Account:
    return factories.account(session, locale="en")


@pytest.fixture
def plan(session: Session, organiser: Account) -> Plan:
    return factories.plan(session, organisation_id=organiser.organisation_id)


@pytest.fixture
def made(session: Session, plan: Plan) -> Questionnaire:
    questionnaire = factories.questionnaire(session, asked().model_dump(mode="json"), plan_id=plan.id)
    session.commit()
    return questionnaire


@pytest.fixture
def browser(client: ReviewingClient, organiser: Account) -> ReviewingClient:
    return client.sign_in(organiser)


def draft_now(session: Session, made: Questionnaire) -> Definition:
    session.expire_all()
    return draft_of(made)


def desk_url(made: Questionnaire, locale: str = "ps") -> str:
    return f"/questionnaires/{made.id}/translations/{locale}"


def test_words_are_written_beside_their_source(browser: ReviewingClient, session: Session, made: Questionnaire) -> None:
    fields = browser.form(desk_url(made), "desk")

    page = browser.post(
        desk_url(made), data=fields | {"words-d.title": "ستاسو هیلې", "do": "save"}, follow_redirects=True
    )

    assert draft_now(session, made).title == {"fr": "Vos envies", "ps": "ستاسو هیلې"}
    assert "1 wording is saved." in page.text
    assert 'lang="ps" dir="rtl"' in page.text
    assert [entry.verb for entry in session.query(AuditEntry)] == ["translate"]


def test_somebody_elses_change_is_shown_not_overwritten(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    fields = browser.form(desk_url(made), "desk")
    save_draft(session, made, with_words(draft_of(made), "ps", {"d.intro": "سلام"}))
    session.commit()

    answer = browser.post(desk_url(made), data=fields | {"words-d.intro": "ښه راغلاست", "do": "save"})

    assert answer.status_code == 409
    assert "Somebody changed this wording" in answer.text
    assert "ښه راغلاست" in answer.text
    assert draft_now(session, made).intro["ps"] == "سلام"


def test_a_changed_french_sentence_is_listed_with_every_language_left_behind(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    save_draft(session, made, with_words(draft_of(made), "ar", {"q.where.label": "أين؟ ${q_name}"}))
    save_draft(session, made, with_words(draft_of(made), "fr", {"q.where.label": "Où, ${q_name}, le soir ?"}))
    session.commit()

    overview = browser.get(f"/questionnaires/{made.id}/translations").text
    fields = browser.form(f"{desk_url(made)}?show=stale", "desk")
    browser.post(desk_url(made), data=fields | {"keep-q.where.label": "1", "do": "save"})

    stale = overview.split('id="stale"')[1].split("</section>")[0]
    assert "Question 1" in stale
    assert "پښتو" in stale
    assert "العربية" in stale
    assert [name for name in fields if name.startswith("seen-")] == ["seen-q.where.label"]
    session.expire_all()
    assert translate.state_of(made).stale == {"q.where.label": {"ar": "Où, ${q_name} ?"}}


def test_a_sign_off_is_taken_back_by_a_change(browser: ReviewingClient, session: Session, made: Questionnaire) -> None:
    def signed() -> bool:
        return "Read and signed off" in browser.get(desk_url(made)).text

    browser.post(desk_url(made), data=browser.form(desk_url(made), "review") | {"do": "sign"})
    assert signed()

    browser.post(desk_url(made), data=browser.form(desk_url(made), "desk") | {"words-d.intro": "سلام", "do": "save"})
    assert not signed()


@pytest.mark.parametrize("kind", ["xlsx", "po", "xliff1", "xliff2"])
def test_a_file_goes_out_and_comes_back(
    browser: ReviewingClient, session: Session, made: Questionnaire, kind: str
) -> None:
    sent = browser.get(f"{desk_url(made)}/file.{kind}")
    before = draft_now(session, made)
    translated = with_words(before, "ps", {"q.table.option.good": ""})
    save_draft(session, made, translated)
    session.commit()

    fields = browser.form(desk_url(made), "file-form")
    answer = browser.post(
        f"{desk_url(made)}/file", data={**fields, "file": (io.BytesIO(sent.data), "back")}, follow_redirects=True
    )

    assert draft_now(session, made) == before
    assert "1 wording is saved." in answer.text
    assert "attachment" in sent.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"hello", "none of the files of this page"),
        (b"", "Choose a file first"),
        (b'<!DOCTYPE x><xliff version="1.2"/>', "document type"),
        (
            b'<xliff version="1.2"><file target-language="tr"><body><trans-unit id="d.title"><source>a</source>'
            b"<target>b</target></trans-unit></body></file></xliff>",
            "another language",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_says_what_to_do(
    browser: ReviewingClient, session: Session, made: Questionnaire, data: bytes, said: str
) -> None:
    before = made.draft
    fields = browser.form(desk_url(made), "file-form")

    answer = browser.post(f"{desk_url(made)}/file", data={**fields, "file": (io.BytesIO(data), "back.xlf")})

    assert answer.status_code == 422
    assert said in answer.text
    session.expire_all()
    assert made.draft == before


def test_the_glossary_is_shown_beside_the_sentence_and_checked(
    browser: ReviewingClient, session: Session, plan: Plan, made: Questionnaire
) -> None:
    url = f"/plans/{plan.slug}/glossary/ps"
    wrong = browser.post(url, data=browser.form(url, "glossary") | {"terms": "Bien"})
    browser.post(url, data=browser.form(url, "glossary") | {"terms": "Bien = سم\n\nLoin = لرې\n"})

    page = browser.get(desk_url(made)).text

    assert wrong.status_code == 422
    assert "term = translation" in wrong.text
    assert "The glossary says: Bien → سم" in page
    assert translate.glossary(session, plan.organisation_id, "ps") == {"Bien": "سم", "Loin": "لرې"}


def test_a_language_nobody_listed_is_added_with_its_own_name(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/translations"
    other = browser.form(url, "language") | {"locale": "other", "do": "add"}

    refused = browser.post(url, data=other | {"code": "shimaore", "name": ""})
    browser.post(url, data=other | {"code": "UZ-cyrl", "name": "Ўзбекча"})
    browser.post(url, data=browser.form(url, "language") | {"locale": "swb", "do": "add"})

    assert refused.status_code == 422
    definition = draft_now(session, made)
    assert definition.locales == ("fr", "ps", "ar", "uz-Cyrl", "swb")
    assert definition.content_locales == {"uz-Cyrl": "Ўзбекча", "swb": "Shimaore"}


def test_a_reading_of_the_easy_french_is_noted_and_goes_stale(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/translations"
    browser.post(url, data=browser.form(url, "language") | {"locale": "fr@falc", "do": "add"})
    said = {"day": "2020-05-04", "group": "Atelier lecture", "people": "6", "do": "reading"}

    page = browser.post(url, data=browser.form(url, "reading") | said, follow_redirects=True).text
    save_draft(session, made, with_words(draft_now(session, made), "fr", {"d.intro": "Salut"}))
    session.commit()
    after = browser.get(url).text

    assert "Easy to read, reviewed by 6 people" in page
    assert "Easy to read, reviewed by" not in after
    assert "The easy French changed since" in after


# A translator without an account


@pytest.fixture
def outside(app: Flask, browser: ReviewingClient, made: Questionnaire) -> tuple[ReviewingClient, str]:
    """Somebody else's browser, and the address they were given."""
    form = browser.form(desk_url(made), "link") | {"name": "La classe de dari", "do": "link"}
    page = browser.post(desk_url(made), data=form).text
    found = re.search(r"/translate/([\w-]+)", page)
    assert found
    stranger = app.test_client()
    assert isinstance(stranger, ReviewingClient)
    stranger.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return stranger, f"/translate/{found[1]}"


def test_a_link_opens_one_language_of_one_questionnaire(
    outside: tuple[ReviewingClient, str], session: Session, made: Questionnaire
) -> None:
    stranger, url = outside
    before = draft_now(session, made)
    fields = stranger.form(url, "desk")

    sent = fields | {"words-d.title": "هیلې", "words-d.gone": "x", "seen-d.gone": "y", "locale": "ar"}
    answer = stranger.post(url, data=sent, follow_redirects=True)

    assert "1 wording is saved." in answer.text
    assert draft_now(session, made) == with_words(before, "ps", {"d.title": "هیلې"})
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    for elsewhere in (desk_url(made), desk_url(made, "ar"), f"/questionnaires/{made.id}"):
        assert stranger.get(elsewhere).status_code == 303


def test_a_file_goes_out_and_comes_back_by_a_link(
    outside: tuple[ReviewingClient, str], session: Session, made: Questionnaire
) -> None:
    stranger, url = outside
    data = stranger.get(f"{url}/file.xliff2").data.replace(b"<target></target>", "<target>ښه</target>".encode(), 1)

    answer = stranger.post(f"{url}/file", data={"file": (io.BytesIO(data), "x.xlf")})

    assert "1 wording is saved." in answer.text
    assert draft_now(session, made).title["ps"] == "ښه"


def test_a_link_is_over_when_it_is_closed_or_its_day_has_come(
    outside: tuple[ReviewingClient, str], browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    stranger, url = outside
    link = session.query(TranslationLink).one()
    assert stranger.get(url).status_code == 200
    assert stranger.get(url + "x").status_code == 404
    assert url.split("/")[-1] != link.token_hash

    browser.post(desk_url(made), data=browser.form(desk_url(made), "links") | {"do": f"revoke/{link.id}"})
    closed = [stranger.get(url).status_code, stranger.post(url, data={}).status_code]
    session.expire_all()
    link.revoked_at, link.expires_at = None, now()
    session.commit()

    assert closed == [410, 410]
    assert stranger.get(url).status_code == 410


def test_a_link_dies_with_its_language(
    outside: tuple[ReviewingClient, str], session: Session, made: Questionnaire
) -> None:
    stranger, url = outside
    translate.drop_language(session, made, "ps")
    session.commit()

    assert stranger.get(url).status_code == 410


def test_a_link_takes_only_so_many_tries(outside: tuple[ReviewingClient, str]) -> None:
    stranger, url = outside

    answers = [stranger.post(url, data={}).status_code for _ in range(32)]

    assert answers[0] == 303
    assert answers[-1] == 429


def test_another_town_finds_no_desk(client: ReviewingClient, session: Session, made: Questionnaire) -> None:
    client.sign_in(factories.account(session))

    assert client.get(desk_url(made)).status_code == 404
    assert client.get(f"{desk_url(made)}/file.po").status_code == 404


# A machine


class Service(BaseHTTPRequestHandler):
    """A small LibreTranslate: says each sentence in angle brackets, or what it was told to say."""

    answer: Any = None
    wait_s = 0.0
    asked: list[dict[str, Any]] = []  # noqa: RUF012  # one server at a time

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append({"path": self.path, **asked})
        time.sleep(type(self).wait_s)
        status, document = type(self).answer or (200, {"translatedText": [f"«{one}»" for one in asked["q"]]})
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            return  # whoever asked has left

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


@pytest.fixture
def service(app: Flask) -> Iterator[type[Service]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    known = app.extensions["consultation.settings"]
    before = known.translate_url, known.translate_key, known.translate_wait_s
    object.__setattr__(known, "translate_url", f"http://127.0.0.1:{server.server_port}")
    object.__setattr__(known, "translate_key", "key")
    object.__setattr__(known, "translate_wait_s", 0.5)
    Service.answer, Service.wait_s, Service.asked = None, 0.0, []
    yield Service
    server.shutdown()
    server.server_close()
    for name, value in zip(("translate_url", "translate_key", "translate_wait_s"), before, strict=True):
        object.__setattr__(known, name, value)


def ask(browser: ReviewingClient, made: Questionnaire) -> str:
    fields = browser.form(desk_url(made), "drafts")
    return browser.post(f"{desk_url(made)}/drafts", data=fields, follow_redirects=True).text


def test_a_machine_drafts_what_is_missing_and_a_person_takes_it(
    browser: ReviewingClient, session: Session, made: Questionnaire, service: type[Service]
) -> None:
    before = draft_now(session, made)

    page = ask(browser, made)

    assert "«Vos envies»" in page
    assert "draft of a machine" in page
    assert draft_now(session, made) == before
    assert {one["source"] for one in service.asked} == {"fr"}
    assert {(one["target"], one["api_key"], one["path"]) for one in service.asked} == {("ps", "key", "/translate")}
    assert "Où, ${q_name} ?" not in [words for one in service.asked for words in one["q"]]

    fields = browser.form(desk_url(made), "desk")
    browser.post(desk_url(made), data=fields | {"take-d.title": "1", "do": "save"})
    now_said = draft_now(session, made)
    assert now_said.title["ps"] == "«Vos envies»"
    assert "ps" not in now_said.intro


@pytest.mark.parametrize(
    ("answer", "wait_s", "said"),
    [
        ((400, {"error": "ps is not supported"}), 0.0, "ps is not supported"),
        ((503, b"busy"), 0.0, "503"),
        ((200, b"not json"), 0.0, "JSONDecodeError"),
        ((200, {"translatedText": ["one only"]}), 0.0, "translatedText"),
        (None, 1.0, "TimeoutError"),
    ],
)
def test_a_machine_that_fails_changes_nothing(
    browser: ReviewingClient,
    session: Session,
    made: Questionnaire,
    service: type[Service],
    answer: Any,
    wait_s: float,
    said: str,
) -> None:
    service.answer, service.wait_s = answer, wait_s

    page = ask(browser, made)

    assert "did not help" in page
    assert said in page
    session.expire_all()
    assert translate.state_of(made).drafts == {}


def test_without_a_service_there_is_no_machine(browser: ReviewingClient, made: Questionnaire) -> None:
    fields = browser.form(desk_url(made), "review")

    assert "Ask for drafts" not in browser.get(desk_url(made)).text
    assert browser.post(f"{desk_url(made)}/drafts", data=fields).status_code == 404
