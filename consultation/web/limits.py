"""How much of a request is read."""

from flask import Flask, current_app, request

from consultation.settings import Settings


def init_app(app: Flask) -> None:
    app.before_request(limit_body)


def limit_body() -> None:
    """Only a form with files may be as long as a file: any other body is read into memory whole.

    Werkzeug's own limit on forms knows multipart only.
    """
    settings: Settings = current_app.extensions["consultation.settings"]
    if request.mimetype != "multipart/form-data":
        request.max_content_length = settings.max_form_kb * 1_000
