"""The treatment plan: read, as of a day, and written."""
