"""Sign-in, roles, invitations, audit trail."""

from flask import Flask
from flask_wtf import CSRFProtect

from consultation.accounts import access


def init_app(app: Flask) -> None:
    """Hold the door of every endpoint."""
    CSRFProtect(app)
    app.before_request(access.check)
    app.context_processor(access.template_values)
