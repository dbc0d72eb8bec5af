"""Organisers' screens: writing, previewing and publishing questionnaires."""

from consultation.questionnaires.views import lists, proposing, publishing, questions, writing
from consultation.questionnaires.views.shared import blueprint

__all__ = ["blueprint", "lists", "proposing", "publishing", "questions", "writing"]
