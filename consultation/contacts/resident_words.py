"""What the page of offers says to those who offer: kinds, who they are, and what to do about a mistake."""

from collections.abc import Mapping

from flask_babel import gettext as _

from consultation.contacts.offers import MAX_NAME, Offerer
from consultation.terms import OfferKind, WayToTell


def offerer_words() -> dict[Offerer, str]:
    """{who offers: words of the choice}."""
    return {
        Offerer.ADULT: _("I am 18 or older"),
        Offerer.YOUNG: _("I am 15 to 17"),
        Offerer.CHILD: _("I am under 15"),
        Offerer.ORGANISATION: _("We are an association or a company"),
    }


def way_words() -> dict[WayToTell, str]:
    """{way to be told: words of the choice}."""
    return {WayToTell.EMAIL: _("By e-mail"), WayToTell.LETTER: _("By letter")}


def kind_words() -> dict[OfferKind, str]:
    """{kind of help: words of the choice}."""
    return {
        OfferKind.CARRYING: _("We can carry this action"),
        OfferKind.TIME: _("Time: lend a hand"),
        OfferKind.SKILL: _("Something I know how to do"),
        OfferKind.TRANSLATING: _("Translate or speak with people in my language"),
        OfferKind.TOOL: _("Tools or things to lend or give"),
        OfferKind.ROOM: _("A room, a garden, a place"),
        OfferKind.RELAY: _("Pass the word on: many people here know me"),
    }


def error_words(problems: Mapping[str, str], longest: Mapping[str, int]) -> dict[str, str]:
    """{field: what to do}, of {field: code of its problem}; `longest`: {field: characters}, else MAX_NAME."""
    return {field: _error_words(longest.get(field, MAX_NAME))[code] for field, code in problems.items()}


def _error_words(maximum: int) -> dict[str, str]:
    """{code of a problem: what to do}."""
    return {
        "choose_action": _("Choose the action you want to help."),
        "choose_kind": _("Choose what you can give."),
        "too_long": _("This is too long: keep %(maximum)s letters at most.", maximum=maximum),
        "write_organisation": _("Write the name of the association, the company or the place."),
        "write_name": _("Write a name, so that we know whom to ask for."),
        "write_phone_or_email": _("Write a phone number or an e-mail address, so that we can call back."),
        "not_a_phone": _("Check the phone number: digits only, for example 06 12 34 56 78."),
        "not_an_email": _("Check the e-mail address: it has an @ in the middle."),
        "give_consent": _("Tick the box if you agree. Without it we keep nothing."),
        "choose_way": _("Choose a letter or an e-mail."),
        "write_address": _("Write the street, the postcode and the town."),
        "wait": _("Many people are writing. Wait a minute and send it again."),
        "again": _("Please send it once more."),
    }
