"""Long lists, a page at a time."""

from math import ceil
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Flask, request


class Paging(NamedTuple):
    """One page of a list: queries take `offset` and `size`, templates draw it with the macro `pages`."""

    number: int
    total: int
    size: int = 50

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / self.size))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


def asked_page(total: int, size: int = 50) -> Paging:
    """The page the address asks for (`?page=2`); the last one when it asks for more, the first when it is unclear."""
    asked = request.args.get("page", 1, type=int)
    last = Paging(1, total, size).pages
    return Paging(min(max(asked, 1), last), total, size)


def url_with(**changes: Any) -> str:
    """Address of this page with other query arguments; None takes one out."""
    arguments: dict[str, Any] = {**request.args.to_dict(flat=False), **changes}
    kept = {name: value for name, value in arguments.items() if value is not None}
    return f"{request.path}?{urlencode(kept, doseq=True)}" if kept else request.path


def init_app(app: Flask) -> None:
    app.jinja_env.globals["url_with"] = url_with
