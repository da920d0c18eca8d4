"""The heart of the record: draft, check, sign, amend, co-sign, replay. Knows no other concept."""
