"""The clinical record: one folder per clinical concept, each with the same few files."""
