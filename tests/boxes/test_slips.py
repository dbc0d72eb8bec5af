"""Slips, cards and guest-book pages: printed like sheets, found again in scans, typed as ideas."""

import io
from typing import Any

import cv2
import numpy
import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.boxes.put_in import print_box_slips, reserve_slip_numbers
from consultation.boxes.slip_numbers import read_slip_number
from consultation.models import Campaign, Channel, Idea, Plan, ScanPage
from consultation.paper.identity import Identity, printed_number, read_identity
from consultation.paper.scan.images import scans_of
from consultation.paper.scan.reading import Printed, read_scan
from consultation.paper.scan.results import Reason, State
from consultation.paper.sheet import Layout
from consultation.paper.slips import FORMATS, Format, SlipOrder, a_page, lay_out_slip, print_slips
from consultation.terms import Mode, Role
from consultation.web.resident_slip_words import slip_words
from tests import factories
from tests.pages import ReviewingClient
from tests.paper.conftest import Picture, pictures
from tests.scans.conftest import DPI, MM, jpeg

ADDRESS = "https://ozon.example/i/k7m2pq"
LOCALES = [("fr",), ("ar",), ("fr", "ar"), ("ar", "en")]


def order(*locales: str, kind: Format = "slip4", box_id: int = 12, is_simulated: bool = False) -> SlipOrder:
    return SlipOrder(
        print_code=f"B{box_id}",
        question={"fr": "Quelle idée pour la place ?", "ar": "ما فكرتكم لساحة السوق؟", "en": "Which idea?"},
        locales=locales,
        kind=kind,
        place="Maison de retraite Tivoli",
        address=ADDRESS,
        is_simulated=is_simulated,
    )


@pytest.fixture
def words(app: Flask) -> dict[str, dict[str, str]]:
    with app.app_context():
        return slip_words(("fr", "ar", "en"))


def write(picture: Picture, layout: Layout, left_mm: float = 0, top_mm: float = 0) -> None:
    """Some handwriting into the field of the slip that lies there."""
    (field,) = layout["pages"][0]["questions"][0]["fields"]
    for step in range(14):
        x, y = left_mm + field["x_mm"] + 4 + step * 4, top_mm + field["y_mm"] + 10
        cv2.line(picture, (round(x * MM), round(y * MM)), (round((x + 2) * MM), round((y + 5) * MM)), 40, 3)


def upright(picture: Picture) -> Picture:
    grain = numpy.random.default_rng(1).normal(0, 1.5, picture.shape)
    return numpy.clip(picture * 0.95 + grain, 0, 255).astype(numpy.uint8)


@pytest.mark.parametrize("locales", LOCALES, ids="-".join)
@pytest.mark.parametrize("kind", list(FORMATS))
def test_every_slip_says_who_it_is_twice_and_has_every_glyph(
    words: dict[str, dict[str, str]], kind: Format, locales: tuple[str, ...]
) -> None:
    """T23: slips four or six a page of A4, cards and pages of a guest book, each with its number."""
    numbers = range(38, 38 + a_page(kind) + 1)

    pdf, layout = print_slips(order(*locales, kind=kind), words, numbers)

    first, *others = pictures(pdf, DPI)
    codes = [code.text for code in zxingcpp.read_barcodes(first)]
    ours = sorted(read_identity(code).number for code in codes if code != ADDRESS)
    assert ours == sorted([*numbers[:-1]] * 2)
    assert codes.count(ADDRESS) == a_page(kind)
    assert (len(others), layout["unprintable"]) == (1, "")
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage().get_text_range()
    assert all(printed_number(number) in text for number in numbers[:-1])


@pytest.mark.parametrize("kind", list(FORMATS))
def test_the_field_keeps_clear_of_markers_and_codes(words: dict[str, dict[str, str]], kind: Format) -> None:
    (page,) = lay_out_slip(order("fr", "ar", kind=kind), words)[1]["pages"]

    (field,) = page["questions"][0]["fields"]
    assert field["height_mm"] >= 17
    for other in (*page["markers"], *page["identities"], page["number"], page["phone"]):
        beside = (
            other["x_mm"] + other["width_mm"] <= field["x_mm"] or field["x_mm"] + field["width_mm"] <= other["x_mm"]
        )
        above = other["y_mm"] + other["height_mm"] <= field["y_mm"]
        below = field["y_mm"] + field["height_mm"] <= other["y_mm"]
        assert beside or above or below


@pytest.mark.parametrize("is_simulated", [True, False])
def test_every_slip_of_an_invented_box_says_so(words: dict[str, dict[str, str]], is_simulated: bool) -> None:
    """Slips are left on tables, where no page of the demonstration stands beside them."""
    pdf = print_slips(order("fr", is_simulated=is_simulated), words, range(1, 5))[0]

    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage().get_text_range().replace("\u00a0", " ")
    assert text.count(words["fr"]["simulated"].replace("\u00a0", " ")) == (4 if is_simulated else 0)


@pytest.mark.parametrize("kind", list(FORMATS))
def test_slips_are_found_in_a_scan_also_before_they_are_cut(words: dict[str, dict[str, str]], kind: Format) -> None:
    pdf, layout = print_slips(order("fr", kind=kind), words, range(1, 1 + a_page(kind)))
    sheet = pictures(pdf, DPI)[0]
    write(sheet, layout)

    (scan,) = scans_of("slips.jpg", jpeg(upright(sheet), 70))
    readings = read_scan(scan, [Printed(layout, 1, 9)])

    found = {one.identity.number: one for one in readings if one.identity}
    assert sorted(found) == list(range(1, 1 + a_page(kind)))
    assert {one.state for one in readings} == {State.READ}
    written = {number for number, one in found.items() if one.questions[0].fields[0].written}
    assert written == {1}


def test_a_cut_slip_is_found_upside_down_on_the_glass(words: dict[str, dict[str, str]]) -> None:
    pdf, layout = print_slips(order("fr"), words, range(1, 5))
    sheet = upright(pictures(pdf, DPI)[0])
    rows, columns = sheet.shape
    glass = numpy.full(sheet.shape, 244, numpy.uint8)
    slip = sheet[rows // 2 :, columns // 2 :][::-1, ::-1]
    glass[200 : 200 + slip.shape[0], 100 : 100 + slip.shape[1]] = slip

    (scan,) = scans_of("slip.jpg", jpeg(glass, 60))
    (reading,) = read_scan(scan, [Printed(layout, 1, 4)])

    assert reading.state is State.READ
    assert reading.identity == Identity(print_code="B12", number=4, page=1, languages="FR")


class Brought:
    """A box whose slips were printed, scanned and brought by a volunteer."""

    def __init__(self, client: ReviewingClient, session: Session, words: dict[str, dict[str, str]]) -> None:
        self.client, self.session = client, session
        self.box = factories.box(session)
        channel = session.get_one(Channel, self.box.channel_id)
        plan = session.get_one(Plan, session.get_one(Campaign, channel.campaign_id).plan_id)
        self.organisation_id = plan.organisation_id
        self.volunteer = factories.account(session, Role.VOLUNTEER, organisation_id=plan.organisation_id)
        self.first = reserve_slip_numbers(session, self.box.id, 4)
        pdf, _layout = print_box_slips(session, self.box, order("fr", box_id=self.box.id), words, self.first, 4)
        self.layout = lay_out_slip(order("fr", box_id=self.box.id), words)[1]
        session.commit()
        self.sheet = pictures(pdf, DPI)[0]
        client.sign_in(self.volunteer)

    def bring(self) -> str:
        form = self.client.form("/scans", "bring")
        files = [(io.BytesIO(jpeg(upright(self.sheet), 70)), "slips.jpg")]
        response = self.client.post("/scans", data={**form, "name": "Boîte Tivoli", "files": files})
        assert response.status_code == 303, response.text
        return str(response.location)

    def pages(self) -> list[ScanPage]:
        self.session.expire_all()
        return list(self.session.scalars(select(ScanPage).order_by(ScanPage.slip_number, ScanPage.id)))


@pytest.fixture
def brought(client: ReviewingClient, session: Session, words: dict[str, dict[str, str]]) -> Brought:
    return Brought(client, session, words)


def test_a_scanned_slip_is_typed_beside_its_crop_as_an_idea(brought: Brought) -> None:
    write(brought.sheet, brought.layout)
    write(brought.sheet, brought.layout, left_mm=105)

    pile = brought.client.get(brought.bring())
    url = f"/slips/{brought.box.id}"
    page = brought.client.get(url)
    form: dict[str, Any] = brought.client.form(url, "slip")
    crop = brought.client.get(
        page.text.split('<figure class="crop">')[1].split('src="')[1].split('"')[0].replace("&amp;", "&")
    )
    brought.client.post(url, data={**form, "text": "Un banc à l'ombre"})

    assert url in pile.text
    assert form["number"] == printed_number(1)
    assert crop.mimetype == "image/jpeg"
    (idea,) = brought.session.scalars(select(Idea)).all()
    assert (idea.text, idea.slip_number, idea.mode) == ("Un banc à l'ombre", 1, Mode.PAPER_KEYED)
    assert brought.client.form(url, "slip")["number"] == printed_number(2)
    assert [one.is_done for one in brought.pages()] == [True, False, True, True]


def test_an_empty_slip_waits_for_nobody_and_a_second_scan_is_a_duplicate(brought: Brought) -> None:
    write(brought.sheet, brought.layout)

    brought.bring()
    brought.bring()

    assert [one.state for one in brought.pages()] == ["read", "duplicate"] * 4
    assert brought.client.form(f"/slips/{brought.box.id}", "slip")["number"] == printed_number(1)


def test_nothing_to_type_leaves_the_next_one(brought: Brought) -> None:
    write(brought.sheet, brought.layout)
    brought.bring()
    url = f"/slips/{brought.box.id}"

    brought.client.post(f"{url}/scanned/{brought.pages()[0].id}", data=brought.client.form(url, "leave"))

    assert not brought.client.form(url, "slip")["number"]


def test_a_volunteer_is_shown_no_slip_of_somebody_elses_pile(brought: Brought) -> None:
    write(brought.sheet, brought.layout)
    brought.bring()
    other = factories.account(brought.session, Role.VOLUNTEER, organisation_id=brought.organisation_id)

    brought.client.sign_in(other)

    assert "crop" not in brought.client.get(f"/slips/{brought.box.id}").text


def test_a_scanned_code_is_the_number_of_a_slip_of_its_box_alone(words: dict[str, dict[str, str]]) -> None:
    pdf = print_slips(order("fr"), words, [12])[0]
    code = next(one.text for one in zxingcpp.read_barcodes(pictures(pdf, DPI)[0]) if one.text.startswith("B12/"))

    assert read_slip_number(code, "k7m2pq", 12) == 12
    with pytest.raises(ValueError, match="B12"):
        read_slip_number(code, "k7m2pq", 13)


def test_slips_on_a_table_whose_codes_are_lost_beside_others_are_told(words: dict[str, dict[str, str]]) -> None:
    """One picture of many slips: what could be read of some must not hide that there were more."""
    pdf, layout = print_slips(order("fr"), words, range(1, 5))
    sheet = upright(pictures(pdf, DPI)[0])
    rows, columns = (side // 2 for side in sheet.shape)
    table = numpy.full((3 * rows, 3 * columns), 60, numpy.uint8)
    table[:rows, :columns] = sheet[:rows, :columns]
    table[2 * rows : 3 * rows, 2 * columns : 3 * columns] = sheet[rows : 2 * rows, columns : 2 * columns]
    for code in layout["pages"][0]["identities"]:
        x, y = (round((code[name] - 1) * MM) + 2 * side for name, side in (("x_mm", columns), ("y_mm", rows)))
        side = round((code["width_mm"] + 2) * MM)
        table[y : y + side, x : x + side] = 250

    (scan,) = scans_of("slips.jpg", jpeg(table, 80))
    readings = read_scan(scan, [Printed(layout, 1, 4)])

    assert [(one.state, one.reason) for one in readings] == [
        (State.READ, None),
        (State.NEEDS_LOOK, Reason.NO_CODE.value),
    ]
