"""Words in several languages, side by side, and what every form of the builder shares."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from consultation.i18n import EASY_FRENCH, RESIDENT_LOCALES, field_name
from consultation.questionnaires.definition import Definition, Model, Text

EDITED = RESIDENT_LOCALES
"""Languages a wording can be written in here; a page shows those of its questionnaire (`edited_locales`)."""
LONGEST_WORDING = 2_000
"""Characters of one wording; a screen of a phone holds 600."""


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """[(value, words)] as the choices of a field."""
    return [SelectChoice(str(value), words) for value, words in pairs]


class CheckboxesField(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def edited_locales(definition: Definition) -> list[str]:
    """Languages the pages of a questionnaire ask to write in: those it is offered in, easy French beside French.

    Words in other languages stay as they are; languages of contents are written at the translator's desk.
    """
    beside = {EASY_FRENCH} if "fr" in definition.locales else set()
    return [locale for locale in EDITED if locale in {*definition.locales, *beside}]


class WordsForm(Form):
    """One wording in every language."""

    @property
    def cells(self) -> list[tuple[str, Any]]:
        """[(locale, field)] in the order they stand side by side."""
        return [(locale, self[field_name(locale)]) for locale in EDITED]

    def begin(self, locale: str, words: str) -> None:
        """Put words in the field of a language, if it has one."""
        if locale in EDITED:
            self[field_name(locale)].data = words

    def text(self, former: Text | None = None) -> dict[str, str]:
        """The words as typed; languages the page did not show are kept as they were."""
        shown = [(locale, field) for locale, field in self.cells if field.raw_data or field.data]
        typed = {locale: (field.data or "").strip().replace("\r\n", "\n") for locale, field in shown}
        kept = {locale: words for locale, words in (former or {}).items() if locale not in typed}
        return kept | {locale: words for locale, words in with_easy_french(typed, former or {}).items() if words}


class LineForm(WordsForm):
    """One short wording in every language."""


class AreaForm(WordsForm):
    """One longer wording in every language."""


for _locale in EDITED:
    _longest = Length(max=LONGEST_WORDING, message=_l("Write at most %(max)d characters."))
    setattr(LineForm, field_name(_locale), StringField(validators=[_longest]))
    setattr(AreaForm, field_name(_locale), TextAreaField(validators=[_longest]))


def with_easy_french(typed: Text, former: Text) -> Text:
    """Easy French that was the same as the French follows it, unless it was written anew."""
    was_same = former.get("fr") and former.get(EASY_FRENCH) == former["fr"]
    if was_same and "fr" in typed and typed.get(EASY_FRENCH, former["fr"]) == former["fr"]:
        return {**typed, EASY_FRENCH: typed["fr"]}
    return typed


def fields_of(text: Text) -> dict[str, str]:
    """A text as the data of a `WordsForm`."""
    return {field_name(locale): words for locale, words in text.items()}


def is_key(key: str | None) -> bool:
    """Whether the hidden field of an option still holds a key such as we write them."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_]{0,59}", key or "") is not None


def fingerprint(*models: Model) -> str:
    """Tells whether what a form was opened on is still what is stored."""
    return hashlib.sha256("\n".join(model.model_dump_json() for model in models).encode()).hexdigest()[:16]
