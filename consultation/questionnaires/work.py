"""Work outside requests: the machine's sounds are made once a questionnaire is published, a few each minute."""

import time

from consultation.jobs import Place, regular
from consultation.questionnaires.speak_ahead import latest_versions
from consultation.questionnaires.speak_ahead import speak_ahead as speak
from consultation.speech import program

SECONDS_A_MINUTE = 20
"""Of each minute: other work waits behind it. About 250 sounds; a questionnaire in twelve languages takes minutes."""
DONE: set[tuple[int, str]] = set()
"""{(version, language)} whose sounds are all there, as far as this process knows: a version never changes."""


@regular
def speak_ahead(place: Place) -> None:
    """Nobody waits for a sound, and asking for many never makes many at once."""
    if program() is None:
        return
    until = time.monotonic() + SECONDS_A_MINUTE
    with place.database.reader() as session:
        versions = latest_versions(session)
    for version_id, definition in versions:
        for locale in definition.locales:
            if (version_id, locale) in DONE:
                continue
            if not speak(place.settings.instance_dir, definition, locale, until=until):
                return
            DONE.add((version_id, locale))
