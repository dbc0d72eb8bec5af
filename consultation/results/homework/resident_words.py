"""The question on a reply, in the languages of residents."""

from collections.abc import Iterable

from flask_babel import force_locale
from flask_babel import gettext as _

from consultation.i18n import cldr_locale
from consultation.submissions.told import Told

LONGEST = 220


def title_words(locales: Iterable[str]) -> dict[str, str]:
    """{locale: title of the questionnaire}."""
    found = {}
    for locale in locales:
        with force_locale(cldr_locale(locale)):
            found[locale] = _("Is it done as was said?")
    return found


def question_words(told: Told, locales: Iterable[str]) -> dict[str, str]:
    """{locale: question}, with the words of the reply in that language."""
    found = {}
    for locale in locales:
        with force_locale(cldr_locale(locale)):
            found[locale] = _("The town said: “%(words)s” Is it done?", words=shortened(told.because[locale]))
    return found


def answer_words(locales: Iterable[str]) -> dict[str, dict[str, str]]:
    """{option: {locale: words}} of the three faces, the best first."""
    found: dict[str, dict[str, str]] = {"yes": {}, "partly": {}, "no": {}}
    for locale in locales:
        with force_locale(cldr_locale(locale)):
            found["yes"][locale] = _("Yes, as was said")
            found["partly"][locale] = _("In part")
            found["no"][locale] = _("No, not done")
    return found


def shortened(words: str) -> str:
    """The words, cut between two words when they are long."""
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0] + " …"
