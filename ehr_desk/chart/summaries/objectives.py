"""How each objective went: the golden thread in sentences and rows. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ehr_desk.chart.plans import tree
from ehr_desk.chart.plans.rows import CLOSED, ObjectiveRow, ProgressRow
from ehr_desk.chart.summaries.rows import Sentence, sources
from ehr_desk.chart.summaries.scope import Scope
from ehr_desk.chart.summaries.words import capital, counted, day_words, ended, listed, one_line, open_ended

CONTINUES = "continues"

# A note's mark or a review's outcome, inside a sentence.
_MARKS = {
    "regressed": "set back",
    "none": "no progress",
    "some": "some progress",
    "met": "met",
    "continue": CONTINUES,
}
_SUBSTANCE_USE = "substance use"
_ENDED = CLOSED | {"partly met"}


@dataclass(frozen=True)
class Course:
    """One objective as it stands at the end of a scope.

    ``status`` is "continues" or one of the closed ones; ``said`` are the statements within the scope, oldest first.
    ``value`` is the measure's value at the last review; empty where that is not sure to lie in the scope.
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
    """The objectives that the plan had in the scope, in plan order."""
    if scope.plan is None:
        return []
    progress: list[ProgressRow] = scope.rows("objective_progress")
    found: list[Course] = []
    for objective in scope.rows("objectives"):
        said = [row for row in progress if row.objective_id == objective.objective_id]
        if scope.plan.adopted_on <= scope.end or scope.until(said):
            within = tuple(scope.within(said))
            value = one_line(objective.now) if len(within) == len(said) else ""
            found.append(Course(objective, _status(scope, objective, said), within, value))
    return found


def headline(scope: Scope) -> Sentence:
    """One sentence on all objectives: "2 of 5 objectives are met, 1 is partly met and 2 continue."."""
    found = courses(scope)
    if scope.plan is None:
        return Sentence("No treatment plan is recorded.")
    if not found:
        return Sentence("The treatment plan holds no objective.", sources([scope.plan.entry_id]))
    parts: list[str] = []
    for status in ("met", "partly met", "not met", "revised", "deferred", CONTINUES):
        number = sum(1 for course in found if course.status == status)
        if number:
            of = "" if parts else f" of {counted(len(found), 'objective')}"
            parts.append(f"{number}{of} {_stand(status, number)}")
    return Sentence(f"{listed(parts)}.", sources(entry_id for course in found for entry_id in course.entry_ids))


def told(course: Course) -> Sentence:
    """One sentence on one objective: from the start to its last statement and what shows it."""
    objective = course.objective
    start = f" at the start “{open_ended(objective.baseline)}”;" if objective.baseline.strip() else ""
    text = f"Objective {objective.number}, “{open_ended(objective.text)}”:{start}"
    if course.last is None:
        return Sentence(f"{text} no progress is recorded.", course.entry_ids)
    if course.value:
        text += f" “{open_ended(course.value)}” at the last review;"
    text += f" {_said(course.last)}"
    shown = course.shown_by
    return Sentence(f"{text}: {ended(shown.evidence)}" if shown else f"{text}.", course.entry_ids)


def told_all(scope: Scope) -> list[Sentence]:
    """A sentence for each objective on which something was said in the scope."""
    return [told(course) for course in courses(scope) if course.last]


def on_use(scope: Scope) -> list[Sentence]:
    """The sentences on objectives whose problem is substance use."""
    use = _of_kind(scope, _SUBSTANCE_USE)
    found = [told(course) for course in courses(scope) if course.last and course.objective.objective_id in use]
    return found or [Sentence(f"No progress on an objective about substance use is recorded{scope.in_it}.")]


def ahead(scope: Scope) -> list[Sentence]:
    """What is still worked on, each with its target and date."""
    return [_ahead(course) for course in courses(scope) if course.status in {CONTINUES, "partly met"}]


def rows(scope: Scope) -> list[dict[str, object]]:
    """The table of objectives: at the start, now, outcome, what shows it."""
    return [
        {
            "goal": one_line(course.objective.goal),
            "objective": one_line(f"{course.objective.number} {course.objective.text}"),
            "start": one_line(course.objective.baseline),
            "now": _now(course),
            "outcome": capital(course.status),
            "evidence": one_line(course.shown_by.evidence) if course.shown_by else "",
        }
        for course in courses(scope)
    ]


def _status(scope: Scope, objective: ObjectiveRow, said: Sequence[ProgressRow]) -> str:
    if not any(row.on > scope.end for row in said):
        return objective.status if objective.status in _ENDED else CONTINUES
    status = CONTINUES
    for row in said:
        if row.on > scope.end:
            continue
        if row.progress in _ENDED:
            status = row.progress
        elif row.progress == "continue" or status == "met":
            status = CONTINUES
    return status


def _stand(status: str, number: int) -> str:
    if status == CONTINUES:
        return "continues" if number == 1 else "continue"
    return f"{'is' if number == 1 else 'are'} {status}"


def _said(row: ProgressRow) -> str:
    if row.progress == "continue":
        return f"continues after the review of {day_words(row.on)}"
    return f"{_MARKS.get(row.progress, row.progress)} on {day_words(row.on)}"


def _ahead(course: Course) -> Sentence:
    objective = course.objective
    text = f"Work on objective {objective.number} continues: {open_ended(objective.text)}"
    aims = []
    if objective.target.strip():
        aims.append(f"target “{open_ended(objective.target)}”")
    if objective.target_date:
        aims.append(f"by {day_words(objective.target_date)}")
    return Sentence(f"{text}{', ' if aims else ''}{' '.join(aims)}.", course.entry_ids)


def _now(course: Course) -> str:
    if course.last is None:
        return "No progress recorded"
    if course.last.progress == "continue":
        mark = f"review of {day_words(course.last.on)}"
    else:
        mark = f"{course.mark}, {day_words(course.last.on)}"
    return f"{course.value} ({mark})" if course.value else capital(mark)


def _of_kind(scope: Scope, kind: str) -> set[str]:
    placed = tree.objectives(scope.plan.problems if scope.plan else [])
    return {each.objective_id for each in placed if str(each.problem.get("kind") or "").casefold() == kind}
