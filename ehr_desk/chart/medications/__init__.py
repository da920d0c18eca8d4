"""Medications: the list in force, and every order event with its reason."""
