"""Allergies with their reactions, or that none are known and when that was asked."""
