"""Levels of care that wait: a decided step, a review that is due, rosters or a plan of the level before. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.tasks.rows import LevelDue
from ehr_desk.ui.pages.today.lines import GoTo, Line, OpenDraft, StartNote
from ehr_desk.ui.pages.today.presenter import Day
from ehr_desk.ui.theme import Tone
from ehr_desk.ui.widgets.dates import show_date

FORM = "level_of_care_change"
_WEEK, _CLIENT = "week", "client."
_CHIPS = {"step": "Decided", "review": "Due", "roster": "Former level", "plan": "Plan", "version": "Plan"}
_FORMS = {"plan": "plan_review", "version": "treatment_plan"}
_VERBS = {"version": "New version"}


def level_lines(day: Day) -> list[Line]:
    """What waits about the level of my clients and of plans that I signed; everybody's for those who answer for all."""
    mine = [one for one in day.levels if day.concerns_me(one.client_id) or one.author_id == day.me.id]
    return [roster_line(one, day.name) if one.kind == "roster" else _review(day, one) for one in mine]


def roster_lines(levels: Sequence[LevelDue], name: Callable[[str], str]) -> list[Line]:
    """Who still stands in groups of the level before, or will from the day of a change that was signed ahead."""
    return [roster_line(one, name) for one in levels if one.kind == "roster"]


def roster_line(one: LevelDue, name: Callable[[str], str]) -> Line:
    """One key to the client's week, on the day from which the rosters do not fit any more."""
    act = GoTo(_WEEK, f"{_CLIENT}{one.client_id}@{one.on.isoformat()}")
    chip = f"Level from {show_date(one.on).rpartition(' ')[0]}" if one.ahead else _CHIPS[one.kind]
    tone: Tone = "review" if one.ahead else "warning"
    return Line(f"roster.{one.client_id}", name(one.client_id), act, "Roster", one.text, chip=chip, tone=tone)


def client_of(tab: str) -> tuple[str, date] | None:
    """Whose week, from which day, a line wants to see; None for every other tab."""
    if not tab.startswith(_CLIENT):
        return None
    client_id, _, day = tab.removeprefix(_CLIENT).partition("@")
    return client_id, date.fromisoformat(day)


def _review(day: Day, one: LevelDue) -> Line:
    form = _FORMS.get(one.kind, FORM)
    draft: DraftRow | None = next(
        (each for each in day.drafts if (each.form_id, each.client_id) == (form, one.client_id)), None
    )
    return Line(
        f"{'plan_hours' if one.kind in _FORMS else 'level'}.{one.client_id}",
        day.name(one.client_id),
        OpenDraft(draft.id) if draft else StartNote(form, one.client_id),
        "Continue" if draft else _VERBS.get(one.kind, "Review"),
        one.text,
        chip=_CHIPS[one.kind],
        tone="warning" if one.level == "warning" else "review",
        tooltip=show_date(one.on),
    )
