"""Drafts of sealed notes: sealed with their author's key before they reach any table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from ehr_desk.chart.sealed.rows import SealedDraft
from ehr_desk.common.canonical import canonical, parse
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.opened_compartments import Opened
from ehr_desk.vault.sealed_tables import SEALED_DRAFT
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit


class SealedDrafts:
    """The drafts of one author."""

    def __init__(self, sitting: Sitting, author_id: str, clock: Clock) -> None:
        self._sitting = sitting
        self._author_id = author_id
        self._clock = clock

    def ids_of(self, client_id: str) -> tuple[str, ...]:
        """The author's drafts about a client, oldest first."""
        with self._sitting.read() as session:
            return tuple(row.id for row in self._rows(session, client_id))

    def open_of(self, opened: Opened, client_id: str) -> Iterator[SealedDraft]:
        """Those of them that open."""
        with self._sitting.read() as session:
            rows = self._rows(session, client_id)
        yield from (_unsealed(opened, row) for row in rows if opened.opens(row.compartment_id))

    def read(self, opened: Opened, draft_id: str) -> SealedDraft:
        """One of the author's own."""
        with self._sitting.read() as session:
            row = self._mine(session, draft_id)
        return _unsealed(opened, row)

    def begin(self, opened: Opened, draft: SealedDraft) -> SealedDraft:
        """Keep a new one."""
        with self._sitting.write() as unit:
            unit.session.execute(
                insert(SEALED_DRAFT).values(
                    id=draft.id,
                    compartment_id=opened.own,
                    author_id=self._author_id,
                    client_id=draft.client_id,
                    sealed=_sealed(opened, draft),
                    saved_at=stamp(self._clock.now()),
                )
            )
        return draft

    def save(self, opened: Opened, draft: SealedDraft, answers: Mapping[str, Any]) -> SealedDraft:
        """Keep what was typed, under the author's key of now."""
        kept = replace(draft, answers=dict(answers))
        with self._sitting.write() as unit:
            self._mine(unit.session, draft.id)
            self._keep(unit, opened, kept, saved_at=stamp(self._clock.now()))
        return kept

    def remove(self, unit: Unit, draft_id: str) -> str:
        """Take one away, signed or discarded; answers its client."""
        client_id = str(self._mine(unit.session, draft_id).client_id)
        unit.session.execute(delete(SEALED_DRAFT).where(SEALED_DRAFT.c.id == draft_id))
        return client_id

    def _mine(self, session: Session, draft_id: str) -> Row[Any]:
        """The row of one of the author's own; refuses one that is not there."""
        row = session.execute(select(SEALED_DRAFT).where(SEALED_DRAFT.c.id == draft_id)).first()
        if row is None or row.author_id != self._author_id:
            raise UserError("This draft is no longer there.", "It was signed or discarded.")
        return row

    def seal_anew(self, unit: Unit, opened: Opened) -> None:
        """Every draft that was begun under an older key of one's own goes under the newest; what cannot be read stays
        as it is, and is told where it is opened."""
        for row in list(unit.session.execute(select(SEALED_DRAFT).where(SEALED_DRAFT.c.author_id == self._author_id))):
            if opened.opens(row.compartment_id) and row.compartment_id != opened.own:
                with suppress(UserError):
                    self._keep(unit, opened, _unsealed(opened, row))

    def _rows(self, session: Session, client_id: str) -> list[Row[Any]]:
        mine = SEALED_DRAFT.c.author_id == self._author_id, SEALED_DRAFT.c.client_id == client_id
        return list(session.execute(select(SEALED_DRAFT).where(*mine).order_by(SEALED_DRAFT.c.saved_at)))

    def _keep(self, unit: Unit, opened: Opened, draft: SealedDraft, **more: object) -> None:
        values = {"compartment_id": opened.own, "sealed": _sealed(opened, draft)} | more
        unit.session.execute(update(SEALED_DRAFT).where(SEALED_DRAFT.c.id == draft.id).values(values))


def _sealed(opened: Opened, draft: SealedDraft) -> bytes:
    about = {"added_to": draft.added_to, "kind": draft.kind} if draft.added_to else {}
    inside = canonical({"answers": dict(draft.answers), "form": draft.form_id} | about)
    return opened.seal(opened.own, inside, ["draft", draft.id, draft.client_id])


def _unsealed(opened: Opened, row: Row[Any]) -> SealedDraft:
    value = parse(opened.unseal(row.compartment_id, row.sealed, ["draft", row.id, row.client_id]))
    return SealedDraft(
        row.id, row.client_id, value["form"], value["answers"], value.get("added_to", ""), value.get("kind", "")
    )
