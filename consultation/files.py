"""Files people bring: under `instance/files`, named by their hash, never by anybody's name for them."""

import hashlib
import os
import re
import tempfile
import time
from pathlib import Path

NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}")
HALF = "half-"
"""How names of files begin while they are written."""


def folder_of(instance_dir: Path) -> Path:
    return instance_dir / "files"


def save_file(instance_dir: Path, data: bytes, ending: str) -> str:
    """Keep the bytes, on disk when this returns; the same bytes are kept once.

    :param ending: "jpg", "pdf"…: what the bytes were found to be, not what somebody called them.
    :return: the name to ask for them by, `<sha256>.<ending>`.
    """
    name = f"{hashlib.sha256(data).hexdigest()}.{ending}"
    path = path_of(instance_dir, name)
    if path.exists():
        tell_only_the_day(path)
    else:
        write_whole(path, data)
    return name


def write_whole(path: Path, data: bytes) -> None:
    """The file, on disk when this returns; written beside and renamed, so that nobody ever meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=HALF, delete=False) as beside:
        beside.write(data)
        beside.flush()
        os.fsync(beside.fileno())
    tell_only_the_day(Path(beside.name))
    Path(beside.name).replace(path)
    for folder in (path.parent, path.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def tell_only_the_day(path: Path) -> None:
    """The time of a file would be the time of an answer it belongs to."""
    day = time.time() // 86_400 * 86_400
    os.utime(path, (day, day))


def path_of(instance_dir: Path, name: str) -> Path:
    """Where a file is, or would be.

    :raises ValueError: when that is not a name `save_file` gave.
    """
    if not NAME.fullmatch(name):
        raise ValueError("not the name of a kept file")
    return folder_of(instance_dir) / name[:2] / name


def remove_file(instance_dir: Path, name: str) -> None:
    """Forget a file; it may be gone already."""
    path_of(instance_dir, name).unlink(missing_ok=True)
