"""Durable writing of many submissions at once.

A commit waits for the disk. A thread takes all the submissions that wait, commits them together, and then does the same
with those that came meanwhile. Nobody is answered before the disk has their sheet. When something is wrong with one of
them, each is written by itself: a bad one harms no other.
"""

import threading
from collections import deque
from concurrent.futures import Future
from typing import Unpack
from weakref import WeakKeyDictionary

from consultation.db import Database, wait_for_turn
from consultation.submissions.record import Fields, Prepared, Recorded, prepare, write, write_together

MOST_AT_ONCE = 256
"""Submissions in one commit; more would only make the first of them wait."""


class Promise(Future[Recorded]):
    """One submission on its way to the disk; done when it stands there, or cannot (as `record_submission` says)."""

    def __init__(self, prepared: Prepared) -> None:
        super().__init__()
        self.prepared = prepared
        self.expected = Recorded(prepared.row["token"], prepared.row["follow_code"], is_new=True)
        """What will stand, unless that token is there already."""


class Writer:
    """Writes submissions to one database and commits them; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: deque[Promise] = deque()
        self._is_writing = False
        self._lock = threading.Lock()
        """Of the two above."""

    def record(self, **fields: Unpack[Fields]) -> Recorded:
        """The submission stands on the disk (arguments and errors of `record_submission`)."""
        return self.promise(**fields).result()

    def promise(self, **fields: Unpack[Fields]) -> Promise:
        """The submission will stand on the disk when the promise is done."""
        promise = Promise(prepare(**fields))
        with self._lock:
            self._queue.append(promise)
            is_first, self._is_writing = not self._is_writing, True
        if is_first:
            threading.Thread(target=self._write_all, name="writer").start()
        return promise

    def _write_all(self) -> None:
        """Nothing waits any more."""
        while self._is_awaited():
            self._write()

    def _is_awaited(self) -> bool:
        """Whether something waits; if not, whoever comes next starts a writer."""
        with self._lock:
            self._is_writing = bool(self._queue)
            return self._is_writing

    def _batch(self) -> list[Promise]:
        """Those in front, each token once: the second of a double tap waits for what becomes of the first."""
        batch: dict[str, Promise] = {}
        again: list[Promise] = []
        with self._lock:
            while self._queue and len(batch) < MOST_AT_ONCE:
                promise = self._queue.popleft()
                if batch.setdefault(promise.expected.token, promise) is not promise:
                    again.append(promise)
            self._queue.extendleft(reversed(again))
        return list(batch.values())

    def _write(self) -> None:
        """Those that waited are done: recorded and committed, or failed."""
        batch: list[Promise] = []
        try:
            with self._database.transaction() as session:
                # The batch is taken only then: whoever came while another process wrote is in it.
                wait_for_turn(session)
                batch = self._batch()
                found = write_together(session, [promise.prepared for promise in batch])
        except Exception:
            for promise in batch or self._batch():
                self._write_alone(promise)
            return
        for promise, recorded in zip(batch, found, strict=True):
            promise.set_result(recorded)

    def _write_alone(self, promise: Promise) -> None:
        try:
            with self._database.transaction() as session:
                recorded = write(session, promise.prepared)
        except Exception as error:
            promise.set_exception(error)
        else:
            promise.set_result(recorded)


_writers: WeakKeyDictionary[Database, Writer] = WeakKeyDictionary()
_making = threading.Lock()


def writer(database: Database) -> Writer:
    """The one writer of this database in this process."""
    with _making:
        return _writers.setdefault(database, Writer(database))
