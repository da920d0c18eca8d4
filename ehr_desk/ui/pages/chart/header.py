"""The head of a chart: who it is and what must be known at once. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.plans.rows import PlanRow
from ehr_desk.chart.tasks.rules import planned_end
from ehr_desk.common.days import days_from_to
from ehr_desk.ui.pages.record.episodes import current_episode
from ehr_desk.ui.pages.record.levels import words_of
from ehr_desk.ui.pages.record.words import short_day
from ehr_desk.ui.theme.tokens import Tone
from ehr_desk.ui.widgets.chip import ChipText
from ehr_desk.ui.widgets.dates import show_date

_MOST_ALLERGIES = 3


@dataclass(frozen=True)
class Head:
    """Title, the facts beside it, and the chips below."""

    title: str
    facts: str
    chips: tuple[ChipText, ...]


def head_of(client: ClientRow, state: Mapping[str, Sequence[Any]], today: date) -> Head:
    """The head of a client's chart today."""
    return Head(client.name, _facts(client, today), tuple(_chips(state, today)))


def _facts(client: ClientRow, today: date) -> str:
    called = f"called {client.preferred_name}" if client.preferred_name else ""
    # Where there is no room, the end is cut off: whom one has before oneself is told by what stands first.
    parts = (
        f"MRN {client.record_number}",
        f"born {show_date(client.date_of_birth)}",
        f"{client.age_on(today)} y",
        client.pronouns,
        called,
    )
    return " · ".join(part for part in parts if part)


def _chips(state: Mapping[str, Sequence[Any]], today: date) -> list[ChipText]:
    chips = _allergies(state)
    chips.append(ChipText("42 CFR Part 2", "review", "Substance use records: nothing leaves without a legal basis"))
    episode = current_episode(state)
    if episode is not None:
        chips.append(_care(episode, next(iter(state.get("plan", ())), None), today))
    if episode is None or episode.is_open:
        chips += _review(state, today)
    return chips


def _allergies(state: Mapping[str, Sequence[Any]]) -> list[ChipText]:
    rows = list(state.get("allergies", ()))
    if rows:
        names = ", ".join(row.substance for row in rows[:_MOST_ALLERGIES])
        more = f" and {len(rows) - _MOST_ALLERGIES} more" if len(rows) > _MOST_ALLERGIES else ""
        word = "Allergy" if len(rows) == 1 else "Allergies"
        full = "; ".join(
            ": ".join(part for part in (row.substance, row.reaction, row.severity) if part) for row in rows
        )
        return [ChipText(f"{word}: {names}{more}", "danger", full)]
    status = next(iter(state.get("allergy_status", ())), None)
    if status is None or not status.none_known:
        return [ChipText("Allergies not asked yet", "warning", "Record them with the admission or a medication visit")]
    asked = f", asked {show_date(status.asked_on)}" if status.asked_on else ""
    return [ChipText(f"No known allergies{asked}", "neutral")]


def _care(episode: EpisodeRow, plan: PlanRow | None, today: date) -> ChipText:
    level = episode.level_on(today).level_of_care or episode.program
    if not episode.is_open and episode.discharged_on is not None:
        return ChipText(f"Discharged {short_day(episode.discharged_on, today)}", "neutral", level)
    day = episode.days(today)
    # The same day as on the plan, in the lists and in summaries.
    end = planned_end(plan, episode)
    total = days_from_to(episode.admitted_on, end) if end else 0
    of = f" of {total}" if total > 0 else ""
    tooltip = f"Admitted {show_date(episode.admitted_on)}"
    if episode.levels:
        tooltip += f", {words_of(episode, today)}"
    if end:
        tooltip += f", discharge planned for {show_date(end)}"
    if end and episode.projected_discharge and end != episode.projected_discharge:
        tooltip += f" (at admission: {show_date(episode.projected_discharge)})"
    return ChipText(f"{level} · day {day}{of}", "neutral", tooltip)


def _review(state: Mapping[str, Sequence[Any]], today: date) -> list[ChipText]:
    plan = next(iter(state.get("plan", ())), None)
    if plan is None or plan.next_review_on is None:
        return []
    due: date = plan.next_review_on
    tone: Tone = "danger" if due < today else "warning" if (due - today).days <= 14 else "neutral"
    word = "Plan review overdue since" if due < today else "Plan review due"
    return [ChipText(f"{word} {short_day(due, today)}", tone, f"Plan review due {show_date(due)}")]
