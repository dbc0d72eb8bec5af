"""The queue of long work: only the installation itself puts jobs into it."""

from pathlib import Path

import pytest
from huey.serializer import Serializer

from consultation.db import Database
from consultation.jobs import Place, Queue
from consultation.settings import Settings


def test_a_job_that_somebody_else_wrote_is_never_unpacked(tmp_path: Path) -> None:
    settings = Settings(instance_dir=tmp_path, secret_key="kept")
    queue = Queue(Place(Database(settings.database), settings))
    queue.put_in("read_pile", {"pile_id": 1})
    assert queue.huey.dequeue() is not None

    queue.huey.storage.enqueue(Serializer()._serialize({"not": "ours"}))

    with pytest.raises(ValueError, match=r"not found|mismatch"):
        queue.huey.dequeue()
