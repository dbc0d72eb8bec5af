"""The town's plan: its priorities and actions, read from a document, stored, edited."""
