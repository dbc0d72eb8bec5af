"""Files are kept by their hash, whole, once, and never by a name somebody gave."""

import hashlib
from pathlib import Path

import pytest

from consultation.files import folder_of, path_of, remove_file, save_file


def test_the_same_bytes_are_kept_once_and_come_back(tmp_path: Path) -> None:
    name = save_file(tmp_path, b"photo", "jpg")

    assert save_file(tmp_path, b"photo", "jpg") == name
    assert name == hashlib.sha256(b"photo").hexdigest() + ".jpg"
    assert path_of(tmp_path, name).read_bytes() == b"photo"
    assert [path.name for path in folder_of(tmp_path).rglob("*") if path.is_file()] == [name]
    assert path_of(tmp_path, name).stat().st_mtime % 86_400 == 0, "the hour of an answer is nobody's"
    assert oct(path_of(tmp_path, name).stat().st_mode & 0o777) == "0o600"

    remove_file(tmp_path, name)
    remove_file(tmp_path, name)
    assert not path_of(tmp_path, name).exists()


@pytest.mark.parametrize("name", ["../secret_key", "a.jpg", "/etc/passwd", "0" * 64, "0" * 64 + ".jpg/..", ""])
def test_no_other_name_leads_anywhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        path_of(tmp_path, name)
