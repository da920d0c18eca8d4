"""What is too large to be one of our papers, for everybody who looks at a file."""

from __future__ import annotations

LARGEST = 100 * 1024 * 1024
"""The largest file that is looked at, in bytes; a whole chart of 10,000 pages has about as many."""

TOO_MUCH = "The file holds more than any paper of this program: it was not looked at any further."
