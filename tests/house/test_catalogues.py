"""Catalogues are fresh and whole: residents' in every language, organisers' in French and English."""

import re
from typing import Any

from babel.messages.pofile import read_po

from consultation.i18n import catalogue_path, french_signs, problems

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


def test_arabic_is_written_with_arabic_signs() -> None:
    """A phone number in a sentence from right to left was shown from its last pair to its first."""
    with catalogue_path("residents", "ar").open("rb") as file:
        strings: list[Any] = [message.string for message in read_po(file, locale="ar") if message.id]
    forms = [form for string in strings for form in ([string] if isinstance(string, str) else string)]

    assert not [form for form in forms if NOT_ARABIC.search(ISOLATED.sub("", form))]
