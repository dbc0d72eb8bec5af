"""A real server for tests: the command `consultation serve` in a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Live:
    """A running server: its address, its port and the environment of its commands."""

    url: str
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the program on the same installation."""
        return command(*arguments, environment=self.environment)


def environment_of(instance_dir: Path, port: int = 8000, **more: str) -> dict[str, str]:
    """The environment of an installation of its own."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return {**kept, "INSTANCE_DIR": str(instance_dir), "PUBLIC_URL": f"http://localhost:{port}", **more}


def command(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command of the program; its exit code, output and errors."""
    return subprocess.run(
        [sys.executable, "-m", "consultation", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def serving(instance_dir: Path, port: int | None = None, **more: str) -> Iterator[Live]:
    """A server on that installation, ready to answer, stopped at the end."""
    port = port or free_port()
    environment = environment_of(instance_dir, port, **more)
    with (instance_dir / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "consultation", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(port, process, instance_dir / "server.log")
            yield Live(f"http://localhost:{port}", port, environment, process)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1200):  # two minutes: on a busy machine it may take its time to start
        assert process.poll() is None, f"the server stopped: {log.read_text()[-2000:]}"
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text()[-2000:]}")
