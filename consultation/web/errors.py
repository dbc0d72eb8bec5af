"""Error pages: they say what to do next, in the reader's language."""

import logging

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from consultation.web.resident_errors import words_for

log = logging.getLogger("consultation")


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_failure)


def show_http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    log.warning("%s %s %s", code, request.method, request.endpoint)
    if isinstance(error, SecurityError):
        # A host that is not ours: no page, because its links would carry that host.
        return "This server does not answer to that name.\n", code
    title, next_step = words_for(code)
    return render_template("web/resident_error.html", title=title, next_step=next_step, code=code), code


def show_failure(error: Exception) -> tuple[str, int]:
    # The traceback, but never the form: it may hold answers.
    log.error("500 %s %s", request.method, request.endpoint, exc_info=error)
    title, next_step = words_for(500)
    return render_template("web/resident_error.html", title=title, next_step=next_step, code=500), 500
