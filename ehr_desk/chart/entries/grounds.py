"""Why the content of a signed entry is changed: it decides whether the paper that it replaces travels along.

The signed predecessor is put inside the new paper where the reason is clinical. Where it was written for the wrong
client, or holds what must not be handed on, only its number and hash are named.
"""

from __future__ import annotations

CLINICAL, WRONG_CLIENT, PRIVACY, SEALED = "clinical correction", "wrong client", "privacy", "sealed content"
GROUNDS = (CLINICAL, WRONG_CLIENT, PRIVACY, SEALED)
