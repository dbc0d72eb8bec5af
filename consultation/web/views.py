"""What belongs to no room: static files, and the address that tells a monitor we are alive."""

from flask import Blueprint, Response, abort, send_from_directory

from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.static import FOLDER, content_hash

blueprint = Blueprint("web", __name__, template_folder="templates")


@blueprint.get("/static/<content_hash>/<path:name>", endpoint="static_file")
@audience(Audience.PUBLIC)
def static_file(content_hash: str, name: str) -> Response:
    """A static file; kept for a year by browsers when the address carries its present hash."""
    if not (FOLDER / name).is_file():
        abort(404)
    response = send_from_directory(FOLDER, name)
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if content_hash == current_hash(name) else "no-cache"
    )
    return response


def current_hash(name: str) -> str:
    return content_hash(name)


@blueprint.get("/health")
@audience(Audience.PUBLIC)
def health() -> tuple[str, dict[str, str]]:
    """Says that the server answers."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}
