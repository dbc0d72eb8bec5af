"""The resident's page: one document, no cookie, no script needed."""
