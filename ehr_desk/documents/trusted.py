"""Whom and what a verification is told to trust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from ehr_desk.documents.register_match import DocumentRegister
from ehr_desk.documents.staff_certificates import StaffCertificate


@dataclass(frozen=True)
class Trusted:
    """All that is known besides the file itself.

    ``roots``: PEM of the trusted root certificates; ``time_roots``: of timestamp authorities. ``now``: aware.
    ``revoked``: serial numbers (hexadecimal, upper case) with the moment of revocation; ``crls``: lists of revoked
    certificates, besides those in the file. ``certificates``: further known certificates (PEM) to complete chains with.
    ``staff``: every certificate the clinic ever issued to a person or entered for one; with it, a signer who is not
    among them is unknown even where the chain leads to a root, and a retired certificate counts only for a paper the
    register holds, signed before it was retired; where the log knows which came first, no clock is asked.
    ``register``: what the vault holds. ``zone``: in which times are told.
    """

    roots: Sequence[bytes]
    now: datetime
    register: DocumentRegister | None = None
    revoked: Mapping[str, datetime] = field(default_factory=dict)
    certificates: Sequence[bytes] = ()
    staff: Sequence[StaffCertificate] | None = None
    time_roots: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()
    zone: tzinfo | None = None
