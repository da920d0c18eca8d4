"""One client's chart, tab by tab."""
