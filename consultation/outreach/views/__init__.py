"""Organisers' screens: campaigns, their channels, what is printed, and the register of places."""

from consultation.outreach.views import campaigns, channels, places, start
from consultation.outreach.views.shared import blueprint

__all__ = ["blueprint", "campaigns", "channels", "places", "start"]
