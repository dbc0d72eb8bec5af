"""The code on the thank-you page: eight letters that cannot be misread, and that spell no word.

A printed sheet has one of ten letters on its slip (see `printed_code`).
"""

import secrets

ALPHABET = "BCDFHJKLMPRSTWXZ"
"""No vowel; of letters that are mistaken for one another (G and C, N and M, V and W, Q and O), one at most."""
MISREAD = str.maketrans("GNV", "CMW", " -\u00a0\u200e\u200f.")
LENGTH = 8
PRINTED_LENGTH = 10


def new_follow_code() -> str:
    """A code at random: nothing about the submission can be worked out from it."""
    return "".join(
        ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(LENGTH)
    )  # 16 letters: none more often


def read_follow_code(typed: str) -> str | None:
    """The code somebody meant, whatever its spaces, capitals and usual misreadings; None if it cannot be one."""
    code = typed.strip().upper().translate(MISREAD)
    return code if len(code) in {LENGTH, PRINTED_LENGTH} and set(code) <= set(ALPHABET) else None


def shown(code: str) -> str:
    """The code as people read it aloud, in two halves."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"
