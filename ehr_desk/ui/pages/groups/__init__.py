"""Group sessions and their notes."""
