"""Verifying as most tests ask for it: whom to trust, by name."""

from __future__ import annotations

from typing import Any

from ehr_desk.documents import aside, verifying
from ehr_desk.documents.trusted import Trusted
from ehr_desk.documents.verdict import Verification


def verify(pdf: bytes, *, passphrase: str = "", **trusted: Any) -> Verification:
    """``verifying.verify``; ``trusted`` are the fields of ``Trusted``."""
    return verifying.verify(pdf, Trusted(**trusted), passphrase)


def verify_aside(pdf: bytes, *, limits: dict[str, Any] | None = None, **trusted: Any) -> Verification:
    """The same in a process of its own; ``limits``: its other arguments."""
    return aside.verify_aside(pdf, Trusted(**trusted), **(limits or {}))
