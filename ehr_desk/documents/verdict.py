"""The answer of a verification: what was found, in words for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any, Literal

from ehr_desk.documents.register_match import RegisterFinding, listed
from ehr_desk.documents.signature_rows import SignatureRow

Outcome = Literal[
    "untouched", "unknown paper", "unknown signer", "appended", "changed", "unsigned", "unreadable", "encrypted"
]

_SUMMARY: dict[Outcome, str] = {
    "untouched": "Untouched: the document is as it was signed, and every signer is trusted.",
    "unknown paper": "Untouched, and every signer is trusted, but this vault does not hold this file.",
    "changed": "Changed: this document is not, or not completely, what was signed.",
    "appended": "Appended to: the pages are as they were signed, but after the last signature something was added to "
    "the file that is neither a signature nor a timestamp.",
    "unsigned": "Not signed: this PDF carries no signature.",
    "unknown signer": "Untouched, but not every signer is known and trusted.",
    "unreadable": "Not readable: this file is no PDF, or it is damaged.",
    "encrypted": "Locked: the file opens with a passphrase only, so nothing is known about it yet.",
}
_COVER = (
    "It says of itself that it is the cover sheet of document {paper}: the notice that goes with a paper, which is not "
    "signed by design, so that nothing in it shows who made it. Check the paper itself."
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
_COPY = (
    "It is a copy under a passphrase. It shows the same pages as the signed paper attached to it, which was checked "
    "too: the signatures of its author and of others are there."
)
_OTHER_COPY = "CHANGED: this copy does not show what the signed paper attached to it shows."
_INSIDE = "The attached paper. {summary}"
_EXIT: dict[Outcome, int] = {
    "untouched": 0,
    "unknown paper": 2,
    "changed": 1,
    "unsigned": 1,
    "unreadable": 1,
    "encrypted": 1,
    "appended": 2,
    "unknown signer": 2,
}
_WORTH: tuple[Outcome, ...] = (
    "untouched",
    "unknown paper",
    "unknown signer",
    "appended",
    "changed",
    "unsigned",
    "unreadable",
    "encrypted",
)


_NO_NUMBER = "The file has no document number that this vault could look up."


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
    original: Verification | None = None
    """Of a copy under a passphrase: what was found of the signed paper attached to it."""
    shows_original: bool = True
    """Whether such a copy shows the same as that paper."""

    @property
    def exit_code(self) -> int:
        """0 untouched, every signer trusted; 1 changed or not signed; 2 untouched but a signer unknown or revoked, or
        the paper unknown to the vault whose people signed it, or something was appended that changes no page."""
        return _EXIT[self.outcome]

    def sentences(self) -> list[str]:
        """The answer in words, the most important sentence first."""
        lines = [_SUMMARY[self.outcome]]
        if self.register and self._is_strange:
            lines.append(self.register.sentence)
        if self.cover:
            lines.append(_COVER.format(paper=self.document_id))
        elif self.document_id:
            lines.append(f"Document {self.document_id}, version {self.version}.")
        if self.original:
            lines.append(_COPY if self.shows_original else _OTHER_COPY)
        for row in self.signatures:
            lines.extend(row.sentences(self.zone))
        if self.witness:
            lines.append(self.witness)
        if self.register and not self._is_strange:
            nameless = not self.document_id and self.register.match == "not in the register"
            lines.append(_NO_NUMBER if nameless else self.register.sentence)
        lines.extend(self.remarks)
        if self.history:
            lines.append(self.history)
        if self.original:
            same = (self.original.document_id, self.original.version) == (self.document_id, self.version)
            summary, *rest = self.original.sentences()
            lines += [_INSIDE.format(summary=summary), *(rest[1:] if same and self.document_id else rest)]
        return lines

    @property
    def _is_strange(self) -> bool:
        """Whether somebody of this clinic signed what the vault never stored: that is said before all else."""
        ours = any(row.certificate_state != "unknown" for row in self.signatures)
        return ours and self.register is not None and self.register.unknown

    def with_original(self, original: Verification) -> Verification:
        """A copy with what was found of the signed paper in it: it is worth no more than that paper."""
        worst = max((self.outcome, original.outcome), key=_WORTH.index)
        if not self.shows_original or _EXIT[worst] == 1:
            worst = "changed"
        return replace(self, original=original, outcome=worst)

    def held_against(self, root: str) -> Verification:
        """With what the vault's own log says: ``root`` of its signed head over as many events, empty without one.
        Only a paper whose signers are known bears witness."""
        if self.log is None or self.outcome not in ("untouched", "unknown paper") or root == self.log[1]:
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
            words = f"The file is byte for byte the sheet that was handed out on {listed(handed_out)}."
            return replace(self, register=RegisterFinding(words, "newest state", tuple(handed_out)))
        words = (
            "The ledger of this vault has no cover sheet with these bytes: it was handed out before a backup was "
            "restored, or somebody made it."
        )
        return replace(self, register=RegisterFinding(words, "not in the ledger"))

    def to_json(self) -> dict[str, Any]:
        """The answer for programs."""
        return {
            "outcome": self.outcome,
            "exit_code": self.exit_code,
            "cover_sheet": self.cover,
            "sha256": self.sha256,
            "document_id": self.document_id,
            "version": self.version,
            "signatures": [row.to_json() for row in self.signatures],
            "register": self.register.to_json() if self.register else None,
            "remarks": list(self.remarks),
            "witness": self.witness,
            "history": self.history,
            "original": self.original.to_json() if self.original else None,
            "shows_original": self.shows_original,
            "sentences": self.sentences(),
        }
