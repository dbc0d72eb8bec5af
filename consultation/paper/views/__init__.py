"""Screens of paper: printing, keying, and keying twice."""

from consultation.paper.views.sheets import blueprint
from consultation.paper.views.twice import twice

__all__ = ["blueprint", "twice"]
