"""What readers get of things that wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ehr_desk.chart.entries.left import DraftLeft
from ehr_desk.chart.sessions.hours import WeekHours
from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow

Level = Literal["danger", "warning", "info", "review"]

LEVELS: tuple[Level, ...] = ("danger", "warning", "review", "info")
"""From what comes first to what comes last."""


@dataclass(frozen=True)
class NoteOwed:
    """One client of one planned session that has ended and has no signed entry yet. ``days`` is its age, ``due_on`` the
    last day on which it is in time, ``expected`` how many clients the session was planned for; ``lost``: it was signed,
    and the damage of the record took it."""

    session_id: str
    client_id: str
    on: date
    start: str
    service: str
    title: str
    minutes: int
    days: int
    due_on: date | None = None
    expected: int = 0
    lost: bool = False


@dataclass(frozen=True)
class LeftBehind:
    """What people whose access has ended left undone. ``names`` of those people, by id; ``notes`` by who owes them."""

    names: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[tuple[str, NoteOwed]] = ()
    drafts: Sequence[DraftLeft] = ()


@dataclass(frozen=True)
class ReviewDue:
    """A first plan ("plan") or a plan's review ("review") that is due. ``days`` until then, negative when overdue;
    ``source``: the rule that says so, empty where the plan itself names the day."""

    client_id: str
    kind: str
    due_on: date
    days: int
    source: str = ""


@dataclass(frozen=True)
class LevelDue:
    """What waits about a client's level of care. ``kind``: a "step" that was decided on (``on``) and has no change yet,
    a "review" that is due then, or a "roster" that still is the one of the former level, which ends on that day;
    ``ahead``: that day is still to come; or the hours of a level before, which ended then, in the plan: to be reviewed
    ("plan"), or reviewed since and to be written anew ("version"). ``entry_id``: that plan, ``author_id``: who signed
    it."""

    client_id: str
    kind: Literal["step", "review", "roster", "plan", "version"]
    level: Level
    text: str
    on: date
    ahead: bool = False
    entry_id: str = ""
    author_id: str = ""


@dataclass(frozen=True)
class DraftWaiting:
    """A draft of mine that has not been signed. ``hours`` since it was started."""

    draft_id: str
    client_id: str
    title: str
    hours: int
    level: Level


@dataclass(frozen=True)
class Attention:
    """One line of a chart's quiet list.

    ``act`` names where to go: allergies, plan, plan review, measures, safety, timeline, consents, discharge, access,
    to sign, level of care, follow-up call. ``entry_id`` is the entry it is about, where there is one.
    """

    level: Level
    text: str
    act: str
    entry_id: str = ""


@dataclass(frozen=True)
class CosignDue:
    """Since when an entry waits for a co-signature, and the last day on which that is in time. ``added_by``: who wrote
    the addendum that waits, name and credential, where the text that it adds to waits no more."""

    signed_on: date
    due_on: date
    added_by: str = ""


@dataclass(frozen=True)
class Waiting:
    """What waits for a client outside their folded rows.

    ``notes_owed`` and ``drafts`` (titles) are the person's at the desk; ``cosign`` counts entries that wait for a
    co-signature; ``sessions`` are today's planned sessions of the client; ``hours`` the weeks in which the program's
    minimum holds: the last one, then this one; ``planned`` the days of sessions, where a rule counts sessions.
    """

    notes_owed: Sequence[NoteOwed] = ()
    drafts: Sequence[str] = ()
    cosign: int = 0
    sessions: Sequence[PlannedSessionRow] = ()
    hours: Sequence[WeekHours] = ()
    planned: Sequence[date] = ()


@dataclass(frozen=True)
class Missed:
    """A session that a client missed, and the one that makes up for it, where there is one. ``mine``: the person at the
    desk was to hold it."""

    client_id: str
    row: AttendanceRow
    makeup: PlannedSessionRow | None = None
    mine: bool = False


@dataclass(frozen=True)
class Alert:
    """Something clinical that stands out in a chart: a safety event, a positive screen, a score jump. ``act`` as in
    :class:`Attention`."""

    client_id: str
    level: Level
    text: str
    chip: str
    entry_id: str
    act: str = "measures"


@dataclass(frozen=True)
class DischargeExpected:
    """A client and the day on which they are expected to leave."""

    client_id: str
    on: date


@dataclass(frozen=True)
class CaseloadLine:
    """Why a client is on my list, and one chip. ``level`` is empty without a chip; ``active``: an episode is open.
    ``where``: the part of it that says where in the program they are."""

    why: str
    chip: str
    level: Level | Literal[""]
    active: bool
    where: str = ""
