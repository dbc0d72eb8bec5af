"""The state of accessibility: the criteria of the French RGAA 4.1 with their evidence, and what the law asks to say.

Source of the criteria: Référentiel général d'amélioration de l'accessibilité, version 4.1, 106 criteria.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("data") / "rgaa.toml"
CRITERIA = 106
EXAMINED_ON = "2026-11-23"
"""ISO date of the last review of the list; raised by whoever reviews it."""


class State(StrEnum):
    CONFORM = "conform"
    NOT_CONFORM = "not_conform"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Criterion:
    """One criterion and how it is met."""

    number: str
    title: str
    state: State
    evidence: str
    """The test or the file where anybody can see it."""
    reason_fr: str = ""
    reason_en: str = ""
    """What is missing, of one that is not met."""

    def reason(self, locale: str) -> str:
        return self.reason_fr if locale == "fr" else self.reason_en


def criteria() -> tuple[Criterion, ...]:
    """All of the RGAA, in order."""
    return listed("criterion")


def additions() -> tuple[Criterion, ...]:
    """What WCAG 2.2 asks beyond them, at levels A and AA."""
    return listed("addition")


@cache
def listed(name: str) -> tuple[Criterion, ...]:
    with SOURCE.open("rb") as file:
        rows = tomllib.load(file)[name]
    return tuple(Criterion(**{**row, "state": State(row["state"])}) for row in rows)


def conformity() -> float:
    """Part of the applicable criteria that are met, 0..1."""
    counted = [one.state for one in criteria() if one.state is not State.NOT_APPLICABLE]
    return counted.count(State.CONFORM) / len(counted)


def mention() -> str:
    """The words French law wants on the first page, always in French."""
    rate = conformity()
    degree = "totalement conforme" if rate == 1 else "partiellement conforme" if rate >= 0.5 else "non conforme"
    return f"Accessibilité : {degree}"
