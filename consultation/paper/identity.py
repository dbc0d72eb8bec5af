"""Who a printed page is: the words inside its two small QR codes, and the number people read."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from consultation.web.marks import check_character, check_digit

MASTER = 0
"""Number of a sheet made for the photocopier: its copies get their numbers later."""
CodeOf = Callable[[int], str]
"""The follow code of the sheet of a number: ten letters."""
LAST_NUMBER = 999_999
LAST_PAGE = 40
"""There are 250 markers and six of them on a page."""

_WRITTEN = re.compile(r"([A-Z0-9]{2,6})/([0-9]{6})/([0-9]{1,2})/((?:[A-Z][A-Z0-9]){1,2})([0-9A-Z])")
_TYPED = re.compile(r"([0-9]{1,6})(?:[-+*/. ]([0-9]))?")


class NotAnIdentity(ValueError):
    """The text is not ours, or a character of it is wrong."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """One page of one sheet."""

    print_code: str
    """Of the questionnaire version: "OZN3"."""
    number: int
    page: int
    languages: str
    """Two characters a language, without spaces: "FR", "FRAR" (see `language_code`)."""

    def __str__(self) -> str:
        """ "OZN3/000499/2/FR" and its check character."""
        text = f"{self.print_code}/{self.number:06}/{self.page}/{self.languages}"
        return text + check_character(text.replace("/", ""))


def read_identity(text: str) -> Identity:
    """The page a QR code names.

    :raises NotAnIdentity: for any other code, and for one misread character.
    """
    found = _WRITTEN.fullmatch(text)
    if not found or check_character(text[:-1].replace("/", "")) != text[-1]:
        raise NotAnIdentity(text)
    code, number, page, languages, _check = found.groups()
    return Identity(print_code=code, number=int(number), page=int(page), languages=languages)


def language_code(locale: str) -> str:
    """Two characters for a language: "FR", and "F0" for easy French ("fr@falc")."""
    return locale[0].upper() + "0" if "@" in locale else locale[:2].upper()


def language_codes(locales: tuple[str, ...]) -> str:
    """The languages of a sheet as its identity says them."""
    return "".join(language_code(locale) for locale in locales)


def printed_number(number: int) -> str:
    """A sheet's number as people read it, with a digit that notices a misread one: "000499-7"."""
    return f"{number:06}-{check_digit(f'{number:06}')}"


def typed_number(text: str) -> int:
    """The sheet's number somebody typed, with or without its zeros and its check digit.

    :raises NotAnIdentity: when it is not a number, or the check digit does not fit.
    """
    found = _TYPED.fullmatch(text.strip())
    if not found or int(found[1]) == MASTER:
        raise NotAnIdentity(text)
    if found[2] is not None and check_digit(f"{int(found[1]):06}") != found[2]:
        raise NotAnIdentity(text)
    return int(found[1])
