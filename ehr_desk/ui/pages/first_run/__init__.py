"""The first run: making a record, or opening one that is there."""
