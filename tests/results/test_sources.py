"""From a number on the action page to the handwriting it was read from, in two clicks; for organisers alone."""

from math import sqrt

import cv2
import numpy
import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Plan, ScanSheet
from consultation.paper.faces import Words
from consultation.scans.measure import upper_bound
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient
from tests.paper.conftest import Paper
from tests.paper.conftest import words as words
from tests.results.seeded import seeded
from tests.scans.test_piles import Stack, bring
from tests.scans.test_piles import paper as paper


@pytest.fixture
def action(client: ReviewingClient, session: Session, paper: Paper, words: Words) -> str:
    """Address of the results of an action: six said yes, five maybe, two no; two sheets of yes are scanned."""
    stack = Stack(paper.print(copies=2), words)
    client.sign_in(paper.volunteer)
    marked = [stack.sheet(number) for number in (1, 2)]
    for one in marked:
        one.cross("q_coffee", "yes")
    bring(client, *(one.scans()[0] for one in marked))
    keyed = paper.print(copies=11)
    for number, said in enumerate(["yes"] * 4 + ["maybe"] * 5 + ["no"] * 2, start=3):
        keying = f"/keying/{keyed.batch.id}/{number}"
        client.post(keying, data={**client.form(keying, "keying"), "q_coffee": said})
    client.sign_in(paper.organiser)
    slug = session.get_one(Plan, paper.questionnaire.plan_id).slug
    return f"/plans/{slug}/results/P1.02"


def test_a_number_leads_to_the_sheets_and_each_to_its_handwriting(
    client: ReviewingClient, session: Session, paper: Paper, action: str
) -> None:
    page = html.fromstring(client.get(action).text)
    (cell,) = page.xpath("//tr[@data-option='yes']//td[@data-count]")
    assert cell.get("data-count") == "6"

    sheets = html.fromstring(client.get(cell.xpath(".//a/@href")[0]).text)

    (came_by,) = sheets.xpath("//table[@id='came-by']/tbody/tr")
    assert came_by.get("data-people") == "6"
    assert client.get(came_by.xpath("th/a/@href")[0]).status_code == 200
    listed = sheets.xpath("//li[starts-with(@id, 'sheet-')]")
    assert [one.get("id") for one in listed] == [f"sheet-{number}" for number in range(1, 7)]
    crops = [one.xpath(".//img/@src") for one in listed]
    assert [len(one) for one in crops] == [1, 1, 0, 0, 0, 0]
    cut = cv2.imdecode(numpy.frombuffer(client.get(crops[0][0]).data, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    assert cut is not None
    assert (cut < 90).mean() > 0.005, "the mark is to be seen"
    assert client.get(listed[0].xpath(".//h2/a/@href")[0]).status_code == 200
    assert "Saisie à la main" in listed[5].text_content()
    keyed = client.get(listed[5].xpath(".//h2/a/@href")[0], follow_redirects=True)
    assert "Corriger" in keyed.text, "a sheet keyed wrong is put right from the number that gave it away"


def test_a_number_of_screens_leads_to_their_channels_and_no_small_one(
    client: ReviewingClient, session: Session
) -> None:
    rows = seeded(session, 60)
    client.sign_in(rows.organiser)
    page = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results/P1.02").text)
    (cell,) = page.xpath(
        "//table[contains(@class, 'chart')][.//tr[@data-option='maybe']]//tr[@data-option='yes']//td[@data-count]"
    )
    by_channel = page.xpath(
        f"//section[.//a[@href='{cell.xpath('.//a/@href')[0]}']]//details[@data-dimension='channel']//td[@data-option='yes']"
    )

    behind = html.fromstring(client.get(cell.xpath(".//a/@href")[0]).text)

    people = [row.get("data-people") for row in behind.xpath("//table[@id='came-by']/tbody/tr")]
    shown = [one.get("data-count") for one in by_channel if one.get("data-count") != "0"]
    assert people == shown, "the same numbers, and the same hidden, as on the page itself"
    assert all(one is None or int(one) >= 5 for one in people)
    assert "0 feuille" in behind.xpath("string(//main)") or "0 sheets" in behind.xpath("string(//main)")


def test_a_hidden_number_leads_nowhere(client: ReviewingClient, action: str) -> None:
    page = html.fromstring(client.get(action).text)
    (hidden,) = page.xpath("//table[contains(@class, 'chart')]//tr[@data-option='no']")
    shown = page.xpath("//tr[@data-option='yes']//td[@data-count]//a/@href")[0]

    assert not hidden.xpath(".//a")
    assert client.get(shown).status_code == 200
    assert client.get(shown.replace("option=yes", "option=no")).status_code == 404


def test_readers_see_numbers_and_no_handwriting(
    client: ReviewingClient, session: Session, paper: Paper, action: str
) -> None:
    link = html.fromstring(client.get(action).text).xpath("//tr[@data-option='yes']//td[@data-count]//a/@href")[0]
    picture = html.fromstring(client.get(link).text).xpath("//img/@src")[0]
    organisation = paper.organiser.organisation_id
    reader = factories.account(session, Role.READER, organisation_id=organisation)
    other_desk = factories.account(session, Role.VOLUNTEER, organisation_id=organisation)
    session.commit()

    client.sign_in(reader)
    assert not html.fromstring(client.get(action).text).xpath("//tr[@data-option='yes']//a")
    for somebody in (reader, other_desk):
        client.sign_in(somebody)
        assert client.get(link).status_code == 403
        assert client.get(picture).status_code in {403, 404}
    client.sign_in(paper.organiser)
    assert client.get(picture).status_code == 200
    assert client.get(picture).headers["Cache-Control"] == "no-store"


def test_what_the_sample_found_stands_beside_the_numbers(
    client: ReviewingClient, session: Session, paper: Paper, action: str
) -> None:
    assert "data-wrong" not in client.get(action).text
    for sheet in session.scalars(select(ScanSheet).where(ScanSheet.number.in_([1, 2]))):
        sheet.is_sample = True
        pile = sheet.pile_id
    session.commit()
    for said in ({}, {"q_coffee": "no"}):
        form = client.form(f"/scans/{pile}/sample", "sample")
        assert client.post(f"/scans/{pile}/sample", data={**form, **said}).status_code == 303

    (told,) = html.fromstring(client.get(action).text).xpath("//*[@data-wrong]")

    # Of seven boxes on each sheet, two were seen otherwise on the second: yes was not marked, no was.
    assert (told.get("data-boxes"), told.get("data-wrong")) == ("14", "2")


@pytest.mark.parametrize(("wrong", "boxes"), [(0, 1000), (1, 30), (2, 14)])
def test_no_error_found_is_not_no_error(wrong: int, boxes: int) -> None:
    most = upper_bound(wrong, boxes)

    # Wilson's bound is the share from which what was found lies 1.645 standard deviations away.
    assert most - wrong / boxes == pytest.approx(1.645 * sqrt(most * (1 - most) / boxes))
    assert upper_bound(0, 0) == 1.0
