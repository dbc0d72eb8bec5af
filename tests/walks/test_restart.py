"""The server is stopped and started again while somebody answers: nothing is lost, nothing is counted twice."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from consultation.db import Database
from consultation.models import Submission
from consultation.settings import from_environment
from tests import factories
from tests.answering.examples import TWELVE
from tests.browser import WHOLE_PAGE, expect_nothing_kept
from tests.live import Live, command, environment_of, free_port, serving

THANKS = re.compile(r"/thanks")


class Town:
    """An installation whose server comes and goes, at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        environment = environment_of(folder, self.port)
        assert command("migrate", environment=environment).returncode == 0
        self.database = Database(from_environment(environment).database)
        with self.database.transaction() as session:
            code = factories.channel(session, TWELVE).code
        self.sheet = f"http://localhost:{self.port}/fr/q/{code}"

    def serving(self) -> AbstractContextManager[Live]:
        return serving(self.folder, self.port)

    def submissions(self) -> int:
        with self.database.reader() as session:
            return session.query(Submission).count()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[[bool], Page]]:
    contexts = []

    def opened(script: bool) -> Page:
        contexts.append(chromium.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740}))
        contexts[-1].add_init_script(WHOLE_PAGE)
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def choose(page: Page, town: Town) -> None:
    page.goto(town.sheet)
    page.locator("#sheet label.option").first.click()


def send_and_be_thanked(page: Page) -> str:
    page.locator("#send").click()
    expect(page).to_have_url(THANKS)
    return page.locator("#follow-code").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_server_started_again_between_the_page_and_the_last_tap(
    town: Town, open_page: Callable[[bool], Page], script: bool
) -> None:
    """Two tabs, a reload, Back after sending: the page and its token outlive the server that made them."""
    page, other = open_page(script), None
    with town.serving():
        choose(page, town)
        other = page.context.new_page()
        choose(other, town)

    with town.serving():
        code = send_and_be_thanked(page)
        assert send_and_be_thanked(other) == code
    with town.serving():
        page.reload()
        expect(page.locator("#follow-code")).to_have_text(code)

    assert town.submissions() == 1


def test_a_server_that_is_down_at_the_last_tap_gets_the_answers_when_it_is_back(
    town: Town, open_page: Callable[[bool], Page]
) -> None:
    page = open_page(True)
    with town.serving():
        choose(page, town)
    page.locator("#send").dblclick()
    expect(page.locator(".kept")).to_be_focused()

    with town.serving():
        page.reload()
        expect(page.locator(".kept a")).to_have_attribute("href", THANKS)
        expect_nothing_kept(page)

    assert town.submissions() == 1


def test_a_server_killed_after_the_disk_had_the_answers_and_before_it_could_say_so(
    town: Town, open_page: Callable[[bool], Page]
) -> None:
    page = open_page(True)
    with town.serving() as live:

        def record_and_die(route: Route) -> None:
            route.fetch(max_redirects=0)
            live.process.kill()
            live.process.wait()
            route.abort()

        choose(page, town)
        page.route("**/answers", record_and_die)
        page.locator("#send").click()
        expect(page.locator(".kept")).to_be_focused()
        page.unroute("**/answers")
        assert town.submissions() == 1

    with town.serving():
        page.reload()
        expect(page.locator(".kept a")).to_have_attribute("href", THANKS)

    assert town.submissions() == 1


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_queue_in_front_of_a_server_that_rests_loses_nothing(
    town: Town, open_page: Callable[[bool], Page], script: bool
) -> None:
    """Without script the page of the proxy says to load it again: that sends the answers once more, and counts once."""
    page = open_page(script)
    with town.serving() as live:
        resting = town.folder / "resting.html"
        assert live.run("resting-page", str(resting)).returncode == 0
        choose(page, town)
        page.route("**/answers", lambda route: route.fulfill(status=503, path=resting, content_type="text/html"))
        page.locator("#send").click()
        if script:
            expect(page.locator(".kept")).to_contain_text("Le serveur ne répond pas")
        else:
            expect(page.locator("h1")).to_have_text("Le serveur ne répond pas en ce moment")
        assert town.submissions() == 0
        page.unroute("**/answers")

        page.reload()

        if script:
            expect(page.locator(".kept a")).to_have_attribute("href", THANKS)
        else:
            expect(page).to_have_url(THANKS)
        assert town.submissions() == 1


def test_a_queue_that_leads_elsewhere_is_no_thank_you(town: Town, open_page: Callable[[bool], Page]) -> None:
    """Some queues answer with a redirect to a waiting room: the answers are not taken for sent."""
    page = open_page(True)
    with town.serving():
        choose(page, town)
        page.route("**/answers", lambda route: route.fulfill(status=303, headers={"Location": "/fr/"}))
        page.locator("#send").click()
        expect(page.locator(".kept")).to_contain_text("Le serveur ne répond pas")
        page.unroute("**/answers")
        page.reload()
        expect(page.locator(".kept a")).to_have_attribute("href", THANKS)

    assert town.submissions() == 1
