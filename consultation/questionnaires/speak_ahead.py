"""The machine's sounds of what was published, made before anybody asks for them, and measured."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation import i18n
from consultation.models import Version
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.resident_aloud import heard
from consultation.sounds import seconds_of
from consultation.speech import spoken, voice_of

WORDS_MEASURED = 6
"""Words a prompt has at least that is counted in the pace: of a shorter one, most is the breath around it."""


@dataclass(frozen=True)
class Measured:
    """The machine's sounds in one language."""

    locale: str
    prompts: int
    silent: int
    words_a_minute: float
    median_bytes: int
    most_bytes: int


def latest_versions(session: Session) -> list[tuple[int, Definition]]:
    """(id, definition) of the version people answer now, of each questionnaire."""
    latest = select(func.max(Version.id)).group_by(Version.questionnaire_id)
    rows = session.execute(select(Version.id, Version.definition).where(Version.id.in_(latest)).order_by(Version.id))
    return [(row.id, Definition.model_validate(row.definition)) for row in rows]


def speak_ahead(instance_dir: Path, definition: Definition, locale: str, *, until: float) -> bool:
    """Make the sounds of a questionnaire in a language; whether all of them are there.

    :param until: moment of `time.monotonic` at which to stop; what is made stays, and the next time goes on
    """
    with words_outside_requests():
        parts = heard(definition, locale)
    for wording in parts.values():
        if time.monotonic() > until:
            return False
        if voice_of(wording.locale):
            spoken(instance_dir, wording.words, wording.locale)
    return True


def measure(instance_dir: Path, definition: Definition, locale: str) -> Measured:
    """Pace and weight of the machine's sounds in a language; makes those that are missing."""
    with words_outside_requests():
        parts = heard(definition, locale).values()
    made = [(one.words, spoken(instance_dir, one.words, one.locale)) for one in parts]
    sounds = [(words, path.read_bytes()) for words, path in made if path]
    long = [(len(words.split()), seconds_of(sound)) for words, sound in sounds if len(words.split()) >= WORDS_MEASURED]
    weights = [len(sound) for _words, sound in sounds]
    return Measured(
        locale=locale,
        prompts=len(made),
        silent=len(made) - len(sounds),
        words_a_minute=60 * sum(count for count, _s in long) / sum(s for _c, s in long) if long else 0.0,
        median_bytes=round(statistics.median(weights)) if weights else 0,
        most_bytes=max(weights, default=0),
    )


@contextmanager
def words_outside_requests() -> Iterator[None]:
    """The catalogues of words, where no page is being answered."""
    with _speaker().test_request_context():
        yield


@cache
def _speaker() -> Flask:
    app = Flask(__name__)
    i18n.init_app(app)
    return app
