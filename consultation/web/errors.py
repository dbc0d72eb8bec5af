"""Error pages: they say what to do next, in the reader's language."""

import logging

from flask import Flask, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, SecurityError

log = logging.getLogger("consultation")


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_failure)


def words_for(code: int) -> tuple[str, str]:
    """Title of an error page, and what to do next."""
    known = {
        400: (_("We could not read this request"), _("Go back, check the form and send it again.")),
        403: (_("Your account does not open this page"), _("Ask the organiser of your town if you need it.")),
        404: (_("This page does not exist"), _("Check the address, or start again from the first page.")),
        405: (_("This page cannot be used this way"), _("Start again from the first page.")),
        409: (_("Somebody was faster"), _("The page has changed since you opened it. Open it again.")),
        410: (_("This page is closed"), _("What was asked here is over.")),
        413: (_("This is too big"), _("Send a smaller file.")),
        429: (_("Too many tries"), _("Wait a minute and try again.")),
    }
    broken = (_("Something broke on our side"), _("Nothing you sent was half kept. Try again in a minute."))
    return known.get(code, broken)


def show_http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    log.warning("%s %s %s", code, request.method, request.endpoint)
    if isinstance(error, SecurityError):
        # A host that is not ours: no page, because its links would carry that host.
        return "This server does not answer to that name.\n", code
    title, next_step = words_for(code)
    return render_template("web/error.html", title=title, next_step=next_step, code=code), code


def show_failure(error: Exception) -> tuple[str, int]:
    # The traceback, but never the form: it may hold answers.
    log.error("500 %s %s", request.method, request.endpoint, exc_info=error)
    title, next_step = words_for(500)
    return render_template("web/error.html", title=title, next_step=next_step, code=500), 500
