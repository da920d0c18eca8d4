"""Time from outside: a timestamp server (RFC 3161) and the revocation data that make a signature provable for long.

Only a hash leaves the computer, but the request shows that something was signed. A server that does not answer never
keeps anybody from signing: it is left alone for a while, and the paper gets its timestamp later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from ehr_desk.common.errors import UserError

Level = Literal["B-B", "B-T", "B-LT", "B-LTA"]
"""PAdES baseline levels (EN 319 142-1): basic, with a timestamp, with revocation data, with an archive timestamp."""
LEVELS: tuple[Level, ...] = ("B-B", "B-T", "B-LT", "B-LTA")
PATIENCE = 4.0
"""Seconds that somebody who signs waits for the server."""
PAUSE = timedelta(minutes=5)
RESERVED = 20480
"""Room for a timestamp with its authority's certificates, in hexadecimal digits."""


def level_named(text: str) -> Level:
    """A level by its name; the basic one for anything else."""
    return next((level for level in LEVELS if level == text), "B-B")


def require_server(url: str) -> None:
    """Refuses an address that is no timestamp server's."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserError(
            "This is no address of a timestamp server.", "Enter it as your provider gives it; it begins with https://."
        )


class TimestampServer:
    """One server. After a silence it is not asked again for five minutes. For one thread at a time."""

    def __init__(self, url: str, now: Callable[[], datetime], *, patience: float = PATIENCE) -> None:
        require_server(url)
        self.url = url
        self.patience = patience
        self._now = now
        self._silent_until: datetime | None = None

    @property
    def answers(self) -> bool:
        """Whether it is worth asking."""
        return self._silent_until is None or self._now() >= self._silent_until

    def was_silent(self) -> None:
        """It did not answer, or not as a timestamp server does."""
        self._silent_until = self._now() + PAUSE

    def answered(self) -> None:
        """It answered."""
        self._silent_until = None


@dataclass(frozen=True)
class TrustServices:
    """What signatures of this clinic get beyond the basic level. All certificates and lists in PEM or DER.

    ``roots``: the clinic's own and those of the timestamp authority. ``crls``: lists of revoked certificates.
    ``fetch``: whether lists may be fetched from the addresses in certificates of others (imported ones).
    """

    level: Level = "B-B"
    server: TimestampServer | None = None
    roots: Sequence[bytes] = ()
    certificates: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()
    fetch: bool = False

    def attempts(self) -> tuple[Level, ...]:
        """The levels to try, best first; the basic one always works."""
        if self.server is None or not self.server.answers or self.level == "B-B":
            return ("B-B",)
        return (self.level, "B-B") if self.level == "B-T" else (self.level, "B-T", "B-B")


@dataclass(frozen=True)
class SigningTerms:
    """How this clinic signs papers: whether the author certifies, and with which services."""

    certify: bool = True
    services: TrustServices = TrustServices()
