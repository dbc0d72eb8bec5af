"""Drawings beside options: chosen by an organiser, drawn once on the phone, ready for paper."""

import re

import pytest
import typst
from lxml import etree, html
from sqlalchemy.orm import Session

from consultation.models import Questionnaire
from consultation.questionnaires.pictogram_words import TITLES, drawing_called
from consultation.terms import Kind
from consultation.web.pictograms import pictograms, svg_of
from tests import factories
from tests.answering.examples import TWELVE
from tests.pages import ReviewingClient
from tests.questionnaires.test_question_form import new
from tests.questionnaires.test_views import browser, draft_now, made, organiser, plan

__all__ = ["browser", "made", "organiser", "plan"]


def test_every_drawing_has_a_title_and_every_title_a_drawing() -> None:
    assert list(TITLES) == list(pictograms())
    assert len({str(title).casefold() for title in TITLES.values()}) == len(TITLES)
    assert svg_of("nothing like it") is None


@pytest.mark.parametrize("name", pictograms())
def test_a_drawing_is_small_and_stays_on_its_square(name: str) -> None:
    svg = svg_of(name)
    assert svg is not None

    lines = etree.fromstring(svg)

    assert {etree.QName(line).localname for line in lines} <= {"path", "circle"}
    assert len(svg) < 420
    for circle in lines.iter("{*}circle"):
        x, y, r = (float(circle.get(axis)) for axis in ("cx", "cy", "r"))
        assert x - r >= 1
        assert x + r <= 31
        assert y - r >= 1
        assert y + r <= 31


def test_print_takes_every_drawing_as_it_is() -> None:
    sheet = ""
    for name in pictograms():
        svg = (svg_of(name) or "").replace('"', '\\"')
        sheet += f'#box(image(bytes("{svg}"), format: "svg", width: 8mm))\n'

    pdf = typst.compile(sheet.encode())

    assert pdf.startswith(b"%PDF")


def test_an_organiser_chooses_a_drawing_by_what_it_is_called(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    options = {"options-0-fr": "Un banc", "options-0-pictogram": "bench", "options-1-fr": "Autre"}
    new(browser, made, Kind.ONE_CHOICE, **options)

    asked = next(question for question in draft_now(session, made).questions() if question.label["fr"] == "Alors ?")
    page = browser.get(f"/questionnaires/{made.id}/questions/{asked.key}").text

    assert [option.pictogram for option in asked.options] == ["bench", None]
    assert re.search(r'name="options-0-pictogram"[^>]*value="Bench"', page)
    assert len(html.fromstring(page).xpath("//datalist[@id='drawing-titles']/option")) == len(TITLES)


def test_a_drawing_nobody_knows_is_refused_beside_its_field(browser: ReviewingClient, made: Questionnaire) -> None:
    url = f"/questionnaires/{made.id}/new-question?kind=one_choice&action=P1.01"
    fields = browser.form(url, "question") | {
        "label-fr": "Alors ?",
        "options-0-fr": "a",
        "options-0-pictogram": "licorne",
    }

    page = browser.post(url, data=fields)

    told = html.fromstring(page.text).find_class("errors")[0]
    assert "licorne" in page.text
    assert told.xpath(".//a/@href") == ["#options-0-pictogram"]
    assert "Choose a drawing of the list" in told.text_content()
    assert drawing_called(" BENCH ") == "bench"


def test_the_phone_receives_only_the_drawings_it_shows(client: ReviewingClient, session: Session) -> None:
    channel = factories.channel(session, TWELVE)

    page = html.fromstring(client.get(f"/ar/q/{channel.code}").text)

    drawn = page.xpath("//*[local-name()='symbol']/@id")
    used = {name.removeprefix("#") for name in page.xpath("//*[local-name()='use']/@href")}
    assert set(drawn) == used
    assert len(drawn) == len(set(drawn))
    assert 0 < len(drawn) < 10
