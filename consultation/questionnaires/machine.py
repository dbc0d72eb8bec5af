"""Drafts of translations by a LibreTranslate-compatible service, if the installation names one.

Only the words of a questionnaire leave the house, never an answer. What comes back is a draft until a person takes it.
"""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence

from consultation.languages import html_lang
from consultation.settings import Settings

AT_ONCE = 25
"""Wordings sent together; services refuse long lists."""
LONGEST_ANSWER = 2_000_000
"""Bytes of one answer."""


class NoAnswer(Exception):
    """The service could not be reached, or did not answer in time, or not as it should; the words say what it said."""


def drafts(settings: Settings, source: str, target: str, wordings: Mapping[str, str]) -> dict[str, str]:
    """{address: draft} of {address: words}.

    :raises NoAnswer: when the service fails; nothing of what it said before is kept
    """
    addresses = list(wordings)
    made: dict[str, str] = {}
    for first in range(0, len(addresses), AT_ONCE):
        some = addresses[first : first + AT_ONCE]
        said = _ask(settings, html_lang(source), html_lang(target), [wordings[address] for address in some])
        made.update(zip(some, said, strict=True))
    return made


def _ask(settings: Settings, source: str, target: str, words: Sequence[str]) -> list[str]:
    asked = {"q": list(words), "source": source, "target": target, "format": "text"}
    if settings.translate_key:
        asked["api_key"] = settings.translate_key
    address = f"{settings.translate_url}/translate"
    if not address.startswith(("http://", "https://")):
        raise NoAnswer("TRANSLATE_URL")
    request = urllib.request.Request(  # noqa: S310 - the installation's own setting, http or https
        address, json.dumps(asked).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=settings.translate_wait_s) as answer:  # noqa: S310 - as above
            document = json.loads(answer.read(LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        raise NoAnswer(_reason(error)) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise NoAnswer(type(error).__name__) from error
    said = document.get("translatedText") if isinstance(document, dict) else None
    if not isinstance(said, list) or len(said) != len(words) or not all(isinstance(one, str) for one in said):
        raise NoAnswer("translatedText")
    return said


def _reason(error: urllib.error.HTTPError) -> str:
    """What the service said was wrong ("ps is not supported"), else the number it answered with."""
    try:
        said = json.loads(error.read(10_000))["error"]
    except (OSError, ValueError, KeyError, TypeError):
        return str(error.code)
    return str(said)[:200]
