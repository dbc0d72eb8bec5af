"""The elected official: reads needs per priority, answers them, opens nothing else."""

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.models import Reply
from consultation.plan.queries import plan_by_id
from consultation.results.editions.publish import publish_edition
from consultation.terms import CampaignState, Role
from tests.pages import ReviewingClient
from tests.results.seeded import Seeded, seeded
from tests.results.test_replies import GOOD, publish, url_of


@pytest.fixture
def rows(session: Session) -> Seeded:
    """A campaign that is over: whoever does not organise sees no numbers that move."""
    made = seeded(session, 60, results_are_public=True)
    made.campaign.state = CampaignState.CLOSED
    session.commit()
    return made


@pytest.fixture
def official(client: ReviewingClient, session: Session, rows: Seeded) -> ReviewingClient:
    return client.sign_in(rows.account(session, Role.OFFICIAL))


def test_from_the_desk_to_a_published_answer(official: ReviewingClient, session: Session, rows: Seeded) -> None:
    desk = html.fromstring(official.get("/desk").text)
    assert "4 needs without a reply" in desk.text_content()
    [address] = desk.xpath("//main//h2/a/@href")
    brief = html.fromstring(official.get(address).text)
    assert url_of(rows) in brief.xpath("//main//a/@href")

    assert publish(official, rows, signed="Mme Nadia Roux, adjointe") == 303
    told = session.scalars(select(Reply)).one()
    assert (told.signed, told.told_on) == ("Mme Nadia Roux, adjointe", today())
    after = html.fromstring(official.get(address).text)
    assert GOOD["because_fr"] in after.text_content()
    assert not after.xpath(f"//p[@class='actions']/a[@href='{url_of(rows)}']")
    assert GOOD["because_fr"] in official.get(f"/fr/plan/{rows.plan.slug}/P1.02").text


def test_no_page_of_the_official_leads_where_the_official_may_not_go(official: ReviewingClient, rows: Seeded) -> None:
    publish(official, rows)
    for page in ("/desk", "/account", f"/plans/{rows.plan.slug}/official", url_of(rows)):
        for link in html.fromstring(official.get(page).text).xpath("//body//a/@href"):
            if link.startswith("/"):
                assert official.get(link).status_code == 200, (page, link)


def test_the_official_sees_no_answer_and_changes_nothing_else(official: ReviewingClient, rows: Seeded) -> None:
    slug = rows.plan.slug
    for page in ("results", "results/P1.02", "replies", "editions", "census", "questionnaires", "offers"):
        assert official.get(f"/plans/{slug}/{page}").status_code in {403, 404}, page
    page = f"/plans/{slug}/official"
    token = official.form("/account", "sign-out")
    assert official.get(page).status_code == 200
    assert official.post(f"/plans/{slug}/editions", data=token).status_code == 403
    assert official.post(f"/plans/{slug}/replies/homework", data=token).status_code == 403


def test_while_people_answer_the_official_reads_the_published_figures_and_may_answer_every_need(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    """Numbers that move are for organisers; but a need waits for its answer from its first day."""
    rows.campaign.state = CampaignState.OPEN
    session.commit()
    client.sign_in(rows.account(session, Role.OFFICIAL))
    page = f"/plans/{rows.plan.slug}/official"

    def answers() -> list[str]:
        return [str(link) for link in html.fromstring(client.get(page).text).xpath("//p[@class='actions']/a/@href")]

    assert answers() == [url_of(rows, f"P1.0{number}") for number in (1, 2, 3, 4)]
    assert not html.fromstring(client.get(page).text).xpath("//section//ol//a")
    publish_edition(session, plan_by_id(session, rows.plan.id), day=today(), by=None)
    session.commit()
    assert len(html.fromstring(client.get(page).text).xpath("//section//ol//a")) == 3
    assert answers() == [url_of(rows, f"P1.0{number}") for number in (1, 2, 3, 4)]
