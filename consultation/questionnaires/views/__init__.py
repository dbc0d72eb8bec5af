"""Organisers' screens: writing, previewing and publishing questionnaires."""

from consultation.questionnaires.views import lists, publishing, writing
from consultation.questionnaires.views.shared import blueprint

__all__ = ["blueprint", "lists", "publishing", "writing"]
