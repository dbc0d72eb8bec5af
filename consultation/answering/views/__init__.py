"""The public pages for answering."""

from consultation.answering.views import doors, sheets
from consultation.answering.views.shared import blueprint

__all__ = ["blueprint", "doors", "sheets"]
