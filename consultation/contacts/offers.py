"""What an offer of help may hold, and what it must never hold. Plain values in and out."""

import calendar
import datetime as dt
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from consultation.terms import OfferKind

KEPT_MONTHS = 12
"""An offer is forgotten at the end of the month that comes so many months after consent."""
MAX_WORDS = 1000
"""Longest free text of an offer, in characters."""
MAX_NAME = 120
"""Longest name, phone or e-mail, in characters."""


class Offerer(StrEnum):
    """Who offers: it decides whose contact may be kept (T73)."""

    ADULT = "adult"
    ORGANISATION = "organisation"
    YOUNG = "15_17"
    """Through a structure only: its name, and the phone or e-mail of an adult there."""
    CHILD = "under_15"
    """Nothing is kept."""


ANYBODY = (
    OfferKind.TIME,
    OfferKind.SKILL,
    OfferKind.TRANSLATING,
    OfferKind.TOOL,
    OfferKind.ROOM,
    OfferKind.RELAY,
)
KINDS: dict[Offerer, tuple[OfferKind, ...]] = {
    Offerer.ADULT: ANYBODY,
    Offerer.ORGANISATION: (OfferKind.CARRYING, *ANYBODY),
    Offerer.YOUNG: (OfferKind.TIME, OfferKind.SKILL, OfferKind.TRANSLATING),
    Offerer.CHILD: (),
}
"""What each may offer, in the order of the page."""


class InvalidOffer(Exception):
    """What is missing or wrong: `problems` is {field: code}."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(problems)
        self.problems = dict(problems)


class ContactRefused(Exception):
    """Somebody under 15 never leaves a contact."""


@dataclass(frozen=True, kw_only=True)
class NewOffer:
    """An offer that may be kept."""

    token: str
    plan_id: int
    action_key: str
    kind: OfferKind
    words: str
    name: str
    phone: str | None
    email: str | None
    organisation_name: str | None
    through_structure: bool
    locale: str


def check_offer(
    form: Mapping[str, str], offerer: Offerer, *, token: str, plan_id: int, action_key: str | None, locale: str
) -> NewOffer:
    """The offer of a filled-in form.

    :raises ContactRefused: when somebody under 15 offers.
    :raises InvalidOffer: with every problem.
    """
    if offerer is Offerer.CHILD:
        raise ContactRefused
    given = {name: form.get(name, "").strip() for name in ("kind", "words", "name", "phone", "email", "organisation")}
    problems = _problems(given, offerer, has_consent=bool(form.get("consent")), has_action=action_key is not None)
    if problems or action_key is None:
        raise InvalidOffer(problems)
    return NewOffer(
        token=token,
        plan_id=plan_id,
        action_key=action_key,
        kind=OfferKind(given["kind"]),
        words=given["words"],
        name=given["name"],
        phone=tidy_phone(given["phone"]) or None,
        email=given["email"].lower() or None,
        organisation_name=given["organisation"] or None if offerer is not Offerer.ADULT else None,
        through_structure=offerer is Offerer.YOUNG,
        locale=locale,
    )


def _problems(given: Mapping[str, str], offerer: Offerer, *, has_consent: bool, has_action: bool) -> dict[str, str]:
    problems = {}
    if not has_action:
        problems["action"] = "choose_action"
    if given["kind"] not in KINDS[offerer]:
        problems["kind"] = "choose_kind"
    if len(given["words"]) > MAX_WORDS:
        problems["words"] = "too_long"
    if offerer is not Offerer.ADULT and not given["organisation"]:
        problems["organisation"] = "write_organisation"
    if not given["name"]:
        problems["name"] = "write_name"
    if not given["phone"] and not given["email"]:
        problems["phone"] = "write_phone_or_email"
    if given["phone"] and not is_phone(given["phone"]):
        problems["phone"] = "not_a_phone"
    if given["email"] and not is_email(given["email"]):
        problems["email"] = "not_an_email"
    for field in ("name", "phone", "email", "organisation"):
        if len(given[field]) > MAX_NAME:
            problems[field] = "too_long"
    if not has_consent:
        problems["consent"] = "give_consent"
    return problems


def is_email(typed: str) -> bool:
    """Whether it looks like an address that mail can be sent to: of one mail box, and of no other than it shows."""
    sign = r"[^@\s,;:<>()\[\]\"\\]"
    return typed.isprintable() and bool(re.fullmatch(rf"{sign}+@{sign}+\.(?:(?!\.){sign})+", typed))


def is_phone(typed: str) -> bool:
    """Whether it can be dialled: digits, spaces and what people write between them."""
    return bool(re.fullmatch(r"[+\d\s().\-/]+", typed)) and 6 <= sum(letter.isdigit() for letter in typed) <= 15


def tidy_phone(typed: str) -> str:
    """The same number written in one way, so that one person's offers are found together: "0612345678"."""
    digits = "".join(str(int(letter)) if letter.isdigit() else "+" * (letter == "+") for letter in typed)
    return re.sub(r"^(?:\+|00)33(?=\d{9}$)", "0", digits)


def new_token() -> str:
    """A key of its own for one offer: nothing else has it."""
    return secrets.token_hex(16)


def month_of(day: dt.date) -> dt.date:
    """First day of its month: nothing finer is kept of a consent."""
    return day.replace(day=1)


def end_of_consent(day: dt.date) -> dt.date:
    """The day an offer made that day is forgotten: the last of a month, so that it tells no more than the month."""
    months = day.year * 12 + day.month - 1 + KEPT_MONTHS
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])
