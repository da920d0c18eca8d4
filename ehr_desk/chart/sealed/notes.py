"""Signed sealed notes as they lie in the record, and what is inside of those that open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from ehr_desk.chart.sealed.inside import ADDITION, NOTE, Inside, unsealed
from ehr_desk.chart.sealed.rows import SealedAddition, SealedLine
from ehr_desk.common.canonical import parse, sha256_hex
from ehr_desk.common.clock import from_stamp
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.vault.opened_compartments import Opened
from ehr_desk.vault.sealed_tables import SEALED_NOTE
from ehr_desk.vault.sitting import Sitting


class SealedNotes:
    """Reads; who may is asked before."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting

    def row(self, note_id: str) -> Row[Any]:
        """A note or an addition."""
        with self._sitting.read() as session:
            row = session.execute(select(SEALED_NOTE).where(SEALED_NOTE.c.id == note_id)).first()
        if row is None:
            raise UserError("This sealed note is not in the record.", "Open the chart again.")
        return row

    def of(self, client_id: str, purpose: str) -> list[Row[Any]]:
        """All of a client: the notes, or what was added to them (``inside.NOTE``, ``inside.ADDITION``)."""
        with self._sitting.read() as session:
            rows = list(session.execute(select(SEALED_NOTE).where(SEALED_NOTE.c.client_id == client_id)))
        return [row for row in rows if parse(row.statement)["purpose"] == purpose]

    def number_in(self, compartments: Sequence[str]) -> int:
        """How many notes lie in some compartments."""
        within = SEALED_NOTE.c.compartment_id.in_(compartments)
        with self._sitting.read() as session:
            return sum(
                parse(one)["purpose"] == NOTE for one in session.scalars(select(SEALED_NOTE.c.statement).where(within))
            )

    def inside(self, opened: Opened, row: Row[Any]) -> Inside:
        """What is sealed in one."""
        bound: list[object] = ["note", row.id, row.client_id, row.author_id]
        return unsealed(opened.unseal(row.compartment_id, row.sealed, bound))

    def additions(self, opened: Opened, client_id: str) -> dict[str, list[SealedAddition]]:
        """What was added to each note of a client, oldest first, as far as it opens."""
        found: dict[str, list[SealedAddition]] = defaultdict(list)
        signed = {row.id: (row.author_id, sha256_hex(row.statement)) for row in self.of(client_id, NOTE)}
        for row in self.of(client_id, ADDITION):
            if opened.opens(row.compartment_id):
                inside = self.inside(opened, row)
                if signed.get(inside.added_to) != (row.author_id, inside.statement):
                    raise OurError("an addition does not belong to a sealed note of its author")
                at = from_stamp(parse(row.statement)["signed_at"])
                found[inside.added_to].append(SealedAddition(inside.kind, at, inside.form_id, inside.answers))
        return defaultdict(list, {note: sorted(each, key=lambda one: one.signed_at) for note, each in found.items()})


def line_of(row: Row[Any], names: Mapping[str, str]) -> SealedLine:
    """What is in the open of a note."""
    facts = parse(row.statement)
    return SealedLine(
        row.id,
        row.author_id,
        names.get(row.author_id, facts["author"]["name"]),
        date.fromisoformat(facts["held_on"]),
        from_stamp(facts["signed_at"]),
    )
