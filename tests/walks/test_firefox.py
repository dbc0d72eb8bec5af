"""The same page in Firefox, where it is installed: one question at a time in Arabic, and without script in French."""

import json
import shutil
import socket
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.live import Live, free_port
from tests.walks.demo import channel_of

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
CSS = "css selector"
pytestmark = pytest.mark.skipif(FIREFOX is None, reason="Firefox is not here (Debian: apt-get install firefox-esr)")


@contextmanager
def firefox(profile: Path, *, script: bool) -> Iterator[Any]:
    """A Firefox with a profile of its own, driven by Mozilla's own protocol."""
    assert FIREFOX is not None
    port = free_port()
    preferences = {"marionette.port": port, "datareporting.policy.dataSubmissionEnabled": False}
    preferences |= {"javascript.enabled": script}
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items())
    (profile / "user.js").write_text("\n".join(lines))
    started = [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    with Path(profile, "log").open("wb") as log:
        process = subprocess.Popen(started, stdout=log, stderr=log)
    try:
        wait_for(port, process)
        driver = marionette(port)
        driver.start_session()
        driver.timeout.implicit = 10
        driver.set_window_rect(width=450, height=760)
        yield driver
        driver.delete_session()
    finally:
        process.terminate()
        process.wait(20)


def marionette(port: int) -> Any:
    """The driver; importing it warns of what one of its packages will do one day."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from marionette_driver.marionette import Marionette
    return Marionette(host="127.0.0.1", port=port)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "Firefox stopped"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("Firefox does not answer")


def until(holds: Any) -> None:
    """Waits, for a busy machine takes its time."""
    for _ in range(100):
        if holds():
            return
        time.sleep(0.2)
    raise AssertionError("it did not come")


def tap(driver: Any, selector: str) -> None:
    driver.execute_script("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", [selector])
    driver.find_element(CSS, selector).click()


def test_one_question_at_a_time_in_arabic(demo: Live, tmp_path: Path) -> None:
    code, before = channel_of(demo, "online").code, channel_of(demo, "online").heard
    with firefox(tmp_path, script=True) as driver:
        driver.navigate(f"{demo.url}/ar/q/{code}")
        until(lambda: driver.execute_script("return document.querySelectorAll('#sheet.stepped').length") == 1)
        seen = "return [...document.querySelectorAll('.question')].filter(one => one.offsetParent).length"
        assert driver.execute_script(seen) == 1
        tap(driver, ".question:not(.aside) label.option")
        until(lambda: driver.execute_script("return localStorage.length") == 1)
        while not driver.execute_script("return document.querySelectorAll('.look dl').length"):
            tap(driver, ".move button:last-child")
        tap(driver, "#send")

        until(lambda: "/thanks" in driver.get_url())
        until(lambda: driver.execute_script("return localStorage.length") == 0)
        assert driver.execute_script("return document.documentElement.dir") == "rtl"
        assert driver.get_cookies() == []
    assert channel_of(demo, "online").heard == before + 1


def test_without_script_in_french(demo: Live, tmp_path: Path) -> None:
    code, before = channel_of(demo, "online").code, channel_of(demo, "online").heard
    with firefox(tmp_path, script=False) as driver:
        driver.navigate(f"{demo.url}/fr/q/{code}")
        driver.find_element(CSS, "main textarea").send_keys("Un banc – مقعد")
        driver.find_element(CSS, "#send").click()
        until(lambda: "/thanks" in driver.get_url())
        assert driver.find_element(CSS, "#follow-code").text
    assert channel_of(demo, "online").heard == before + 1
