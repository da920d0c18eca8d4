"""Checking a PDF that came back."""
