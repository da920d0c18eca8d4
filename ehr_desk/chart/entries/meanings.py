"""What a signature means, by kind: shown in the dialog, signed in the body, printed on the paper (21 CFR 11.50)."""

from __future__ import annotations

CO_SIGNATURE = "I have reviewed this entry and concur."
MADE_FROM_RECORD = "I made this document from the record."
_AUTHOR = "I am the author of this entry."
_IN_PLACE = {
    "correction": "I correct this entry in place of its author.",
    "amendment_at_client_request": "I amend this entry at the client's request, in place of its author.",
}
_BY_KIND = {
    "original": _AUTHOR,
    "late_entry": _AUTHOR,
    "correction": "I am the author of this entry and correct it.",
    "amendment_at_client_request": "I am the author of this entry and amend it at the client's request.",
    "addendum": "I add this to the entry.",
    "entered_in_error": "I mark this entry as entered in error.",
}


def meaning_of(kind: str, *, in_place: bool = False) -> str:
    """What the signature under a version of this kind means; ``in_place``: of an entry that somebody else wrote
    (``correctors``). Raises ``KeyError`` for a kind that is none."""
    return _IN_PLACE[kind] if in_place else _BY_KIND[kind]
