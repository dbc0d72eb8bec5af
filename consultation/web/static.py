"""Static files under addresses that change with their content, so that a browser may keep them for ever."""

import base64
import gzip
import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import brotli
from flask import Flask, g, url_for
from markupsafe import Markup

FOLDER = Path(__file__).parent / "static"
#: Lines of a script that only explain, and the space before the others: a sixth of its bytes on the way.
NOT_CODE = re.compile(rb"^[ \t]*//.*\n|^[ \t]+", re.MULTILINE)
COMPRESSED = frozenset(
    {"text/css", "text/javascript", "image/svg+xml", "application/json", "application/manifest+json"}
)


class StaticFile(NamedTuple):
    """A file in memory, compressed once in every encoding browsers ask for."""

    mimetype: str
    content_hash: str
    bodies: dict[str | None, bytes]
    """{encoding: body}; None is the file as it is."""


def init_app(app: Flask) -> None:
    app.jinja_env.globals["static_url"] = static_url
    app.jinja_env.globals["inlined"] = inlined


def static_file(name: str) -> StaticFile | None:
    """The static file of that name, None when there is none; only these are remembered."""
    return _read(name) if name in _names() else None


@cache
def _names() -> frozenset[str]:
    return frozenset(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


@cache
def _read(name: str) -> StaticFile:
    body = (FOLDER / name).read_bytes()
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if mimetype == "text/javascript":
        body = NOT_CODE.sub(b"", body)
    bodies: dict[str | None, bytes] = {None: body}
    if mimetype in COMPRESSED:
        bodies |= {"br": brotli.compress(body), "gzip": gzip.compress(body, mtime=0)}
    return StaticFile(mimetype, hashlib.sha256(body).hexdigest()[:12], bodies)


def content_hash(name: str) -> str:
    """First twelve hexadecimal digits of the SHA-256 of a static file."""
    found = static_file(name)
    if found is None:
        raise FileNotFoundError(FOLDER / name)
    return found.content_hash


def static_url(name: str) -> str:
    """Address of a static file."""
    return url_for("web.static_file", content_hash=content_hash(name), name=name)


def inlined(name: str) -> Markup:
    """The words of a style or script, to stand in a page that must not wait for a second request.

    The policy of the page names them by their hash (see `headers.policy`): nothing else runs that stands in it.
    """
    g.setdefault("inlined", []).append(name)
    found = static_file(name)
    if found is None:
        raise FileNotFoundError(FOLDER / name)
    words = (found.bodies[None] or b"").decode()
    assert not re.search(r"</(script|style)|<!--", words), f"{name} would end the element it stands in"
    return Markup(words)  # noqa: S704 - a file of ours


@cache
def policy_hash(name: str) -> str:
    """The source of that file for a content security policy."""
    found = static_file(name)
    body = (found.bodies[None] if found else None) or b""
    return f"'sha256-{base64.b64encode(hashlib.sha256(body).digest()).decode()}'"
