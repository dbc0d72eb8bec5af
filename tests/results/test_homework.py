"""Mark the homework: months later the same places say whether it is done as was said."""

import datetime as dt

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Campaign, Channel, HomeworkQuestion, Version
from consultation.questionnaires.definition import Definition
from consultation.results.homework.resident_words import shortened
from consultation.submissions.record import record_submission
from consultation.terms import CampaignState, ChannelKind, Kind, Mode, ReplyState
from tests import factories
from tests.pages import ReviewingClient
from tests.results.seeded import Seeded, seeded

WORDS = {"fr": "Un local ouvre en mai.", "ar": "يفتح المحلّ في مايو."}


@pytest.fixture
def rows(session: Session) -> Seeded:
    rows = seeded(session, 60, is_simulated=True)
    doing = {"state": ReplyState.DOING, "carrier": "La Ville", "due_on": dt.date(2026, 5, 1)}
    factories.reply(session, plan_id=rows.plan.id, key="P1.02", because=WORDS, **doing)
    factories.reply(session, plan_id=rows.plan.id, key="P1.03")
    factories.box(
        session, channel_id=factories.channel(session, campaign_id=rows.campaign.id, kind=ChannelKind.IDEA_BOX).id
    )
    session.commit()
    return rows


def asked(client: ReviewingClient, session: Session, rows: Seeded) -> Campaign:
    page = f"/plans/{rows.plan.slug}/replies"
    sent = client.post(f"{page}/homework", data=client.form(page, "homework"))
    assert sent.status_code == 303
    campaign = session.get_one(Campaign, int(sent.location.rsplit("/", 1)[1]))
    assert client.get(sent.location).status_code == 200
    return campaign


def test_one_button_asks_the_same_places_about_what_is_being_done(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.organiser)
    campaign = asked(client, session, rows)

    version = session.scalars(select(Version).where(Version.questionnaire_id == campaign.questionnaire_id)).one()
    definition = Definition.model_validate(version.definition)
    (question,) = definition.questions()
    assert (question.kind, [option.key for option in question.options]) == (Kind.FACES, ["yes", "partly", "no"])
    assert definition.locales == ("fr", "ar")  # English, in which the reply is not written, is not mixed in
    assert all(words in question.label[locale] for locale, words in WORDS.items())
    channels = session.scalars(select(Channel).where(Channel.campaign_id == campaign.id).order_by(Channel.id)).all()
    assert [(one.name, one.kind) for one in channels] == [(one.name, one.kind) for one in rows.channels]
    assert not {one.code for one in channels} & {one.code for one in rows.channels}
    assert (campaign.state, campaign.is_simulated) == (CampaignState.DRAFT, True)
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/replies").text)
    assert not page.xpath("//form[@id='homework']")  # ready: look at it and open it
    assert page.xpath(f"//a[@href='/campaigns/{campaign.id}']")


def mark(session: Session, campaign: Campaign, marks: dict[str, int]) -> None:
    version = session.scalars(select(Version).where(Version.questionnaire_id == campaign.questionnaire_id)).one()
    channel = session.scalars(select(Channel.id).where(Channel.campaign_id == campaign.id)).first()
    assert channel is not None
    for option, people in marks.items():
        for number in range(people):
            record_submission(
                session,
                version_id=version.id,
                questionnaire_id=campaign.questionnaire_id,
                definition=Definition.model_validate(version.definition),
                answers={"homework_1": {"chosen": [option]}},
                token=f"mark-{option}-{number}",
                channel_id=channel,
                mode=Mode.SELF_ONLINE,
                locale="fr",
                day=dt.date(2026, 9, 1),
            )


def heard(client: ReviewingClient, rows: Seeded) -> str:
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results/P1.02").text)
    return str(page.xpath("string(//dl[@class='figures']/div[1]/dd)")).strip()


def test_what_residents_say_stands_beside_what_the_town_says(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    client.sign_in(rows.organiser)
    before = heard(client, rows)
    campaign = asked(client, session, rows)
    mark(session, campaign, {"yes": 7, "partly": 20, "no": 6})
    campaign.state, campaign.results_are_public = CampaignState.CLOSED, True
    factories.edition(session, plan_id=rows.plan.id)
    session.commit()

    (row,) = html.fromstring(client.get(f"/plans/{rows.plan.slug}/replies").text).xpath("//tr[@data-marked='P1.02']")
    words = " ".join(row.text_content().split())
    assert "Being done" in words
    assert all(number in words for number in ("7", "20", "6", "33"))
    public = html.fromstring(client.get(f"/fr/plan/{rows.plan.slug}/reply").text)
    marks = public.xpath("//section[@class='marks']//li")
    assert [item.text_content().split()[-1] for item in marks] == ["7", "20", "6"]
    assert public.xpath("string(//section[@class='marks']/p)").split()[-1] == "33"  # the base
    assert heard(client, rows) == before  # who marks the work has not said a need


def test_few_marks_are_hidden(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.organiser)
    campaign = asked(client, session, rows)
    mark(session, campaign, {"yes": 2, "no": 2})
    campaign.state = CampaignState.OPEN
    session.commit()

    (row,) = html.fromstring(client.get(f"/plans/{rows.plan.slug}/replies").text).xpath("//tr[@data-marked='P1.02']")
    words = " ".join(row.text_content().split())
    assert words.count("fewer than 5") == 4  # three faces and the base


def test_homework_calls_for_no_reply_of_its_own(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    client.sign_in(rows.organiser)
    page = f"/plans/{rows.plan.slug}/replies"
    before = len(html.fromstring(client.get(page).text).xpath("//tr[@data-channel]"))
    asked(client, session, rows).state = CampaignState.OPEN
    session.commit()

    assert len(html.fromstring(client.get(page).text).xpath("//tr[@data-channel]")) == before == 6
    asked(client, session, rows)
    names = session.scalars(select(Channel.name).join(Campaign).where(Campaign.state == CampaignState.DRAFT)).all()
    assert len(names) == 5


def test_nothing_is_asked_where_nothing_is_done(client: ReviewingClient, session: Session) -> None:
    rows = seeded(session, 20)
    factories.reply(session, plan_id=rows.plan.id, key="P1.02")
    session.commit()
    client.sign_in(rows.organiser)
    page = f"/plans/{rows.plan.slug}/replies"

    assert not html.fromstring(client.get(page).text).xpath("//form[@id='homework']")
    token = client.form(page, f"way-{rows.channels[0].id}")
    assert client.post(f"{page}/homework", data=token).location.endswith("/replies")
    assert session.scalars(select(HomeworkQuestion)).all() == []


def test_a_long_reply_is_cut_between_words() -> None:
    assert shortened("court") == "court"
    cut = shortened("mot " * 100)
    assert len(cut) <= 222
    assert cut.endswith("mot …")
