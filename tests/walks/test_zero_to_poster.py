"""One question, one action, one QR: how much an organiser has to do, from the page of a plan to a phone."""

import time
from collections.abc import Callable

import pypdfium2
import zxingcpp
from playwright.sync_api import Page, expect

from tests.outreach.test_posters import picture as rasterised
from tests.walks.signing_in import sign_in


class Hand:
    """Does what a person does on a page, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks: list[str] = []
        self.fields: list[str] = []

    def click(self, selector: str) -> None:
        self.clicks.append(selector)
        self.page.click(selector)

    def fill(self, selector: str, words: str) -> None:
        self.fields.append(selector)
        self.page.fill(selector, words)

    def opened(self, selector: str) -> bytes:
        """The document behind a link, which a browser may show itself."""
        self.clicks.append(selector)
        response = self.page.request.get(str(self.page.get_attribute(selector, "href")))
        assert response.ok
        return response.body()


def test_from_the_plan_to_a_phone_in_three_clicks_and_one_field(
    new_page: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = new_page(1280, 900)
    sign_in(page, "claire@demo.example")
    page.goto("/plans/ozon")
    hand, began = Hand(page), time.monotonic()

    hand.click("#P1\\.09 a.ask")
    question = page.locator("input[name=question]:checked + span, label:has(input[name=question]:checked)").first
    asked = question.inner_text().strip()
    hand.fill("#place", "Boulangerie Churchill")
    picture(page, "one-question")
    hand.click("#start-button")
    poster = hand.opened("#poster-a4")

    (address,) = {found.text for found in zxingcpp.read_barcodes(rasterised(poster, 150))}
    took_s = time.monotonic() - began
    print(f"{len(hand.clicks)} clicks, {len(hand.fields)} field, {took_s:.1f} s: {address}")
    assert (len(hand.clicks), len(hand.fields)) == (3, 1)
    assert len(pypdfium2.PdfDocument(poster)) == 1
    phone = new_page()
    phone.goto(address)
    if phone.locator("main fieldset").count() == 0:
        phone.locator("main a[hreflang=fr], main a[lang=fr]").first.click()
    expect(phone.locator("main")).to_contain_text(asked)
