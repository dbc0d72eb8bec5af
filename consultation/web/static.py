"""Static files under addresses that change with their content, so that a browser may keep them for ever."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for

FOLDER = Path(__file__).parent / "static"


def init_app(app: Flask) -> None:
    app.jinja_env.globals["static_url"] = static_url


@cache
def content_hash(name: str) -> str:
    """First twelve hexadecimal digits of the SHA-256 of a static file."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """Address of a static file."""
    return url_for("web.static_file", content_hash=content_hash(name), name=name)
