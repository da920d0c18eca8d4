"""Who is opening the vault, for the moment of opening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

RECOVERY = "recovery"


@dataclass(frozen=True)
class Opener:
    """Who opens: the id that stands in events, a signature by their own key, and the certificate's
    fingerprint (or ``recovery``). Never kept."""

    staff_id: str
    device: str
    signed_by: str
    sign: Callable[[bytes], bytes]
