"""Idea boxes: what people put in them, read by a person before anybody else does."""
