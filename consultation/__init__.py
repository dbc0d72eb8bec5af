"""Resident consultation on a neighbourhood plan: `create_app()` puts the rooms together."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from consultation.settings import Settings


def create_app(settings: "Settings | None" = None, *, jobs_at_once: bool = False) -> "Flask":
    """The application on these settings, by default those of the environment.

    :param jobs_at_once: carry long work out before the answer goes out (tests).
    """
    # Here, so that a command of the program does not load what it has no use for.
    from flask import Flask

    from consultation import accounts, db, i18n, jobs, web
    from consultation.rooms import blueprints, learn_jobs
    from consultation.settings import from_environment
    from consultation.web.again import behind_proxies

    settings = settings or from_environment()
    app = Flask(__name__, static_folder=None)
    app.extensions["consultation.settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1_000_000,
        MAX_FORM_MEMORY_SIZE=settings.max_form_kb * 1_000,
        MAX_FORM_PARTS=2_000,
        SESSION_COOKIE_NAME="consultation",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=settings.session_hours * 3600,
        # Checked in accounts.access, where the audience of the page is known.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=list(web.trusted_hosts(settings)),
    )
    if settings.proxies:
        app.wsgi_app = behind_proxies(app.wsgi_app, settings.proxies)  # type: ignore[method-assign]  # as Flask says
    db.init_app(app, settings.database, settings.instance_dir)
    jobs.init_app(app, settings, at_once=jobs_at_once)
    if jobs_at_once:
        learn_jobs()
    i18n.init_app(app)
    web.init_app(app)
    accounts.init_app(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    return app
