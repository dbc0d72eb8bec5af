"""The reply to those who left an address: e-mails through a real server, letters, tables."""

import csv
import io
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import openpyxl
import pypdfium2
import pytest
from flask import Flask
from lxml import html
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.contacts.queries import people_to_tell
from consultation.db import Database
from consultation.mailing.send import send_waiting
from consultation.models import AuditEntry, Mail, ReplyWish
from consultation.plan.queries import plan_by_id
from consultation.results.counts import board_of
from consultation.results.replying.letters import Round
from consultation.results.replying.queries import told_on_plan
from consultation.results.replying.standing import parts_of
from consultation.results.replying.tell_people import tell_people
from consultation.terms import Role, WayToTell
from tests import factories
from tests.mailing.mail_server import Box, mail_server
from tests.pages import ReviewingClient
from tests.results.seeded import Seeded, seeded
from tests.submissions.test_writer import database as database

WORDS = {"fr": "Un local ouvre en mai.", "ar": "يفتح المحلّ في مايو."}
LETTER: dict[str, Any] = {"way": WayToTell.LETTER, "email": None}


@pytest.fixture
def rows(session: Session) -> Seeded:
    rows = seeded(session, 20)
    plan_id = rows.plan.id
    factories.reply(session, plan_id=plan_id, key="P1.02", because=WORDS, said={"fr": "Un lieu.", "ar": "مكان."})
    factories.wish(session, plan_id=plan_id, email="ana@town.example")
    factories.wish(session, plan_id=plan_id, email="ali@town.example", locale="ar")
    factories.wish(session, plan_id=plan_id, email="ana@town.example")  # asked twice
    factories.wish(session, email="elsewhere@town.example")
    for name in ("Samira B.", "Paul C."):
        where = f"{name[0]} 12 rue d'Ozon\n86100 Châtellerault"
        factories.wish(session, plan_id=plan_id, name=name, address=where, **LETTER)
    session.commit()
    return rows


@pytest.fixture
def box(app: Flask) -> Iterator[Box]:
    """A mail server that the application knows."""
    known = app.extensions["consultation.settings"]
    asking = app.extensions["consultation.jobs"]
    with mail_server() as server:
        app.extensions["consultation.settings"] = asking.settings = replace(
            known, smtp_url=server.url, mail_from="ville@town.example"
        )
        yield server
    app.extensions["consultation.settings"] = asking.settings = known


def url_of(rows: Seeded) -> str:
    return f"/plans/{rows.plan.slug}/replies/people"


def tell(client: ReviewingClient, rows: Seeded, way: str, **given: str) -> int:
    form = {**client.form(url_of(rows), f"told-{way}"), "send": "1", **given}
    return client.post(f"{url_of(rows)}/{way}", data=form).status_code


def test_each_who_asked_gets_one_e_mail_in_their_language(
    client: ReviewingClient, session: Session, rows: Seeded, box: Box
) -> None:
    client.sign_in(rows.organiser)
    form = {**client.form(url_of(rows), "told-email"), "send": "1"}

    for _tap in range(2):
        assert client.post(f"{url_of(rows)}/email", data=form).status_code == 303

    assert sorted(box.to()) == ["ali@town.example", "ana@town.example"]
    texts = {mail["To"]: mail.get_body(("plain",)).get_content() for mail in box.taken}  # type: ignore[union-attr]  # it has one
    assert "Un local ouvre en mai." in texts["ana@town.example"]
    assert WORDS["ar"] in texts["ali@town.example"]
    assert "Un local" not in texts["ali@town.example"]
    assert "Everybody was told" in client.get(url_of(rows)).text
    assert session.scalars(select(Mail)).all() == []
    assert session.scalars(select(AuditEntry.detail).where(AuditEntry.verb == "tell_people")).first() == {"people": 2}


def test_two_taps_at_once_send_each_message_once(app: Flask, database: Database) -> None:
    """Both had read who waits; the first message had left, and its row with it, when the second tap posted it again."""
    with database.transaction() as session:
        plan_id = seeded(session, 1).plan.id
        factories.reply(session, plan_id=plan_id, key="P1.02", because=WORDS)
        factories.wish(session, plan_id=plan_id, email="ana@town.example")
    with app.app_context(), database.reader() as session:
        told = round_on(session, plan_id)
    has_looked, has_told = threading.Event(), threading.Event()

    def tap_again() -> int:
        with app.app_context(), database.late_writer() as session:
            assert len(people_to_tell(session, plan_id, WayToTell.EMAIL, told.through)) == 1
            has_looked.set()
            assert has_told.wait(30)
            people = tell_people(session, told, WayToTell.EMAIL, sends=True)
            session.commit()
            return people

    with ThreadPoolExecutor(1) as thread, app.app_context(), database.late_writer() as session:
        second = thread.submit(tap_again)
        assert has_looked.wait(30)
        assert tell_people(session, told, WayToTell.EMAIL, sends=True) == 1
        has_told.set()
        time.sleep(0.2)  # the second tap is on its way
        assert session.execute(delete(Mail).returning(Mail.address)).all() == [("ana@town.example",)]  # it has left
        session.commit()
        assert second.result(30) == 0

    with database.reader() as session:
        assert session.scalars(select(Mail)).all() == []


def round_on(session: Session, plan_id: int) -> Round:
    board = board_of(session, plan_by_id(session, plan_id))
    parts = parts_of(board, told_on_plan(session, [plan_id]), today())
    lines = [line for part in parts for line in part.lines if line.told]
    return Round(plan_id, "Plan", "fr", "La Ville", False, lines, lambda locale: f"/{locale}", lambda wish: wish.token)


def test_the_link_of_the_last_line_ends_it(client: ReviewingClient, session: Session, rows: Seeded, box: Box) -> None:
    client.sign_in(rows.organiser)
    tell(client, rows, "email")
    (mail,) = [one for one in box.taken if one["To"] == "ana@town.example"]
    link = str(mail["List-Unsubscribe"]).strip("<>")

    assert link in mail.get_body(("plain",)).get_content().strip().splitlines()[-1]  # type: ignore[union-attr]  # it has one
    assert client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "ana@town.example" not in set(session.scalars(select(ReplyWish.email)))
    factories.reply(session, plan_id=rows.plan.id, key="P1.01")
    session.commit()
    tell(client, rows, "email")
    assert box.to().count("ana@town.example") == 1
    assert box.to().count("ali@town.example") == 2


def test_the_next_time_only_what_is_new_is_told(
    client: ReviewingClient, session: Session, rows: Seeded, box: Box
) -> None:
    client.sign_in(rows.organiser)
    tell(client, rows, "email")
    factories.reply(session, plan_id=rows.plan.id, key="P1.01", because={"fr": "Trop cher."})
    session.commit()
    late = client.form(url_of(rows), "told-email")
    factories.reply(session, plan_id=rows.plan.id, key="P1.03", because={"fr": "Plus tard."})
    session.commit()

    assert client.post(f"{url_of(rows)}/email", data={**late, "send": "1"}).status_code == 303
    assert len(box.taken) == 2  # what was read before it was sent is not what would have left
    tell(client, rows, "email")

    text = box.taken[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    assert "Trop cher." in text
    assert "Plus tard." in text
    assert WORDS["fr"] not in text
    assert WORDS["ar"] not in text


def test_what_nobody_knows_of_is_sent_again_by_hand_alone(
    app: Flask, client: ReviewingClient, session: Session, rows: Seeded, box: Box
) -> None:
    client.sign_in(rows.organiser)
    box.answers = {"ana@town.example": ""}
    tell(client, rows, "email")
    box.answers = {}
    send_waiting(app.extensions["consultation.database"], app.extensions["consultation.settings"])

    assert box.to().count("ana@town.example") == 1
    form = client.form(url_of(rows), "again")
    client.post(f"{url_of(rows)}/again", data=form)
    assert box.to().count("ana@town.example") == 2


def test_without_a_mail_server_a_table_is_taken_away(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.organiser)
    page = client.get(url_of(rows)).text
    table = client.get(f"{url_of(rows)}/email.csv").data.decode("utf-8-sig")
    found = {row["email"]: row for row in csv.DictReader(io.StringIO(table), delimiter=";")}
    with client.get(f"{url_of(rows)}/letter.xlsx") as file:
        book = openpyxl.load_workbook(io.BytesIO(file.data))

    assert "SMTP_URL" in page
    assert set(found) == {"ana@town.example", "ali@town.example"}
    assert WORDS["ar"] in found["ali@town.example"]["text"]
    (leaves,) = re.findall(r"http://localhost(/ar/heard/[\w?=-]+)", found["ali@town.example"]["text"])
    assert client.get(leaves.replace("heard/", "heard/0")).status_code == 200, "the address alone proves who reads"
    first = [[cell or "" for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)][1]
    assert first[:4] == ["Paul C.", "", "P 12 rue d'Ozon", "86100 Châtellerault"]
    assert tell(client, rows, "email") == 303
    assert session.scalars(select(Mail)).all() == []
    assert not html.fromstring(client.get(url_of(rows)).text).xpath("//form[@id='told-email']")


def test_letters_are_printed_for_those_who_wait_and_for_nobody_else(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    factories.wish(session, plan_id=rows.plan.id, name="سميرة", address="1 rue A\n86100 B", locale="ar", **LETTER)
    session.commit()
    client.sign_in(rows.organiser)
    pdf = pypdfium2.PdfDocument(client.get(f"{url_of(rows)}/letters.pdf").data)
    pages = [page.get_textpage().get_text_bounded() for page in pdf]

    assert len(pages) == 3
    assert [name for name in ("Paul C.", "Samira B.") if any(name in page for page in pages)] == [
        "Paul C.",
        "Samira B.",
    ]
    assert all("86100" in page for page in pages)
    assert not any("ana@" in page for page in pages)
    assert tell(client, rows, "letter") == 303
    assert client.get(f"{url_of(rows)}/letters.pdf").status_code == 404


def test_envelopes_without_a_window_get_labels(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    """24 on a page, each address whole on its own label, also a long one; nobody's twice."""
    street = "Résidence des Donaudampfschifffahrtsgesellschaftskapitäne, bâtiment C, escalier 4"
    for number in range(24):
        where = f"{street}\n{number} rue d'Ozon\n86100 Châtellerault"
        factories.wish(session, plan_id=rows.plan.id, name=f"Famille {number:02}.", address=where, **LETTER)
    session.commit()
    client.sign_in(rows.organiser)

    pdf = pypdfium2.PdfDocument(client.get(f"{url_of(rows)}/labels.pdf").data)
    wide, high = 70 / 25.4 * 72, 37 / 25.4 * 72
    texts = [pdf[number // 24].get_textpage() for number in range(26)]
    labels = []
    for number, text in enumerate(texts):
        row, column = divmod(number % 24, 3)
        top = pdf[0].get_height() - 0.5 / 25.4 * 72 - row * high
        labels.append(text.get_text_bounded(column * wide, top - high, column * wide + wide, top))

    assert len(pdf) == 2
    names = [name for label in labels for name in re.findall(r"Famille \d\d|Paul C|Samira B", label)]
    assert len(names) == len(set(names)) == 26
    assert all(label.strip().endswith("86100 Châtellerault") for label in labels)
    assert tell(client, rows, "letter") == 303
    assert client.get(f"{url_of(rows)}/labels.pdf").status_code == 404


def test_a_reply_in_no_language_of_theirs_says_so(
    client: ReviewingClient, session: Session, rows: Seeded, box: Box
) -> None:
    factories.wish(session, plan_id=rows.plan.id, email="olga@town.example", locale="en")
    session.commit()
    client.sign_in(rows.organiser)
    tell(client, rows, "email")

    (mail,) = [one for one in box.taken if one["To"] == "olga@town.example"]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    assert "not written in your language yet" in text
    assert WORDS["fr"] in text


def test_only_organisers_of_the_plan_have_addresses(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    addresses = [f"{url_of(rows)}{end}" for end in ("", "/letters.pdf", "/letter.csv", "/email.xlsx")]
    client.sign_in(rows.account(session, Role.READER))
    assert [client.get(one).status_code for one in addresses] == [403] * 4
    client.sign_in(factories.account(session, Role.ORGANISER))
    assert [client.get(one).status_code for one in addresses] == [404] * 4
