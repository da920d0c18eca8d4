"""The answer of a verification as words for the screen. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ehr_desk.common.errors import UserError
from ehr_desk.ui.theme import Tone

if TYPE_CHECKING:
    from ehr_desk.documents.verdict import SignatureRow, Verification

LARGEST = 200 * 1024 * 1024
_ICONS: dict[str, tuple[str, Tone]] = {
    "untouched": ("shield-check", "success"),
    "unknown signer": ("alert-triangle", "warning"),
    "changed": ("shield-x", "danger"),
    "unsigned": ("file-text", "warning"),
    "unreadable": ("circle-x", "danger"),
}


@dataclass(frozen=True)
class SignatureWords:
    """One signature: who, the sentences about it, a chip."""

    who: str
    sentences: tuple[str, ...]
    chip: str
    tone: Tone


@dataclass(frozen=True)
class Answer:
    """The whole answer: icon and tone, the sentence, the facts, one part for each signature."""

    icon: str
    tone: Tone
    head: str
    facts: tuple[str, ...]
    signatures: tuple[SignatureWords, ...]


def read_pdf(file: Path) -> bytes:
    """The bytes of the file, or ``UserError``."""
    try:
        if file.stat().st_size > LARGEST:
            raise UserError("The file is too large to be one of our documents.", "Choose another file.")
        return file.read_bytes()
    except OSError as error:
        raise UserError("The file cannot be read.", "Check that it is still there and that you may open it.") from error


def answer_of(result: Verification) -> Answer:
    """The answer in words; what is said of the file comes first, then each signature."""
    icon, tone = _ICONS[result.outcome]
    sentences = result.sentences()
    own = {sentence for row in result.signatures for sentence in row.sentences()}
    facts = [sentence for sentence in sentences[1:] if sentence not in own]
    return Answer(icon, tone, sentences[0], tuple(facts), tuple(_signature(row) for row in result.signatures))


def _signature(row: SignatureRow) -> SignatureWords:
    who = ", ".join(part for part in (row.name, row.credential) if part) or "Unknown signer"
    if row.coverage == "changed":
        chip, tone = "Changed", "danger"
    elif row.certificate_state == "trusted":
        chip, tone = "Trusted", "success"
    else:
        chip, tone = "Not trusted", "warning"
    known: Tone = next(one for one in ("danger", "success", "warning") if one == tone)
    return SignatureWords(who, tuple(row.sentences()), chip, known)
