"""The public pages for answering."""

from consultation.answering.views import asking, doors, shared_links, sheets, sounds
from consultation.answering.views.shared import blueprint

__all__ = ["asking", "blueprint", "doors", "shared_links", "sheets", "sounds"]
