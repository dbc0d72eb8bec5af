"""Resident consultation on a neighbourhood plan."""
