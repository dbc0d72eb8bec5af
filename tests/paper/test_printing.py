"""Organisers print numbered sheets; what was printed is remembered."""

import pypdfium2
import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Campaign, Questionnaire, SheetBatch
from consultation.paper import queries
from consultation.paper.faces import Words
from consultation.paper.identity import Identity, printed_number
from consultation.paper.print_batch import LayoutChanged, NumbersUsedUp, sheets_of
from consultation.terms import Role
from tests import factories
from tests.pages import ReviewingClient
from tests.paper.conftest import Paper, pictures
from tests.paper.test_sheet import identities


def test_an_organiser_prints_numbered_sheets(client: ReviewingClient, session: Session, paper: Paper) -> None:
    client.sign_in(paper.organiser)
    url = f"/channels/{paper.channel.code}/sheets"

    response = client.post(url, data={**client.form(url, "print"), "locale": "ar", "copies": "3"})

    assert response.status_code == 303
    page = client.get(response.location)
    assert printed_number(1) in page.text
    assert printed_number(3) in page.text
    (batch,) = session.scalars(select(SheetBatch)).all()
    assert (batch.first_number, batch.count, batch.locale, batch.size) == (1, 3, "ar", "a4")
    assert batch.printed_by == paper.organiser.id
    pdf = client.get(f"/sheet-batches/{batch.id}/sheets.pdf")
    assert pdf.mimetype == "application/pdf"
    per_copy = len(batch.layout["pages"])
    first = identities(pictures(pdf.data, 150)[0])
    assert first == [Identity(print_code=paper.version.print_code, number=1, page=1, languages="AR")] * 2
    with pypdfium2.PdfDocument(pdf.data) as document:
        assert len(document) == 3 * (per_copy + (per_copy % 2 if per_copy > 1 else 0))


def test_numbers_go_on_where_the_last_batch_ended(session: Session, paper: Paper) -> None:
    first, second = paper.print(copies=20), paper.print(copies=5, locales=("ar",))

    assert (first.batch.first_number, first.last_number) == (1, 20)
    assert (second.batch.first_number, second.last_number) == (21, 25)
    assert [found.batch.id for found in queries.batches_with_number(session, 21, None)] == [second.batch.id]


def test_a_master_takes_no_number(session: Session, paper: Paper) -> None:
    master, numbered = paper.print(copies=None), paper.print(copies=1)

    assert (master.is_master, numbered.batch.first_number) == (True, 1)
    assert queries.masters(session, paper.organiser.organisation_id)[0].batch.id == master.batch.id


def test_two_languages_share_their_boxes(client: ReviewingClient, session: Session, paper: Paper) -> None:
    client.sign_in(paper.organiser)
    url = f"/channels/{paper.channel.code}/sheets"
    form = client.form(url, "print")

    twice = client.post(url, data={**form, "locale": "fr", "second_locale": "fr"})
    both = client.post(url, data={**form, "locale": "fr", "second_locale": "ar"})

    assert (twice.status_code, both.status_code) == (200, 303)
    (batch,) = session.scalars(select(SheetBatch)).all()
    assert (batch.locale, batch.second_locale) == ("fr", "ar")


@pytest.mark.parametrize("copies", ["0", "501", "", "many"])
def test_a_wrong_number_of_copies_is_said_and_nothing_is_printed(
    client: ReviewingClient, session: Session, paper: Paper, copies: str
) -> None:
    client.sign_in(paper.organiser)
    url = f"/channels/{paper.channel.code}/sheets"

    response = client.post(url, data={**client.form(url, "print"), "copies": copies})

    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.text
    assert not session.scalars(select(SheetBatch)).all()


def test_a_questionnaire_too_tall_for_paper_is_said(words: Words, client: ReviewingClient, session: Session) -> None:
    label = {"fr": "Une réponse bien trop longue pour deux colonnes " * 2}
    options = [{"key": f"o{i}", "label": label} for i in range(40)]
    tall = {"key": "tall", "kind": "one_choice", "label": {"fr": "Laquelle ?"}, "options": options}
    paper = Paper(words, session, {"title": {"fr": "T"}, "sections": [{"key": "s", "questions": [tall]}]})
    client.sign_in(paper.organiser)
    url = f"/channels/{paper.channel.code}/sheets"

    response = client.post(url, data=client.form(url, "print"))

    assert response.status_code == 200
    assert "Laquelle ?" in response.text
    assert session.get_one(Questionnaire, paper.version.questionnaire_id).next_sheet_number == 1


def test_before_publication_there_is_nothing_to_print_but_the_draft(client: ReviewingClient, session: Session) -> None:
    questionnaire = factories.questionnaire(session)
    campaign = factories.campaign(session, questionnaire_id=questionnaire.id)
    channel = factories.channel(session, campaign_id=campaign.id)
    client.sign_in(factories.account(session, Role.ADMINISTRATOR))

    page = client.get(f"/channels/{channel.code}/sheets")
    draft = client.get(f"/questionnaires/{questionnaire.id}/paper.pdf?locale=ar&second_locale=fr&size=a5")

    assert f"/questionnaires/{questionnaire.id}/paper.pdf" in page.text
    assert 'id="print"' not in page.text
    assert {found.languages for found in identities(pictures(draft.data, 150)[0])} == {"ARFR"}
    with pypdfium2.PdfDocument(draft.data) as document:
        assert "/ar/follow" in document[len(document) - 1].get_textpage().get_text_bounded()


def test_the_same_batch_prints_again_alike(session: Session, paper: Paper) -> None:
    batch = paper.print(copies=3)

    assert sheets_of(batch, paper.words, secret_key="key").layout["pages"] == batch.batch.layout["pages"]
    assert {
        found.number for found in identities(pictures(sheets_of(batch, paper.words, [2], secret_key="k").pdf, 150)[0])
    } == {2}


@pytest.mark.parametrize("is_simulated", [True, False])
def test_every_page_of_an_invented_campaign_says_so(session: Session, paper: Paper, is_simulated: bool) -> None:
    """A sheet of the demonstration on a table must not be taken for a real one; and it moves no box."""
    session.get_one(Campaign, paper.channel.campaign_id).is_simulated = is_simulated
    session.flush()
    batch = paper.print(copies=2)

    printed = sheets_of(batch, paper.words, secret_key="key")

    with pypdfium2.PdfDocument(printed.pdf) as document:
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    mark = " ".join(paper.words["fr"]["simulated"].split())
    said = {mark in text for text in texts if text}
    assert said == {is_simulated}, texts
    assert printed.layout["pages"] == batch.batch.layout["pages"]


def test_a_batch_the_program_would_now_print_otherwise_is_refused(
    client: ReviewingClient, session: Session, paper: Paper
) -> None:
    """A new release moved a box: the pages on the tables and the positions kept must not part in silence."""
    batch = paper.print(copies=3)
    layout = {**batch.batch.layout, "pages": [{**batch.batch.layout["pages"][0], "height_mm": 296}]}
    batch.batch.layout = layout
    session.flush()
    client.sign_in(paper.organiser)

    with pytest.raises(LayoutChanged):
        sheets_of(batch, paper.words, secret_key="key")
    assert client.get(f"/sheet-batches/{batch.batch.id}/sheets.pdf").status_code == 303


def test_the_millionth_sheet_is_the_last(session: Session, paper: Paper) -> None:
    session.get_one(Questionnaire, paper.version.questionnaire_id).next_sheet_number = 999_999
    session.flush()

    assert paper.print(copies=1).last_number == 999_999
    with pytest.raises(NumbersUsedUp):
        paper.print(copies=1)


def test_other_towns_see_nothing_of_it(client: ReviewingClient, session: Session, paper: Paper) -> None:
    batch = paper.print(copies=1)
    client.sign_in(factories.account(session, Role.ORGANISER))

    for url in (
        f"/channels/{paper.channel.code}/sheets",
        f"/sheet-batches/{batch.batch.id}",
        f"/sheet-batches/{batch.batch.id}/sheets.pdf",
        f"/questionnaires/{paper.version.questionnaire_id}/paper.pdf",
        f"/keying/{batch.batch.id}/1",
    ):
        assert client.get(url).status_code == 404
    assert paper.channel.name not in client.get("/sheets").text


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.READER])
def test_printing_is_for_organisers(client: ReviewingClient, session: Session, paper: Paper, role: Role) -> None:
    batch = paper.print(copies=1)
    client.sign_in(factories.account(session, role, organisation_id=paper.organiser.organisation_id))

    for url in ("/sheets", f"/channels/{paper.channel.code}/sheets", f"/sheet-batches/{batch.batch.id}/sheets.pdf"):
        assert client.get(url).status_code == 403


@pytest.mark.parametrize(("sheet", "locales"), [("ar", ("ar",)), ("fr+ar", ("fr", "ar"))])
def test_one_click_on_a_published_version_gives_its_sheets(
    client: ReviewingClient, session: Session, paper: Paper, sheet: str, locales: tuple[str, ...]
) -> None:
    client.sign_in(paper.organiser)
    url = f"/questionnaires/{paper.version.questionnaire_id}/versions/{paper.version.number}"
    page = html.fromstring(client.get(url).text)
    (form,) = page.xpath("//form[@id='one-click']")
    fields = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    assert sheet in form.xpath(".//button/@value")

    answer = client.post(form.get("action"), data={**fields, "sheet": sheet}, follow_redirects=True)

    assert answer.mimetype == "application/pdf"
    batch = session.scalars(select(SheetBatch)).one()
    assert (batch.count, batch.size) == (20, "a4")
    assert tuple(filter(None, (batch.locale, batch.second_locale))) == locales


def test_the_list_of_channels_tells_what_came_back(client: ReviewingClient, paper: Paper) -> None:
    paper.print(copies=7)
    client.sign_in(paper.organiser)

    page = client.get("/sheets")

    assert paper.channel.name in page.text
    assert '<td class="number">7</td>' in page.text


def test_characters_no_font_has_are_told_before_they_are_printed(
    words: Words, client: ReviewingClient, session: Session
) -> None:
    question = {"key": "q", "kind": "short_text", "label": {"fr": "Un banc 🌳 ou un გ ?"}}
    paper = Paper(words, session, {"title": {"fr": "T"}, "sections": [{"key": "s", "questions": [question]}]})
    batch = paper.print(copies=1)
    client.sign_in(paper.organiser)

    page = client.get(f"/sheet-batches/{batch.batch.id}")

    assert batch.batch.layout["unprintable"] == "🌳გ"
    assert "🌳გ" in page.text
    assert not Paper(words, session).print(copies=1).batch.layout["unprintable"]
