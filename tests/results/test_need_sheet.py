"""One page of A4 a funder can read, with the figures of the action's page (T09)."""

import io
import re

import pikepdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Verbatim
from consultation.terms import Role, VerbatimState
from tests.pages import ReviewingClient
from tests.results.seeded import seeded


def pages_and_words(pdf: bytes) -> tuple[int, str]:
    """Number of pages, and the words that can be selected in them."""
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(pdf)
    try:
        words = " ".join(page.get_textpage().get_text_range() for page in document)
        return len(document), " ".join(words.split())
    finally:
        document.close()


@pytest.mark.parametrize("key", ["P1.02", "P1.03", "P1.05", "P1"])
def test_the_sheet_of_an_action_is_one_tagged_page(client: ReviewingClient, session: Session, key: str) -> None:
    rows = seeded(session, 80, is_simulated=True)
    client.sign_in(rows.organiser)

    response = client.get(f"/plans/{rows.plan.slug}/results/{key}/need-sheet.pdf")

    assert response.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(response.data)) as document:
        assert len(document.pages) == 1
        assert document.Root.MarkInfo.Marked


def test_its_numbers_are_those_of_the_page(client: ReviewingClient, session: Session) -> None:
    rows = seeded(session, 120)
    quoted, waiting = session.scalars(select(Verbatim).limit(2))
    quoted.text, quoted.state = "on voudrait un lieu", VerbatimState.SHOWN
    waiting.text = "personne ne l’a lu"
    session.commit()
    client.sign_in(rows.organiser)
    page = client.get(f"/plans/{rows.plan.slug}/results/P1.02").text
    counts = set(re.findall(r'data-count="(\d+)"', page.split("<details")[0]))
    bases = set(re.findall(r'data-base="(\d+)"', page.split("<details")[0]))

    number_of_pages, words = pages_and_words(client.get(f"/plans/{rows.plan.slug}/results/P1.02/need-sheet.pdf").data)

    assert number_of_pages == 1
    assert counts
    assert "on voudrait un lieu" in words
    assert "personne ne l" not in words
    assert counts <= set(re.findall(r"\d+", words))
    assert all(f"Base (residents): {base}" in words for base in bases)


def test_a_stranger_gets_no_sheet(client: ReviewingClient, session: Session) -> None:
    rows = seeded(session, 5)
    client.sign_in(rows.account(session, Role.VOLUNTEER))

    assert client.get(f"/plans/{rows.plan.slug}/results/P1.02/need-sheet.pdf").status_code == 403
