"""Medications on a day, and why they changed. Pure.

A summary never rewrites what the medication room says: names, doses and regimens come from its rows as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from ehr_desk.chart.medications.rows import ACTIVE, HELD, STOPPED, MedicationChangeRow, MedicationRow
from ehr_desk.chart.medications.wording import dose_text, often, reason_text
from ehr_desk.chart.summaries.rows import Sentence, sources
from ehr_desk.chart.summaries.scope import Scope
from ehr_desk.chart.summaries.words import capital, day_words, listed

_HAPPENED = {
    "start": "started",
    "change": "changed",
    "hold": "put on hold",
    "resume": "resumed",
    "stop": "stopped",
}


@dataclass(frozen=True)
class Taken:
    """One medication as it stood at the end of a scope. ``frequency`` holds the route too."""

    row: MedicationRow
    history: tuple[MedicationChangeRow, ...]

    @property
    def name(self) -> str:
        """Name and form, as tables show them: "sertraline, tablet"."""
        return ", ".join(part for part in (self.row.name, self.row.form) if part)

    @property
    def status(self) -> str:
        """Active, on hold or stopped, as the list says it."""
        return self.row.status

    @property
    def dose(self) -> str:
        """Dose and unit."""
        return dose_text(self.row.dose, self.row.unit)

    @property
    def frequency(self) -> str:
        """Route and how often."""
        return " ".join(
            part for part in (self.row.route.strip(), often(self.row.frequency, self.row.as_needed)) if part
        )

    @property
    def entry_id(self) -> str:
        """The entry of the last order in force."""
        return self.history[-1].entry_id if self.history else self.row.entry_id


def taken(scope: Scope) -> list[Taken]:
    """The medication list at the end of the scope, without what had been stopped before the scope began."""
    changes: list[MedicationChangeRow] = scope.rows("medication_changes")
    found = [
        Taken(row, tuple(change for change in changes if change.medication_id == row.medication_id))
        for row in scope.rows("medications")
    ]
    return [one for one in found if one.status != STOPPED or scope.within(one.history)]


def changes_within(scope: Scope) -> list[MedicationChangeRow]:
    """What was started, changed, held, resumed or stopped in the scope; confirmations change nothing."""
    rows: list[MedicationChangeRow] = scope.within(scope.rows("medication_changes"))
    return [row for row in rows if row.event in _HAPPENED]


def list_sentence(scope: Scope) -> Sentence:
    """The list in one sentence, or that there is none."""
    active = [one for one in taken(scope) if one.status == ACTIVE]
    held = [one for one in taken(scope) if one.status == HELD]
    if not active and not held:
        return Sentence(f"No medication is recorded as taken on {day_words(scope.end)}." if taken(scope) else _NONE)
    parts = [in_line(one) for one in active] + [f"{in_line(one)} (on hold)" for one in held]
    text = f"The medication list on {day_words(scope.end)}: {'; '.join(parts)}."
    return Sentence(text, sources(one.entry_id for one in active + held))


def course_sentence(scope: Scope) -> Sentence:
    """Which medications were started, changed or stopped; the table of changes has the days and the reasons."""
    changes = changes_within(scope)
    if not changes:
        found = list_sentence(scope)
        nothing = f"No medication was started, changed or stopped{scope.in_it}."
        return Sentence(nothing, found.entry_ids) if taken(scope) else found
    parts: list[str] = []
    for name in dict.fromkeys(row.name for row in changes):
        events = dict.fromkeys(_HAPPENED[row.event] for row in changes if row.name == name)
        parts.append(f"{capital_name(name) if not parts else name} was {listed(list(events))}")
    return Sentence(f"{'; '.join(parts)}{scope.in_it}.", sources(row.entry_id for row in changes))


def rows(scope: Scope) -> list[dict[str, object]]:
    """The table of medications."""
    return [
        {
            "medication": one.name,
            "dose": one.dose,
            "frequency": one.frequency,
            "indication": one.row.indication,
            "status": _status(one),
            "changes": " ".join(
                f"{capital(_what(change, day_words(change.on)))}{_why(change)}."
                for change in one.history
                if change.event in _HAPPENED and scope.start <= change.on <= scope.end
            ),
        }
        for one in taken(scope)
    ]


def change_rows(scope: Scope) -> list[dict[str, object]]:
    """The table of changes and why."""
    return [
        {
            "on": row.on.isoformat(),
            "medication": row.name,
            "change": capital(_what(row)),
            "reason": capital(reason_text(row.reason_code, row.reason)),
        }
        for row in changes_within(scope)
    ]


def handed_on(scope: Scope) -> list[dict[str, object]]:
    """The client's own list for the time after the program: what is taken and what is on hold, by whom it was
    ordered."""
    return [
        {
            "medication": f"{one.name} (on hold)" if one.status == HELD else one.name,
            "dose": one.dose,
            "frequency": one.frequency,
            "indication": one.row.indication,
            "prescriber": one.row.prescriber,
            "supply_until": _lasts(one.row, scope),
        }
        for one in taken(scope)
        if one.status in (ACTIVE, HELD)
    ]


def _lasts(row: MedicationRow, scope: Scope) -> str:
    """Until when its supply lasts; empty where nobody said, or it has ended."""
    until = row.supply_until
    return until.isoformat() if until and until >= scope.end else ""


def capital_name(name: str) -> str:
    """A name at the start of a sentence. Tall-man lettering (buPROPion) carries meaning and stays."""
    return capital(name) if name.islower() else name


_NONE = "No medication is recorded."


def in_line(one: Taken) -> str:
    """Name, dose and how often, for a sentence."""
    return " ".join(part for part in (one.row.name, one.dose, one.frequency) if part)


def _status(one: Taken) -> str:
    if one.status == STOPPED:
        stops = [change.on for change in one.history if change.event == "stop"]
        on = stops[-1] if stops else one.row.stopped_on
        return f"Stopped {day_words(on)}" if on else "Stopped"
    return "On hold" if one.status == HELD else "Active"


def _what(row: MedicationChangeRow, when: str = "") -> str:
    words = " ".join(part for part in (_HAPPENED[row.event], f"on {when}" if when else "") if part)
    if row.event == "change" and row.before and row.after:
        return f"{words} from {row.before} to {row.after}"
    if row.event in {"start", "resume", "change"} and row.after:
        return f"{words} {'to' if row.event == 'change' else 'at'} {row.after}"
    return words


def _why(row: MedicationChangeRow) -> str:
    reason = reason_text(row.reason_code, row.reason)
    return f": {reason}" if reason else ""
