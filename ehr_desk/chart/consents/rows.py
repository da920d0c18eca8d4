"""What readers get of consents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ehr_desk.chart.entries.fold import KNOWN_WHEN_READ

_SILENT_PARTS = frozenset({"attendance", "diagnoses", "medications", "measures"})
"""Parts of a record that say nothing of what is worked on in the treatment."""


@dataclass(frozen=True)
class ConsentRow:
    """One written consent. ``consent_id`` is the id of the entry that gave it.

    ``scope`` names parts of the record in the form's words. ``expires_on`` is the last day on which it counts;
    ``expires_event`` an event in words. ``revoked_on`` is the first day on which it no longer counts.
    ``entry_id`` is the entry that spoke of it last. ``limits``: what the client said of the scope, 2.31(a)(3), as
    written; ``discloser``: who may disclose, 2.31(a)(2). ``unsigned``: its paper says that the client signed on the
    screen, and nobody did (see :func:`as_signed`).
    """

    consent_id: str
    kind: str
    recipient: str
    recipient_kind: str
    purpose: str
    scope: list[str]
    given_on: date
    expires_on: date | None
    expires_event: str
    revoked_on: date | None
    entry_id: str
    limits: str = ""
    discloser: str = ""
    unsigned: bool = field(default=False, metadata={KNOWN_WHEN_READ: True})

    @property
    def lets_hear(self) -> bool:
        """Whether its scope reaches to what is spoken of in a session: the plan, the progress, what comes after.

        42 CFR 2.31(a)(3) and 2.13(a): only what the consent describes is disclosed. Parts that a clinic named in its
        own words count.
        """
        return any(" ".join(part.casefold().split()) not in _SILENT_PARTS for part in self.scope)


def as_signed(rows: Sequence[ConsentRow], undrawn: Collection[str]) -> list[ConsentRow]:
    """The consents with what is known of their signatures. ``undrawn``: the entries whose paper waits for the client's
    drawing; a corrected consent waits for a new one, since what it says now was never signed."""
    return [replace(row, unsigned=row.consent_id in undrawn) for row in rows]
