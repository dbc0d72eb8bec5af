"""Every kind of question on a phone, filled and sent in French and in Arabic, with and without script."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from consultation.db import Database
from consultation.models import Submission
from consultation.questionnaires.kinds import KINDS
from consultation.settings import from_environment
from tests import factories
from tests.live import Live
from tests.questionnaires.capabilities import CAPABILITIES, document, keep_pictures
from tests.walks.filling import FILE, HERE, Sheet
from tests.walks.review import THUMB, TOO_WIDE, review

Codes = Mapping[str, tuple[str, int]]
"""{capability: (code, id) of its channel}."""


@pytest.fixture(scope="session")
def codes(demo: Live) -> Codes:
    """{capability: (code, id) of its channel} of one campaign each, on the server of the demonstration."""
    keep_pictures(Path(demo.environment["INSTANCE_DIR"]))
    database = Database(from_environment(demo.environment).database)
    with database.writer() as session:
        made = {}
        for n, name in enumerate(CAPABILITIES):
            version = factories.version(session, document(name), print_code=f"CAP{n:02}")
            campaign = factories.campaign(session, questionnaire_id=version.questionnaire_id)
            channel = factories.channel(session, campaign_id=campaign.id, code=f"kind{n:02}")
            made[name] = (channel.code, channel.id)
        session.commit()
    database.close()
    return made


def stored(demo: Live, channel_id: int, seen: set[str]) -> dict[str, Any]:
    """The answers of the one sheet that came by a channel since the last look, with files named FILE."""
    database = Database(from_environment(demo.environment).database)
    with database.reader() as session:
        rows = session.scalars(select(Submission).where(Submission.channel_id == channel_id)).all()
    database.close()
    (new,) = [row for row in rows if row.token not in seen]
    seen.add(new.token)
    return {key: {"file": FILE} if "file" in answer else answer for key, answer in new.answers.items()}


ANSWERED = [name for name, one in CAPABILITIES.items() if any(KINDS[q.kind].takes_answer for q in one.questions())]
SEEN: set[str] = set()
"""Tokens of sheets that were looked at."""


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_each_kind_is_answered_in_the_browser_and_stored_as_it_was_meant(
    demo: Live, new_page: Callable[..., Page], codes: Codes, locale: str, script: bool
) -> None:
    page = new_page(script=script)
    page.context.set_geolocation(HERE)
    page.context.grant_permissions(["geolocation", "microphone"])
    for name in ANSWERED:
        code, channel_id = codes[name]
        page.goto(f"/{locale}/q/{code}")
        assert page.evaluate(TOO_WIDE) <= 0, f"{name}: too wide"
        sheet = Sheet(page, CAPABILITIES[name], locale, script)
        sheet.fill()
        sheet.send()
        expect(page.locator("#follow-code"), name).to_be_visible()

        silent = {q.key for q in CAPABILITIES[name].questions() if not KINDS[q.kind].takes_answer}
        kept = {key: answer for key, answer in stored(demo, channel_id, SEEN).items() if key not in silent}
        assert kept == sheet.expected, name


@pytest.mark.parametrize("locale", ["fr", "ar"])
@pytest.mark.parametrize(
    "name",
    ["every_kind", "declined", "repeated", "one_choice_pictures", "scale_0_10", "variants"],
)
def test_each_kind_is_for_everybody(
    new_page: Callable[..., Page], picture: Callable[..., None], codes: Codes, name: str, locale: str
) -> None:
    page = new_page(width=320)
    page.goto(f"/{locale}/q/{codes[name][0]}")

    review(page, THUMB, dark=locale == "ar")

    page.set_viewport_size({"width": 360, "height": 740})
    picture(page, f"kinds-{name}-{locale}")


@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_an_order_is_tapped_undone_and_heard(new_page: Callable[..., Page], codes: Codes, locale: str) -> None:
    page = new_page()
    page.goto(f"/{locale}/q/{codes['ranking'][0]}")
    taps = page.locator("button.tap")
    for n in (2, 0):
        taps.nth(n).focus()
        page.keyboard.press("Enter")
    expect(page.locator(".ranks [role=status]")).to_contain_text("2")
    expect(taps.nth(0).locator("b")).to_have_text("2")

    taps.nth(2).click()
    expect(taps.nth(0).locator("b")).to_have_text("1")
    expect(taps.nth(2)).to_have_attribute("aria-pressed", "false")

    page.locator(".ranks > button").click()
    expect(page.locator("button.tap[aria-pressed=true]")).to_have_count(0)


def test_a_spot_of_a_map_is_named_once(new_page: Callable[..., Page], codes: Codes) -> None:
    """It was read "1 1 Place Churchill": the number on the picture is a label of the same box."""
    page = new_page()
    page.goto(f"/fr/q/{codes['map'][0]}")

    expect(page.get_by_role("checkbox", name="1 Place Churchill", exact=True)).to_have_count(1)
