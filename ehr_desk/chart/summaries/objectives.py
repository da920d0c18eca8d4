"""How each objective went: the golden thread in sentences and rows. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ehr_desk.chart.plans import tree
from ehr_desk.chart.plans.rows import CLOSED, ObjectiveRow, ProgressRow
from ehr_desk.chart.summaries.rows import Sentence, sources
from ehr_desk.chart.summaries.scope import Scope
from ehr_desk.chart.summaries.words import capital, counted, day_words, ended, listed, one_line, open_ended
from ehr_desk.forms.links import PROGRESS

CONTINUES = "continues"

# A note's mark or a review's outcome, inside a sentence.
_MARKS = {**PROGRESS, "continue": CONTINUES}
_SUBSTANCE_USE = "substance use"
_ENDED = CLOSED | {"partly met"}
_REVIEWS = frozenset({"continue", "partly met", "not met", "revised", "deferred"})
"""What only a review says of an objective, never a note."""
_ORDER = ("met", "partly met", "not met", "revised", "deferred", CONTINUES)
_STILL_OPEN = "still open"


@dataclass(frozen=True)
class Course:
    """One objective as it stands at the end of a scope.

    ``status`` is "continues" or one of the closed ones; ``said`` are the statements within the scope, oldest first.
    ``value`` is the measure's value at the last review; empty where that is not sure to lie in the scope, or where
    something was said since.
    """

    objective: ObjectiveRow
    status: str
    said: tuple[ProgressRow, ...]
    value: str = ""

    @property
    def last(self) -> ProgressRow | None:
        """The last statement within the scope."""
        return self.said[-1] if self.said else None

    @property
    def shown_by(self) -> ProgressRow | None:
        """The last statement within the scope that says what shows it."""
        return next((row for row in reversed(self.said) if row.evidence.strip()), None)

    @property
    def mark(self) -> str:
        """The last statement in words; empty where there is none."""
        return _MARKS.get(self.last.progress, self.last.progress) if self.last else ""

    @property
    def entry_ids(self) -> tuple[str, ...]:
        """The entries that the course rests on."""
        rows = [row for row in (self.last, self.shown_by) if row]
        return sources(row.entry_id for row in rows) or sources([self.objective.entry_id])


def courses(scope: Scope) -> list[Course]:
    """The objectives that the plan had at the end of the scope, in plan order."""
    progress: list[ProgressRow] = scope.rows("objective_progress")
    found: list[Course] = []
    for objective in scope.rows("objectives"):
        said = [row for row in progress if row.objective_id == objective.objective_id]
        within = tuple(scope.within(said))
        value = one_line(objective.now) if len(within) == len(said) and _reviewed(scope, said) else ""
        status = objective.status if objective.status in _ENDED else CONTINUES
        found.append(Course(objective, status, within, value))
    return found


def headline(scope: Scope) -> Sentence:
    """One sentence on all objectives: "2 of 3 objectives are met (1.1 and 2.1) and 1 continues (1.2)."."""
    found = courses(scope)
    if scope.plan is None:
        return Sentence("No treatment plan is recorded.")
    if not found:
        return Sentence("The treatment plan holds no objective.", sources([scope.plan.entry_id]))
    entries = sources(entry_id for course in found for entry_id in course.entry_ids)
    stands = {status: sum(1 for course in found if course.status == status) for status in _ORDER}
    parts = [
        (number, f"{_stand(scope, status, number)} ({_numbers(found, status)})")
        for status, number in stands.items()
        if number
    ]
    if len(parts) == 1:
        whole = {1: "The one objective", 2: "Both objectives"}.get(len(found), f"All {len(found)} objectives")
        return Sentence(f"{whole} of the plan {parts[0][1].partition(' (')[0]}.", entries)
    (first, how), *others = parts
    told_first = f"{first} of {counted(len(found), 'objective')} {how}"
    return Sentence(f"{listed([told_first, *(f'{number} {words}' for number, words in others)])}.", entries)


def on_use(scope: Scope) -> list[Sentence]:
    """A word on each objective whose problem is substance use; its table has the course and what shows it."""
    use = _of_kind(scope, _SUBSTANCE_USE)
    return [
        Sentence(
            f"Objective {one.objective.number} on substance use: {_said(one.last)}{_ended_at(one)}.", one.entry_ids
        )
        for one in courses(scope)
        if one.last and one.objective.objective_id in use
    ]


def ahead(scope: Scope) -> list[Sentence]:
    """What is still worked on, each with its target and date."""
    return [_ahead(scope, course) for course in courses(scope) if course.status in {CONTINUES, "partly met"}]


def rows(scope: Scope) -> list[dict[str, object]]:
    """The table of objectives: at the start, now, outcome, what shows it."""
    return [
        {
            "goal": one_line(course.objective.goal),
            "objective": _described(course.objective),
            "target": _target(course.objective),
            "start": open_ended(course.objective.baseline),
            "now": _now(scope, course),
            "outcome": capital(outcome(scope, course.status)),
            "evidence": one_line(course.shown_by.evidence) if course.shown_by else "",
        }
        for course in courses(scope)
    ]


def outcome(scope: Scope, status: str) -> str:
    """A status as it is told: at the end of a stay nothing continues, it is still open."""
    return _STILL_OPEN if status == CONTINUES and not scope.period else status


def _stand(scope: Scope, status: str, number: int) -> str:
    words = outcome(scope, status)
    if words == CONTINUES:
        return "continues" if number == 1 else "continue"
    return f"{'is' if number == 1 else 'are'} {words}"


def _numbers(found: Sequence[Course], status: str) -> str:
    return listed([course.objective.number for course in found if course.status == status])


def _said(row: ProgressRow) -> str:
    if row.progress == "continue":
        return f"continued at the review of {day_words(row.on)}"
    when = "at the review of" if row.progress in _REVIEWS else "on"
    return f"{_MARKS.get(row.progress, row.progress)} {when} {day_words(row.on)}"


def _ended_at(course: Course) -> str:
    """Of an objective that came to its end: where it began and where it ended."""
    if course.status not in _ENDED - {"revised", "deferred"}:
        return ""
    start, shown = open_ended(course.objective.baseline), course.shown_by
    began = f"; at the start {start}" if start else ""
    if course.value:
        return f"{began}{',' if began else ';'} at the end {open_ended(course.value)}"
    first = re.split(r"(?<=[.!?])\s", one_line(shown.evidence))[0] if shown else ""
    return f"{began}; what shows it: {open_ended(first)}" if first else began


def _reviewed(scope: Scope, said: Sequence[ProgressRow]) -> bool:
    """Whether the last that was said is what the last review said: notes tell no value."""
    if not said:
        return False
    return said[-1].progress in _REVIEWS or bool(scope.plan and scope.plan.reviewed_on == said[-1].on)


def _ahead(scope: Scope, course: Course) -> Sentence:
    objective = course.objective
    text = f"Work on objective {objective.number} continues: {open_ended(objective.text)}"
    aims = []
    if objective.target.strip():
        aims.append(f"target “{open_ended(objective.target)}”")
    if objective.target_date:
        passed = ", a day that has passed" if objective.target_date < scope.end else ""
        aims.append(f"by {day_words(objective.target_date)}{passed}")
    return Sentence(f"{text}{', ' if aims else ''}{' '.join(aims)}.", course.entry_ids)


def _described(objective: ObjectiveRow) -> str:
    text = ended(f"{objective.number} {objective.text}")
    return f"{text} Measured by: {ended(objective.measure)}" if objective.measure.strip() else text


def _target(objective: ObjectiveRow) -> str:
    by = f"by {day_words(objective.target_date)}" if objective.target_date else ""
    return " ".join(part for part in (open_ended(objective.target), by) if part)


def _now(scope: Scope, course: Course) -> str:
    if course.last is None:
        return f"No progress recorded{scope.in_it}"
    if course.last.progress == "continue":
        mark = f"review of {day_words(course.last.on)}"
    else:
        day = day_words(course.last.on)
        mark = f"{course.mark}, {'review of ' if course.last.progress in _REVIEWS else ''}{day}"
    return f"{course.value} ({mark})" if course.value else capital(mark)


def _of_kind(scope: Scope, kind: str) -> set[str]:
    placed = tree.objectives(scope.plan.problems if scope.plan else [])
    return {each.objective_id for each in placed if str(each.problem.get("kind") or "").casefold() == kind}
