"""Numbers of slips; and the codes of those printed before slips had the markers of a sheet, which stay good."""

import re

from consultation.web.marks import check_character, check_digit

_WRITTEN = re.compile(r"([A-Z0-9]{3,12})/([0-9]{6})([0-9A-Z])")


class NotASlip(ValueError):
    """The text is no slip's, or a character of it is wrong."""


def slip_identity(code: str, number: int) -> str:
    """What the QR code of such a slip says: "K7M2PQ/000012" and its check character."""
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
    """A slip's number as people read it, with a digit that notices a misread one: "000012-3"."""
    return f"{number:06}-{check_digit(f'{number:06}')}"
