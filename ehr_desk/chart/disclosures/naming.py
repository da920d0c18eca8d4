"""What a released file is called. Pure.

A file name is seen by everybody who sees the folder, in backups, synchronised folders and attachments, and a clinic's
name beside a client's tells that the person is in treatment (42 CFR 2.11, "patient identifying information").
So it is the number of the document and the day, unless the clinic chose otherwise.
"""

from __future__ import annotations

import unicodedata
from datetime import date

_MOST = 60
_KEPT = frozenset("LMN")
"""Letters, marks on letters, and numbers of every script."""


def stem_of(document_id: str, on: date, client: str = "") -> str:
    """The name without its ending; with ``client`` in front where the clinic wants it there."""
    stem = f"{document_id}-{on.isoformat()}"
    named = _as_file_name(client)
    return f"{named}-{stem}" if named else stem


def _as_file_name(text: str) -> str:
    """The text with a hyphen for whatever some file system refuses or a shell reads."""
    plain = "".join(
        letter if unicodedata.category(letter)[0] in _KEPT else " " for letter in unicodedata.normalize("NFC", text)
    )
    return "-".join(plain.split())[:_MOST].rstrip("-")
