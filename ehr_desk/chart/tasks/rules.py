"""When something is due. Pure; the numbers are defaults that a clinic's own policy may change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.episodes.rules import DEATH, teds_code
from ehr_desk.chart.plans.rows import PlanRow
from ehr_desk.chart.sessions.rows import AttendanceRow
from ehr_desk.chart.tasks.due import About, DueTable
from ehr_desk.chart.tasks.rows import ReviewDue
from ehr_desk.common.days import days_from_to
from ehr_desk.forms import Change, Form

ReliableChanges = Mapping[tuple[str, str], Change]
"""Form id and score id -> how many points are more than chance, and which way is better."""
_ATTENDANCE_DAYS = 14


@dataclass(frozen=True)
class DueRules:
    """``table``: when plan, review, note and discharge summary are due. The others are days: the ``soon`` numbers say
    how long before something is mentioned, ``recent`` how long after; ``draft_hours``: when a draft is old, and when
    too old."""

    table: DueTable = DueTable()  # noqa: RUF009 - frozen
    review_soon: int = 7
    consent_soon: int = 14
    discharge_soon: int = 14
    safety_recent: int = 14
    score_recent: int = 14
    missed_recent: int = 7
    screen_recent: int = 14
    supply_soon: int = 7
    draft_hours: tuple[int, int] = (24, 72)
    follow_up_days: tuple[int, ...] = (7, 30, 90)
    follow_up_window: int = 3


DEFAULT_RULES = DueRules()


def open_episode(state: Rows) -> EpisodeRow | None:
    """The stay that is open."""
    episodes: list[EpisodeRow] = list(state.rows("episodes"))
    return next((row for row in reversed(episodes) if row.is_open), None)


def has_died(state: Rows) -> bool:
    """Whether the newest stay ended with the client's death."""
    episodes: list[EpisodeRow] = list(state.rows("episodes"))
    return bool(episodes) and not episodes[-1].is_open and teds_code(episodes[-1].discharge_reason) == DEATH


def stays_before(state: Rows, on: date) -> int:
    """How many stays had ended before a day: two days with the same number belong to one stay, with the screening that
    led to it."""
    episodes: list[EpisodeRow] = list(state.rows("episodes"))
    began = [row.admitted_on for row in episodes if row.admitted_on <= on]
    return sum(
        row.discharged_on is not None
        and (row.discharged_on < on or any(row.discharged_on <= day and row.admitted_on < day for day in began))
        for row in episodes
    )


def plan_in_force(state: Rows) -> PlanRow | None:
    """The plan of the open stay."""
    plan: PlanRow | None = next(iter(state.rows("plan")), None)
    return plan


def review_due(
    state: Rows,
    today: date,
    *,
    client_id: str = "",
    rules: DueRules = DEFAULT_RULES,
    planned: Collection[date] = (),
) -> ReviewDue | None:
    """The day on which the first plan or the next review is due; ``None`` without an open stay. A review is due on the
    day that the plan names, and no later than the rule of the program says.

    ``planned``: the days of the client's planned sessions, for rules that count sessions.
    """
    episode = open_episode(state)
    if episode is None:
        return None
    plan = plan_in_force(state)
    about, care = _about(state, episode, plan, planned, today), episode.level_on(today).level_of_care
    if plan is None:
        due = rules.table.due("plan", episode.admitted_on, care, about)
        return ReviewDue(client_id, "plan", due, (due - today).days, rules.table.rule("plan", care, about).source)
    latest = rules.table.due("review", plan.reviewed_on or plan.adopted_on, care, about)
    due = min(plan.next_review_on or latest, latest)
    source = rules.table.rule("review", care, about).source if due == latest else ""
    return ReviewDue(client_id, "review", due, (due - today).days, source)


def planned_end(plan: PlanRow | None, episode: EpisodeRow) -> date | None:
    """The planned day of discharge: the plan's, which a review may have moved, else the admission's. A plan of an
    earlier stay says nothing of this one."""
    planned = plan.projected_discharge if plan else None
    return planned if planned and planned >= episode.admitted_on else episode.projected_discharge


def _about(state: Rows, episode: EpisodeRow, plan: PlanRow | None, planned: Collection[date], today: date) -> About:
    """The planned length of the stay and its sessions: those attended, and those that are planned from today on.

    Lists read the attendance of the last two weeks only; of the time before the plan of the week stands in.
    """
    rows: list[AttendanceRow] = list(state.rows("attendance"))
    attended = {row.on for row in rows if row.was_there}
    far = today - timedelta(days=_ATTENDANCE_DAYS)
    others = {day for day in planned if day >= today or day < far}
    end = planned_end(plan, episode)
    length = days_from_to(episode.admitted_on, end) if end is not None else None
    return About(stay_days=length, sessions=attended | others)


def reliable_changes(forms: Iterable[Form]) -> ReliableChanges:
    """The reliable change of every score of the forms that names one."""
    return {(form.id, score.id): score.change for form in forms for score in form.scores if score.change}
