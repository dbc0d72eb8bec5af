"""Organisers' screens: writing, previewing and publishing questionnaires."""

from consultation.questionnaires.views import (
    interchange,
    lists,
    outside,
    proposing,
    publishing,
    questions,
    sounds,
    translating,
    writing,
)
from consultation.questionnaires.views.shared import blueprint

__all__ = [
    "blueprint",
    "interchange",
    "lists",
    "outside",
    "proposing",
    "publishing",
    "questions",
    "sounds",
    "translating",
    "writing",
]
