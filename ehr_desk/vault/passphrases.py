"""What is asked of a passphrase: length only (NIST SP 800-63B), compared in one Unicode form."""

from __future__ import annotations

import unicodedata

from ehr_desk.vault.faults import WeakPassphrase

SHORTEST = 12
LONGEST = 1024


def typed(passphrase: str) -> bytes:
    """The bytes of a passphrase as typed: NFKC, so that every keyboard gives the same."""
    return unicodedata.normalize("NFKC", passphrase).encode()


def chosen(passphrase: str) -> bytes:
    """The bytes of a new passphrase, or :class:`WeakPassphrase`. Any characters are welcome, also spaces."""
    length = len(unicodedata.normalize("NFKC", passphrase))
    if length < SHORTEST or not passphrase.strip():
        raise WeakPassphrase(
            f"A passphrase needs at least {SHORTEST} characters; this one has {length}.",
            "Four or five ordinary words in a row are easy to remember and hard to guess.",
        )
    if length > LONGEST:
        raise WeakPassphrase(f"A passphrase can have at most {LONGEST} characters.", "Choose a shorter one.")
    return typed(passphrase)
