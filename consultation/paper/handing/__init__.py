"""Sheets on their way: handed out, counted back, keyed."""
