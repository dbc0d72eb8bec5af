"""Offers as files: the call-back list of one action, and everything held on one person."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

from consultation.contacts.queries import Held
from consultation.models import Offer

COLUMNS = (
    "name",
    "phone",
    "email",
    "organisation_name",
    "through_structure",
    "kind",
    "words",
    "called_back",
    "ends_on",
)

OF_OFFER = ("action_key", "consent_month", "locale", *COLUMNS)
OF_WISH = ("way", "name", "address", "email", "organisation_name", "locale", "consent_month", "ends_on")


def calling_list(offers: Sequence[Offer], headings: Mapping[str, str]) -> bytes:
    """A table for whoever calls back: CSV with semicolons and a BOM, as the town's spreadsheet opens it.

    :param headings: {column of COLUMNS: its heading}.
    """
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow([headings[column] for column in COLUMNS])
    for offer in offers:
        writer.writerow([harmless(_plain(getattr(offer, column))) for column in COLUMNS])
    return file.getvalue().encode("utf-8-sig")


def as_json(held: Held, purposes: Mapping[str, str]) -> str:
    """Everything held on one person and what for, as JSON (right of access).

    :param purposes: {"offers" or "wants_to_hear": what such a thing is held for}
    """
    parts = {"offers": (held.offers, OF_OFFER), "wants_to_hear": (held.wishes, OF_WISH)}
    told = {
        part: [{"purpose": purposes[part], **{name: _plain(getattr(one, name)) for name in columns}} for one in found]
        for part, (found, columns) in parts.items()
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)
