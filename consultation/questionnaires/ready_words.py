"""Words of ready-made questions and options in every language of the program.

All but the French are machine-made: to be reviewed by a native speaker.
"""

import json
from functools import cache
from pathlib import Path

from consultation.questionnaires.definition import Text

SOURCE = Path(__file__).with_name("data") / "ready_words.json"


@cache
def others() -> dict[str, dict[str, str]]:
    """{language: {English words: words}} of the languages that are not written beside the French."""
    found: dict[str, dict[str, str]] = json.loads(SOURCE.read_text())
    return {locale: words for locale, words in found.items() if not locale.startswith("_")}


def ready_text(french: str, arabic: str, english: str) -> Text:
    """The words in every language that has them."""
    more = {locale: words[english] for locale, words in others().items() if english in words}
    return {"fr": french, "fr@falc": french, "ar": arabic, "en": english, **more}
