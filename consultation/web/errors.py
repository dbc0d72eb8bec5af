"""Error pages: they say what to do next, in the reader's language."""

import logging
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import refresh
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from consultation.i18n import RESIDENT_LOCALES, current_locale, proposed_locale
from consultation.terms import Audience
from consultation.web.access import declared_audience
from consultation.web.current import settings, url_if_built
from consultation.web.resident_errors import words_for, words_for_old_form

log = logging.getLogger("consultation")
#: What an error says to programs, and its page keeps.
KEPT_HEADERS = frozenset({"Allow", "Retry-After"})


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_failure)


def show_http_error(error: HTTPException) -> Response | tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    log.warning("%s %s %s", code, request.method, request.endpoint)
    if isinstance(error, SecurityError):
        # A host that is not ours: no page, because its links would carry that host.
        return "This server does not answer to that name.\n", code
    response = error_page(code, is_old_form=isinstance(error, CSRFError))
    response.headers.extend((name, value) for name, value in error.get_headers() if name in KEPT_HEADERS)
    return response


def show_failure(error: Exception) -> Response:
    # The traceback, but never the form: it may hold answers.
    log.error("500 %s %s", request.method, request.endpoint, exc_info=error)
    return error_page(500)


def error_page(code: int, *, is_old_form: bool = False) -> Response:
    """The page of an error: an organiser's for whoever is signed in, else a resident's in the reader's language."""
    # After a failure the account may be what failed: the bare page needs nothing.
    is_signed_in = code != 500 and not is_public() and g.get("account") is not None
    if not is_signed_in and request.path[1:].split("/")[0] not in RESIDENT_LOCALES and "page_locale" not in g:
        g.page_locale = proposed_locale()
        refresh()
    title, next_step = words_for_old_form() if is_old_form else words_for(code, settings().max_upload_mb)
    filled: dict[str, Any] = {"title": title, "next_step": next_step, "code": code}
    if not is_signed_in:
        filled["sounds_url"] = url_if_built("answering.sound_of_program", locale=current_locale(), part="")
    template = "web/organiser_error.html" if is_signed_in else "web/resident_error.html"
    return make_response(render_template(template, **filled), code)


def is_public() -> bool:
    """Whether the address is one for everybody, or none at all."""
    view = current_app.view_functions.get(request.endpoint or "")
    return view is None or declared_audience(view) is Audience.PUBLIC
