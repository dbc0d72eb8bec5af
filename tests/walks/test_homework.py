"""Mark the homework, from the button of the organiser to what residents say beside what the town says."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from consultation.db import Database
from consultation.models import Channel, Plan
from tests.walks.signing_in import sign_in
from tests.walks.test_restart import THANKS

#: As many as it takes for a figure to be shown.
PEOPLE = 5


def test_the_same_places_say_whether_it_is_done(
    new_page: Callable[..., Page], database: Database, picture: Callable[..., None]
) -> None:
    desk = new_page(1280, 900)
    sign_in(desk, "claire@demo.example")
    with database.reader() as session:
        slug = session.scalars(select(Plan.slug).order_by(Plan.id)).first()
    replies = f"/plans/{slug}/replies"

    desk.goto(replies)
    desk.locator("#homework button").click()
    expect(desk.locator("#open-campaign")).to_be_visible()
    campaign = int(desk.url.rsplit("/", 1)[1])
    desk.locator("#open-campaign").click()
    expect(desk).to_have_url(re.compile("/opening$"))
    desk.locator("main form button").click()
    expect(desk).to_have_url(re.compile(rf"/campaigns/{campaign}$"))

    with database.reader() as session:
        code = session.scalars(select(Channel.code).where(Channel.campaign_id == campaign).order_by(Channel.id)).first()
    phone = new_page()
    for person in range(PEOPLE):
        phone.goto(f"/fr/q/{code}")
        phone.locator(".faces.of-3 label.option", has_text="Oui, c’est fait").click()
        if person == 0:
            picture(phone, "homework-question")
        phone.locator("#send").click()
        expect(phone).to_have_url(THANKS)

    desk.goto(replies)
    row = desk.locator("[data-marked]")
    expect(row).to_contain_text("En cours")
    expect(row).to_contain_text("Oui, c’est fait")
    expect(row.locator("strong").first).to_have_text(str(PEOPLE))
    expect(row).to_contain_text(f"Base : {PEOPLE}")
    picture(desk, "homework-beside")
