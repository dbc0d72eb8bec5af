"""Every endpoint says who it is for; every address ever served still stands."""

from pathlib import Path

from flask import Flask

from consultation.web.access import declared_audience

ROUTES = Path(__file__).with_name("routes.txt")


def test_every_endpoint_has_a_declared_audience(app: Flask) -> None:
    forgotten = [name for name, view in app.view_functions.items() if declared_audience(view) is None]

    assert not forgotten


def test_every_route_ever_served_is_listed(app: Flask) -> None:
    """A dead address is a dead QR code on a wall: lines are added to routes.txt, never taken out."""
    served = {
        f"{','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))} {rule}" for rule in app.url_map.iter_rules()
    }
    listed = set(ROUTES.read_text().splitlines())

    assert served == listed, f"to add: {sorted(served - listed)}; gone: {sorted(listed - served)}"
