"""Screens of offers of help: of those who offer, of organisers."""

from consultation.contacts.blueprint import blueprint
from consultation.contacts.views import organisers, residents, residents_hear

__all__ = ["blueprint", "organisers", "residents", "residents_hear"]
