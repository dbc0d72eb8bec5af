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
    Role.OFFICIAL: _l("Elected official"),
}

WHAT_ROLES_DO: Mapping[Role, Any] = {
    Role.ADMINISTRATOR: _l("Opens everything, of every organisation."),
    Role.ORGANISER: _l("Prepares campaigns, reads the answers, invites others."),
    Role.VOLUNTEER: _l("Keys in sheets and slips, and collects; does not read the answers of others."),
    Role.READER: _l("Reads the numbers, never a single answer."),
    Role.OFFICIAL: _l("Reads three needs per priority and answers them; opens nothing else."),
}

PASSWORD_FAULTS: Mapping[Fault, Any] = {
    Fault.SHORT: _l("Write at least 10 characters: a short sentence is good."),
    Fault.COMMON: _l("Many people use this password, so it is tried first. Choose another one, a short sentence."),
    Fault.OWN_NAME: _l("This is nearly your name or your address. Choose another one, a short sentence."),
    Fault.MONOTONOUS: _l("The same characters come again and again. Choose another one, a short sentence."),
}

VERBS: Mapping[str, Any] = {
    "archive": _l("put into the archive"),
    "bring": _l("brought"),
    "change": _l("changed"),
    "close": _l("closed"),
    "copy": _l("copied"),
    "correct": _l("corrected"),
    "count_again": _l("let count again"),
    "decide": _l("decided about"),
    "create": _l("created"),
    "deactivate": _l("deactivated"),
    "delete": _l("deleted"),
    "done": _l("declared done"),
    "edit": _l("changed"),
    "erase": _l("erased"),
    "export": _l("exported"),
    "give": _l("handed on"),
    "hidden": _l("hid"),
    "import": _l("imported"),
    "invite": _l("invited"),
    "join": _l("joined with an invitation"),
    "merge": _l("took together with another"),
    "new_link": _l("made a link for a new password"),
    "new_password": _l("chose a new password"),
    "not_done": _l("declared that it will not be done"),
    "open": _l("opened"),
    "not_told_by": _l("took away the tick of the reply by"),
    "print": _l("printed"),
    "publish": _l("published"),
    "put_back_reply": _l("put back the reply on"),
    "reactivate": _l("reactivated"),
    "read": _l("handed in"),
    "record": _l("read aloud for"),
    "remove_recording": _l("removed a recording of"),
    "fill_blank": _l("filled a blank of"),
    "open_blank": _l("opened a blank again of"),
    "received": _l("put back among those to read"),
    "remind": _l("reminded the pilot of"),
    "reply": _l("replied to the residents"),
    "restore": _l("restored"),
    "retire": _l("retired"),
    "review": _l("signed off a translation of"),
    "revoke": _l("revoked a translator's link to"),
    "shown": _l("made visible"),
    "sign_in": _l("signed in"),
    "studied": _l("declared under study"),
    "template": _l("kept as a template"),
    "take_back": _l("took an invitation back"),
    "take_back_reply": _l("took back the reply on"),
    "tell_people": _l("told those who asked what comes of"),
    "told_by": _l("ticked the reply by"),
    "translate": _l("translated"),
    "unarchive": _l("took out of the archive"),
    "undo": _l("took the last step back"),
    "withdraw": _l("withdrew"),
    "words_hidden": _l("hid words of a resident"),
    "words_received": _l("put words of a resident back among those to read"),
    "words_shown": _l("made words of a resident visible"),
    "write_down": _l("wrote down a voice note of"),
}

OBJECTS: Mapping[str, Any] = {
    "account": _l("account"),
    "answers": _l("answers collected elsewhere"),
    "action": _l("action"),
    "box": _l("idea box"),
    "campaign": _l("campaign"),
    "census": _l("census of the plan"),
    "channel": _l("channel"),
    "document": _l("document"),
    "edition": _l("edition of the figures of"),
    "idea": _l("idea from the box"),
    "keying": _l("keying"),
    "offer": _l("offer of help"),
    "organisation": _l("organisation"),
    "person": _l("person who offered help"),
    "place": _l("place"),
    "plan": _l("plan"),
    "questionnaire": _l("questionnaire"),
    "scans": _l("scans"),
    "sheet": _l("paper sheet"),
    "sheets": _l("paper sheets"),
    "submission": _l("answers of one person"),
}

DETAILS: Mapping[str, Any] = {
    "before": _l("before"),
    "channel": _l("channel"),
    "code": _l("code"),
    "copies": _l("copies"),
    "decision": _l("decision"),
    "fields": _l("fields"),
    "file_name": _l("file"),
    "number": _l("number"),
    "people": _l("people"),
    "pilot": _l("pilot"),
    "role": _l("role"),
    "same_as": _l("the same as"),
    "state": _l("state"),
    "version": _l("version"),
    "why": _l("reason"),
}
