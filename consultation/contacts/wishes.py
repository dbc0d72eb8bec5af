"""What somebody leaves who wants to hear what comes of a plan. Plain values in and out."""

from collections.abc import Mapping
from dataclasses import dataclass

from consultation.contacts.offers import MAX_NAME, ContactRefused, InvalidOffer, Offerer, is_email
from consultation.terms import WayToTell

MAX_ADDRESS = 300
"""Longest address on an envelope, in characters."""


@dataclass(frozen=True, kw_only=True)
class NewWish:
    """A wish that may be kept: an e-mail, or a name and an address, never both."""

    token: str
    plan_id: int
    way: WayToTell
    name: str | None
    email: str | None
    address: str | None
    organisation_name: str | None
    locale: str


def check_wish(form: Mapping[str, str], offerer: Offerer, *, token: str, plan_id: int, locale: str) -> NewWish:
    """The wish of a filled-in form; what its way has no use for is left out.

    :raises ContactRefused: when somebody under 15 asks
    :raises InvalidOffer: with every problem
    """
    if offerer is Offerer.CHILD:
        raise ContactRefused
    fields = ("way", "name", "email", "address", "organisation")
    given = {name: form.get(name, "").strip() for name in fields}
    problems = _problems(given, is_young=offerer is Offerer.YOUNG)
    if not form.get("consent"):
        problems["consent"] = "give_consent"
    if problems:
        raise InvalidOffer(problems)
    way = WayToTell(given["way"])
    is_letter = way is WayToTell.LETTER
    return NewWish(
        token=token,
        plan_id=plan_id,
        way=way,
        name=given["name"] if is_letter else None,
        email=None if is_letter else given["email"].lower(),
        address="\n".join(" ".join(line.split()) for line in given["address"].splitlines() if line.strip())
        if is_letter
        else None,
        organisation_name=given["organisation"] or None if offerer is Offerer.YOUNG else None,
        locale=locale,
    )


def _problems(given: Mapping[str, str], *, is_young: bool) -> dict[str, str]:
    problems = {}
    if given["way"] not in set(WayToTell):
        problems["way"] = "choose_way"
    if is_young and not given["organisation"]:
        problems["organisation"] = "write_organisation"
    if given["way"] == WayToTell.EMAIL and not is_email(given["email"]):
        problems["email"] = "not_an_email"
    if given["way"] == WayToTell.LETTER:
        if not given["name"]:
            problems["name"] = "write_name"
        if not given["address"]:
            problems["address"] = "write_address"
    for field, most in (("name", MAX_NAME), ("email", MAX_NAME), ("organisation", MAX_NAME), ("address", MAX_ADDRESS)):
        if len(given[field]) > most:
            problems[field] = "too_long"
    return problems
