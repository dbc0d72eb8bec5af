"""Who lives there by the census, who was heard, and where to go next."""
