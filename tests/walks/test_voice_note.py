"""An answer by voice: recorded, heard again, erased, kept on the phone while there is no network, sent once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from consultation.db import Database
from consultation.models import Attachment
from consultation.terms import ChannelKind, Kind
from tests import factories
from tests.browser import expect_nothing_kept

ASKED = {
    "title": {"fr": "Dites-le de vive voix"},
    "locales": ["fr"],
    "sections": [
        {"key": "one", "questions": [{"key": "said", "kind": Kind.VOICE, "label": {"fr": "Que voulez-vous dire ?"}}]}
    ],
}


@pytest.fixture
def sheet(database: Database) -> str:
    """The address of a questionnaire with one question, to be answered by voice."""
    with database.transaction() as session:
        return f"/fr/q/{factories.channel(session, ASKED, kind=ChannelKind.ONLINE).code}"


def notes(database: Database) -> int:
    """Voice notes that stand with a submission."""
    with database.reader() as session:
        return len(session.scalars(select(Attachment.id)).all())


def record(page: Page, milliseconds: int) -> None:
    page.locator("button.record").click()
    expect(page.locator("button.record")).to_contain_text("(")
    page.wait_for_timeout(milliseconds)
    page.locator("button.record").click()


def test_a_voice_note_waits_on_the_phone_for_the_network(
    database: Database, sheet: str, new_page: Callable[..., Page]
) -> None:
    before = notes(database)
    phone = new_page()
    phone.goto(sheet)
    phone.wait_for_function("() => document.querySelector('script[src*=keep]')")

    record(phone, 100)
    expect(phone.locator("[data-voice] [role=status]")).to_contain_text("On n’a rien entendu")
    expect(phone.locator("audio")).to_be_hidden()

    record(phone, 1500)
    expect(phone.locator("audio")).to_be_visible()
    phone.locator("[data-voice] button.quiet").click()
    expect(phone.locator("audio")).to_be_hidden()
    record(phone, 1500)
    expect(phone.locator("audio")).to_be_visible()
    phone.wait_for_function("() => Object.keys(localStorage).some(key => (localStorage[key] || '').includes('data'))")

    # The page is closed by mistake: the voice is still there, and can be heard.
    phone.goto("about:blank")
    phone.goto(sheet)
    phone.locator(".kept button").first.click()
    expect(phone.locator("audio")).to_be_visible()
    assert phone.evaluate("() => document.querySelector('[data-voice] input').files[0].size") > 1_000

    # No network at the last tap; it comes back, and the note leaves by itself, once.
    phone.context.set_offline(True)
    phone.locator("#send").click()
    expect(phone.locator(".kept")).to_contain_text("réseau")
    assert notes(database) == before
    phone.context.set_offline(False)
    expect(phone.locator(".kept a")).to_have_attribute("href", re.compile("/thanks"))
    assert notes(database) == before + 1
    expect_nothing_kept(phone)


def test_a_phone_that_records_mp4_alone_is_heard_too(
    database: Database, sheet: str, new_page: Callable[..., Page]
) -> None:
    """As an iPhone does; what is kept is Opus in WebM, which every desk plays."""
    before = notes(database)
    phone = new_page()
    phone.add_init_script("MediaRecorder.isTypeSupported = (kind) => kind === 'audio/mp4'")
    phone.goto(sheet)
    record(phone, 1500)
    expect(phone.locator("audio")).to_be_visible()
    assert phone.evaluate("document.querySelector('[data-voice] input').files[0].type") == "audio/mp4"

    phone.locator("#send").click()

    expect(phone).to_have_url(re.compile("/thanks"))
    assert notes(database) == before + 1


def test_a_phone_that_puts_no_file_into_a_field_keeps_its_own_recorder(
    sheet: str, new_page: Callable[..., Page]
) -> None:
    """Safari 14.0 has the recorder of scripts, but no way to send what it made."""
    phone = new_page()
    phone.add_init_script(
        "window.DataTransfer = class { constructor() { throw new TypeError('Illegal constructor'); } }"
    )
    phone.goto(sheet)
    expect(phone.locator("#ear")).to_be_visible()

    expect(phone.locator("button.record")).to_have_count(0)
    expect(phone.locator("[data-voice] input[type=file]")).to_be_visible()
