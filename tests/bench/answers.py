"""`make bench`: complete, durable answers a second on this machine, with the raw limits of the same run beside them.

Every figure is the median of several rounds; in each round the bare programs and ours take turns, so that a ratio
compares seconds next to one another, and all run in as many processes. On a machine that others use, read the ratios
and the processor time of one request: it hardly changes with the load. Nothing here asserts a figure. `--readme` puts
them into the README.
"""

import argparse
import itertools
import os
import platform
import random
import re
import secrets
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from lxml import html

from consultation.cli import PROCESSES
from tests.bench.load import Load, load
from tests.bench.processes import memory_mb, processor_s
from tests.bench.readme import put
from tests.live import ROOT, Live, command, environment_of, free_port, serving, wait_for

CLIENTS = (1, 8, 64, 256)
ROUNDS, SECONDS = 3, 2.0
ANSWERS = 12
SHEETS = 500
"""Different sheets that are sent in turn, each time under a token of its own."""
LOCALE = "fr"
HELLO = """
import sys
from flask import Flask
from granian import Granian
from consultation.gate import Gate
from consultation.settings import Settings

def wsgi():
    def hello(environ, start_response):
        start_response("200 OK", [("content-type", "text/plain"), ("content-length", "3")])
        return [b"ok\\n"]
    return hello

def flask():
    app = Flask("hello")
    app.extensions["consultation.settings"] = Settings()
    app.add_url_rule("/health", "health", lambda: "ok\\n")
    return app

def gate():
    return Gate(flask())

if __name__ == "__main__":
    interface = "rsgi" if sys.argv[1] == "gate" else "wsgi"
    Granian(
        "hello:" + sys.argv[1],
        factory=True,
        interface=interface,
        port=int(sys.argv[2]),
        workers=int(sys.argv[3]),
        log_level="error",
    ).serve()
"""
#: What a browser sends beside a form.
BROWSER = (
    "User-Agent: Mozilla/5.0 (Linux; Android 8.1.0; SM-J260F) AppleWebKit/537.36 Chrome/79.0 Mobile Safari/537.36\r\n"
    "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Encoding: gzip, deflate, br\r\n"
    "Accept-Language: fr-FR,fr;q=0.9,ar;q=0.8\r\n"
)


@dataclass
class Measured:
    """One line of the table: what was asked of which process, and what each round gave."""

    name: str
    port: int
    process: int
    requests: Iterator[bytes]
    clients: int = 64
    expected: int = 200
    rounds: list[Load] = field(default_factory=list)
    processor_us: list[float] = field(default_factory=list)
    """Of the server, for one request."""

    def measure(self) -> None:
        before = processor_s(self.process)
        found = load(self.port, self.clients, self.requests, SECONDS, self.expected)
        self.processor_us.append((processor_s(self.process) - before) / found.count * 1e6)
        self.rounds.append(found)

    def share_of(self, ceiling: "Measured") -> float:
        """Requests a second for each of the other's, in the same round."""
        pairs = zip(self.rounds, ceiling.rounds, strict=True)
        return statistics.median(one.per_second / top.per_second for one, top in pairs)

    def row(self, ceiling: "Measured") -> str:
        return (
            f"| {self.name} | {self.clients} | {self.middle('per_second'):,.0f} | {self.middle('p50_ms'):.1f} "
            f"| {self.middle('p99_ms'):.0f} | {statistics.median(self.processor_us):,.0f} "
            f"| {self.share_of(ceiling):.0%} | {sum(one.failures for one in self.rounds)} |"
        )

    def middle(self, name: str) -> float:
        return float(statistics.median(getattr(one, name) for one in self.rounds))


@contextmanager
def hello(kind: str) -> Iterator[Measured]:
    """A program that says hello on the same server, in as many processes as ours: bare WSGI, bare Flask, and bare Flask
    behind our gate."""
    names = {"wsgi": "bare WSGI hello", "flask": "bare Flask hello", "gate": "bare Flask hello, our gate"}
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        Path(folder, "hello.py").write_text(HELLO)
        environment = {**os.environ, "PYTHONPATH": f"{folder}:{ROOT}"}
        with Path(folder, "log").open("wb") as log:
            started = [sys.executable, f"{folder}/hello.py", kind, str(port), str(PROCESSES)]
            process = subprocess.Popen(started, env=environment, stdout=log, stderr=log)
        try:
            wait_for(port, process, Path(folder, "log"))
            request = f"GET /health HTTP/1.1\r\nHost: localhost:{port}\r\n{BROWSER}\r\n".encode()
            yield Measured(names[kind], port, process.pid, itertools.repeat(request))
        finally:
            process.terminate()
            process.wait()


def commits_a_second(folder: Path) -> float:
    """Commits of one small row that this disk makes durable in a second (SQLite, WAL, synchronous=FULL)."""
    with sqlite3.connect(folder / "disk.sqlite", isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS row (words TEXT)")
        begun, count = time.perf_counter(), 0
        while time.perf_counter() - begun < 1:
            connection.execute("INSERT INTO row VALUES (?)", ("x" * 300,))
            count += 1
    return count / (time.perf_counter() - begun)


def the_page(live: Live) -> str:
    """Path of the demonstration's questionnaire."""
    front = urllib.request.urlopen(f"{live.url}/{LOCALE}/").read().decode()
    found = re.search(r"/c/[a-z0-9]+|/fr/q/[a-z0-9]+", front)
    assert found, "the first page shows no open consultation"
    return f"/{LOCALE}/q/{found.group().rsplit('/', 1)[1]}"


def sheets(live: Live, path: str) -> Iterator[bytes]:
    """Sheets for ever: 12 of the questions of the page answered at random, the same ones in every run."""
    page = html.fromstring(urllib.request.urlopen(live.url + path).read())
    form = next(f for f in page.forms if f.method == "POST")
    choices: dict[str, list[str]] = {}
    for control in form.xpath(".//input[@type='radio' or @type='checkbox'] | .//textarea | .//input[@type='text']"):
        value = control.get("value") if control.get("type") in {"radio", "checkbox"} else "Des bancs à l'ombre."
        if value and not control.get("name").startswith("page-"):
            choices.setdefault(control.get("name"), []).append(value)
    own = [(i.get("name"), i.get("value", "")) for i in form.xpath(".//input[@type='hidden']")]
    own = [(name, value) for name, value in own if name != "page-token"]
    chance = random.Random(12)  # no secret: the same sheets each time
    made = []
    for _ in range(SHEETS):
        answers = [(name, chance.choice(choices[name])) for name in chance.sample(sorted(choices), ANSWERS)]
        body = urlencode([*own, *answers, ("page-token", "")])
        head = (
            f"POST {path}/answers HTTP/1.1\r\nHost: localhost:{live.port}\r\nOrigin: {live.url}\r\n{BROWSER}"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body) + 22}\r\n\r\n"
        )
        made.append((head + body).encode())
    for sheet in itertools.cycle(made):
        yield sheet + secrets.token_hex(11).encode()


@dataclass
class Installation:
    """Our server on one database."""

    name: str
    live: Live
    lines: list[Measured]
    cold_ms: list[float]
    """Of the first request for the page, in each language, after the start of the server."""


@contextmanager
def installation(name: str, folder: Path, **more: str) -> Iterator[Installation]:
    """The demonstration, served, with what is to be measured.

    It finds no voice on the PATH: its languages would be read aloud ahead of time beside what is measured.
    """
    folder.mkdir()
    port = free_port()
    more = {"ANSWERS_PER_MINUTE": "100000000", "PATH": "", **more}
    made = command("demo", environment=environment_of(folder, port, **more))
    assert made.returncode == 0, made.stderr
    with serving(folder, port, **more) as live:
        path = the_page(live)
        cold_ms = [timed_ms(live.url + path.replace(LOCALE, locale, 1)) for locale in ("ar", "tr", "en", LOCALE)]
        page = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{BROWSER}\r\n".encode()
        filled = sheets(live, path)
        lines = [Measured(f"{name}: the page", port, live.process.pid, itertools.repeat(page))]
        lines += [
            Measured(f"{name}: {ANSWERS} answers", port, live.process.pid, filled, clients, 303) for clients in CLIENTS
        ]
        yield Installation(name, live, lines, cold_ms)


def timed_ms(url: str) -> float:
    begun = time.perf_counter()
    urllib.request.urlopen(url).read()
    return (time.perf_counter() - begun) * 1000


def report(folder: Path) -> list[str]:
    """The figures of one run, line by line."""
    databases = {"SQLite": {}, "PostgreSQL": {"DATABASE_URL": os.environ.get("TEST_POSTGRESQL", "")}}
    with ExitStack() as stack:
        bare = [stack.enter_context(hello(kind)) for kind in ("wsgi", "flask", "gate")]
        ours = [
            stack.enter_context(installation(name, folder / name, **more))
            for name, more in databases.items()
            if all(more.values())
        ]
        lines = bare + [line for one in ours for line in one.lines]
        idle_mb = {one.name: memory_mb(one.live.process.pid) for one in ours}
        commits = []
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
            commits.append(commits_a_second(folder))
            for line in lines:
                line.measure()
        told = [
            "| what | clients | per second | p50 ms | p99 ms | server µs of processor | of bare Flask | failures |",
            "|---|---|---|---|---|---|---|---|",
            *(line.row(bare[1]) for line in lines),
            "",
            f"The disk makes {statistics.median(commits):,.0f} commits a second durable (SQLite, `synchronous=FULL`).",
        ]
        for one in ours:
            now_mb = memory_mb(one.live.process.pid)
            told += [
                "",
                f"{one.name}: the first request for a page, which has to be made, takes "
                f"{statistics.median(one.cold_ms):.0f} ms; the largest process holds {max(idle_mb[one.name]):.0f} MB "
                f"before and {max(now_mb):.0f} MB after, all {len(now_mb)} together {sum(now_mb):.0f} MB.",
                *aims(one, bare[1], max(now_mb)),
            ]
        return told


def aims(one: Installation, flask: Measured, most_mb: float) -> Iterator[str]:
    """Each aim beside what this run found."""
    page = one.lines[0]
    sheets = next(line for line in one.lines[1:] if line.clients == 64)

    def told(what: str, found: float, aim: float, *, is_most: bool = False, unit: str = "") -> str:
        is_met = found <= aim if is_most else found >= aim
        sign = "at most" if is_most else "at least"
        return f"- {what}: {found:,.0f}{unit} (aim: {sign} {aim:,.0f}{unit}; {'met' if is_met else 'not met'})"

    yield told("durable answers a second at 64 clients", sheets.middle("per_second"), 1000)
    yield told("p99 of them", sheets.middle("p99_ms"), 250, is_most=True, unit=" ms")
    yield told("of bare Flask hello", 100 * sheets.share_of(flask), 25, unit=" %")
    yield told("the page, of bare Flask hello", 100 * page.share_of(flask), 50, unit=" %")
    yield told("memory of a process", most_mb, 100, is_most=True, unit=" MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readme", action="store_true", help="put the figures into the README")
    wanted = parser.parse_args()
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        told = report(Path(folder))
    told += [
        "",
        "No speech is made ahead meanwhile. The processor time is that of our program, without that of PostgreSQL. "
        "Memory is counted as PSS: what processes share is divided among them. "
        f"Medians of {ROUNDS} rounds of {SECONDS:.0f} s each, {PROCESSES} processes each; {os.cpu_count()} processors, "
        f"shared with the generator and with {load_before:.0f} other programs at work; "
        f"Python {platform.python_version()}.",
    ]
    print("\n".join(told))
    if wanted.readme:
        put("answers", told)


if __name__ == "__main__":
    main()
