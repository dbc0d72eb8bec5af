"""Slips for a physical box: four or six a page, each with its number, to be cut, written on and put in.

Here and not in one of the rooms, because idea boxes, guest books and clothes lines print the same slip.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from consultation.i18n import direction, html_lang, pick
from consultation.web.marks import check_character, check_digit
from consultation.web.pdf import compile_pdf, qr_svg

TEMPLATE = Path(__file__).with_name("slips.typ")
_WRITTEN = re.compile(r"([A-Z0-9]{3,12})/([0-9]{6})([0-9A-Z])")


class NotASlip(ValueError):
    """The text is no slip's, or a character of it is wrong."""


@dataclass(frozen=True, kw_only=True)
class SlipOrder:
    """What the slips of one box say."""

    code: str
    """Of the box's channel, as in its address."""
    question: Mapping[str, str]
    locales: tuple[str, ...]
    """One language, or two under one another."""
    place: str = ""
    """Where the box stands."""
    address: str = ""
    """Of the same box on the phone; empty: only paper."""
    per_page: Literal[4, 6] = 4
    is_simulated: bool = False
    """Of an invented campaign: every slip says so."""


def print_slips(order: SlipOrder, words: Mapping[str, Mapping[str, str]], numbers: Sequence[int]) -> bytes:
    """A PDF of slips with these numbers, A4, one box's slips on as few pages as hold them.

    :param words: {locale: {name: words}} of the slip itself (see `resident_slip_words`).
    """
    return compile_pdf(TEMPLATE, slip_data(order, words, numbers))


def slip_data(order: SlipOrder, words: Mapping[str, Mapping[str, str]], numbers: Sequence[int]) -> dict[str, Any]:
    """What the template prints: plain values."""
    return {
        "per_page": order.per_page,
        "place": order.place,
        "is_simulated": order.is_simulated,
        "address": order.address,
        "phone": qr_svg(order.address) if order.address else "",
        "question": [_said(*pick(order.question, locale, order.locales[0])) for locale in order.locales],
        "words": [{name: _said(text, locale) for name, text in words[locale].items()} for locale in order.locales],
        "slips": [
            {"number": printed_slip_number(number), "code": qr_svg(slip_identity(order.code, number), "Q")}
            for number in numbers
        ],
    }


def slip_identity(code: str, number: int) -> str:
    """What the QR code of a slip says: "K7M2PQ/000012" and its check character."""
    text = f"{code.upper()}/{number:06}"
    return text + check_character(text.replace("/", ""))


def read_slip_identity(text: str) -> tuple[str, int]:
    """The channel's code and the number of a slip.

    :raises NotASlip: for any other code, and for one misread character.
    """
    found = _WRITTEN.fullmatch(text)
    if not found or check_character(found[1] + found[2]) != found[3]:
        raise NotASlip(text)
    return found[1].lower(), int(found[2])


def printed_slip_number(number: int) -> str:
    """A slip's number as people read it, with a digit that notices a misread one: "0012-3"."""
    return f"{number:04}-{check_digit(f'{number:04}')}"


def _said(words: str, locale: str) -> dict[str, str]:
    return {"words": words, "lang": html_lang(locale), "dir": direction(locale)}
