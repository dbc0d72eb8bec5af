"""Screens of scans: piles, their sheets, and the desk."""

from consultation.scans.views.desk import desk
from consultation.scans.views.piles import blueprint
from consultation.scans.views.sheets import sheet

__all__ = ["blueprint", "desk", "sheet"]
