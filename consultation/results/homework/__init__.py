"""Months later: is it done as was said? Asked of the same places, shown beside the town's own view."""
