"""What belongs to no room: static files, and the address that tells a monitor we are alive."""

import datetime as dt

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from consultation.terms import Audience
from consultation.web import accessibility, static
from consultation.web.access import audience
from consultation.web.current import settings

blueprint = Blueprint("web", __name__, template_folder="templates")


@blueprint.get("/static/<content_hash>/<path:name>")
@audience(Audience.PUBLIC)
def static_file(content_hash: str, name: str) -> Response:
    """A static file, compressed; kept for a year by browsers when the address carries its present hash."""
    found = static.static_file(name) or abort(404)
    accepted = request.accept_encodings
    encoding = next((one for one in ("br", "gzip") if accepted[one] and one in found.bodies), None)
    response = Response(found.bodies[encoding], mimetype=found.mimetype)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{found.content_hash}-{encoding or 'plain'}")
    is_present = content_hash == found.content_hash
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_present else "no-cache"
    response.make_conditional(request)
    return response


@blueprint.get("/favicon.ico")
@audience(Audience.PUBLIC)
def favicon() -> Response:
    """The sign browsers ask for beside a document that names none, such as a PDF."""
    response = static_file(static.content_hash("favicon.ico"), "favicon.ico")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@blueprint.get("/accessibility")
@audience(Audience.PUBLIC)
def accessibility_statement() -> str:
    """How far everybody can use this, as French law wants it said."""
    criteria = accessibility.criteria()
    states = [one.state for one in criteria]
    return render_template(
        "web/accessibility.html",
        criteria=criteria,
        additions=accessibility.additions(),
        missing=[
            one for one in (*criteria, *accessibility.additions()) if one.state is accessibility.State.NOT_CONFORM
        ],
        rate=accessibility.conformity(),
        met=states.count(accessibility.State.CONFORM),
        applicable=len(states) - states.count(accessibility.State.NOT_APPLICABLE),
        examined_on=dt.date.fromisoformat(accessibility.EXAMINED_ON),
        address=settings().public_url,
        contact=settings().accessibility_contact,
        states={
            accessibility.State.CONFORM: _("met"),
            accessibility.State.NOT_CONFORM: _("not met"),
            accessibility.State.NOT_APPLICABLE: _("not applicable"),
        },
    )


@blueprint.get("/health")
@audience(Audience.PUBLIC)
def health() -> tuple[str, dict[str, str]]:
    """Says that the server answers."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}
