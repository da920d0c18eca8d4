"""What a discharge summary lacks: sessions of the stay without a signed note, and what is signed after it.

Source: Joint Commission RC.02.04.01 EP 3 (care and services provided, as the record has them at discharge).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ehr_desk.chart.entries.rooms import Check, Filled
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.episodes.rules import TOLD_AT_DISCHARGE
from ehr_desk.chart.sessions.alone import without_note
from ehr_desk.chart.sessions.client_times import OwedIn
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.summaries.scope import asked, scope_of
from ehr_desk.chart.summaries.words import counted, day_words
from ehr_desk.forms import Finding
from ehr_desk.vault.sitting import Sitting


def owed_in_of(sitting: Sitting) -> OwedIn:
    """How the check of a discharge summary looks up which sessions have no note."""

    def owed_in(client_id: str, first: date, last: date) -> list[PlannedSessionRow]:
        with sitting.read_on() as session:
            return without_note(session, client_id, first, last)

    return owed_in


def owed_check(owed_in: OwedIn) -> Check:
    """The check of a discharge summary against the schedule, which ``owed_in`` reads."""

    def check(filled: Filled) -> list[Finding]:
        on = filled.day("discharged_on")
        if "episode.close" not in filled.form.states or on is None:
            return []
        scope = scope_of(filled.chart, asked(filled.value), filled.today, filled.stay)
        if scope.episode is None or on < scope.start:
            return []
        return _without_note(filled, owed_in(filled.client.id, scope.start, on))

    return check


def _without_note(filled: Filled, sessions: Sequence[PlannedSessionRow]) -> list[Finding]:
    beside = {one.session_id for one in filled.beside if one.client.id == filled.client.id}
    now = filled.today.isoformat(), filled.now
    ended = [
        one.starts_at.date()
        for one in sessions
        if one.id not in beside and (one.ends_at.date().isoformat(), f"{one.ends_at:%H:%M}") <= now
    ]
    if not ended:
        return []
    verb, first = ("has", "on") if len(ended) == 1 else ("have", "the first on")
    text = (
        f"{counted(len(ended), 'planned session')} of this stay, {first} {day_words(min(ended))}, {verb} no signed "
        "note yet. The summary does not count what is not signed: sign the notes first."
    )
    item = next(filled.items("services"), None)
    return [Finding("should", item.id if item else "", text)]


def check_summary_signed(filled: Filled) -> list[Finding]:
    """Who signs something of a stay whose discharge summary is signed is told that the summary lacks it."""
    if filled.kind != "original" or filled.form.category not in TOLD_AT_DISCHARGE:
        return []
    stays: list[EpisodeRow] = [row for row in filled.chart.rows("episodes") if row.covers(filled.effective_on)]
    if not stays or stays[-1].discharged_on is None:
        return []
    item = next(filled.items("effective_on"), None)
    text = (
        f"The discharge summary of {day_words(stays[-1].discharged_on)} is signed and does not tell of this. "
        "Have it corrected afterwards: a correction is assembled again."
    )
    return [Finding("should", item.id if item else "", text)]
