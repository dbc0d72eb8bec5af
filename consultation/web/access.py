"""Every endpoint says who it is for; `accounts.access` holds the door."""

from collections.abc import Callable
from typing import Any, TypeVar

from consultation.terms import Audience

View = TypeVar("View", bound=Callable[..., Any])


def audience(whom: Audience) -> Callable[[View], View]:
    """Declare beside a view who may open it. An endpoint without a declaration opens to nobody."""

    def declare(view: View) -> View:
        view.audience = whom  # type: ignore[attr-defined]  # functions take attributes; mypy does not know which
        return view

    return declare


def declared_audience(view: Callable[..., Any]) -> Audience | None:
    """The audience declared for a view, None when it was forgotten."""
    return getattr(view, "audience", None)
