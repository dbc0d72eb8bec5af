"""Words read aloud by the machine: espeak-ng where it is installed, once for each wording, kept beside the files.

espeak-ng is optional (Debian: `apt-get install espeak-ng`): free, offline, under a tenth of a second a sentence. It has
no Pashto, Somali or Wolof; a person's recording is always better, and goes before it.
"""

import hashlib
import shutil
import subprocess
from functools import cache
from pathlib import Path

from consultation.files import write_whole
from consultation.sounds import PROMPT_BIT_RATE, NotASound, TooLongASound, clean_sound

VOICES = {
    "fr": "fr-fr",
    "en": "en-gb",
    "ar": "ar",
    "tr": "tr",
    "pt": "pt",
    "es": "es",
    "ro": "ro",
    "ru": "ru",
    "uk": "uk",
    "fa": "fa",
    "am": "am",
    "bn": "bn",
    "ta": "ta",
    "hi": "hi",
    "ur": "ur",
    "kmr": "ku",
    "sw": "sw",
    "sq": "sq",
    "sr": "sr",
    "bs": "bs",
    "bg": "bg",
    "pl": "pl",
    "it": "it",
    "ka": "ka",
    "hy": "hy",
    "he": "he",
    "zh": "cmn",
    "vi": "vi",
}
"""{language: voice of espeak-ng 1.51}"""
WORDS_A_MINUTE = 140
LONGEST = 1_000
"""Characters read at once: about a minute."""
TIMEOUT_S = 20


def voice_of(locale: str) -> str | None:
    """The machine's voice for a language; None when it has none, or is not installed."""
    voice = VOICES.get(locale.split("@")[0].split("-")[0])
    return voice if voice and program() else None


@cache
def program() -> str | None:
    """Where espeak-ng is installed."""
    return shutil.which("espeak-ng")


def spoken(instance_dir: Path, words: str, locale: str) -> Path | None:
    """The sound of some words, made at the first time; None when the machine cannot say them."""
    voice = voice_of(locale)
    if voice is None or not words.strip():
        return None
    path = place_of(instance_dir, words, voice)
    if path.exists():
        return path
    sound = speak(words[:LONGEST], voice)
    if sound is None:
        return None
    write_whole(path, sound)
    return path


def place_of(instance_dir: Path, words: str, voice: str) -> Path:
    """Where the sound of some words is kept; it can be made again at any time, so backups leave it out."""
    name = hashlib.sha256(f"{voice}\n{WORDS_A_MINUTE}\n{words}".encode()).hexdigest()
    return instance_dir / "speech" / name[:2] / f"{name}.webm"


def speak(words: str, voice: str) -> bytes | None:
    """WebM with Opus; None when nothing could be said."""
    try:
        said = subprocess.run(  # the words go in by a pipe: they are never part of a command
            [program() or "espeak-ng", "-v", voice, "-s", str(WORDS_A_MINUTE), "-b", "1", "--stdout"],
            input=words.encode(),
            capture_output=True,
            timeout=TIMEOUT_S,
            check=True,
        )
        return clean_sound(said.stdout, PROMPT_BIT_RATE)
    except (OSError, subprocess.SubprocessError, NotASound, TooLongASound):
        return None
