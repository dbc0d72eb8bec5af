"""Labels for the copies of a master; and languages no font of ours can write."""

import cv2
import numpy
import pytest
import zxingcpp
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import SheetBatch
from consultation.paper.faces import Words
from consultation.paper.identity import read_identity
from consultation.paper.labels import LABEL_SHEETS, print_labels
from consultation.paper.print_batch import NoLetters, add_labels, sheets_of
from consultation.paper.scan.images import scans_of
from consultation.paper.scan.reading import Printed, read_scan
from tests.pages import ReviewingClient
from tests.paper.conftest import Paper, pictures

DPI = 150
MM = DPI / 25.4


@pytest.mark.parametrize("kind", list(LABEL_SHEETS))
def test_every_page_of_every_copy_has_a_label_that_is_read(paper: Paper, kind: str) -> None:
    master = paper.print(copies=None, locales=("fr", "ar"))

    pdf = print_labels(master.batch.layout, [41, 42], kind)

    read = [read_identity(code.text) for code in zxingcpp.read_barcodes(pictures(pdf, DPI)[0])]
    pages = range(1, len(master.batch.layout["pages"]) + 1)
    assert sorted((one.number, one.page) for one in read) == [(number, page) for number in (41, 42) for page in pages]


def test_labels_take_numbers_that_can_be_keyed(client: ReviewingClient, session: Session, paper: Paper) -> None:
    master = paper.print(copies=None)
    session.commit()
    client.sign_in(paper.organiser)
    url = f"/sheet-batches/{master.batch.id}/labels"

    made = client.post(url, data={**client.form(url, "labels"), "copies": "3", "kind": "24"})

    batch = session.scalars(select(SheetBatch).where(SheetBatch.first_number > 0)).one()
    assert (batch.first_number, batch.count, made.location) == (1, 3, f"/sheet-batches/{batch.id}")
    assert client.get(f"/sheet-batches/{batch.id}/sheets.pdf").mimetype == "application/pdf"
    assert client.get("/keying?sheet=2").location == f"/keying/{batch.id}/2"


def test_a_copy_with_its_label_is_read_under_its_number(session: Session, paper: Paper) -> None:
    master = paper.print(copies=None)
    made = add_labels(session, master, 3, "65", printed_by=None)
    page = pictures(sheets_of(master, paper.words, secret_key="key").pdf, DPI)[0]
    label = pictures(print_labels(made.layout, [2], "65"), DPI)[0]
    piece = label[round(10.7 * MM) : round(31.9 * MM), round(4.7 * MM) : round(42.8 * MM)]
    frame = master.batch.layout["pages"][0]["number"]
    top, left = round((frame["y_mm"] - 7) * MM), round(frame["x_mm"] * MM)
    stuck = page.copy()
    stuck[top : top + piece.shape[0], left : left + piece.shape[1]] = piece

    printed = [Printed(made.layout, 1, 3), Printed(master.batch.layout)]
    for picture, number in ((page, 0), (stuck, 2)):
        data = bytes(cv2.imencode(".png", numpy.ascontiguousarray(picture))[1])
        (reading,) = read_scan(next(iter(scans_of("page.png", data))), printed)
        assert reading.identity is not None
        assert (reading.identity.number, reading.identity.page) == (number, 1)
        assert reading.sheet is not None


def test_a_language_no_font_writes_is_refused_in_a_sentence(
    words: Words, client: ReviewingClient, session: Session
) -> None:
    question = {"key": "q", "kind": "short_text", "label": {"fr": "რა გაკლიათ უბანში?"}}
    paper = Paper(words, session, {"title": {"fr": "T"}, "sections": [{"key": "s", "questions": [question]}]})
    session.commit()
    client.sign_in(paper.organiser)
    url = f"/channels/{paper.channel.code}/sheets"

    page = client.post(url, data=client.form(url, "print"))

    assert "cannot write this language" in page.text or "écrire cette langue" in page.text
    assert not session.scalars(select(SheetBatch)).all()
    with pytest.raises(NoLetters):
        paper.print(copies=1)
