"""What views ask of the application they run in."""

from typing import Any

from flask import Response, current_app, request, url_for

from consultation.settings import Settings


def settings() -> Settings:
    """The settings of this application."""
    found: Settings = current_app.extensions["consultation.settings"]
    return found


def url_if_built(endpoint: str, **values: Any) -> str | None:
    """The address of a page of a room that may not be there; None when it has no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def show_pdf(pdf: bytes, name: str) -> Response:
    """A PDF for the browser to show, saved under that name."""
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def play_sound(sound: bytes, cache_control: str) -> Response:
    """A small sound of ours; a player may ask for a part of it, which phones of Apple insist on."""
    response = Response(sound, mimetype="audio/webm", headers={"Cache-Control": cache_control})
    response.add_etag()
    response.make_conditional(request, accept_ranges=True, complete_length=len(sound))
    return response
