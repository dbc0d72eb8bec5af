"""The number of a slip, however a volunteer types or scans it."""

import re

from consultation.paper.identity import NotAnIdentity, read_identity
from consultation.paper.slips import print_code_of_box
from consultation.web.marks import check_digit
from consultation.web.slips import NotASlip, read_slip_identity

BIGGEST = 999_999


def read_slip_number(typed: str, code: str, box_id: int = 0) -> int | None:
    """The number of a slip of the box of that code; None when nothing was typed.

    Reads "12", the printed "000012-8" with its check digit, and what a scanner reads from the QR code, also from one
    printed before slips had the codes of a sheet.

    :raises NotASlip: for another box's slip, a wrong check digit, or anything else.
    """
    typed = "".join(typed.split()).upper()
    if not typed:
        return None
    if typed.count("/") > 1:
        return _of_sheet(typed, print_code_of_box(box_id))
    if "/" in typed:
        slip_code, number = read_slip_identity(typed)
        if slip_code != code:
            raise NotASlip(typed)
        return number
    printed = re.fullmatch(r"([0-9]{4,6})-([0-9])", typed)
    if printed:
        if check_digit(printed[1]) != printed[2]:
            raise NotASlip(typed)
        return int(printed[1])
    if not re.fullmatch(r"[0-9]{1,6}", typed) or int(typed) == 0:
        raise NotASlip(typed)
    return int(typed)


def _of_sheet(text: str, print_code: str) -> int:
    try:
        identity = read_identity(text)
    except NotAnIdentity:
        raise NotASlip(text) from None
    if identity.print_code != print_code:
        raise NotASlip(text)
    return identity.number
