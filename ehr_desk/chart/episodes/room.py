"""The episode room as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import ResultCheck, Room, Source
from ehr_desk.chart.episodes import (
    call_rules,
    calls,
    effects,
    fold,
    level_hours,
    level_rules,
    levels,
    next_days,
    past_days,
    prefills,
    results,
    rules,
)
from ehr_desk.chart.episodes.rows import CallAgreementRow, EpisodeRow, FollowUpCallRow, FollowupRow
from ehr_desk.chart.episodes.tables import CallAgreementTable, EpisodeTable, FollowUpCallTable, FollowupTable


def room() -> Room:
    """Folds ``episodes``, ``followup``, ``call_agreements`` and ``follow_up_calls``; sources
    ``episode.open``, ``episode.close``, ``episode.level``,
    ``episode.decision``, ``followup``, ``calls``, ``followup_call``."""
    texts = ("program", "referral", "presenting_problem", "step_decision")
    of_level = ("level_of_care", "track")
    return Room(
        name="episodes",
        folds=(
            TableFold("episodes", fold.KINDS, fold.fold_episodes, EpisodeRow, EpisodeTable),
            TableFold("followup", fold.FOLLOWUP_KINDS, fold.fold_followup, FollowupRow, FollowupTable),
            TableFold(
                "call_agreements", calls.AGREED_KINDS, calls.fold_agreement, CallAgreementRow, CallAgreementTable
            ),
            TableFold("follow_up_calls", calls.CALLED_KINDS, calls.fold_calls, FollowUpCallRow, FollowUpCallTable),
        ),
        sources=(
            Source("episode.open", effects.opened),
            Source("episode.close", effects.closed),
            Source("episode.level", levels.reviewed),
            Source("episode.decision", levels.decided),
            Source("followup", effects.followup),
            Source("calls", calls.agreed),
            Source("followup_call", calls.made),
        ),
        checks=(
            rules.check_day,
            past_days.check_past_days,
            next_days.check_next_days,
            rules.check_times,
            rules.check_inside_episode,
            rules.check_admission,
            rules.check_discharge,
            level_rules.check_level,
            level_hours.check_hours,
            call_rules.check_call,
        ),
        results=(ResultCheck(fold.KINDS, results.check_stays),),
        prefills={
            **{f"episode.{name}": prefills.text(name) for name in texts},
            **{f"episode.{name}": prefills.level(name) for name in of_level},
            "episode.admitted_on": prefills.admitted_on,
            "episode.planned_hours": prefills.planned_hours,
            "episode.level_hours": prefills.level("planned_hours"),
            "episode.level_since": prefills.level_since,
            "episode.level_covers_from": prefills.level_covers_from,
            "episode.level_areas": prefills.level_areas,
            "episode.calls_agreed": calls.agreed_words,
            "episode.call_due": calls.next_milestone,
            "episode.projected_discharge": prefills.projected_discharge,
        },
    )
