"""Languages, and words in several languages."""
