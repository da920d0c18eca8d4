"""Whose chart is open to whom: caseloads, coverage, emergency access and its review."""
