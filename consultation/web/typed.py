"""What came in an address or a form, kept to what rows can hold."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.routing import IntegerConverter, Map, ValidationError

BIGGEST = 2**31 - 1
"""Biggest number of a row: what an INTEGER of PostgreSQL holds."""
NUL = "\0"
"""The one sign that PostgreSQL holds in no text, and that nobody types."""


class TypedValues(ImmutableMultiDict[str, Any]):
    """Names and values as sent, without NUL; `changed` are the names of values that held one."""

    def __init__(self, mapping: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        pairs = list(iter_multi_items(mapping)) if mapping is not None else []
        self.changed = frozenset([name for name, value in pairs if isinstance(value, str) and NUL in value])
        if self.changed or any(NUL in name for name, _value in pairs):
            pairs = [(without_nul(name), without_nul(value)) for name, value in pairs]
        super().__init__(pairs)


class TypedRequest(Request):
    parameter_storage_class = TypedValues


class RowNumberConverter(IntegerConverter):
    """`<int:…>` of an address: a number no row can have is not found."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=BIGGEST)

    def to_python(self, value: str) -> int:
        if len(value) > len(str(BIGGEST)):  # Python itself refuses to read thousands of digits
            raise ValidationError
        number: int = super().to_python(value)
        return number


def init_app(app: Flask) -> None:
    app.request_class = TypedRequest
    app.url_map.converters["int"] = RowNumberConverter
    app.before_request(refuse_nul)


def refuse_nul() -> None:
    """No address of ours holds a NUL."""
    if NUL in request.path:
        abort(404)


def changed_fields() -> frozenset[str]:
    """Names of the fields of this form whose words held a NUL that was taken out."""
    found: frozenset[str] = getattr(request.form, "changed", frozenset())
    return found


def row_number(typed: str) -> int:
    """The number of a row, for `request.args.get(…, type=row_number)`.

    :raises ValueError: for what no row can have as its number.
    """
    number = int(typed)
    if not 0 < number <= BIGGEST:
        raise ValueError(typed)
    return number


def without_nul(value: Any) -> Any:
    """Words without NUL; anything else (a file) as it is."""
    return value.replace(NUL, "") if isinstance(value, str) else value
