"""The follow code of a printed sheet: worked out from its number and the secret key, so that no table holds it.

It has ten letters where the codes of phones have eight, so that neither is ever taken for the other. Number and code
belong to one another one to one: two sheets never share a code.
"""

import hashlib
import hmac

from consultation.submissions.follow_code import ALPHABET, PRINTED_LENGTH

HALF_BITS = 20
"""Questionnaires, and sheets of each, that have a code: a million."""
ROUNDS = 10
"""Of a Feistel network, as in NIST SP 800-38G (FF1)."""
HALF = 1 << HALF_BITS


def printed_follow_code(secret_key: str, questionnaire_id: int, number: int) -> str:
    """Ten letters for the sheet of that number.

    :raises ValueError: past a million questionnaires, or sheets of one.
    """
    if not (0 <= questionnaire_id < HALF and 0 <= number < HALF):
        raise ValueError(f"{questionnaire_id}/{number}")
    left, right = questionnaire_id, number
    for turn in range(ROUNDS):
        left, right = right, left ^ _mixed(secret_key, turn, right)
    value = left << HALF_BITS | right
    return "".join(ALPHABET[value >> shift & 15] for shift in range(36, -1, -4))


def printed_sheet(secret_key: str, code: str) -> tuple[int, int] | None:
    """(questionnaire, number of the sheet) of a code; None when it cannot be one of a sheet.

    Nearly every ten letters lead to a sheet that was never printed: look whether it was.
    """
    if len(code) != PRINTED_LENGTH or not set(code) <= set(ALPHABET):
        return None
    value = 0
    for letter in code:
        value = value << 4 | ALPHABET.index(letter)
    left, right = value >> HALF_BITS, value & (HALF - 1)
    for turn in reversed(range(ROUNDS)):
        left, right = right ^ _mixed(secret_key, turn, left), left
    return left, right


def _mixed(secret_key: str, turn: int, half: int) -> int:
    said = f"slip {turn} {half}".encode()
    return int.from_bytes(hmac.digest(secret_key.encode(), said, hashlib.sha256)[:4], "big") % HALF
