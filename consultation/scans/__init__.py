"""Piles of filled sheets: brought, read, settled where in doubt, recorded."""
