"""What a slip itself says to people, beside the question of its box."""

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _

from consultation.i18n import cldr_locale


def slip_words(locales: Sequence[str]) -> dict[str, dict[str, str]]:
    """{locale: {name: words}} for every language of a slip."""
    words = {}
    for locale in locales:
        with force_locale(cldr_locale(locale)):
            words[locale] = {
                "simulated": _("Demonstration: invented consultation"),
                "number": _("Slip no."),
                "names": _("Write no name, no address, no phone number."),
                "phone": _("Or on a phone:"),
            }
    return words
