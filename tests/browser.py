"""The one Chromium of a worker: Playwright runs once in a process."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

# Nothing is measured here: on a busy machine a page may take its time, and still be right. As long as all else waits.
expect.set_options(timeout=30_000)

WHOLE_PAGE = "try { sessionStorage.setItem('whole', '1') } catch {}"
"""Script of somebody who chose to have all questions on one page."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium; no network but this machine."""
    assert CHROMIUM is not None
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    # A microphone that hums, for voice notes.
    arguments += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


def fill_in(page: Page, email: str, password: str) -> None:
    """Fill in the door that is open, and wait until it is behind us: going on at once would cut the form off."""
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("#sign-in-button")
    expect(page.locator("#sign-in-button")).to_have_count(0)


def expect_nothing_kept(page: Page) -> None:
    """Wait until the phone holds nothing: a page takes away what it held a moment after it shows."""
    page.wait_for_function("() => localStorage.length === 0")
