"""Words read aloud by the machine: espeak-ng where it is installed, once for each wording, kept beside the files.

espeak-ng is optional (Debian: `apt-get install espeak-ng`): free, offline, under a tenth of a second a sentence. It has
no Pashto, Somali or Wolof; a person's recording is always better, and goes before it.
"""

import hashlib
import shutil
import subprocess
import threading
from functools import cache
from pathlib import Path
from typing import NamedTuple

from consultation.files import write_whole
from consultation.sounds import NotASound, TooLongASound, clean_prompt

PACE = 140
"""Words a minute people follow with ease, whatever the language."""


class Voice(NamedTuple):
    """A voice of espeak-ng 1.51, and the speed to ask it for so that words come at the pace above.

    Its own count of words goes by sounds: asked for 140, it reads 170 French and 90 Arabic words a minute.
    """

    name: str
    speed: int = PACE


VOICES = {
    "fr": Voice("fr-fr", 114),
    "en": Voice("en-gb", 122),
    "ar": Voice("ar", 200),
    "tr": Voice("tr", 195),
    "pt": Voice("pt", 148),
    "es": Voice("es", 135),
    "ro": Voice("ro", 163),
    "ru": Voice("ru", 145),
    "uk": Voice("uk", 148),
    "fa": Voice("fa", 168),
    "am": Voice("am"),
    "bn": Voice("bn"),
    "ta": Voice("ta"),
    "hi": Voice("hi"),
    "ur": Voice("ur"),
    "kmr": Voice("ku"),
    "sw": Voice("sw"),
    "sq": Voice("sq"),
    "sr": Voice("sr"),
    "bs": Voice("bs"),
    "bg": Voice("bg"),
    "pl": Voice("pl"),
    "it": Voice("it"),
    "ka": Voice("ka"),
    "hy": Voice("hy"),
    "he": Voice("he"),
    "zh": Voice("cmn"),
    "vi": Voice("vi"),
}
"""{language: its voice}"""
LONGEST = 500
"""Characters read at once, whoever asks; parts of a questionnaire are shorter (see `questionnaires.aloud.pieces`)."""
TIMEOUT_S = 20
WAIT_S = 2.0
"""Seconds somebody who asks for a sound waits for another one to be made."""
_MOUTH = threading.Lock()


def voice_of(locale: str) -> Voice | None:
    """The machine's voice for a language; None when it has none, or is not installed."""
    voice = VOICES.get(locale.split("@")[0].split("-")[0])
    return voice if voice and program() else None


@cache
def program() -> str | None:
    """Where espeak-ng is installed."""
    return shutil.which("espeak-ng")


def spoken(instance_dir: Path, words: str, locale: str, *, wait_s: float = TIMEOUT_S) -> Path | None:
    """The sound of some words, made at the first time; None when the machine cannot say them.

    :param wait_s: seconds to wait for the other sound being made: there is one at a time, however many are asked for
    """
    voice = voice_of(locale)
    if voice is None or not words.strip():
        return None
    path = place_of(instance_dir, words, voice)
    if path.exists():
        return path
    if not _MOUTH.acquire(timeout=wait_s):
        return None
    try:
        sound = None if path.exists() else speak(words[:LONGEST], voice)
    finally:
        _MOUTH.release()
    if sound is not None:
        write_whole(path, sound)
    return path if path.exists() else None


def place_of(instance_dir: Path, words: str, voice: Voice) -> Path:
    """Where the sound of some words is kept; it can be made again at any time, so backups leave it out."""
    name = hashlib.sha256(f"{voice.name}\n{voice.speed}\n{words}".encode()).hexdigest()
    return instance_dir / "speech" / name[:2] / f"{name}.webm"


def speak(words: str, voice: Voice) -> bytes | None:
    """WebM with Opus; None when nothing could be said."""
    try:
        said = subprocess.run(  # the words go in by a pipe: they are never part of a command
            [program() or "espeak-ng", "-v", voice.name, "-s", str(voice.speed), "-b", "1", "--stdout"],
            input=words.encode(),
            capture_output=True,
            timeout=TIMEOUT_S,
            check=True,
        )
        # It ends with half a second of nothing, which is weight, and waiting before the next words.
        end = len(said.stdout.rstrip(b"\0"))
        return clean_prompt(said.stdout[: end + end % 2])
    except (OSError, subprocess.SubprocessError, NotASound, TooLongASound):
        return None
