"""Asked, said, decided, because: five states with a reason, a history, silence, and the ways back."""

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.jobs import Place
from consultation.mailing.work import send_mail_that_waits
from consultation.models import Account, Action, AuditEntry, ChannelReply, Plan, Reply, Verbatim
from consultation.results.replying.reminder import reminder
from consultation.results.replying.standing import is_silent, waits
from consultation.results.replying.tell import NewReply, NoReason, remind_pilots, tell
from consultation.results.work import remind
from consultation.settings import Settings
from consultation.submissions.told import Told, told_of
from consultation.terms import ActionState, CampaignState, ReplyState, Role, VerbatimState
from tests import factories
from tests.mailing.mail_server import mail_server
from tests.pages import ReviewingClient
from tests.results.seeded import Seeded, seeded

DAY = dt.date(2026, 6, 1)


@pytest.fixture
def rows(session: Session) -> Seeded:
    return seeded(session, 60)


def action_of(session: Session, rows: Seeded, key: str = "P1.02") -> Action:
    return session.scalars(select(Action).where(Action.key == key, Action.plan_id == rows.plan.id)).one()


def url_of(rows: Seeded, key: str = "P1.02") -> str:
    return f"/plans/{rows.plan.slug}/results/{key}/reply"


GOOD: dict[str, Any] = {
    "state": "doing",
    "carrier": "La Ville",
    "due_on": "2027-05-01",
    "because_fr": "Un local ouvre en mai.",
    "because_ar": "نعم",
    "signed": "M. Dupont, adjoint au maire",
}


def publish(client: ReviewingClient, rows: Seeded, key: str = "P1.02", **given: str) -> int:
    """The answer to a reply written and confirmed."""
    form = {**client.form(url_of(rows, key), "reply"), **GOOD, **given}
    seen = html.fromstring(client.post(url_of(rows, key), data=form).text)
    (confirmed,) = seen.xpath("//form[@id='publish-reply']") or [None]
    assert confirmed is not None, seen.xpath("//*[@class='errors']//li//text()")
    return client.post(url_of(rows, key), data={**dict(confirmed.form_values()), "confirmed": "1"}).status_code


@pytest.mark.parametrize(
    ("state", "carrier", "due_on", "because", "wrong"),
    [
        ("", "", "", "Parce que.", "state"),
        ("done", "", "", "", "because_fr"),
        ("no", "", "", "  ", "because_fr"),
        ("doing", "", "2027-05-01", "Parce que.", "carrier"),
        ("doing", "La Ville", "", "Parce que.", "due_on"),
        ("studying", "", "", "Parce que.", "due_on"),
        ("not_ours", " ", "", "Parce que.", "carrier"),
        ("studying", "", "bientôt", "Parce que.", "due_on"),
    ],
)
def test_a_state_without_what_it_needs_is_refused_and_the_words_are_kept(
    client: ReviewingClient, rows: Seeded, state: str, carrier: str, due_on: str, because: str, wrong: str
) -> None:
    client.sign_in(rows.organiser)
    written = {"state": state, "carrier": carrier, "due_on": due_on, "because_fr": because, "said_fr": "Un lieu."}
    form = {**client.form(url_of(rows), "reply"), **written}
    page = html.fromstring(client.post(url_of(rows), data={**form, "confirmed": "1"}).text)

    targets = page.xpath("//*[@class='errors']//a/@href")
    assert [str(target).removesuffix("-0") for target in targets] == [f"#{wrong}"]
    assert page.xpath("//textarea[@name='said_fr']")[0].text.strip() == "Un lieu."


def test_a_reply_is_read_again_before_everybody_reads_it(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.organiser)
    form = {**client.form(url_of(rows), "reply"), **GOOD}
    seen = client.post(url_of(rows), data=form)

    assert session.scalars(select(Reply)).all() == []
    assert "M. Dupont, adjoint au maire" in seen.text
    assert "English" in html.fromstring(seen.text).xpath("string(//*[contains(@class, 'notice')])")
    changed = html.fromstring(client.post(url_of(rows), data={**form, "change": "1"}).text)
    assert changed.xpath("//textarea[@name='because_fr']")[0].text.strip() == GOOD["because_fr"]
    assert publish(client, rows) == 303
    told = session.scalars(select(Reply)).one()
    assert (told.state, told.signed, told.told_on) == ("doing", "M. Dupont, adjoint au maire", today())
    assert told.because == {"fr": "Un local ouvre en mai.", "ar": "نعم"}
    assert action_of(session, rows).state == ActionState.STARTED


def test_a_correction_keeps_what_stood_and_is_taken_back(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.organiser)
    publish(client, rows)
    publish(client, rows, state="no", because_fr="Finalement trop cher.")
    first, second = session.scalars(select(Reply).order_by(Reply.id)).all()
    page = f"/plans/{rows.plan.slug}/results/P1.02"

    def standing() -> str:
        return str(html.fromstring(client.get(page).text).xpath("string(//section[@aria-labelledby='reply-heading'])"))

    assert "Finalement trop cher." in standing()
    assert "Un local ouvre en mai." in standing()
    assert rows.organiser.name in standing()
    token = client.form(page, f"stands-{second.id}")
    assert client.post(f"/replies/{second.id}", data={**token, "stands": "0"}).status_code == 303
    assert action_of(session, rows).state == ActionState.STARTED
    form = client.form(url_of(rows), "reply")
    assert str(form["because_fr"]).strip() == "Un local ouvre en mai."
    client.post(f"/replies/{first.id}", data={**token, "stands": "0"})
    assert action_of(session, rows).state == ActionState.CONSULTED
    client.post(f"/replies/{second.id}", data={**token, "stands": "1"})
    assert str(client.form(url_of(rows), "reply")["because_fr"]).strip() == "Finalement trop cher."
    verbs = session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    assert verbs == ["reply", "reply", "take_back_reply", "take_back_reply", "put_back_reply"]


def test_nothing_is_told_without_a_reason_in_the_language_of_the_plan(session: Session, rows: Seeded) -> None:
    for because in ({}, {"fr": " "}, {"ar": "نعم"}):
        with pytest.raises(NoReason):
            tell(
                session,
                action_of(session, rows),
                NewReply(state=ReplyState.NO, because=because),
                plan_locale="fr",
                account_id=None,
                today=DAY,
            )


def told(session: Session, rows: Seeded, **given: Any) -> Told:
    return told_of(factories.reply(session, plan_id=rows.plan.id, key="P1.02", **given))


@pytest.mark.parametrize(
    ("residents", "state", "expected"),
    [(None, None, False), (0, None, False), (5, None, True), (5, ReplyState.NO, False), (5, "old", True)],
)
def test_a_need_waits_until_it_has_a_state(
    session: Session, rows: Seeded, residents: int | None, state: Any, expected: bool
) -> None:
    """`old`: words from before there were states."""
    reply = None if state is None else told(session, rows, state=None if state == "old" else state)

    assert waits(residents, reply) is expected


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        (ReplyState.DOING, 89, False),
        (ReplyState.DOING, 90, True),
        (ReplyState.STUDYING, 90, True),
        (ReplyState.DONE, 900, False),
        (ReplyState.NO, 900, False),
        (ReplyState.NOT_OURS, 900, False),
    ],
)
def test_a_line_is_silent_after_90_days(
    session: Session, rows: Seeded, state: ReplyState, days: int, expected: bool
) -> None:
    reply = told(session, rows, state=state, told_on=DAY - dt.timedelta(days=days))

    assert is_silent(reply, None, DAY) is expected


def test_a_need_without_reply_falls_silent_90_days_after_the_asking() -> None:
    assert not is_silent(None, None, DAY)
    assert not is_silent(None, DAY - dt.timedelta(days=89), DAY)
    assert is_silent(None, DAY - dt.timedelta(days=90), DAY)


def test_a_pilot_is_reminded_once(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    pilot: Account = rows.account(session, Role.ORGANISER)
    old = {"state": ReplyState.DOING, "told_on": today() - dt.timedelta(days=91), "pilot_id": pilot.id}
    factories.reply(session, plan_id=rows.plan.id, key="P1.01", **old)
    factories.reply(session, plan_id=rows.plan.id, key="P1.02", **old)
    factories.reply(session, plan_id=rows.plan.id, key="P1.02", told_on=today())
    session.commit()

    assert remind_pilots(session, today()) == 1
    assert remind_pilots(session, today() + dt.timedelta(days=1)) == 0
    session.commit()
    entries = session.scalars(select(AuditEntry).where(AuditEntry.verb == "remind")).all()
    assert [(entry.object_name, entry.detail) for entry in entries] == [("P1.01 Action 1", {"pilot": pilot.id})]
    assert "You pilot P1.01" in client.sign_in(pilot).get("/desk").text
    assert "You pilot" not in client.sign_in(rows.organiser).get("/desk").text
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/replies").text)
    assert page.xpath("//tr[@class='silent']/@data-action") == ["P1.01"]


def test_a_pilot_is_reminded_once_by_mail_where_mail_leaves(app: Flask, session: Session, rows: Seeded) -> None:
    pilot: Account = rows.account(session, Role.ORGANISER)
    gone: Account = rows.account(session, Role.ORGANISER)
    pilot.locale, gone.is_active = "fr", False
    for key, who in (("P1.01", pilot), ("P1.02", gone), ("P1.03", None)):
        old = {"state": ReplyState.STUDYING, "told_on": today() - dt.timedelta(days=90)}
        factories.reply(session, plan_id=rows.plan.id, key=key, pilot_id=who and who.id, **old)
    session.commit()

    with mail_server() as box:
        settings = Settings(smtp_url=box.url, mail_from="ville@town.example", public_url="https://c.example")
        place = Place(app.extensions["consultation.database"], settings)
        for _minute in range(2):
            remind(place)
            send_mail_that_waits(place)

    (mail,) = box.taken
    assert (mail["To"], mail["Subject"]) == (pilot.email, "P1.01 : rien n’a été dit depuis 90 jours")
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert f"https://c.example{url_of(rows, 'P1.01')}" in plain.get_content()


@pytest.mark.parametrize(("locale", "day"), [("fr", "Le 2 septembre 2025,"), ("en", "on September 2, 2025,")])
def test_the_reminder_writes_the_day_as_its_reader_does(locale: str, day: str) -> None:
    """It was 02/09/2025, which is February for some."""
    pilot = Account(name="Ana", email="ana@town.example", locale=locale)
    told = Reply(id=1, told_on=dt.date(2025, 9, 2))

    mail = reminder(told, Action(key="P1.01", title="Un local"), Plan(id=1, slug="a"), pilot, "https://c.example")

    assert day in mail.text


def test_the_desk_counts_the_needs_without_a_reply_and_leads_to_them(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.organiser)

    def waiting() -> list[str]:
        desk = html.fromstring(client.get("/desk").text)
        (link,) = desk.xpath("//ul[@class='todo']//a[contains(@href, '/replies') and contains(., 'without a reply')]")
        page = html.fromstring(client.get(link.get("href")).text)
        keys = [str(key) for key in page.xpath("//ul[@class='waiting']/li/span[1]/text()")]
        assert int(link.text.split()[0]) == len(keys)
        return keys

    assert waiting() == ["P1.01", "P1.02", "P1.03", "P1.04"]
    publish(client, rows)
    assert waiting() == ["P1.01", "P1.03", "P1.04"]
    # An elected official reads, and organises nothing.
    assert "3 needs without a reply" in client.sign_in(rows.account(session, Role.READER)).get("/desk").text


def test_the_desk_takes_as_many_statements_for_ten_plans_as_for_one(client: ReviewingClient, session: Session) -> None:
    from sqlalchemy import event

    rows = seeded(session, 20)
    client.sign_in(rows.organiser)

    def statements() -> int:
        ran: list[str] = []

        def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            ran.append(statement)

        event.listen(session.get_bind().engine, "before_cursor_execute", hear)
        assert client.get("/desk").status_code == 200
        event.remove(session.get_bind().engine, "before_cursor_execute", hear)
        return sum(statement.startswith("SELECT") for statement in ran)

    few = statements()
    for _ in range(5):
        plan = factories.plan(session, organisation_id=rows.plan.organisation_id)
        asked = factories.questionnaire(session, plan_id=plan.id)
        version = factories.version(session, questionnaire_id=asked.id)
        factories.campaign(session, questionnaire_id=version.questionnaire_id)
    session.commit()
    assert statements() == few


def test_each_channel_that_asked_is_ticked(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.organiser)
    page = f"/plans/{rows.plan.slug}/replies"
    first = rows.channels[0].id

    def left() -> int:
        return len(html.fromstring(client.get(page).text).xpath("//tr[@data-channel][.//*[.='Still to tell']]"))

    assert left() == 5
    token = client.form(page, f"way-{first}")
    for value, expected in (("1", 4), ("1", 4), ("0", 5), ("1", 4)):
        assert client.post(f"/channels/{first}/told", data={**token, "told": value}).status_code == 303
        assert left() == expected
    assert client.post(f"/channels/{first}/told", data={**token, "told": "x"}).status_code == 400
    assert session.get_one(ChannelReply, first).told_by == rows.organiser.id


def test_readers_see_replies_and_write_none(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    factories.reply(session, plan_id=rows.plan.id, key="P1.02")
    session.commit()
    client.sign_in(rows.account(session, Role.READER))
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/replies").text)

    assert not page.xpath("//main//form[@method='post']")
    assert client.get(url_of(rows)).status_code == 403


def test_the_public_reads_who_answers_for_a_reply_and_when(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    rows.campaign.state, rows.campaign.results_are_public = CampaignState.CLOSED, True
    factories.reply(session, plan_id=rows.plan.id, key="P1.02", signed="Mme Martin", said={"fr": "Un lieu."})
    session.commit()
    page = client.get(f"/fr/plan/{rows.plan.slug}/P1.02").text

    for words in ("Un lieu.", "Trop cher.", "Mme Martin", "1er septembre 2025"):
        assert words in page
    in_arabic = html.fromstring(client.get(f"/ar/plan/{rows.plan.slug}/P1.02").text)
    assert in_arabic.xpath("//blockquote/span[@lang='fr' and @dir='ltr']/text()") == ["Trop cher."]


def test_the_official_reads_needs_quotes_people_may_read_and_decisions(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    first, second = session.scalars(select(Verbatim).order_by(Verbatim.id).limit(2))
    first.text, first.state, second.text = "Un banc, vite.", VerbatimState.SHOWN, "Pas encore lu."
    factories.reply(session, plan_id=rows.plan.id, key="P1.04", because={"fr": "Le budget est voté."})
    session.commit()
    client.sign_in(rows.organiser)
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/official").text)
    (brief,) = page.xpath("//section[contains(@class, 'brief')]")
    words = " ".join(brief.text_content().split())

    assert len(brief.xpath(".//ol/li")) == 3
    assert "Un banc, vite." in words
    assert "Pas encore lu." not in words
    assert "Le budget est voté." in words
    heard = [int(n) for n in re.findall(r"Residents heard: (\d+)", words)]
    assert heard == sorted(heard, reverse=True)
    counted = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results/P1.02").text)
    people, base = re.findall(r"(\d+) of (\d+)", words)[0]
    assert counted.xpath(f"//*[@data-count='{people}']")
    assert counted.xpath(f"//*[@data-base='{base}']")
