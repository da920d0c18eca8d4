"""A file held against the papers that the vault stored: which state of which paper it is, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

RegisterMatch = Literal[
    "newest state", "earlier state", "cut back", "different", "not in the register", "not in the ledger", "goes on"
]


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

    def copies(self, document_id: str) -> Mapping[str, Sequence[str]]:
        """The days on which each copy under a passphrase left, by its SHA-256."""
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
    def unknown(self) -> bool:
        """Whether the vault has nothing to hold the file against."""
        return self.match in ("not in the register", "not in the ledger", "goes on")

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


def register_finding(
    states: Sequence[RegisteredState], version: int, sha256: str, begins_with: Callable[[str], bool]
) -> RegisterFinding:
    """Compare a file with the states the vault stored under its document id. ``begins_with``: whether the file begins
    with the bytes that have a SHA-256."""
    same = [state for state in states if state.version == version]
    if not same:
        return RegisterFinding("This vault has no document with this number.", "not in the register")
    newer = max(state.version for state in states)
    later = f" A later version ({newer}) of this document exists." if newer > version else ""
    at = next((at for at, state in enumerate(same) if state.sha256 == sha256), None)
    if at is None:
        from_newest = begins_with(same[-1].sha256)
        if not from_newest and not any(begins_with(state.sha256) for state in same[:-1]):
            return RegisterFinding(_DIFFERS + later, "different")
        words = "goes on" if from_newest else "goes on in another way"
        return RegisterFinding(_GOES_ON.format(words) + later, "goes on")
    after = same[at + 1 :]
    if not after:
        return RegisterFinding(f"The file is byte for byte what this vault stored.{later}", "newest state")
    since = tuple(_ADDED.get(state.act, _ADDED["signature"]).format(**_told(state)) for state in after)
    out = same[at].handed_out
    if out:
        words = (
            f"The file is an earlier state of this paper, handed out on {listed(out)}; since then: {', '.join(since)}."
        )
        return RegisterFinding(words + later, "earlier state", out, since)
    if same[at].inside:
        words = (
            f"The file is the earlier paper as it is attached to document {same[at].inside}, which took its place; "
            f"since then, on the stored one: {', '.join(since)}."
        )
        return RegisterFinding(words + later, "earlier state", (), since)
    return RegisterFinding(_cut_back(after) + later, "cut back", (), since)


def not_signed_further(finding: RegisterFinding) -> RegisterFinding:
    """What is found of a file that goes on from what is stored with what no good signature covers."""
    return replace(finding, sentence=_DIFFERS, match="different") if finding.match == "goes on" else finding


def copy_finding(handed_out: Sequence[str], paper: RegisterFinding | None) -> RegisterFinding:
    """A copy under a passphrase, held against the ledger: ``handed_out``, the days on which these very bytes left.
    ``paper``: what was found of the signed paper inside it."""
    if handed_out:
        words = f"The file is byte for byte the copy under a passphrase that was handed out on {listed(handed_out)}."
        return RegisterFinding(words, "newest state", tuple(handed_out))
    if paper is not None and paper.match == "not in the register":
        return paper
    # Nobody can say which: the paper inside is judged by itself, and who certified the copy is named.
    words = (
        "The ledger of this vault has no copy under a passphrase with these bytes: it was handed out before a backup "
        "was restored, or somebody who can sign made another one."
    )
    return RegisterFinding(words, "not in the ledger")


def _cut_back(after: Sequence[RegisteredState]) -> str:
    """The sentence for a state that never left the desk; ``after``: the states that came after it."""
    missing = _MISSING.get(after[0].act, _MISSING["signature"]).format(**_told(after[0]))
    left = next((state.handed_out for state in after if state.handed_out), ())
    if left:
        return f"Cut back: this file ends before {missing}, which was there when it was handed out on {listed(left)}."
    return f"Cut back: this file ends before {missing}, and the paper was never handed out without it."


def _told(state: RegisteredState) -> dict[str, str]:
    return {"by": f" by {state.who}" if state.who else "", "on": f" on {state.made_on}" if state.made_on else ""}


def listed(days: Sequence[str]) -> str:
    """Days in words, one after the other."""
    return days[0] if len(days) == 1 else f"{', '.join(days[:-1])} and {days[-1]}"


_DIFFERS = "The file differs from what this vault stored under the same number."
_GOES_ON = (
    "The file {} from what this vault stored: it was signed further after the backup that this vault was restored "
    "from, or past the program."
)
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
