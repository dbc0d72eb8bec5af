"""`make bench`: complete, durable answers a second on this machine, with the raw limits of the same run beside them.

Machines differ and are shared: read the ratios, and the medians of several runs. Nothing here asserts a time.
"""

import os
import re
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

from lxml import html

from tests.bench.load import Load, load
from tests.live import ROOT, Live, command, environment_of, free_port, serving, wait_for

CLIENTS = (1, 8, 64, 256)
HELLO = """
from flask import Flask
from granian import Granian
from consultation.server import Gate
from consultation.settings import Settings

def make():
    app = Flask("hello")
    app.extensions["consultation.settings"] = Settings()
    app.add_url_rule("/health", "health", lambda: "ok")
    return {made}

if __name__ == "__main__":
    Granian("hello:make", factory=True, interface="{interface}", port={port}, log_level="warning").serve()
"""


def hello(interface: str, made: str) -> Load:
    """A Flask application that says hello on the same server: the ceiling."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        Path(folder, "hello.py").write_text(HELLO.format(interface=interface, made=made, port=port))
        environment = {**os.environ, "PYTHONPATH": f"{folder}:{ROOT}"}
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen([sys.executable, f"{folder}/hello.py"], env=environment, stdout=log, stderr=log)
        try:
            wait_for(port, process, Path(folder, "log"))
            request = f"GET /health HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode()
            return load(port, 64, lambda n: request)
        finally:
            process.terminate()
            process.wait()


def commits_a_second(folder: Path) -> float:
    """Commits of one small row that this disk makes durable in a second (SQLite, WAL, synchronous=FULL)."""
    with sqlite3.connect(folder / "disk.sqlite", isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE row (words TEXT)")
        begun, count = time.perf_counter(), 0
        while time.perf_counter() - begun < 2:
            connection.execute("INSERT INTO row VALUES (?)", ("x" * 300,))
            count += 1
    return count / (time.perf_counter() - begun)


def the_page(live: Live) -> tuple[str, list[tuple[str, str]]]:
    """Path of the demonstration's questionnaire in French, and a whole sheet of answers to it."""
    front = urllib.request.urlopen(f"{live.url}/fr/").read().decode()
    found = re.search(r"/c/[a-z0-9]+|/fr/q/[a-z0-9]+", front)
    assert found, "the first page shows no open consultation"
    path = "/fr/q/" + found.group().rsplit("/", 1)[1]
    page = html.fromstring(urllib.request.urlopen(live.url + path).read())
    form = next(f for f in page.forms if f.method == "POST")
    fields: dict[str, str] = {}
    for control in form.xpath(".//input[@type='radio' or @type='checkbox'] | .//textarea | .//input[@type='text']"):
        if not control.get("name", "").startswith("page-"):
            fields.setdefault(control.get("name"), control.get("value") or "Des bancs")
    hidden = [(i.get("name"), i.get("value", "")) for i in form.xpath(".//input[@type='hidden']")]
    return path, [*[(n, v) for n, v in hidden if n != "page-token"], *fields.items()]


def post(live: Live, path: str, fields: list[tuple[str, str]], n: int) -> bytes:
    """One whole sheet, under a token of its own."""
    body = urlencode([*fields, ("page-token", secrets.token_urlsafe(16))]).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{live.port}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    return head.encode() + body


def memory_mb(live: Live) -> float:
    """Resident memory of the server's largest process, in megabytes."""
    ps = subprocess.run(["ps", "-eo", "rss=,ppid=,pid="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in ps.splitlines()]
    return max(rss for rss, parent, pid in rows if live.process.pid in {parent, pid}) / 1000


def row(name: str, measured: Load, ceiling: Load) -> None:
    print(
        f"| {name} | {measured.clients} | {measured.per_second:,.0f} | {measured.p50_ms:.1f} | {measured.p99_ms:.1f} "
        f"| {measured.per_second / ceiling.per_second:.0%} | {measured.failures} |"
    )


def measure(name: str, folder: Path, ceiling: Load, **more: str) -> None:
    """The production server on one database: the page, and whole answers."""
    port = free_port()
    made = command("demo", environment=environment_of(folder, port, **more))
    assert made.returncode == 0, made.stderr
    with serving(folder, port, ANSWERS_PER_MINUTE="100000000", **more) as live:
        path, fields = the_page(live)
        request = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept-Encoding: br\r\n\r\n".encode()
        row(f"{name}: the page", load(port, 64, lambda n: request), ceiling)
        before = memory_mb(live)
        for clients in CLIENTS:
            measured = load(port, clients, lambda n: post(live, f"{path}/answers", fields, n), expected={303})
            row(f"{name}: {len(fields) - 1} answers", measured, ceiling)
        print(f"\n{name}: server memory {before:.0f} MB before, {memory_mb(live):.0f} MB after\n")


def main() -> None:
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        print(f"disk: {commits_a_second(Path(folder)):,.0f} durable commits a second (SQLite, synchronous=FULL)\n")
        ceiling = hello("wsgi", "app")
        print("| what | clients | per second | p50 ms | p99 ms | of bare Flask | failures |")
        print("|---|---|---|---|---|---|---|")
        row("bare Flask hello, Granian WSGI", ceiling, ceiling)
        row("bare Flask hello, our gate", hello("rsgi", "Gate(app, 8)"), ceiling)
        Path(folder, "sqlite").mkdir()
        measure("SQLite", Path(folder, "sqlite"), ceiling)
        server = os.environ.get("TEST_POSTGRESQL")
        if server:
            Path(folder, "postgresql").mkdir()
            measure("PostgreSQL", Path(folder, "postgresql"), ceiling, DATABASE_URL=server)


if __name__ == "__main__":
    main()
