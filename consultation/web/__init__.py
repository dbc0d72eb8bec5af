"""What every page and every print shares."""
