"""Codes of channels: six signs that stand in printed addresses, and are read aloud, copied and typed by hand."""

import secrets

#: No vowel makes a word, and no sign is taken for another one or for two of them:
#: without b/6, g/q/9, i/l/1, m/rn, o/0, s/5, u/v, w/vv, y, z/2, 8.
ALPHABET = "cdfhjknprtvx34679"
LENGTH = 6


def new_code() -> str:
    """Six random signs, one of 24 million codes; that it is new is for the database's constraint to say."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(words: str) -> str:
    """The code somebody typed: capitals, spaces and hyphens do not matter."""
    return "".join(words.split()).replace("-", "").lower()


#: Signs that stand in no code, and what they were taken for.
MISREAD = str.maketrans("gqbuy", "996vv")


def meant(words: str) -> str:
    """The code somebody meant who took one sign for another, or gave the whole address."""
    return read_code(words).rstrip("/").rpartition("/")[2].translate(MISREAD)


def is_code(words: str) -> bool:
    """Whether these are six signs such as we draw them."""
    return len(words) == LENGTH and set(words) <= set(ALPHABET)
