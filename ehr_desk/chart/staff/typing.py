"""Words that somebody is typing outside of a draft: client facts, a comment, a reason. No part of the record yet."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.chart.staff.tables import TypedWords
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.vault.sitting import Sitting


class TypingService:
    """Keeps them for the person at the desk until they are used or emptied. Like drafts they are not audited.

    ``place`` says where they are typed, with ids only: ``facts.<client id>``, ``return.<entry id>``.
    """

    def __init__(self, sitting: Sitting, me: StaffRow, clock: Clock) -> None:
        self._sitting = sitting
        self._me = me
        self._clock = clock

    def keep(self, place: str, values: Mapping[str, str]) -> str:
        """Keep the words by the name of their field. Returns the time of saving (UTC stamp)."""
        at = stamp(self._clock.now())
        with self._sitting.write() as unit:
            unit.session.merge(TypedWords(staff_id=self._me.id, place=place, values=dict(values), saved_at=at))
        return at

    def at(self, place: str) -> dict[str, str]:
        """What the person was typing there; nothing where they were not."""
        with self._sitting.read() as session:
            found = session.get(TypedWords, (self._me.id, place))
            return {} if found is None else dict(found.values)

    def under(self, prefix: str) -> dict[str, dict[str, str]]:
        """What the person was typing at every place that begins so, by the rest of the place."""
        with self._sitting.read() as session:
            query = select(TypedWords).where(
                TypedWords.staff_id == self._me.id, TypedWords.place.startswith(prefix, autoescape=True)
            )
            return {row.place.removeprefix(prefix): dict(row.values) for row in session.scalars(query)}

    def drop(self, place: str) -> None:
        """Forget them: they were used, or the person left them."""
        with self._sitting.write() as unit:
            found = unit.session.get(TypedWords, (self._me.id, place))
            if found is not None:
                unit.session.delete(found)
