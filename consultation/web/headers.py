"""Headers of every response."""

from collections.abc import Sequence
from functools import lru_cache

from flask import Flask, Response, g, request

from consultation.web.current import settings
from consultation.web.static import policy_hash

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

DEFAULTS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    # What an account saw must not come back by the Back button of a shared computer.
    "Cache-Control": "no-store",
}


def init_app(app: Flask) -> None:
    app.after_request(add_headers)


def policy(framed_by: str = "'self'") -> str:
    """The policy of this page: what stands in it may run by its hash alone (see `static.inlined`)."""
    return policy_with(framed_by, tuple(g.get("inlined", ())))


@lru_cache(maxsize=64)
def policy_with(framed_by: str, inlined: Sequence[str]) -> str:
    """The policy of a page in which those files stand."""
    said = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'self'", f"frame-ancestors {framed_by}")
    for source, ending in (("script-src", ".js"), ("style-src", ".css")):
        hashes = [policy_hash(name) for name in inlined if name.endswith(ending)]
        said = said.replace(f"{source} 'self'", " ".join([f"{source} 'self'", *hashes]))
    return said


def add_headers(response: Response) -> Response:
    """Strict by default; a view that needs less (the page shown inside a town's site) sets its own first."""
    given = {name.lower() for name, _ in response.headers}
    if request.endpoint == "web.static_file":
        given.add("cache-control")
    if g.get("inlined"):
        response.headers.setdefault("Content-Security-Policy", policy())
        given.add("content-security-policy")
    response.headers.extend((name, value) for name, value in DEFAULTS.items() if name.lower() not in given)
    if settings().is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
