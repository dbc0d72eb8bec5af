"""Screens of accounts: the door (signing in, invitations), one's own account, and the organisers' lists."""

from consultation.accounts.views import organisers, own  # noqa: F401  # they put their screens on the blueprint
from consultation.accounts.views.door import blueprint

__all__ = ["blueprint"]
