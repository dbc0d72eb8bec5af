"""`make bench-phone`: what a page weighs in each language, and how long until somebody on a slow line can answer.

Real Chromium, a processor four times slower, 400 kbit/s and a round trip of 2 s, an empty cache; medians of three.
Twice: with Chromium's own profile, as others are measured (a connection opens at once), and on a line where opening
the connection costs its round trip. The figures go into the README, between their two marks.
"""

import re
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from consultation import create_app
from consultation.settings import from_environment
from tests import factories
from tests.answering.examples import TWELVE
from tests.bench.slow import slow_line
from tests.browser import CHROMIUM
from tests.live import ROOT, Live, command, environment_of, free_port, serving

LANGUAGES = ("fr", "ar", "en")
ROUND_TRIP_S = 2.0
BITS_PER_S = 400_000
SLOWER = 4
TRIES = 3
START, END = "<!-- bench-phone -->", "<!-- /bench-phone -->"
#: When the first question could first be seen and tapped: its first control has a place on the screen, after a paint.
ANSWERABLE = """() => new Promise(done => {
  const look = () => {
    const field = document.querySelector('.question input, .question textarea');
    const painted = performance.getEntriesByName('first-contentful-paint')[0];
    if (painted && field && field.offsetParent) done([painted.startTime, performance.now()]);
    else requestAnimationFrame(look);
  };
  look();
})"""


class Visit(NamedTuple):
    """One first visit."""

    requests: int
    """Before the page could be answered."""
    compressed_bytes: int
    """Of those, bodies as they came over the line."""
    answerable_s: float
    ready_s: float
    """Until the script shows one question at a time."""


@contextmanager
def phone(browser: Browser) -> Iterator[Page]:
    """A small screen, a slow processor, an empty cache."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    page = context.new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page
    context.close()


def slow_3g(page: Page) -> None:
    """Chromium's own slow line."""
    session = page.context.new_cdp_session(page)
    speed = BITS_PER_S / 8
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": ROUND_TRIP_S * 1000,
            "downloadThroughput": speed,
            "uploadThroughput": speed,
            "connectionType": "cellular3g",
        },
    )


def visit(page: Page, url: str) -> Visit:
    """Open the page for the first time; what came, and when it could be answered."""
    sizes: dict[str, int] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda done: sizes.update({done["requestId"]: done["encodedDataLength"]}))
    page.goto(url, wait_until="commit", timeout=60_000)
    _painted, answerable = page.evaluate(ANSWERABLE)
    before = dict(sizes)
    page.wait_for_selector("#sheet.stepped", timeout=60_000)
    ready = page.evaluate("performance.now()")
    return Visit(max(1, len(before)), sum(before.values()), answerable / 1000, ready / 1000)


def median(visits: list[Visit]) -> Visit:
    """The middle of each figure."""
    return Visit(*(statistics.median(figures) for figures in zip(*visits, strict=True)))


def table(browser: Browser, live: Live, code: str) -> list[str]:
    """The lines of the README."""
    lines = [
        "| twelve questions in | requests and bytes before one can answer | first question, Chromium's profile | "
        "one at a time | first question, connection counted |",
        "|---|---|---|---|---|",
    ]
    for locale in LANGUAGES:
        path = f"/{locale}/q/{code}"
        emulated, real = [], []
        for _ in range(TRIES):
            with phone(browser) as page:
                slow_3g(page)
                emulated.append(visit(page, live.url + path))
            port = free_port()
            with (
                slow_line(live.port, port, round_trip_s=ROUND_TRIP_S, bits_per_s=BITS_PER_S),
                phone(browser) as page,
            ):
                real.append(visit(page, f"http://localhost:{port}{path}"))
        one, other = median(emulated), median(real)
        lines.append(
            f"| {locale} | {one.requests:.0f}, {one.compressed_bytes:,.0f} B | {one.answerable_s:.1f} s | "
            f"{one.ready_s:.1f} s | {other.answerable_s:.1f} s |"
        )
        print(lines[-1], file=sys.stderr)
    return lines


def publish(lines: list[str]) -> None:
    """Put the figures into the README."""
    readme = ROOT / "README.md"
    text = readme.read_text()
    assert START in text, f"the README has no {START}"
    written = "\n".join([START, *lines, END])
    readme.write_text(re.sub(f"{START}.*{END}", lambda _found: written, text, flags=re.DOTALL))


def channel_in(instance_dir: Path) -> str:
    """The code of an open channel with twelve questions, in an installation of its own."""
    app = create_app(from_environment(environment_of(instance_dir)))
    database = app.extensions["consultation.database"]
    with database.writer() as session:
        code = factories.channel(session, TWELVE).code
        session.commit()
    database.close()
    return code


def main() -> None:
    if CHROMIUM is None:
        sys.exit("Chromium is not installed (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        instance_dir = Path(folder)
        live_environment = environment_of(instance_dir)
        assert command("migrate", environment=live_environment).returncode == 0
        code = channel_in(instance_dir)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        with serving(instance_dir) as live:
            lines = table(browser, live, code)
        browser.close()
    print("\n".join(lines))
    publish(lines)


if __name__ == "__main__":
    main()
