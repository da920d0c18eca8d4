"""Copies under a passphrase for the desk: what makes them is loaded with the first one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ehr_desk.chart.entries.paper import SignsData
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.documents.handles import handle_of
from ehr_desk.documents.timestamps import SigningTerms


class LazyCopies:
    """``chart.disclosures.protection.SealsCopies`` by ``protecting``, on the terms on which the clinic signs papers."""

    def __init__(self, terms: Callable[[], SigningTerms]) -> None:
        self._terms = terms

    def copy(self, pdf: bytes, passphrase: str, signer: SignsData, author: Author, at: datetime) -> bytes:
        """The same pages under a passphrase, certified by ``author``, the signed paper inside."""
        from ehr_desk.documents.protecting import protected_copy

        return protected_copy(pdf, passphrase, handle_of(signer, author), at, self._terms().services)

    def sheet(self, pdf: bytes, passphrase: str, at: datetime) -> bytes:
        """A cover sheet under the same passphrase."""
        from ehr_desk.documents.protecting import protected_sheet

        return protected_sheet(pdf, passphrase, at)
