"""The answer of a verification as words for the screen. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ehr_desk.common.errors import UserError
from ehr_desk.common.lines import on_one_line
from ehr_desk.documents.bounds import LARGEST
from ehr_desk.ui.theme import Tone

if TYPE_CHECKING:
    from datetime import tzinfo

    from ehr_desk.documents.paper_checks import CodeFinding
    from ehr_desk.documents.signature_rows import SignatureRow
    from ehr_desk.documents.verdict import Verification

_ICONS: dict[str, tuple[str, Tone]] = {
    "untouched": ("shield-check", "success"),
    "unknown paper": ("alert-triangle", "warning"),
    "unknown signer": ("alert-triangle", "warning"),
    "appended": ("alert-triangle", "warning"),
    "changed": ("shield-x", "danger"),
    "unsigned": ("file-text", "warning"),
    "unreadable": ("circle-x", "danger"),
    "encrypted": ("lock", "warning"),
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
    locked: bool = False
    """Whether a passphrase opens the file, and nothing is known of it without."""


def read_pdf(file: Path) -> bytes:
    """The bytes of the file, or ``UserError``. A pipe or a device has no size and may have no end: it is not opened."""
    try:
        if not file.is_file():
            raise OSError
        if file.stat().st_size > LARGEST:
            raise UserError("The file is too large to be one of our documents.", "Choose another file.")
        return file.read_bytes()
    except OSError as error:
        raise UserError("The file cannot be read.", "Check that it is still there and that you may open it.") from error


def answer_of(result: Verification, file: str) -> Answer:
    """The answer in words; what is said of the file comes first, then each signature. What a foreign file says of
    itself breaks no line."""
    icon, tone = _ICONS[result.outcome]
    sentences = result.sentences()
    rows = [*result.signatures, *(result.original.signatures if result.original else ())]
    own = {sentence for row in rows for sentence in row.sentences(result.zone)}
    facts = [f"File: {file}", *(sentence for sentence in sentences[1:] if sentence not in own)]
    earlier = result.register is not None and result.register.match == "earlier state"
    inside = result.original
    since = inside is not None and bool(inside.remarks or inside.history)
    if result.outcome == "untouched" and (result.remarks or result.history or earlier or since):
        icon, tone = "alert-triangle", "warning"
    signatures = tuple(_signature(row, result.zone) for row in result.signatures)
    if inside is not None:
        signatures = tuple(replace(one, who=f"The copy: {one.who}") for one in signatures)
        under = (_signature(row, result.zone) for row in inside.signatures)
        signatures += tuple(replace(one, who=f"The attached paper: {one.who}") for one in under)
    told = tuple(on_one_line(fact) for fact in facts)
    return Answer(icon, tone, sentences[0], told, signatures, result.outcome == "encrypted")


def answer_of_code(found: CodeFinding) -> Answer:
    """What the vault knows of a paper by its code."""
    icon, tone = _ICONS["untouched" if found.good else "unknown signer"]
    return Answer(icon, tone, found.sentences[0], found.sentences[1:], ())


def _signature(row: SignatureRow, zone: tzinfo | None) -> SignatureWords:
    said = tuple(on_one_line(sentence) for sentence in row.sentences(zone))
    if row.kind == "timestamp":
        chip, tone_of = ("Changed", "danger") if row.coverage == "changed" else ("Timestamp", "neutral")
        found: Tone = "danger" if tone_of == "danger" else "neutral"
        return SignatureWords(on_one_line(row.time_authority or "Timestamp"), said, chip, found)
    who = ", ".join(part for part in (row.name, row.credential) if part) or "Unknown signer"
    if row.coverage == "changed":
        chip, tone = "Changed", "danger"
    elif row.coverage == "appended" and row.certificate_state == "trusted":
        chip, tone = "Appended to", "warning"
    elif row.certificate_state == "trusted" and row.elsewhere:
        chip, tone = "Vouched for", "success"
    elif row.certificate_state == "trusted":
        chip, tone = "Trusted", "success"
    else:
        chip, tone = "Not trusted", "warning"
    known: Tone = next(one for one in ("danger", "success", "warning") if one == tone)
    return SignatureWords(on_one_line(who), said, chip, known)
