"""The production server: Granian, with processes for the application, one for long work and one that prints.

Python uses one processor a process, so there are two where there are two processors (WEB_PROCESSES). SQLite has one
writer at a time: while one process writes, the other reads and checks what came in. This one loads the program and
starts the others.
"""

import gc
import multiprocessing
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

NICE = 10
"""How far long work stands back: a tenth of the share of a processor that a request has."""


def load_rooms() -> None:
    """Load what the processes need before they part: then it lies in memory once, and they start at once."""
    from consultation.rooms import blueprints, learn_jobs

    list(blueprints())
    learn_jobs()
    # Looking through it for garbage would write to it, and each process would have a copy of its own.
    gc.collect()
    gc.freeze()


def work_beside() -> None:
    """Carry out long work, until the server is gone; residents who answer meanwhile go first."""
    from consultation.db import Database
    from consultation.jobs import Place, Queue, end_with_server
    from consultation.settings import from_environment

    end_with_server()
    # A pile of scans or a questionnaire read aloud takes a whole processor for minutes: what the others leave. A lock
    # it holds stops nobody for long: whoever waits for it leaves the processor to it.
    os.nice(NICE)
    settings = from_environment()
    Queue(Place(Database(settings.database, settings.instance_dir), settings)).work()


def print_beside(listener: socket.socket) -> None:
    """Print for the others, until the server is gone."""
    from consultation.web.press import print_for_others

    def get_ready() -> None:
        from consultation.paper.warm_up import warm_up

        warm_up()

    print_for_others(listener, get_ready)


def beside(function: Callable[..., None], *arguments: object) -> multiprocessing.process.BaseProcess:
    """A process that does it, forked while this one has no threads."""
    process = multiprocessing.get_context("fork").Process(target=function, args=arguments, daemon=True)
    process.start()
    return process


def serve(host: str, port: int, processes: int) -> None:
    """Serve until stopped, with one process beside for long work, and one that prints."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from consultation.web.press import ADDRESS, listening

    load_rooms()
    folder = Path(tempfile.mkdtemp())  # of nobody else; the address of a socket must be short
    os.environ[ADDRESS] = str(folder / "press")
    with listening(os.environ[ADDRESS]) as listener:
        others = [beside(print_beside, listener), beside(work_beside)]
    Granian(
        "consultation.gate:make_gate",
        factory=True,
        interface=Interfaces.RSGI,
        address=host,
        port=port,
        workers=processes,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
        backlog=2048,
        respawn_failed_workers=True,
    ).serve()
    for other in others:
        other.terminate()
        other.join(10)
    shutil.rmtree(folder)
