"""Posters and counter cards as PDF, in black and white."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from consultation.i18n import direction, html_lang
from consultation.web.pdf import QUIET_ZONE, compile_pdf, compile_png, qr_matrix, qr_svg

Size = Literal["a4", "a3", "cards"]
SIZES: tuple[Size, ...] = get_args(Size)
CARDS_A_SHEET = 8

_HERE = Path(__file__).parent
_TEMPLATES = {"a4": _HERE / "poster.typ", "a3": _HERE / "poster.typ", "cards": _HERE / "cards.typ"}


@dataclass(frozen=True, kw_only=True)
class Poster:
    """What one poster says. Words come by language, in the order they are printed: {locale: words}."""

    url: str
    #: where it hangs; printed under the code, so that posters can be told apart in a pile
    name: str
    organisation: str
    headline: Mapping[str, str]
    #: what to do
    call: Mapping[str, str]
    #: days, promise
    notes: Mapping[str, str]
    #: {locale: words} of the mark of an invented campaign; empty: a real one
    simulated: Mapping[str, str]


def pdf_of(posters: Sequence[Poster], size: Size) -> bytes:
    """One page a poster, or one sheet of eight cards each."""
    first = posters[0]
    locale = next(iter(first.headline), "fr")
    data = {
        "size": size,
        "title": first.headline.get(locale) or first.name,
        "lang": html_lang(locale),
        "posters": [_data_of(poster) for poster in posters],
    }
    return compile_pdf(_TEMPLATES[size], data)


def short_address(url: str) -> str:
    """An address as people type it: without its scheme."""
    return url.partition("://")[2] or url


def direction_of(words: str) -> str:
    """ "rtl" or "ltr", by the first letter that has a direction, as for names whose language nobody told."""
    strong = (unicodedata.bidirectional(character) for character in words)
    return "rtl" if next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L" else "ltr"


def _data_of(poster: Poster) -> dict[str, Any]:
    return {
        "url": poster.url,
        "address": short_address(poster.url),
        "svg": qr_svg(poster.url, "Q"),
        "name": {"words": poster.name, "lang": "und", "dir": direction_of(poster.name)},
        "organisation": poster.organisation,
        "headlines": _wordings(poster.headline),
        "calls": _wordings(poster.call),
        "notes": _wordings(poster.notes),
        "simulated": next(iter(_wordings(poster.simulated)), None),
    }


def _wordings(text: Mapping[str, str]) -> list[dict[str, str]]:
    """[{words, lang, dir}] of the languages that have words."""
    return [
        {"words": words, "lang": html_lang(locale), "dir": direction(locale)} for locale, words in text.items() if words
    ]


def qr_png(url: str) -> bytes:
    """The code alone as a picture, for a letter or a site: twelve dots a module, its quiet zone included."""
    side = len(qr_matrix(url, "Q")) + 2 * QUIET_ZONE
    return compile_png(_HERE / "qr.typ", {"url": url, "svg": qr_svg(url, "Q"), "side": side}, dots_per_point=12)
