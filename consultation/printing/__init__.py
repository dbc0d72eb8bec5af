"""Large files for the printer: made outside requests, with progress, and kept for a few days."""
