"""The words by which plans speak, kept in `data/vocabulary.toml`: a language is added there, not in the code.

Each entry is a list of regular expressions for folded words (small letters, no accents, plain quotes and dashes).
`{name}` stands for another entry of the same section.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent / "data" / "vocabulary.toml"
NAMED = re.compile(r"\{([a-z_]+)\}")


@cache
def _sections() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(SOURCE.read_text())


def alternatives(section: str, name: str) -> str:
    """One expression that matches any entry of the list."""
    entries = _sections()[section][name]
    return "(?:" + "|".join(NAMED.sub(lambda found: alternatives(section, found[1]), entry) for entry in entries) + ")"


def pattern(section: str, name: str) -> re.Pattern[str]:
    """The compiled expression of one list."""
    return re.compile(alternatives(section, name))


def names(section: str) -> list[str]:
    """The lists of a section, in the order of the file."""
    return list(_sections()[section])
