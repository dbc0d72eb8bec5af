"""Sheets that were counted: found by their number, put right, withdrawn, taken together."""
