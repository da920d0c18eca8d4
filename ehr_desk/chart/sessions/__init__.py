"""Sessions: what was planned, what was attended, what was missed."""
