"""What staff can do with curricula: keep them, and see which topics each client of a group has had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.clinic.service import read_clinic, store_clinic
from ehr_desk.chart.sessions.curricula import Curriculum, from_text, to_text, with_topics
from ehr_desk.chart.sessions.program import Due
from ehr_desk.chart.sessions.reader import attended_sessions, of_slots
from ehr_desk.chart.sessions.rows import WeeklyRow
from ehr_desk.chart.sessions.topics import TopicOf, topic_of
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.vault.sitting import Sitting


@dataclass(frozen=True)
class TopicHeld:
    """A topic and the day it was held on."""

    day: date
    topic: TopicOf


@dataclass(frozen=True)
class Progress:
    """The topics that a weekly session has held, and by client id those each has had and missed, by number.

    A client is asked about the sessions whose note says whether they were there; an open note says nothing yet.
    """

    held: Sequence[TopicHeld]
    had: Mapping[str, Sequence[int]]
    missed: Mapping[str, Sequence[int]]


class CurriculumService:
    """The clinic's curricula. They stand in its settings; a weekly session follows one by its name."""

    def __init__(self, sitting: Sitting, me: StaffRow, clock: Clock) -> None:
        self._sitting = sitting
        self._clock = clock
        self._gate = ChartGate(sitting, me, clock)

    def all(self) -> list[Curriculum]:
        """Every curriculum of the clinic, in its order."""
        with self._sitting.read() as session:
            return from_text(read_clinic(session).curricula)

    def save(self, curricula: Sequence[Curriculum]) -> None:
        """Keep these curricula. Sessions that have begun keep the topic they had; ``program.make_sessions`` brings
        the coming ones in line. Raises ``UserError`` for one without name or topics."""
        self._gate.require("plan sessions")
        text = to_text(curricula)
        with self._sitting.write() as unit:
            store_clinic(unit, replace(read_clinic(unit.session), curricula=text))

    def progress(self, slot_id: str) -> Progress:
        """Which topics a weekly session has held, and who has had and missed them; of charts open to me."""
        self._gate.require("read charts")
        now = self._clock.local().replace(tzinfo=None)
        with self._sitting.read() as session:
            mine = self._gate.visible(session)
            topics = {
                one.id: TopicHeld(one.starts_at.date(), topic)
                for one in of_slots(session, [slot_id])
                if not one.cancelled and one.ends_at <= now and (topic := topic_of(one.curriculum))
            }
            had: dict[str, set[int]] = {}
            missed: dict[str, set[int]] = {}
            for client_id, session_id, was_there in attended_sessions(session, topics):
                if mine is None or client_id in mine:
                    side = had if was_there else missed
                    side.setdefault(client_id, set()).add(topics[session_id].topic.number)
        return Progress(
            sorted(topics.values(), key=lambda one: one.day),
            {client_id: sorted(numbers) for client_id, numbers in had.items()},
            # What was missed once and had later is not missed.
            {client_id: sorted(numbers - had.get(client_id, set())) for client_id, numbers in missed.items()},
        )


def with_their_topics(
    session: Session, due: Sequence[Due], rows: Sequence[WeeklyRow], closed: Mapping[date, str]
) -> list[Due]:
    """Due sessions with the topics of the curricula that they follow."""
    kept = read_clinic(session).curricula
    curricula = {one.name.casefold(): one for one in from_text(kept)}
    slots = {row.slot_id for row in rows if row.curriculum.casefold() in curricula}
    if not slots:
        return list(due)
    gone = {(one.slot_id, one.slot_day) for one in of_slots(session, slots) if one.cancelled and one.slot_day}
    return with_topics(due, rows, curricula, closed, gone)
