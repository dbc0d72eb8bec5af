"""Durable writing of many submissions at once.

A commit waits for the disk. On SQLite, where one writes at a time, whoever gets to write takes along all the
submissions that are waiting and commits them together: each in a savepoint, so that a bad one harms no other, and
nobody is answered before the disk has it. PostgreSQL groups commits by itself.
"""

import threading
from collections import deque
from typing import Any
from weakref import WeakKeyDictionary

from consultation.db import Database
from consultation.submissions.record import Recorded, record_submission

MOST_AT_ONCE = 256
"""Submissions in one commit; more would only make the first of them wait."""


class Waiting:
    """One submission on its way to the disk."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields
        self.recorded: Recorded | None = None
        self.error: Exception | None = None

    @property
    def is_done(self) -> bool:
        return self.recorded is not None or self.error is not None

    def outcome(self) -> Recorded:
        if self.error is not None:
            raise self.error
        assert self.recorded is not None
        return self.recorded


class Writer:
    """Writes submissions to one database and commits them; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: deque[Waiting] = deque()
        self._turn = threading.Lock()

    def record(self, **fields: Any) -> Recorded:
        """The submission stands on the disk (arguments and errors of `record_submission`)."""
        waiting = Waiting(fields)
        if not self._database.is_sqlite:
            self._write([waiting])
            return waiting.outcome()
        self._queue.append(waiting)
        while not waiting.is_done:
            with self._turn:
                if not waiting.is_done:  # nobody has taken it along
                    self._write([self._queue.popleft() for _ in range(min(len(self._queue), MOST_AT_ONCE))])
        return waiting.outcome()

    def _write(self, batch: list[Waiting]) -> None:
        """Every member of the batch is done: recorded and committed, or failed."""
        written: list[tuple[Waiting, Recorded]] = []
        try:
            with self._database.transaction() as session:
                for waiting in batch:
                    try:
                        with session.begin_nested():
                            written.append((waiting, record_submission(session, **waiting.fields)))
                    except Exception as error:
                        waiting.error = error
        except Exception as error:  # the commit itself: nothing of the batch was kept
            for waiting in batch:
                waiting.error = waiting.error or error
            return
        for waiting, recorded in written:
            waiting.recorded = recorded


_writers: WeakKeyDictionary[Database, Writer] = WeakKeyDictionary()
_making = threading.Lock()


def writer(database: Database) -> Writer:
    """The one writer of this database in this process."""
    with _making:
        return _writers.setdefault(database, Writer(database))
