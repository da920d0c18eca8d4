"""A client acknowledges a paper: a signature drawn by hand on the clinic's device, seen by a staff member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.entries.client_signs import PaperStanding, standings
from ehr_desk.chart.entries.paper import MadePaper, SignsData, ToldOn
from ehr_desk.chart.entries.paper_reader import paper
from ehr_desk.chart.entries.reader import view
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.chart.entries.store import add_paper_state, into_the_file
from ehr_desk.chart.entries.told_on import require_same_words
from ehr_desk.chart.entries.witnessing import ACKNOWLEDGED, Seen, statement
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.certificates import Certificate, fingerprint, load
from ehr_desk.vault.seal import b64
from ehr_desk.vault.sitting import Sitting

_NOT_THIS_ONE = "This paper does not count any more, so the client does not sign it."
_CORRECT_IT = "The client does not sign it. Have the entry corrected: that makes a new paper. Tell an administrator."
_THE_NEWEST = "Let the client sign the newest paper of the entry, if it still has one."

Drawn = Sequence[Sequence[tuple[float, float]]]


class TakesAcknowledgements(Protocol):
    """What is asked of the paper floor; implemented in ``ehr_desk.documents``."""

    def awaits_client(self, pdf: bytes) -> bool: ...

    def says(self, pdf: bytes, told: ToldOn) -> bool: ...

    def acknowledge(
        self, pdf: bytes, device: SignsData, client_name: str, witness: Author, drawn: Drawn, at: datetime
    ) -> MadePaper: ...


@dataclass(frozen=True)
class Pad:
    """What a client may sign on the screen, and what with. ``free``: the paper has a place for it that is not signed;
    ``devices``: the certificates of devices that may seal it now."""

    client_id: str
    paper: PaperStanding
    free: bool
    devices: Sequence[Certificate]


class AcknowledgingService:
    """Takes a client's signature. The person at the desk is the witness, and confirms it with their passphrase."""

    def __init__(
        self, sitting: Sitting, me: StaffRow, author: Author, papers: TakesAcknowledgements, clock: Clock
    ) -> None:
        self._sitting = sitting
        self._gate = ChartGate(sitting, me, clock)
        self._author = author
        self._papers = papers
        self._clock = clock

    def standings(self, client_id: str) -> list[PaperStanding]:
        """How the client's papers stand, newest first: notes and measures are not told of."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return standings(session, client_id, self._sitting.trust)

    def pad(self, document_id: str) -> Pad:
        """Whether a paper can be signed on the screen now. Asked before anybody draws; refused where whoever is at the
        desk could not sign as the witness."""
        with self._gate.noting("write entries"), self._sitting.read() as session:
            info, pdf = paper(session, document_id)
            self._gate.require_in(session, "write entries", info.client_id)
            require_same_words(session, self._papers.says, document_id, pdf, _CORRECT_IT)
            known = standings(session, info.client_id, self._sitting.trust)
        each = next((one for one in known if one.document_id == document_id), None)
        if each is None:
            raise UserError("Clients do not sign this document on the screen.", "Print it, and let the client sign it.")
        if not each.counts:
            raise UserError(_NOT_THIS_ONE, _THE_NEWEST)
        pad = Pad(info.client_id, each, self._papers.awaits_client(pdf), self._sitting.authority.devices())
        if pad.free and pad.devices and not each.drawn_at:
            self._sitting.require_may_sign()
        return pad

    def acknowledge(self, document_id: str, device: str, drawn: Drawn, passphrase: str) -> None:
        """Put the client's drawn signature (points between 0 and 1) on a paper. ``device``: fingerprint of the
        certificate of the device it was drawn on; ``passphrase``: the witness's own, who signs that they saw it. Every
        earlier signature stays valid."""
        self._gate.require("write entries")
        if sum(len(stroke) for stroke in drawn) < 2:
            raise UserError("Nothing was drawn.", "The client signs in the field with a finger, a pen or the mouse.")
        with self._gate.noting("write entries"), self._sitting.read() as session:
            info, pdf = paper(session, document_id)
            self._gate.require_in(session, "write entries", info.client_id)
            require_same_words(session, self._papers.says, document_id, pdf, _CORRECT_IT)
            entry = view(session, info.entry_id)
        if entry.line.state == "entered in error":
            raise UserError("This entry was marked as entered in error.", "It needs no signature any more.")
        if entry.line.document_id != document_id:
            raise UserError(_NOT_THIS_ONE, _THE_NEWEST)
        client = str(entry.versions[-1].body["client"]["name"])
        at = self._clock.local()
        with self._sitting.signer(passphrase) as witness, self._sitting.authority.device_signer(device) as signer:
            made = self._papers.acknowledge(pdf, signer, client, self._author, drawn, at)
            me, seen = self._author.staff_id, Seen(document_id, made.sha256, device, made.words)
            signature = witness.sign(statement(self._sitting.vault_id, me, seen.hash()))
            signed_by = fingerprint(load(witness.certificate_pem))
        with self._sitting.write() as unit:
            add_paper_state(unit.session, document_id, made, stamp(at), upon=info.revision)
            unit.record(
                ACKNOWLEDGED,
                entity="entry",
                entity_id=info.entry_id,
                client_id=info.client_id,
                detail={
                    "paper": made.sha256,
                    "document": document_id,
                    "device": device,
                    "facts": seen.hash(),
                    "signed_by": signed_by,
                    "signature": b64(signature),
                },
            )
        into_the_file(self._sitting)
