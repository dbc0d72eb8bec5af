"""Sheets keyed twice, by two people who do not see each other's entry."""
