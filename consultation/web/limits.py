"""How much of a request is read."""

from flask import Flask, request

from consultation.web.current import settings


def init_app(app: Flask) -> None:
    app.before_request(limit_body)


def limit_body() -> None:
    """Only a form with files may be as long as a file: any other body is read into memory whole.

    Werkzeug's own limit on forms knows multipart only.
    """
    if request.mimetype != "multipart/form-data":
        request.max_content_length = settings().max_form_kb * 1_000
