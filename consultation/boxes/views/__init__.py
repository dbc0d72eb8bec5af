"""Screens of the boxes: of residents, of volunteers, of organisers."""

from consultation.boxes.blueprint import blueprint
from consultation.boxes.views import organisers, residents, volunteers

__all__ = ["blueprint", "organisers", "residents", "volunteers"]
