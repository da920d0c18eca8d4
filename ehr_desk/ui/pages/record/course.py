"""Substance use and mental health beside each other over time: two lanes, what happened, the same in words. Pure.

Every line runs from nothing to the most its scale can say, so scores of different ranges stand beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ehr_desk.chart.courses.rows import CourseRow
from ehr_desk.chart.drug_screens.rows import DrugScreenRow
from ehr_desk.chart.drug_screens.rules import outcome
from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.measures.rows import MeasureRow, SafetyRow, UseRow
from ehr_desk.chart.medications.rows import MedicationChangeRow
from ehr_desk.ui.pages.record.levels import changes
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

COLUMNS = (
    Column("Date", 116),
    Column("Mental health", 250),
    Column("Substance use", 250),
    Column("What happened"),
)

MarkKind = Literal["safety", "use", "no use", "screen", "dose", "plan", "level"]
Side = Literal["mental", "use", "both"]

MARK_WORDS: Mapping[MarkKind, str] = {
    "safety": "Safety event",
    "use": "Use",
    "no use": "Asked, no use",
    "screen": "Drug screen",
    "dose": "Medication changed",
    "plan": "Plan or review",
    "level": "Level of care",
}

MENTAL_SCORES = frozenset({"phq9", "gad7", "pcl5"})
"""Measures drawn in the mental-health lane, by form."""
USE_SCORES = frozenset(
    {
        ("bam", "bam_use"),
        ("bam_iop", "bam_iop_use"),
        ("auditc", "auditc"),
        ("audit", "audit"),
        ("dast10", "dast10"),
    }
)
"""Scores drawn in the substance lane, by form and score."""

_NO_RISK = "no current risk found"
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Dot:
    """One value: ``part`` of its scale (0 to 1) and its words ("9 of 27, mild")."""

    day: date
    part: float
    words: str


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One line of a lane, dots in order of day."""

    title: str
    dots: tuple[Dot, ...]

    @property
    def label(self) -> str:
        """What stands at its end."""
        return f"{self.title} {self.dots[-1].words.split(',')[0]}"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day."""

    day: date
    kind: MarkKind
    words: str
    entry_id: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One side: its lines, the stages of change from a day on, what happened on this side alone."""

    title: str
    lines: tuple[CourseLine, ...]
    stages: tuple[tuple[date, str], ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Everything of one day in words; the chart is walked along these, and the table lists them."""

    day: date
    mental: str
    use: str
    happened: str
    entry_id: str

    @property
    def spoken(self) -> str:
        """The day as one sentence."""
        parts = (
            f"Mental health: {self.mental}" if self.mental else "",
            f"Substance use: {self.use}" if self.use else "",
            self.happened,
        )
        return f"{show_date(self.day)}. " + ". ".join(part for part in parts if part) + "."


@dataclass(frozen=True, slots=True)
class CourseView:
    """Both lanes over the same days. ``shared`` are the marks that belong to both."""

    first: date
    last: date
    mental: Lane
    use: Lane
    shared: tuple[Mark, ...]
    steps: tuple[Step, ...]

    @property
    def summary(self) -> str:
        """Where both stand, in one sentence each."""
        return " ".join(part for part in (_standing(self.mental), _standing(self.use)) if part)

    def rows(self) -> list[TableRow]:
        """The steps as rows, newest first; ids are entry ids."""
        return [
            TableRow(one.entry_id, (show_date(one.day), one.mental, one.use, one.happened))
            for one in reversed(self.steps)
        ]


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing to tell of a day."""

    day: date
    side: Side
    words: str
    entry_id: str


def view_of(state: Mapping[str, Sequence[Any]], plans: Sequence[EntryRow], until: date) -> CourseView | None:
    """The course up to a day, or None where nothing has been said of either side.

    ``plans`` are the client's plans and reviews, any order.
    """
    notes: list[CourseRow] = list(state.get("course_notes", ()))
    uses: list[UseRow] = list(state.get("use_reports", ()))
    mental = Lane("Mental health", _mental_lines(state, notes), _stages(notes, "stage_mental_health"), _safety(state))
    marks = tuple(sorted((*_used(uses), *_screens(state)), key=lambda one: one.day))
    use = Lane("Substance use", _use_lines(state, uses), _stages(notes, "stage_substance_use"), marks)
    if not (mental.lines or use.lines or mental.stages or use.stages):
        return None
    own = [*_told(state, notes, uses), *_marked((*use.marks, *mental.marks))]
    planned = [mark for mark in _plans(plans) if mark.day <= until]
    # Medications that were taken long before would press everything else to the right.
    first = min([*(one.day for one in own), *(mark.day for mark in planned)])
    doses = [mark for mark in _doses(state) if mark.day >= first]
    levels = [Mark(day, "level", words, entry) for day, words, entry in changes(state) if first <= day <= until]
    shared = tuple(sorted((*doses, *planned, *levels), key=lambda one: one.day))
    steps = _steps([*own, *_marked(shared)])
    return CourseView(steps[0].day, steps[-1].day, mental, use, shared, steps)


def _mental_lines(state: Mapping[str, Sequence[Any]], notes: Sequence[CourseRow]) -> tuple[CourseLine, ...]:
    symptoms = [Dot(one.on, one.symptoms / 10, f"{one.symptoms} of 10") for one in notes if one.symptoms is not None]
    found = [CourseLine("Symptoms", tuple(symptoms))] if symptoms else []
    return tuple([*found, *_score_lines(one for one in _scores(state) if one.form_id in MENTAL_SCORES)][:_MOST_LINES])


def _use_lines(state: Mapping[str, Sequence[Any]], uses: Sequence[UseRow]) -> tuple[CourseLine, ...]:
    cravings = [Dot(one.on, one.craving / 10, f"{one.craving} of 10") for one in uses if one.craving is not None]
    found = [CourseLine("Craving", tuple(cravings))] if cravings else []
    wanted = (one for one in _scores(state) if (one.form_id, one.score_id) in USE_SCORES)
    return tuple([*found, *_score_lines(wanted)][:_MOST_LINES])


def _scores(state: Mapping[str, Sequence[Any]]) -> list[MeasureRow]:
    return sorted(state.get("measures", ()), key=lambda one: one.on)


def _score_lines(rows: Iterable[MeasureRow]) -> list[CourseLine]:
    by_score: dict[tuple[str, str], list[MeasureRow]] = {}
    for row in rows:
        by_score.setdefault((row.form_id, row.score_id), []).append(row)
    return [
        CourseLine(
            _name(found[-1]), tuple(Dot(one.on, one.score / (one.maximum or 1), _score_words(one)) for one in found)
        )
        for _, found in sorted(by_score.items())
    ]


def _score_words(row: MeasureRow) -> str:
    return f"{row.score} of {row.maximum}" + (f", {row.band.lower()}" if row.band else "")


def _name(row: MeasureRow) -> str:
    return row.title.removesuffix(" total")


def _stages(notes: Sequence[CourseRow], field: str) -> tuple[tuple[date, str], ...]:
    """The stages of change, each from the day on which it was first said."""
    found: list[tuple[date, str]] = []
    for note in notes:
        stage = getattr(note, field)
        if stage and (not found or found[-1][1] != stage):
            found.append((note.on, stage))
    return tuple(found)


def _safety(state: Mapping[str, Sequence[Any]]) -> tuple[Mark, ...]:
    rows: list[SafetyRow] = list(state.get("safety", ()))
    return tuple(
        Mark(one.on, "safety", f"Risk judged {one.level.lower()}" if one.level else "Safety event", one.entry_id)
        for one in rows
        if one.level.casefold() != _NO_RISK
    )


def _used(uses: Sequence[UseRow]) -> tuple[Mark, ...]:
    """Use on the days it happened on where they are known, else on the day it was told."""
    found: list[Mark] = []
    for one in uses:
        if one.used:
            for event in one.events or [{}]:
                found.append(Mark(_day(event.get("on")) or one.on, "use", _event_words(event), one.entry_id))
        elif one.asked:
            found.append(Mark(one.on, "no use", "No use reported", one.entry_id))
    return tuple(sorted(found, key=lambda mark: mark.day))


def _screens(state: Mapping[str, Sequence[Any]]) -> Iterator[Mark]:
    rows: list[DrugScreenRow] = list(state.get("drug_screens", ()))
    return (Mark(one.on, "screen", f"Drug screen: {outcome(one)}", one.entry_id) for one in rows)


def _event_words(event: Mapping[str, str]) -> str:
    what = ", ".join(part for part in (event.get("substance", ""), event.get("amount", "")) if part)
    return f"Use: {what}" if what else "Use reported"


def _doses(state: Mapping[str, Sequence[Any]]) -> Iterator[Mark]:
    rows: list[MedicationChangeRow] = list(state.get("medication_changes", ()))
    for one in rows:
        if one.event not in ("reconcile", "renew"):
            span = " → ".join(part for part in (one.before, one.after) if part)
            words = {"start": "started", "change": "changed", "hold": "held", "resume": "resumed", "stop": "stopped"}
            head = f"{one.name} {words.get(one.event, one.event)}"
            yield Mark(one.on, "dose", f"{head}: {span}" if span and one.event != "stop" else head, one.entry_id)


def _plans(plans: Sequence[EntryRow]) -> Iterator[Mark]:
    for one in plans:
        if one.state != "entered in error":
            yield Mark(one.effective_on, "plan", one.title, one.entry_id)


def _told(state: Mapping[str, Sequence[Any]], notes: Sequence[CourseRow], uses: Sequence[UseRow]) -> Iterator[_Said]:
    for note in notes:
        stage = f"stage {note.stage_mental_health.lower()}" if note.stage_mental_health else ""
        rated = "" if note.symptoms is None else f"symptoms {note.symptoms} of 10"
        yield _Said(note.on, "mental", ", ".join(part for part in (rated, stage) if part), note.entry_id)
        if note.stage_substance_use:
            yield _Said(note.on, "use", f"stage {note.stage_substance_use.lower()}", note.entry_id)
    for row in _scores(state):
        if row.form_id in MENTAL_SCORES:
            yield _Said(row.on, "mental", f"{_name(row)} {_score_words(row)}", row.entry_id)
        elif (row.form_id, row.score_id) in USE_SCORES:
            yield _Said(row.on, "use", f"{_name(row)} {_score_words(row)}", row.entry_id)
    for use in uses:
        if use.craving is not None:
            yield _Said(use.on, "use", f"craving {use.craving} of 10", use.entry_id)


def _marked(marks: Iterable[Mark]) -> Iterator[_Said]:
    for mark in marks:
        if mark.kind in ("no use", "screen"):
            yield _Said(mark.day, "use", mark.words[:1].lower() + mark.words[1:], mark.entry_id)
        else:
            yield _Said(mark.day, "both", mark.words, mark.entry_id)


def _steps(said: Sequence[_Said]) -> tuple[Step, ...]:
    days: dict[date, list[_Said]] = {}
    for one in said:
        if one.words:
            days.setdefault(one.day, []).append(one)
    return tuple(
        Step(day, _joined(found, "mental"), _joined(found, "use"), _joined(found, "both", ". "), found[0].entry_id)
        for day, found in sorted(days.items())
    )


def _joined(said: Sequence[_Said], side: Side, by: str = "; ") -> str:
    return by.join(dict.fromkeys(one.words for one in said if one.side == side))


def _standing(lane: Lane) -> str:
    parts = [
        f"{line.title.lower() if line.title in _PLAIN else line.title} {line.dots[-1].words}" for line in lane.lines
    ]
    if lane.stages:
        parts.append(f"stage of change {lane.stages[-1][1].lower()}")
    return f"{lane.title}: {'; '.join(parts)}." if parts else ""


_PLAIN = frozenset({"Symptoms", "Craving"})


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
