"""Sign-in, roles, invitations, audit trail."""

from flask import Flask
from flask_wtf import CSRFProtect

from consultation.accounts import access
from consultation.accounts.cookies import CookieSessions


def init_app(app: Flask) -> None:
    """Hold the door of every endpoint."""
    app.session_interface = CookieSessions()
    CSRFProtect(app)
    app.before_request(access.check)
    app.context_processor(access.template_values)
