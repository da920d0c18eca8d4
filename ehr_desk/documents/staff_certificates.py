"""What the clinic's register says of a certificate that signed a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StaffCertificate:
    """A certificate of the clinic's register (PEM), and since when it signs no more: the time, and the number of the
    log's event (0 where that is not known).

    ``vouched``: it is from elsewhere, and an administrator of the clinic said that it is this person's own. ``name``
    and ``credential`` are then those the clinic knows the person by, whatever the certificate says; ``revoked_at`` is
    since when it is revoked here (its issuer need not know).
    """

    pem: bytes
    retired_at: datetime | None = None
    vouched: bool = False
    name: str = ""
    credential: str = ""
    revoked_at: datetime | None = None
    retired_seq: int = 0
    not_added: str = ""
    """In words, where nobody with the right put it into the register: it counts for nothing."""
    revoked_entry: tuple[int, datetime] | None = None
    """Number and time of the log's event that revoked it."""
