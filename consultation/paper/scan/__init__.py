"""Reading filled sheets from scans and photos."""
