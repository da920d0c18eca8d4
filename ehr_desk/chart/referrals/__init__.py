"""Referrals and linkages: what was offered outside of the program, and what became of it."""
