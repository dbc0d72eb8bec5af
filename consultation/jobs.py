"""Long work outside requests: a room says what (`<room>/work.py`), this carries it out, one thing after another.

The queue is huey's, in `instance/jobs.sqlite`, or in the database where that is PostgreSQL. A job is a name and a few
numbers; what it has done so far stands in the room's own tables, so that it goes on where a crash or a restart left it,
and so that people see its progress.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from consultation.db import Database, database, make_private
from consultation.settings import Settings

logger = logging.getLogger(__name__)
EXTENSION = "consultation.jobs"


@dataclass(frozen=True)
class Place:
    """What a job works on."""

    database: Database
    settings: Settings


Job = Callable[..., None]
"""Takes a `Place` and the arguments it was asked for with; called again after a crash, it goes on where it was."""

JOBS: dict[str, Job] = {}
"""{name: job}; each room adds its own when its `work` module is imported."""
REGULAR: list[Callable[[Place], None]] = []
"""Done once a minute: jobs that were forgotten, folders that are watched, things kept long enough."""


def job(function: Job) -> Job:
    """Something that can be asked for by its name."""
    JOBS[function.__name__] = function
    return function


def regular(function: Callable[[Place], None]) -> Callable[[Place], None]:
    """Something done once a minute."""
    REGULAR.append(function)
    return function


class Queue:
    """The queue of an installation."""

    def __init__(self, place: Place) -> None:
        from huey import crontab  # here and below: a third of a second that most commands need not wait for

        self.place = place
        self.huey = storage_of(place)
        self.put_in = self.huey.task(name="carry_out")(self.carry_out)
        self.huey.periodic_task(crontab(minute="*"), name="every_minute")(self.every_minute)

    def carry_out(self, name: str, arguments: dict[str, Any]) -> None:
        JOBS[name](self.place, **arguments)

    def every_minute(self) -> None:
        for function in REGULAR:
            try:
                function(self.place)
            except Exception:
                logger.exception("Regular work failed: %s", function.__name__)

    def work(self) -> None:
        """Carry out what is there and what comes, until stopped by a signal."""
        from huey.consumer import Consumer

        Consumer(self.huey, workers=1, max_delay=1.0).run()


def storage_of(place: Place) -> Any:
    """Where jobs wait: a queue in a file of the installation, or in its PostgreSQL."""
    from huey import PostgresHuey, SqliteHuey
    from huey.serializer import SignedSerializer

    # A job is unpickled: one that somebody else put there must not run.
    signed = SignedSerializer(place.settings.secret_key, salt="jobs")
    if place.database.is_sqlite:
        path = place.settings.instance_dir / "jobs.sqlite"
        make_private(str(path))
        return SqliteHuey("consultation", filename=str(path), results=False, serializer=signed)
    url = place.database.engine.url.set(drivername="postgresql")
    return PostgresHuey("consultation", dsn=url.render_as_string(hide_password=False), results=False, serializer=signed)


@dataclass
class Asking:
    """How one application asks for jobs."""

    settings: Settings
    at_once: bool
    queue: Queue | None = None


def init_app(app: Flask, settings: Settings, *, at_once: bool = False) -> None:
    """Give the application its queue, opened at the first job.

    :param at_once: carry jobs out where they are asked for, before the answer goes out (tests).
    """
    app.extensions[EXTENSION] = Asking(settings, at_once)


def later(name: str, **arguments: Any) -> None:
    """Ask for a job, after the commit of what it reads."""
    asking: Asking = current_app.extensions[EXTENSION]
    place = Place(database(), asking.settings)
    if asking.at_once:
        JOBS[name](place, **arguments)
        return
    if asking.queue is None:
        asking.queue = Queue(place)
    asking.queue.put_in(name, arguments)


def end_with_server() -> None:
    """End this process when the server is gone, also when it was killed and could tell nobody."""
    server = os.getppid()

    def watch() -> None:
        while os.getppid() == server:
            time.sleep(2)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
