"""What the sheet itself says to people, beside the questions."""

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _

from consultation.i18n import cldr_locale


def sheet_words(locales: Sequence[str]) -> dict[str, dict[str, str]]:
    """{locale: {name: words}} for every language of a sheet."""
    words = {}
    for locale in locales:
        with force_locale(cldr_locale(locale)):
            words[locale] = _words()
    return words


def _words() -> dict[str, str]:
    return {
        "page": _("Page"),
        "simulated": _("Demonstration: invented consultation"),
        "number": _("Sheet no."),
        "margins": _("Please leave this margin empty."),
        "tick": _("To answer, put a cross in the box."),
        "correct": _("A mistake? Black out the whole box, then cross the right one."),
        "free": _("You may leave any question empty."),
        "names": _("Write no name, no address, no phone number."),
        "phone": _("You prefer to answer on a phone? Scan this code."),
        "thanks": _("Thank you! Give this sheet back to the person or the place you had it from."),
        "offer": _("Want to help? Say so when you give it back: your name goes on another sheet."),
        "one": _("One answer only."),
        "several": _("You may choose several answers."),
        "at_most": _("At most {maximum} answers."),
    }
