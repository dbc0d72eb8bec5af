"""Words of roles, and of the acts and objects of the trail, for organisers.

Every room notes its acts with short codes (`audit.note`); their words are here, so that the trail reads as sentences.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from consultation.accounts.passwords import Fault
from consultation.terms import Role

ROLES: Mapping[Role, Any] = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.ORGANISER: _l("Organiser"),
    Role.VOLUNTEER: _l("Volunteer"),
    Role.READER: _l("Reader"),
}

WHAT_ROLES_DO: Mapping[Role, Any] = {
    Role.ADMINISTRATOR: _l("Opens everything, of every organisation."),
    Role.ORGANISER: _l("Prepares campaigns, reads the answers, invites others."),
    Role.VOLUNTEER: _l("Keys in sheets and slips, and collects; does not read the answers of others."),
    Role.READER: _l("Reads the numbers, never a single answer."),
}

PASSWORD_FAULTS: Mapping[Fault, Any] = {
    Fault.SHORT: _l("Write at least 10 characters: a short sentence is good."),
    Fault.COMMON: _l("Many people use this password, so it is tried first. Choose another one, a short sentence."),
    Fault.OWN_NAME: _l("This is nearly your name or your address. Choose another one, a short sentence."),
    Fault.MONOTONOUS: _l("The same characters come again and again. Choose another one, a short sentence."),
}

VERBS: Mapping[str, Any] = {
    "change": _l("changed"),
    "close": _l("closed"),
    "create": _l("created"),
    "deactivate": _l("deactivated"),
    "delete": _l("deleted"),
    "erase": _l("erased"),
    "export": _l("exported"),
    "import": _l("imported"),
    "invite": _l("invited"),
    "join": _l("joined with an invitation"),
    "moderate": _l("moderated"),
    "new_link": _l("made a link for a new password"),
    "new_password": _l("chose a new password"),
    "open": _l("opened"),
    "print": _l("printed"),
    "publish": _l("published"),
    "reactivate": _l("reactivated"),
    "sign_in": _l("signed in"),
    "take_back": _l("took an invitation back"),
    "withdraw": _l("withdrew"),
}

OBJECTS: Mapping[str, Any] = {
    "account": _l("account"),
    "organisation": _l("organisation"),
    "sheet": _l("paper sheet"),
    "sheets": _l("paper sheets of"),
}

DETAILS: Mapping[str, Any] = {
    "before": _l("before"),
    "channel": _l("channel"),
    "copies": _l("copies"),
    "role": _l("role"),
}
