"""Families: who took part in the client's care, and the sessions held with them."""
