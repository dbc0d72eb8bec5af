"""Headers of every response."""

from flask import Flask, Response, request

from consultation.web.current import settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)


def init_app(app: Flask) -> None:
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Strict by default; a view that needs less (the page shown inside a town's site) sets its own first."""
    defaults = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self), interest-cohort=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if settings().is_secure:
        defaults["Strict-Transport-Security"] = "max-age=31536000"
    for name, value in defaults.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers and request.endpoint != "web.static_file":
        # What an account saw must not come back by the Back button of a shared computer.
        response.headers["Cache-Control"] = "no-store"
    return response
