"""Static files: compressed, kept for ever under an address that changes with them, nothing else of the disk."""

from pathlib import Path

import brotli
import pytest
from flask import Flask

from consultation.web import static
from consultation.web.static import FOLDER, content_hash, static_file
from tests.pages import ReviewingClient


def test_a_style_sheet_comes_compressed_and_is_kept_for_ever(client: ReviewingClient) -> None:
    url = f"/static/{content_hash('resident.css')}/resident.css"

    response = client.get(url, headers={"Accept-Encoding": "gzip, deflate, br"})

    assert response.mimetype == "text/css"
    assert brotli.decompress(response.data) == (FOLDER / "resident.css").read_bytes()
    assert "immutable" in response.headers["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": client.get(url).headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.js")), ids=lambda path: path.name)
def test_scripts_travel_without_what_only_explains(path: Path) -> None:
    sent = static_file(path.name)
    assert sent is not None
    lines = path.read_text().splitlines()

    code = [line.strip() for line in lines if line.strip() and not line.strip().startswith("//")]
    assert [line.strip() for line in sent.bodies[None].decode().splitlines() if line] == code
    assert not any(line.count("`") % 2 for line in lines), "words over several lines would lose their spaces"


def test_an_old_address_still_serves_the_present_file_but_not_for_ever(client: ReviewingClient) -> None:
    response = client.get("/static/0123456789ab/resident.css")

    assert response.data == (FOLDER / "resident.css").read_bytes()
    assert response.headers["Cache-Control"] == "no-cache"


def test_a_document_without_an_icon_of_its_own_gets_one(client: ReviewingClient) -> None:
    """A PDF names no icon: browsers then ask for this address, which filled the log with warnings."""
    response = client.get("/favicon.ico")

    assert (response.status_code, response.data[:4]) == (200, b"\0\0\1\0")
    assert response.headers["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("name", ["nothing.css", "../views.py", "..%2fviews.py", "/etc/passwd", ""])
def test_nothing_else_of_the_disk_is_served(app: Flask, client: ReviewingClient, name: str) -> None:
    assert client.get(f"/static/x/{name}").status_code in {404, 308}


def test_asking_for_files_that_are_not_there_fills_no_memory(client: ReviewingClient) -> None:
    before = len(static._names()), static._read.cache_info().currsize

    for number in range(50):
        client.get(f"/static/x/nothing-{number}.css")
    client.get(f"/static/x/{'a' * 5000}")

    assert (len(static._names()), static._read.cache_info().currsize) == before
