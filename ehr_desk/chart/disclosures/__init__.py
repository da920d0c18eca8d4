"""The one door out: every document that leaves, to whom and on which legal basis."""
