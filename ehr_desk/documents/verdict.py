"""The answer of a verification: what was found, in words for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any, Literal, Protocol

from ehr_desk.common.days import in_words

Outcome = Literal["untouched", "changed", "appended", "unsigned", "unknown signer", "unreadable", "encrypted"]
Coverage = Literal["whole file", "later signatures only", "appended", "changed"]
CertificateState = Literal[
    "trusted", "unknown", "revoked", "retired", "not valid at the time", "claims a time in the future"
]

RegisterMatch = Literal["newest state", "earlier state", "cut back", "different", "not in the register"]


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
    revoked_entry: tuple[int, datetime] | None = None
    """Number and time of the log's event that revoked it."""


@dataclass(frozen=True)
class RegisteredState:
    """One state of a document as the vault stored it: after the author, after the co-signature, ...

    ``act``, ``who`` and ``made_on`` (a day in words) say what made it of the state before; ``handed_out`` are the days
    on which it left the desk by the ledger of disclosures. ``inside``: the number of the later paper that carries it.
    ``seq``: of the log's event that entered it, 0 where that is not known.
    """

    version: int
    sha256: str
    signatures: int
    act: str = "signature"
    who: str = ""
    made_on: str = ""
    handed_out: tuple[str, ...] = ()
    inside: str = ""
    seq: int = 0


class DocumentRegister(Protocol):
    """What the vault knows of its own papers, oldest state first; empty for a document it never made."""

    def states(self, document_id: str) -> Sequence[RegisteredState]: ...

    def remarks(self, document_id: str) -> Sequence[str]:
        """What happened to the entry since, in sentences: marked in error, added to."""
        ...


@dataclass(frozen=True)
class RegisterFinding:
    """What the register says about this file.

    ``contradicts``: the vault holds something else under the same id, or this state of it never left the desk.
    ``handed_out`` and ``since`` are of an earlier state: the days on which it left, and what was added afterwards.
    """

    sentence: str
    match: RegisterMatch
    handed_out: tuple[str, ...] = ()
    since: tuple[str, ...] = ()

    @property
    def contradicts(self) -> bool:
        return self.match in ("cut back", "different")

    def to_json(self) -> dict[str, Any]:
        """The finding for programs."""
        return {
            "sentence": self.sentence,
            "match": self.match,
            "contradicts": self.contradicts,
            "handed_out": list(self.handed_out),
            "since": list(self.since),
        }


@dataclass(frozen=True)
class SignatureRow:
    """One signature: who, as what, meaning what, when, with which certificate, covering what.

    ``claimed_time`` is the signer's word. ``trusted_time`` is the latest moment at which the signature was there, by
    a timestamp whose authority (``time_authority``) is trusted; an authority without that time is not known here.
    ``revoked_on`` and ``valid_until`` are of the certificate. ``kind``: a timestamp on the whole file has no signer.
    ``elsewhere``: the name that a certificate from elsewhere bears; ``name`` is then the staff member's.
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
        return lines

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
    """A moment with its offset, as people read it: ``21 Nov 2026 at 14:34:05 -0500``."""
    local = at.astimezone(zone) if zone else at
    return f"{in_words(local.date())} at {local:%H:%M:%S %z}"


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
_SUMMARY: dict[Outcome, str] = {
    "untouched": "Untouched: the document is as it was signed, and every signer is trusted.",
    "changed": "Changed: this document is not, or not completely, what was signed.",
    "appended": "Appended to: the pages are as they were signed, but after the last signature something was added to "
    "the file that is neither a signature nor a timestamp.",
    "unsigned": "Not signed: this PDF carries no signature.",
    "unknown signer": "Untouched, but not every signer is known and trusted.",
    "unreadable": "Not readable: this file is no PDF, or it is damaged.",
    "encrypted": "Not readable: the file is locked with a password. Save a copy without one and check that.",
}
_COVER = (
    "It says of itself that it is the cover sheet of document {paper}: the notice that goes with a paper, which is not "
    "signed by design. Check the paper itself; it was handed out with this sheet."
)
_WITNESSED = "Who is named as witness of the client's signature confirmed it with their own key."
_NOT_WITNESSED = (
    "NOT CONFIRMED: whom the client's signature names as witness has not confirmed it to this vault, or did with a key "
    "that was revoked as of then. A device's signature alone does not show who was there."
)
_OLDER = (
    "The paper was signed upon an audit log of {size} events that this vault does not hold: the vault is older than "
    "the paper, or its history was replaced."
)
_EXIT: dict[Outcome, int] = {
    "untouched": 0,
    "changed": 1,
    "unsigned": 1,
    "unreadable": 1,
    "encrypted": 1,
    "appended": 2,
    "unknown signer": 2,
}


@dataclass(frozen=True)
class Verification:
    """The whole answer. ``sha256`` is of the file as it was given."""

    outcome: Outcome
    sha256: str
    document_id: str = ""
    version: int = 0
    signatures: tuple[SignatureRow, ...] = ()
    register: RegisterFinding | None = None
    log: tuple[int, str] | None = None
    """Size and root of the audit log the paper says it was signed upon."""
    history: str = ""
    """Where the vault does not hold that log: that it is older than the paper, in words."""
    remarks: tuple[str, ...] = ()
    """What happened to the entry since the paper was made, by the vault's register."""
    witness: str = ""
    """Of a paper that a client signed by hand: whether the record has the confirmation of who saw it, in words."""
    zone: tzinfo | None = None
    """In which times are told; ``None``: with the offset they were written with."""
    cover: bool = False
    """Whether it has no signature and says of itself that it is the sheet handed out beside a paper."""

    @property
    def exit_code(self) -> int:
        """0 untouched, every signer trusted; 1 changed or not signed; 2 untouched but a signer unknown or revoked, or
        something was appended that changes no page."""
        return _EXIT[self.outcome]

    def sentences(self) -> list[str]:
        """The answer in words, the most important sentence first."""
        lines = [_SUMMARY[self.outcome]]
        if self.cover:
            lines.append(_COVER.format(paper=self.document_id))
        elif self.document_id:
            lines.append(f"Document {self.document_id}, version {self.version}.")
        for row in self.signatures:
            lines.extend(row.sentences(self.zone))
        if self.witness:
            lines.append(self.witness)
        if self.register:
            lines.append(self.register.sentence)
        lines.extend(self.remarks)
        if self.history:
            lines.append(self.history)
        return lines

    def held_against(self, root: str) -> Verification:
        """With what the vault's own log says: ``root`` of its signed head over as many events, empty without one.
        Only a paper whose signers are known bears witness."""
        if self.log is None or self.outcome != "untouched" or root == self.log[1]:
            return self
        return replace(self, history=_OLDER.format(size=self.log[0]))

    def held_against_witnesses(self, confirmed: bool) -> Verification:
        """With what the vault says of a client's signature: whether the witness whom it names confirmed it."""
        if confirmed:
            return replace(self, witness=_WITNESSED)
        outcome: Outcome = "unknown signer" if self.outcome == "untouched" else self.outcome
        return replace(self, witness=_NOT_WITNESSED, outcome=outcome)

    def held_against_ledger(self, handed_out: Sequence[str]) -> Verification:
        """A cover sheet with what the vault's ledger says: ``handed_out``, the days on which these very bytes left."""
        if handed_out:
            words = f"The file is byte for byte the sheet that was handed out on {_and(handed_out)}."
            return replace(self, register=RegisterFinding(words, "newest state", tuple(handed_out)))
        words = "By its ledger, this vault never handed out a cover sheet with these bytes."
        return replace(self, outcome="changed", register=RegisterFinding(words, "different"))

    def to_json(self) -> dict[str, Any]:
        """The answer for programs."""
        return {
            "outcome": self.outcome,
            "exit_code": self.exit_code,
            "cover_sheet": self.cover,
            "sha256": self.sha256,
            "document_id": self.document_id,
            "version": self.version,
            "signatures": [
                {
                    "field": row.field,
                    "kind": row.kind,
                    "name": row.name,
                    "credential": row.credential,
                    "meaning": row.meaning,
                    "claimed_time": row.claimed_time.isoformat() if row.claimed_time else "",
                    "trusted_time": row.trusted_time.isoformat() if row.trusted_time else "",
                    "time_authority": row.time_authority,
                    "certificate_serial": row.serial,
                    "certificate_issuer": row.issuer,
                    "certificate_state": row.certificate_state,
                    "certificate_from_elsewhere": row.elsewhere,
                    "certificate_revoked_on": row.revoked_on.isoformat() if row.revoked_on else "",
                    "certificate_valid_until": row.valid_until.isoformat() if row.valid_until else "",
                    "coverage": row.coverage,
                }
                for row in self.signatures
            ],
            "register": self.register.to_json() if self.register else None,
            "remarks": list(self.remarks),
            "witness": self.witness,
            "history": self.history,
            "sentences": self.sentences(),
        }


def register_finding(states: Sequence[RegisteredState], version: int, sha256: str) -> RegisterFinding:
    """Compare a file with the states the vault stored under its document id."""
    same = [state for state in states if state.version == version]
    if not same:
        return RegisterFinding("This vault has no document with this number.", "not in the register")
    newer = max(state.version for state in states)
    later = f" A later version ({newer}) of this document exists." if newer > version else ""
    at = next((at for at, state in enumerate(same) if state.sha256 == sha256), None)
    if at is None:
        return RegisterFinding(
            f"The file differs from what this vault stored under the same number.{later}", "different"
        )
    after = same[at + 1 :]
    if not after:
        return RegisterFinding(f"The file is byte for byte what this vault stored.{later}", "newest state")
    since = tuple(_ADDED.get(state.act, _ADDED["signature"]).format(**_told(state)) for state in after)
    out = same[at].handed_out
    if out:
        words = (
            f"The file is an earlier state of this paper, handed out on {_and(out)}; since then: {', '.join(since)}."
        )
        return RegisterFinding(words + later, "earlier state", out, since)
    if same[at].inside:
        words = (
            f"The file is the earlier paper as it is attached to document {same[at].inside}, which took its place; "
            f"since then, on the stored one: {', '.join(since)}."
        )
        return RegisterFinding(words + later, "earlier state", (), since)
    return RegisterFinding(_cut_back(after) + later, "cut back", (), since)


def _cut_back(after: Sequence[RegisteredState]) -> str:
    """The sentence for a state that never left the desk; ``after``: the states that came after it."""
    missing = _MISSING.get(after[0].act, _MISSING["signature"]).format(**_told(after[0]))
    left = next((state.handed_out for state in after if state.handed_out), ())
    if left:
        return f"Cut back: this file ends before {missing}, which was there when it was handed out on {_and(left)}."
    return f"Cut back: this file ends before {missing}, and the paper was never handed out without it."


def _told(state: RegisteredState) -> dict[str, str]:
    return {"by": f" by {state.who}" if state.who else "", "on": f" on {state.made_on}" if state.made_on else ""}


def _and(days: Sequence[str]) -> str:
    return days[0] if len(days) == 1 else f"{', '.join(days[:-1])} and {days[-1]}"


_ADDED = {
    "signature": "signed{by}{on}",
    "co-signature": "co-signed{by}{on}",
    "addendum": "addendum{by}{on}",
    "client's signature": "signed by the client{on}",
    "timestamp": "timestamp added{on}",
}
_MISSING = {
    "signature": "the signature{by}{on}",
    "co-signature": "the co-signature{by}{on}",
    "addendum": "the addendum{by}{on}",
    "client's signature": "the client's signature{on}",
    "timestamp": "the timestamp{on}",
}
