"""What the pages of those who offer help and of those who want to hear share."""

import re
from collections.abc import Mapping
from typing import Any

from flask import abort, request, url_for

from consultation.contacts.offers import Offerer, new_token
from consultation.contacts.queries import PlanToHelp, plan_to_help
from consultation.db import session
from consultation.i18n import OWN_NAMES, RESIDENT_LOCALES

TOKEN = re.compile("[0-9a-f]{32}")
HONEYPOT = "website"
CARRIED = ("who", "kind", "to")
"""What an address says after its question mark, and says in the other languages too."""


def token_of(form: Mapping[str, str]) -> str:
    """The token the form came with; a new one when it is none of ours."""
    return form.get("token", "") if TOKEN.fullmatch(form.get("token", "")) else new_token()


def page_links(**given: str) -> list[tuple[str, str, str]]:
    """Language, its own name, and the address of this page in it."""
    asked = {name: request.args[name] for name in CARRIED if name in request.args}
    values = {**asked, **(request.view_args or {}), **given}
    endpoint = request.endpoint or ""
    return [(one, OWN_NAMES[one], url_for(endpoint, **{**values, "locale": one})) for one in RESIDENT_LOCALES]


def here(**values: Any) -> str:
    """The address of this page, with these arguments."""
    return url_for(request.endpoint or "", **{**(request.view_args or {}), **values})


def plan_or_404(locale: str, slug: str) -> PlanToHelp:
    if locale not in RESIDENT_LOCALES:
        abort(404)
    return plan_to_help(session(), slug) or abort(404)


def offerer_said() -> Offerer | None:
    """Who offers, as the address or the form says; None: not said yet."""
    said = request.values.get("who", "")
    return Offerer(said) if said in set(Offerer) else None
