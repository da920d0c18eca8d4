"""When something is due. Pure; the numbers are defaults that a clinic's own policy may change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.measures.rows import MeasureRow
from ehr_desk.chart.plans.rows import PlanRow
from ehr_desk.chart.tasks.rows import ReviewDue
from ehr_desk.forms import Change, Form

ReliableChanges = Mapping[tuple[str, str], Change]
"""Form id and score id -> how many points are more than chance, and which way is better."""


@dataclass(frozen=True)
class DueRules:
    """Days. ``plan_days``: from admission to the first plan (SD 67:61:07:06, 10 calendar days). ``review_days``: from
    one review to the next where the plan names no day (28 Pa Code 709.123, 30 days). The ``soon`` numbers say how long
    before something is mentioned, ``recent`` how long after; ``draft_hours``: when a draft is old, and when too old.
    """

    plan_days: int = 10
    review_days: int = 30
    review_soon: int = 7
    consent_soon: int = 14
    discharge_soon: int = 14
    safety_recent: int = 14
    score_recent: int = 14
    missed_recent: int = 7
    draft_hours: tuple[int, int] = (24, 72)
    follow_up_days: tuple[int, ...] = (7, 30, 90)
    follow_up_window: int = 3


DEFAULT_RULES = DueRules()


def open_episode(state: Rows) -> EpisodeRow | None:
    """The stay that is open."""
    episodes: list[EpisodeRow] = list(state.rows("episodes"))
    return next((row for row in reversed(episodes) if row.is_open), None)


def plan_in_force(state: Rows) -> PlanRow | None:
    """The plan of the open stay."""
    plan: PlanRow | None = next(iter(state.rows("plan")), None)
    return plan


def review_due(state: Rows, today: date, *, client_id: str = "", rules: DueRules = DEFAULT_RULES) -> ReviewDue | None:
    """The day on which the first plan or the next review is due; ``None`` without an open stay."""
    episode = open_episode(state)
    if episode is None:
        return None
    plan = plan_in_force(state)
    if plan is None:
        due = episode.admitted_on + timedelta(days=rules.plan_days)
        return ReviewDue(client_id, "plan", due, (due - today).days)
    due = plan.next_review_on or (plan.reviewed_on or plan.adopted_on) + timedelta(days=rules.review_days)
    return ReviewDue(client_id, "review", due, (due - today).days)


def reliable_changes(forms: Iterable[Form]) -> ReliableChanges:
    """The reliable change of every score of the forms that names one."""
    return {(form.id, score.id): score.change for form in forms for score in form.scores if score.change}


def worse_by(row: MeasureRow, changes: ReliableChanges) -> int:
    """Points by which a score got worse since the one before; 0 unless that is more than chance."""
    change = changes.get((row.form_id, row.score_id))
    if change is None or row.change is None:
        return 0
    worse = -row.change if change.better == "higher" else row.change
    return worse if worse >= change.points else 0
