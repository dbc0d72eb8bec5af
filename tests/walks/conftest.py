"""One real server with the demonstration, one real Chromium, for all walks of a worker."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState

from consultation.db import Database
from consultation.settings import from_environment
from tests.browser import CHROMIUM, WHOLE_PAGE
from tests.live import Live, command, environment_of, free_port, serving

#: Pictures of the walks, for people to look at; those of the README are copied from here.
PICTURES = Path(os.environ.get("PICTURES", Path(__file__).parents[2] / "build/pictures"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walks are browser tests; without Chromium they say why they did not run."""
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (Debian: apt-get install chromium)"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server with the demonstration campaign."""
    instance_dir = tmp_path_factory.mktemp("demo")
    port = free_port()
    made = command("demo", environment=environment_of(instance_dir, port))
    assert made.returncode == 0, made.stderr
    with serving(instance_dir, port) as live:
        yield live


@pytest.fixture
def database(demo: Live) -> Iterator[Database]:
    """What that server keeps: shared by all walks of a worker."""
    opened = Database(from_environment(demo.environment).database)
    yield opened
    opened.close()


#: What the browser writes down of a form refused, or of a network a walk has cut.
SAID = re.compile(r"status of (403|409|410|422|429|502|503)|net::ERR_(FAILED|INTERNET_DISCONNECTED)")


def is_fault(message: ConsoleMessage) -> bool:
    """An error of the page; not what the server says of a form (403, 409, 410, 503…), nor a network a walk has cut."""
    return message.type == "error" and not SAID.search(message.text)


@pytest.fixture
def new_page(chromium: Browser, demo: Live) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own: a phone of 360 px unless told (`width`, `script=False`, `locale`…).

    The questions stand all on one page, as somebody may choose; `steps` for one at a time.
    A page that logs an error of script or of the content policy fails the walk.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(
        width: int = 360,
        height: int = 740,
        *,
        script: bool = True,
        steps: bool = False,
        locale: str = "fr-FR",
        signed_in: StorageState | None = None,
    ) -> Page:
        context = chromium.new_context(
            base_url=demo.url,
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            locale=locale,
            has_touch=width < 600,
            accept_downloads=True,
            storage_state=signed_in,
        )
        if not steps:
            context.add_init_script(WHOLE_PAGE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, faults


@pytest.fixture
def picture() -> Callable[..., None]:
    """Keeps a picture of the page (`whole=False`: of its window), and fails when it is wider than its window."""

    def take(page: Page, name: str, *, whole: bool = True) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name}: {overflow} px too wide"

    return take
