"""Organisers' screens on what came in: files of answers, and answers collected elsewhere."""

from consultation.submissions.views.files import blueprint
from consultation.submissions.views.imports import answer_imports

__all__ = ["answer_imports", "blueprint"]
