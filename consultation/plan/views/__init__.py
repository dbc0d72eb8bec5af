"""Organisers' screens: plans, their actions, and the documents they are read from."""

from consultation.plan.views import plans, sources
from consultation.plan.views.shared import blueprint

__all__ = ["blueprint", "plans", "sources"]
