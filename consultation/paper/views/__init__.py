"""Screens of paper: printing, handing out, keying, and keying twice."""

from consultation.paper.views.counted import counted
from consultation.paper.views.handing import out
from consultation.paper.views.keying import key_in
from consultation.paper.views.labels import labels
from consultation.paper.views.sheets import blueprint
from consultation.paper.views.twice import twice

__all__ = ["blueprint", "counted", "key_in", "labels", "out", "twice"]
