"""The pages on which answers cannot be added, as a person meets them on a phone: looked at, and for everybody."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consultation.db import Database
from consultation.models import Submission
from consultation.terms import ChannelKind
from tests import factories
from tests.answering.examples import TWELVE
from tests.walks.review import THUMB, review

WORDS = "Un banc devant l’école, et de l’ombre en été, pour les enfants — مقعد"


@pytest.fixture
def code(database: Database) -> str:
    with database.transaction() as session:
        return str(factories.channel(session, TWELVE, kind=ChannelKind.POSTER).code)


def count(database: Database) -> int:
    with database.reader() as session:
        return session.query(Submission).count()


@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_two_people_of_a_family_answer_on_one_page(
    database: Database, code: str, new_page: Callable[..., Page], picture: Callable[..., None], locale: str
) -> None:
    """Two tabs of one phone hold the same page: the second person is told, and adds theirs with one tap, once."""
    before = count(database)
    first = new_page(script=locale == "fr")
    first.goto(f"/{locale}/q/{code}")
    second = first.context.new_page()
    second.goto(f"/{locale}/q/{code}")
    first.locator("#sheet label.option").first.click()
    first.locator("#send").click()
    expect(first.locator("#follow-code")).to_be_visible()
    second.locator("#sheet label.option").nth(1).click()
    second.locator("textarea").first.fill(WORDS)

    second.locator("#send").click()

    expect(second.locator("#add")).to_be_visible()
    picture(second, f"already-sent-{locale}")
    if locale == "fr":
        review(second, THUMB, dark=True)
    second.reload()  # sent once more: still the same second person
    expect(second.locator("#add")).to_be_visible()
    second.locator("#add button").dblclick()
    expect(second.locator("#follow-code")).to_be_visible()
    assert second.locator("#follow-code").inner_text() != first.locator("#follow-code").inner_text()
    assert count(database) == before + 2


@pytest.mark.parametrize("locale", ["fr", "ar"])
def test_a_page_of_another_consultation_gives_the_words_back(
    database: Database, code: str, new_page: Callable[..., Page], picture: Callable[..., None], locale: str
) -> None:
    with database.transaction() as session:
        other = factories.version(session, TWELVE).print_code
    before = count(database)
    page = new_page()
    page.goto(f"/{locale}/q/{code}")
    page.locator("textarea").first.fill(WORDS)
    page.locator("[name=page-version]").evaluate("(one, other) => { one.value = other }", other)

    page.locator("#send").click()

    expect(page.locator("#unsent blockquote")).to_have_text(WORDS)
    picture(page, f"of-another-{locale}")
    review(page, THUMB, dark=locale == "ar")
    assert count(database) == before
    page.locator("main ul.next a").first.click()
    expect(page).to_have_url(re.compile(f"/{locale}/q/{code}$"))
