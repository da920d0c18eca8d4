"""Pure: admissions and discharges to episodes, planned appointments to follow-up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.episodes import effects, levels
from ehr_desk.chart.episodes.rows import EpisodeRow, FollowupRow

KINDS = frozenset({effects.OPENED, effects.CLOSED}) | levels.KINDS
FOLLOWUP_KINDS = frozenset({effects.FOLLOWUP})


def fold_episodes(ordered: Sequence[SignedEffect]) -> list[EpisodeRow]:
    """Episodes by admission. A discharge ends the episode it names, whatever the order of the two.

    A discharge whose admission is gone (entered in error) ends the newest open episode admitted on a day before it, or
    nothing: without an admission there is no episode. Who was admitted again on the day of discharge is not discharged,
    but whose admission of that day was written anew is: the new one does not follow a stay that is gone.
    """
    rows: dict[str, EpisodeRow] = {}
    follows = {_opened(one).episode_id: one.data.get("follows") for one in ordered if one.kind == effects.OPENED}
    for effect in ordered:
        if effect.kind == effects.OPENED:
            row = _opened(effect)
            rows[row.episode_id] = row
    anew = {stay for stay, before in follows.items() if before == "" or before in rows}
    for effect in ordered:
        if effect.kind == effects.CLOSED:
            closed = rows.get(_text(effect, "episode_id")) or _open_before(rows, effect.effective_on, anew)
            if closed is not None:
                rows[closed.episode_id] = _closed(closed, effect)
    return sorted(levels.with_levels(list(rows.values()), ordered), key=lambda row: row.admitted_on)


def fold_followup(ordered: Sequence[SignedEffect]) -> list[FollowupRow]:
    """The appointments of the newest entry that planned any, by time: a new plan stands in place of the old one."""
    newest = ordered[-1].entry_id if ordered else ""
    rows = [
        FollowupRow(
            when=_text(effect, "when"),
            service=_text(effect, "service"),
            provider=_text(effect, "provider"),
            place=_text(effect, "place"),
            contact=_text(effect, "contact"),
            entry_id=effect.entry_id,
        )
        for effect in ordered
        if effect.entry_id == newest
    ]
    return sorted(rows, key=lambda row: row.when)


def _opened(effect: SignedEffect) -> EpisodeRow:
    projected = _text(effect, "projected_discharge")
    return EpisodeRow(
        episode_id=_text(effect, "episode_id") or effect.entry_id,
        admitted_on=effect.effective_on,
        program=_text(effect, "program"),
        level_of_care=_text(effect, "level_of_care"),
        track=_text(effect, "track"),
        referral=_text(effect, "referral"),
        presenting_problem=_text(effect, "presenting_problem"),
        planned_hours=_text(effect, "planned_hours"),
        primary_counselor=_text(effect, "primary_counselor"),
        projected_discharge=date.fromisoformat(projected) if projected else None,
        discharged_on=None,
        discharge_reason="",
        discharge_detail="",
        disposition="",
        opened_by_entry=effect.entry_id,
        closed_by_entry="",
    )


def _closed(row: EpisodeRow, effect: SignedEffect) -> EpisodeRow:
    return replace(
        row,
        discharged_on=effect.effective_on,
        discharge_reason=_text(effect, "discharge_reason"),
        discharge_detail=_text(effect, "discharge_detail"),
        disposition=_text(effect, "disposition"),
        closed_by_entry=effect.entry_id,
    )


def _open_before(rows: dict[str, EpisodeRow], day: date, anew: Collection[str]) -> EpisodeRow | None:
    """The newest open stay that began before a day; one of ``anew`` also where it began on the day."""
    found = [
        row
        for row in rows.values()
        if row.is_open and (row.admitted_on < day or (row.admitted_on == day and row.episode_id in anew))
    ]
    return max(found, key=lambda row: row.admitted_on) if found else None


def _text(effect: SignedEffect, key: str) -> str:
    value = effect.data.get(key)
    return "" if value is None else str(value)
