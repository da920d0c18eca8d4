"""Measures: scores over time, and what was done when an answer raised a concern."""
