"""Messages leave once, through a real mail server."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consultation.db import Database
from consultation.jobs import REGULAR, Place
from consultation.mailing.post import NewMail, post, post_again, unpost
from consultation.mailing.queries import in_the_box
from consultation.mailing.send import MOST_TRIES, send_waiting
from consultation.mailing.server import BadMailServer, connect, server_of
from consultation.mailing.work import forget_refused_mail, send_mail_that_waits
from consultation.models import Mail
from consultation.models.base import now
from consultation.settings import Settings
from consultation.terms import MailState
from tests import factories
from tests.mailing.mail_server import CERTIFICATE, Box, mail_server

ARABIC = "طلبتم أن تعرفوا.\n\nhttp://localhost/ar/plan/a/reply?a=1&b=2"


@pytest.fixture
def box() -> Iterator[Box]:
    with mail_server() as server:
        yield server


@pytest.fixture
def database(app: Flask, session: Session) -> Database:
    found: Database = app.extensions["consultation.database"]
    return found


@pytest.fixture
def settings(box: Box) -> Settings:
    return Settings(smtp_url=box.url, mail_from="La Ville <ville@town.example>")


def put(session: Session, *names: str, **given: Any) -> int:
    """The plan of messages to these people."""
    plan = factories.plan(session)
    post(
        session,
        [
            NewMail(
                **{
                    "key": f"reply-{name}",
                    "plan_id": plan.id,
                    "address": f"{name}@town.example",
                    "subject": "Vous avez dit,\nla ville répond",
                    "text": "Bonjour",
                    "locale": "fr",
                    **given,
                }
            )
            for name in names
        ],
    )
    session.commit()
    return plan.id


def test_each_person_gets_one_message_however_often_it_is_asked_for(
    database: Database, session: Session, box: Box, settings: Settings
) -> None:
    plan_id = put(session, "ana", "bob")
    twice = NewMail(key="reply-ana", plan_id=plan_id, address="ana@town.example", subject="", text="", locale="fr")

    assert post(session, [twice, twice]) == 0
    session.commit()
    assert (send_waiting(database, settings), send_waiting(database, settings)) == (2, 0)
    assert sorted(box.to()) == ["ana@town.example", "bob@town.example"]
    assert session.scalars(select(Mail)).all() == []  # no address is kept longer than it is needed


def test_a_message_says_its_language_its_direction_and_how_to_leave(
    database: Database, session: Session, box: Box, settings: Settings
) -> None:
    put(session, "ana", text=ARABIC, locale="ar", leave_url="http://localhost/ar/told/1")

    send_waiting(database, settings)

    (mail,) = box.taken
    plain, page = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    assert plain.get_content().split() == ARABIC.split()
    assert '<html lang="ar" dir="rtl">' in page.get_content()
    assert '<a href="http://localhost/ar/plan/a/reply?a=1&amp;b=2">' in page.get_content()
    assert (mail["Subject"], mail["From"]) == ("Vous avez dit, la ville répond", "La Ville <ville@town.example>")
    assert mail["List-Unsubscribe"] == "<http://localhost/ar/told/1>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_refusal_stops_nobody_else(database: Database, session: Session, box: Box, settings: Settings) -> None:
    plan_id = put(session, "ana", "bob", "cleo", "dörte")
    box.answers = {"ana@town.example": "550 no such mail box", "bob@town.example": "451 come back later"}

    assert send_waiting(database, settings) == 1
    assert box.to() == ["cleo@town.example"]
    assert in_the_box(session, plan_id) == {MailState.WAITING: 1, MailState.LEAVING: 0, MailState.REFUSED: 2}
    box.answers = {}
    assert send_waiting(database, settings) == 0  # bob: not before ten minutes
    session.execute(update(Mail).values(again_at=now() - dt.timedelta(seconds=1)))
    session.commit()
    assert send_waiting(database, settings) == 1
    assert box.to() == ["cleo@town.example", "bob@town.example"]


@pytest.mark.parametrize("address", ['a@?:b.c,,"', ':.;)@a*:."', "88<@a.b:"])
def test_an_address_no_message_can_be_written_to_stops_nobody_else(
    database: Database, session: Session, box: Box, settings: Settings, address: str
) -> None:
    """One of them, left by anybody, ended every round of sending before the others had their turn."""
    plan_id = put(session, "0", address=address)
    put(session, "bob")

    assert send_waiting(database, settings) == 1
    assert box.to() == ["bob@town.example"]
    assert in_the_box(session, plan_id) == {MailState.WAITING: 0, MailState.LEAVING: 0, MailState.REFUSED: 1}


def test_what_is_refused_for_a_while_is_given_up_in_the_end(
    database: Database, session: Session, box: Box, settings: Settings
) -> None:
    plan_id = put(session, "ana")
    box.answers = {"ana@town.example": "451 come back later"}

    for _ in range(MOST_TRIES):
        session.execute(update(Mail).values(again_at=None))
        session.commit()
        send_waiting(database, settings)

    assert in_the_box(session, plan_id)[MailState.REFUSED] == 1


def test_a_line_that_breaks_doubles_nothing(database: Database, session: Session, box: Box, settings: Settings) -> None:
    """The server had all of it and hung up before it said so: sent again, one person would have had two."""
    plan_id = put(session, "ana", "bob")
    box.answers = {"ana@town.example": ""}

    assert send_waiting(database, settings) == 0
    box.answers = {}
    assert send_waiting(database, settings) == 1
    assert box.to() == ["ana@town.example", "bob@town.example"]
    assert in_the_box(session, plan_id) == {MailState.WAITING: 0, MailState.LEAVING: 1, MailState.REFUSED: 0}
    assert (post_again(session, plan_id), post_again(session, plan_id)) == (1, 0)  # somebody decided
    session.commit()
    assert send_waiting(database, settings) == 1


def test_a_server_that_is_away_loses_nothing(database: Database, session: Session) -> None:
    plan_id = put(session, "ana")
    with mail_server() as gone:
        address = gone.url

    assert send_waiting(database, Settings(smtp_url=address, mail_from="a@town.example")) == 0
    assert in_the_box(session, plan_id)[MailState.WAITING] == 1
    with mail_server() as back:
        assert send_waiting(database, Settings(smtp_url=back.url, mail_from="a@town.example")) == 1
    assert send_mail_that_waits in REGULAR


def test_whoever_left_gets_nothing_more(database: Database, session: Session, box: Box, settings: Settings) -> None:
    plan_id = put(session, "ana", "bob", leave_url="http://localhost/fr/told/1")

    unpost(session, plan_id, "ana@town.example")
    unpost(session, plan_id + 1, "bob@town.example")
    session.commit()

    send_waiting(database, settings)
    assert box.to() == ["bob@town.example"]


@pytest.mark.parametrize(
    ("url", "sender"), [("mail.town.example", "a@b.example"), ("http://a", "a@b.example"), ("smtp://a", "")]
)
def test_settings_that_lead_nowhere_are_told(url: str, sender: str) -> None:
    with pytest.raises(BadMailServer):
        server_of(Settings(smtp_url=url, mail_from=sender))


@pytest.mark.parametrize("sign", ["/", "#", "?", "[", "1/", "1?", "9#", "\u2100"])
def test_a_password_that_breaks_the_address_is_not_told(database: Database, session: Session, sign: str) -> None:
    """What the standard library says of such an address holds a piece of the password, and doctor printed it."""
    put(session, "ana")
    settings = Settings(smtp_url=f"smtp://me:{sign}secret@mail.example", mail_from="a@b.example")

    with pytest.raises(BadMailServer, match="%2F") as refused:
        server_of(settings)

    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert send_waiting(database, settings) == 0  # it waits for settings that lead somewhere


def test_an_address_says_all_of_a_server() -> None:
    server = server_of(Settings(smtp_url="smtps://me%40town:p%3Aw@mail.example", mail_from="a@b.example"))

    assert server is not None
    assert (server.is_encrypted, server.host, server.port) == (True, "mail.example", 465)
    assert (server.user, server.password) == ("me@town", "p:w")
    assert server_of(Settings()) is None


def test_a_password_is_not_sent_where_anybody_could_read_it(
    box: Box, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = server_of(settings)
    assert server is not None
    monkeypatch.setattr("consultation.mailing.server.HERE", frozenset())

    with pytest.raises(BadMailServer, match="does not encrypt"):
        connect(replace(server, user="me", password="secret"))


def test_a_server_that_can_encrypt_gets_mail_and_password_encrypted(
    database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(session, "ana")
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with mail_server(encrypts=True) as box:
        address = box.url.replace("//", "//town:s%3Acret@")
        assert send_waiting(database, Settings(smtp_url=address, mail_from="a@town.example")) == 1

    assert (box.to(), box.encrypted, box.passwords) == (["ana@town.example"], [True], [b"s:cret"])


def test_a_server_nobody_vouches_for_gets_nothing(
    database: Database, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    """Its certificate is its own word: it may be anybody on the way."""
    plan_id = put(session, "ana")
    with mail_server(encrypts=True) as box:
        address = box.url.replace("//", "//town:secret@")
        assert send_waiting(database, Settings(smtp_url=address, mail_from="a@town.example")) == 0

    assert (box.taken, box.passwords) == ([], [])
    assert in_the_box(session, plan_id)[MailState.WAITING] == 1
    assert "certificate" in caplog.text


@pytest.mark.parametrize("host", ["a..b", f"{'a' * 64}.example", ".example"])
def test_a_host_that_cannot_be_asked_for_is_told(
    database: Database, session: Session, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    """It was an error of letters in the middle of the work, with no word of SMTP_URL."""
    plan_id = put(session, "ana")
    settings = Settings(smtp_url=f"smtp://me:secret@{host}", mail_from="a@b.example")

    assert send_waiting(database, settings) == 0

    assert in_the_box(session, plan_id)[MailState.WAITING] == 1
    assert "SMTP_URL" in caplog.text
    assert "secret" not in caplog.text


def test_an_address_that_was_refused_is_forgotten_after_some_weeks(
    database: Database, session: Session, settings: Settings
) -> None:
    put(session, "ana", "bob", "eve")
    long_ago = {"again_at": now() - dt.timedelta(weeks=5)}
    session.execute(update(Mail).where(Mail.key == "reply-ana").values(state=MailState.REFUSED, **long_ago))
    session.execute(update(Mail).where(Mail.key == "reply-bob").values(state=MailState.REFUSED, again_at=now()))
    session.execute(update(Mail).where(Mail.key == "reply-eve").values(**long_ago))
    session.commit()

    forget_refused_mail(Place(database, settings))

    assert session.scalars(select(Mail.key).order_by(Mail.key)).all() == ["reply-bob", "reply-eve"]
    assert forget_refused_mail in REGULAR
