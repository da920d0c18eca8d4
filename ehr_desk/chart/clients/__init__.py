"""Clients: who they are. Administrative facts, kept as ordinary audited rows."""
