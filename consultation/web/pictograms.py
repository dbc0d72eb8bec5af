"""Drawings for the usual answers: on the phone each is drawn once a page, on paper each is a file of its own."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import Flask
from markupsafe import Markup

FILE = Path(__file__).parent / "data" / "pictograms.toml"
SIDE = 32
"""Of the square each is drawn on."""


@cache
def pictograms() -> Mapping[str, str]:
    """{name: its lines as SVG}, in the order in which they are offered."""
    return tomllib.loads(FILE.read_text())


def svg_of(name: str) -> str | None:
    """A drawing as a document of its own, in black, for print; None when there is none of that name."""
    lines = pictograms().get(name)
    if lines is None:
        return None
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" fill="none" stroke="#000" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{lines}</svg>'
    )


def drawing(name: str) -> Markup:
    """The lines of a drawing, to stand in a page; nothing when there is none of that name."""
    return Markup(pictograms().get(name, ""))  # noqa: S704 - our own file


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(drawing=drawing, pictograms=pictograms)
