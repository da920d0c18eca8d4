"""Written consents under 42 CFR part 2: given, ended, revoked, and what they cover."""
