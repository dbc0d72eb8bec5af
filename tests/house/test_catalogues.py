"""Catalogues are fresh and whole: residents' in every language, organisers' in French and English."""

import re
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from consultation.i18n import RESIDENT_LOCALES, catalogue_path, direction, french_signs, problems

#: Signs of Latin scripts where Arabic has its own; and groups of digits that would be read from the last to the first.
NOT_ARABIC = re.compile(r"[\u0600-\u06ff\s)»][?;,]|\d\d \d\d")
#: What stands between these keeps its own direction.
ISOLATED = re.compile("\u2066[^\u2069]*\u2069")


def test_catalogues_are_fresh_and_complete() -> None:
    assert not list(problems())


def test_french_signs_do_not_begin_a_line() -> None:
    typed = ("Qu'est-ce : « oui » ou non ?", "http://a.example/?l='x'", "%(name)s !", ("L'an", "Les ans ;"))

    assert french_signs(typed[0]) == "Qu’est-ce\u00a0: «\u00a0oui\u00a0» ou non\u00a0?"
    assert french_signs(typed[1:]) == (typed[1], "%(name)s\u00a0!", ("L’an", "Les ans\u00a0;"))


@pytest.mark.parametrize("locale", [locale for locale in RESIDENT_LOCALES if direction(locale) == "rtl"])
def test_languages_from_right_to_left_are_written_with_their_own_signs(locale: str) -> None:
    """A phone number in a sentence from right to left was shown from its last pair to its first."""
    strings: list[Any] = [message.string for message in catalogue(locale) if message.id]
    forms = [form for string in strings for form in ([string] if isinstance(string, str) else string)]

    assert len(forms) > 240
    assert not [form for form in forms if NOT_ARABIC.search(ISOLATED.sub("", form))]


@pytest.mark.parametrize("locale", [locale for locale in RESIDENT_LOCALES if locale != "fr"])
def test_words_a_machine_made_say_so(locale: str) -> None:
    said = catalogue(locale)

    assert "Machine-made: to be reviewed by a native speaker" in said.header_comment
    assert "to be reviewed by a native speaker" in said.last_translator


def test_easy_french_says_otherwise_only_what_is_not_simple() -> None:
    easy = {message.id: message.string for message in catalogue("fr@falc") if message.id}
    french = {message.id: message.string for message in catalogue("fr") if message.id}
    own = {key: words for key, words in easy.items() if words and all(words)}

    assert set(easy) == set(french)
    assert len(own) > 80
    assert not [key for key, words in own.items() if words == french[key]]


def catalogue(locale: str) -> Catalog:
    with catalogue_path("residents", locale).open("rb") as file:
        return read_po(file, locale=locale)
