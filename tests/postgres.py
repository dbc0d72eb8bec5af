"""A real PostgreSQL for the tests, started from Debian's package in a temporary directory.

`python -m tests.postgres COMMAND…` runs the command with TEST_POSTGRESQL set to the server's address, and stops the
server after it. With `--durable` before the command a commit waits for the disk, as it does in a town. Where there is
no PostgreSQL, it says so and exits with 3.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine, text

NOT_HERE = 3


def binaries() -> Path | None:
    """Folder of the newest PostgreSQL server installed, None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    anywhere = shutil.which("initdb")
    return Path(anywhere).parent if anywhere else None


def as_owner() -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as `postgres`."""
    if os.geteuid() != 0:
        return []
    pwd.getpwnam("postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """URL of an empty database on the server of TEST_POSTGRESQL, gone at the end; empty when the run has no server."""
    server = os.environ.get("TEST_POSTGRESQL")
    if not server:
        yield ""
        return
    name = f"test_{uuid4().hex}"
    administer(server, f"CREATE DATABASE {name}")
    yield server.replace("/postgres?", f"/{name}?")
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def administer(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def run(command: list[str]) -> int:
    """Exit code of the command, run beside a server of its own."""
    is_durable = command[:1] == ["--durable"]
    folder = binaries()
    if folder is None:
        print("PostgreSQL is not installed (Debian: apt-get install postgresql): its tests were NOT run.", flush=True)
        return NOT_HERE
    with tempfile.TemporaryDirectory(prefix="consultation-postgres-") as home:
        owner = as_owner()
        if owner:
            shutil.chown(home, "postgres", "postgres")
        data = f"{home}/data"
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "cwd": home}
        subprocess.run([*owner, f"{folder}/initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8",
                        "--locale=C.UTF-8", "--no-sync"], check=True, **quiet)  # fmt: skip
        # A socket in the temporary folder, no port: two runs never meet.
        fsync = "on" if is_durable else "off"
        options = f"-c listen_addresses='' -k {home} -c fsync={fsync} -c max_connections=60 -c shared_buffers=64MB"
        control = [*owner, f"{folder}/pg_ctl", "-D", data, "-w", "-l", f"{home}/log"]
        subprocess.run([*control, "-o", options, "start"], check=True, **quiet)
        try:
            url = f"postgresql+psycopg://tester@/postgres?host={home}"
            return subprocess.run(
                command[is_durable:], env={**os.environ, "TEST_POSTGRESQL": url}, check=False
            ).returncode
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, **quiet)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
