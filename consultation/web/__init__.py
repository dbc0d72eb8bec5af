"""The chrome of every page: base templates, macros, static files, error pages, headers."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask

from consultation.settings import Settings
from consultation.web import accessibility, errors, headers, limits, paging, pictograms, static, throttle, typed


def trusted_hosts(settings: Settings) -> Iterator[str]:
    """Host names a request may carry: those of the settings, or that of the public address and this machine."""
    if settings.trusted_hosts:
        yield from settings.trusted_hosts
        return
    yield urlsplit(settings.public_url).hostname or "localhost"
    yield from ("localhost", "127.0.0.1", "[::1]")


def init_app(app: Flask) -> None:
    """Give the application its chrome."""
    typed.init_app(app)
    limits.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    static.init_app(app)
    paging.init_app(app)
    pictograms.init_app(app)
    throttle.init_app(app)
    app.jinja_env.globals["accessibility_mention"] = accessibility.mention
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
