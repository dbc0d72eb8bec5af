"""What the heading of a column or the label of a row announces, in French and in English (and their neighbours)."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from consultation.plan.folding import fold
from consultation.plan.vocabulary import names, pattern


class Role(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    TITLE = "title"
    OBJECTIVE = "objective"
    HOW = "how"
    PILOT = "pilot"
    WHO = "who"
    WHEN = "when"
    START = "start"
    END = "end"
    FREQUENCY = "frequency"
    #: A column of a calendar: its heading is a year, its cells are crosses.
    YEAR = "year"
    PLACE = "place"
    PUBLIC = "public"
    PRIORITY = "priority"
    PRIORITY_NUMBER = "priority_number"
    SUBGROUP = "subgroup"
    EXTRACT = "extract"
    ORIGIN = "origin"
    OTHER = "other"


#: The first pattern found in the folded heading decides; the order runs from the special to the general.
PATTERNS = tuple((Role(name), pattern("columns", name)) for name in names("columns") if not name.endswith("_words"))
SHARED = re.compile(r"\b(?:partenaires?|partners?|avec qui|acteurs)\b")

#: Words that stand with their heading in the same column ("Qui ? Avec qui ?") stay short; a longer cell is content.
LONGEST_HEADING = 90


@lru_cache(maxsize=8192)
def role_of(heading: str) -> Role | None:
    """The role a heading announces, None when nothing in it is known.

    >>> role_of("Quand ? Temporalité (court /moyen terme)")
    <Role.WHEN: 'when'>
    """
    words = fold(heading).strip(" :*_-.\"'")
    return _role_of(words) if words and len(words) <= LONGEST_HEADING else None


@lru_cache(maxsize=4096)
def _role_of(words: str) -> Role | None:
    """The role of folded words; remembered, because the same cells are asked about many times over."""
    bare = re.sub(r"\s*\([^)]*\)", "", words).strip(" :?*.-") or words
    for candidate in (bare, words):
        for role, words_of_role in PATTERNS:
            if words_of_role.search(candidate):
                return Role.WHO if role is Role.PILOT and SHARED.search(candidate) else role
    return None


def roles_of(headings: Sequence[str], roles: Sequence[Role | None] | None = None) -> list[Role | None]:
    """Roles of a row of headings, no two columns claiming the title: the first keeps it, a later one describes how."""
    roles = [role_of(heading) for heading in headings] if roles is None else list(roles)
    if Role.TITLE not in roles:
        roles = _title_of(headings, roles)
    seen: set[Role] = set()
    settled: list[Role | None] = []
    for heading, role in zip(headings, roles, strict=True):
        if role is Role.TITLE and Role.TITLE in seen:
            role = Role.HOW
        elif role is Role.PRIORITY and Role.PRIORITY in seen:
            role = Role.SUBGROUP
        elif role is Role.NUMBER and Role.NUMBER in seen:
            role = Role.OTHER
        if role is not None and heading.strip():
            seen.add(role)
        settled.append(role)
    return settled


def _title_of(headings: Sequence[str], roles: list[Role | None]) -> list[Role | None]:
    """The roles with a title chosen when no heading announces one: an objective column, or one that says how."""
    for stand_in in (Role.OBJECTIVE, Role.HOW):
        places = [place for place, role in enumerate(roles) if role is stand_in]
        if places and len({role for role in roles if role}) > 1:
            return [Role.TITLE if place == places[0] else role for place, role in enumerate(roles)]
    return roles


def is_heading_row(headings: Sequence[str]) -> bool:
    """Whether a row of cells reads as headings: short cells, at least two of them known, hardly one unknown."""
    filled = [heading for heading in headings if heading.strip()]
    if not filled or any(len(heading) > LONGEST_HEADING for heading in filled):
        return False
    known = [role for heading in filled if (role := role_of(heading))]
    return len(known) >= 2 and len(set(known)) >= 2 and len(known) * 2 >= len(filled) and _has_core(known)


def _has_core(roles: Sequence[Role]) -> bool:
    return bool(set(roles) & {Role.TITLE, Role.OBJECTIVE, Role.HOW, Role.WHO, Role.PILOT, Role.WHEN})


def is_second_heading_row(headings: Sequence[str], width: int) -> bool:
    """Whether a row right under the headings goes on with them: every filled cell is short and known, one is empty."""
    filled = [heading for heading in headings if heading.strip()]
    return (
        bool(filled)
        and len(filled) < width
        and all(len(heading) <= LONGEST_HEADING and role_of(heading) is not None for heading in filled)
        and not any(re.match(r"\s*\d", heading) for heading in filled)
    )
