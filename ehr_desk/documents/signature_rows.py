"""What a verification says of one signature or timestamp, in words for people and as plain values for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal

from ehr_desk.common.days import in_words

Coverage = Literal["whole file", "later signatures only", "appended", "changed"]
CertificateState = Literal[
    "trusted", "unknown", "revoked", "retired", "not valid at the time", "claims a time in the future"
]


@dataclass(frozen=True)
class SignatureRow:
    """One signature: who, as what, meaning what, when, with which certificate, covering what.

    ``claimed_time`` is the signer's word. ``trusted_time`` is the latest moment at which the signature was there, by
    a timestamp whose authority (``time_authority``) is trusted; an authority without that time is not known here.
    ``revoked_on`` and ``valid_until`` are of the certificate. ``kind``: a timestamp on the whole file has no signer.
    ``elsewhere``: the name that a certificate from elsewhere bears; ``name`` is then the staff member's. ``not_added``:
    that nobody with the right put it into the clinic's register, in words. ``fingerprint``: SHA-256 of the certificate
    (DER, lower-case hexadecimal), which unlike its number nobody else's can have.
    """

    field: str
    name: str
    credential: str
    meaning: str
    claimed_time: datetime | None
    serial: str
    issuer: str
    certificate_state: CertificateState
    coverage: Coverage
    kind: Literal["signature", "timestamp"] = "signature"
    trusted_time: datetime | None = None
    time_authority: str = ""
    revoked_on: datetime | None = None
    valid_until: datetime | None = None
    expired: bool = False
    elsewhere: str = ""
    not_added: str = ""
    fingerprint: str = ""

    def sentences(self, zone: tzinfo | None = None) -> list[str]:
        """The row in words; times in ``zone``, or else with the offset they were written with."""
        if self.kind == "timestamp":
            return self._of_timestamp(zone)
        who = (
            ", ".join(part for part in (self.name, self.credential) if part)
            or "Someone whose certificate cannot be read"
        )
        when = f" on {in_zone(self.claimed_time, zone)} (claimed time)" if self.claimed_time else ""
        meaning = f" \u201c{self.meaning}\u201d" if self.meaning else ""
        lines = [f"{who} signed{when}{':' + meaning if meaning else '.'}"]
        if self.trusted_time:
            by = f", by a timestamp of {self.time_authority}" if self.time_authority else ""
            lines.append(f"The signature was there on {in_zone(self.trusted_time, zone)}{by}.")
        elif self.time_authority:
            lines.append(f"It has a timestamp of {self.time_authority}, which is not known here.")
        lines.append(_COVERED[self.coverage])
        if self.coverage != "changed" or self.certificate_state != "unknown":
            lines.append(self._of_certificate(zone))
        if self.not_added:
            lines.append(self.not_added)
        return lines

    def to_json(self) -> dict[str, Any]:
        """The row for programs."""
        return {
            "field": self.field,
            "kind": self.kind,
            "name": self.name,
            "credential": self.credential,
            "meaning": self.meaning,
            "claimed_time": self.claimed_time.isoformat() if self.claimed_time else "",
            "trusted_time": self.trusted_time.isoformat() if self.trusted_time else "",
            "time_authority": self.time_authority,
            "certificate_serial": self.serial,
            "certificate_issuer": self.issuer,
            "certificate_state": self.certificate_state,
            "certificate_from_elsewhere": self.elsewhere,
            "certificate_not_added": self.not_added,
            "certificate_revoked_on": self.revoked_on.isoformat() if self.revoked_on else "",
            "certificate_valid_until": self.valid_until.isoformat() if self.valid_until else "",
            "coverage": self.coverage,
        }

    def _of_certificate(self, zone: tzinfo | None) -> str:
        sentences = _FROM_ELSEWHERE if self.elsewhere else _CERTIFICATE
        said = sentences[self.certificate_state].format(serial=self.serial, issuer=self.issuer, to=self.elsewhere)
        if self.revoked_on and self.certificate_state == "revoked":
            return f"{said[:-1]} on {in_zone(self.revoked_on, zone)}."
        if self.revoked_on:
            return f"{said} It was revoked later, on {in_zone(self.revoked_on, zone)}."
        if self.expired and self.valid_until and self.certificate_state == "trusted":
            return f"{said} It has expired since, on {in_zone(self.valid_until, zone)}."
        return said

    def _of_timestamp(self, zone: tzinfo | None) -> list[str]:
        when = f" of {in_zone(self.claimed_time, zone)}" if self.claimed_time else ""
        known = "" if self.trusted_time else ", which is not known here"
        return [f"Timestamp{when} by {self.time_authority or 'an unknown authority'}{known}.", _STAMPED[self.coverage]]


def in_zone(at: datetime, zone: tzinfo | None) -> str:
    """A moment as people read it: ``21 Nov 2026 at 14:34 EST``."""
    local = at.astimezone(zone) if zone else at
    return f"{in_words(local.date())} at {local:%H:%M %Z}"


_COVERED: dict[Coverage, str] = {
    "whole file": "The signature covers the whole file.",
    "later signatures only": "After this signature only further signatures were added.",
    "appended": "After the last signature something was appended that is no signature and changes no page.",
    "changed": "CHANGED: what this person signed is not what the file shows now.",
}
_STAMPED: dict[Coverage, str] = {
    "whole file": "The timestamp covers the whole file.",
    "later signatures only": "After this timestamp only further signatures were added.",
    "appended": "After this timestamp something was appended that is no signature and changes no page.",
    "changed": "CHANGED: the timestamp is not for what the file shows now.",
}
_CERTIFICATE: dict[CertificateState, str] = {
    "trusted": "Certificate {serial} of {issuer} is trusted.",
    "unknown": "Certificate {serial} of {issuer} is not known here: the name above is only a claim.",
    "revoked": "Certificate {serial} of {issuer} was revoked.",
    "retired": "Certificate {serial} of {issuer} is no longer in use, and nothing shows that it signed this before.",
    "not valid at the time": "Certificate {serial} of {issuer} was not valid at the claimed time.",
    "claims a time in the future": "Certificate {serial} of {issuer}: the claimed time lies in the future.",
}
_FROM_ELSEWHERE: dict[CertificateState, str] = {
    **_CERTIFICATE,
    "trusted": "Certificate {serial} is not the clinic's. It names \u201c{issuer}\u201d as issuer and \u201c{to}\u201d "
    "as owner. An administrator vouched for it, and the record holds this paper as it was signed.",
    "unknown": "Certificate {serial} is not the clinic's. It names \u201c{issuer}\u201d as issuer and \u201c{to}\u201d "
    "as owner. The clinic knows it, but only for papers that its record holds, and this is none of them.",
}
