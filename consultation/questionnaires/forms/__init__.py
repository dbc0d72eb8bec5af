"""Organisers' forms: what is written in several languages stands side by side."""

from consultation.questionnaires.forms.question import QuestionForm, action_choices, priority_choices
from consultation.questionnaires.forms.surroundings import (
    DraftWordsForm,
    NewQuestionnaireForm,
    OfferForm,
    StartSmallForm,
    words_fingerprint,
)
from consultation.questionnaires.forms.words import EASY_FRENCH, choices, fingerprint

__all__ = [
    "EASY_FRENCH",
    "DraftWordsForm",
    "NewQuestionnaireForm",
    "OfferForm",
    "QuestionForm",
    "StartSmallForm",
    "action_choices",
    "choices",
    "fingerprint",
    "priority_choices",
    "words_fingerprint",
]
