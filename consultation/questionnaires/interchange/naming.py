"""Keys of our own from the names of other programs."""

import re
import unicodedata
from collections.abc import Callable

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,59}")
XML_NAME = re.compile(r"[^\W\d][\w.\-\u00b7]*")
"""What the names of an XLSForm may be; a letter or underscore first."""


def key_of(name: str, otherwise: str) -> str:
    """A name as a key: the same where it can be, else its nearest; `otherwise` when no letter or digit is left."""
    if KEY.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("ß", "ss").replace("ø", "o"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    if re.fullmatch(r"-\d+([.,]\d+)?", plain):
        plain = f"minus_{plain[1:]}"
    plain = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")
    return plain[:60].strip("_") or otherwise


def unique(base: str, is_taken: Callable[[str], bool]) -> str:
    """`base`, or `base_2`, `base_3`… within 60 characters."""
    number = 1
    key = base
    while is_taken(key):
        number += 1
        ending = f"_{number}"
        key = f"{base[: 60 - len(ending)]}{ending}"
    return key


def xml_name(name: str) -> str:
    """A name that XLSForm allows, as near as can be."""
    if XML_NAME.fullmatch(name):
        return name
    plain = re.sub(r"[^\w.\-\u00b7]+", "_", name.strip())
    plain = plain if plain and not re.fullmatch(r"[_.\-]+", plain) else ""
    return plain if not plain or XML_NAME.fullmatch(plain) else f"_{plain}"


def slug(words: str, otherwise: str) -> str:
    """The first words as a name, in small letters."""
    return key_of(" ".join(words.split()[:6]).lower(), otherwise)[:40].strip("_") or otherwise
