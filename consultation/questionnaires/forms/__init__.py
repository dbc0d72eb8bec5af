"""Organisers' forms: what is written in several languages stands side by side."""

from consultation.questionnaires.forms.question import QuestionForm, action_choices, priority_choices
from consultation.questionnaires.forms.surroundings import (
    ArchiveForm,
    DraftWordsForm,
    NewQuestionnaireForm,
    OfferForm,
    StartSmallForm,
    words_fingerprint,
)
from consultation.questionnaires.forms.words import choices, edited_locales, fingerprint

__all__ = [
    "ArchiveForm",
    "DraftWordsForm",
    "NewQuestionnaireForm",
    "OfferForm",
    "QuestionForm",
    "StartSmallForm",
    "action_choices",
    "choices",
    "edited_locales",
    "fingerprint",
    "priority_choices",
    "words_fingerprint",
]
