"""What a clinical concept hands to the heart: effect sources, checks, folds and prefills."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.fold import Fold
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.canonical import Json
from ehr_desk.forms import Finding, Form, Item, ScoreResult


@dataclass(frozen=True)
class Author:
    """Who signs: name, credential and role as they stand at that moment, and the days on which the credential is
    valid (None: not known, or nothing ends it)."""

    staff_id: str
    name: str
    credential: str
    role: str
    trainee: bool = False
    valid_from: date | None = None
    valid_until: date | None = None


def author_of(staff: StaffRow) -> Author:
    """The author that a staff member is now."""
    days = staff.valid_from, staff.valid_until
    return Author(staff.id, staff.name, staff.credential, staff.role, staff.trainee, *days)


class Rows(Protocol):
    """A client's state: the rows of any fold, by the fold's name."""

    def rows(self, fold: str) -> Sequence[Any]: ...


class ChartState(Rows, Protocol):
    """The client's state before the entry. ``as_of`` is that of the end of a day, from everything known by now; with
    ``before`` that of the day up to what this entry states of it, in the order of the folds."""

    def as_of(self, day: date, before: str = "") -> ChartState: ...


@dataclass(frozen=True)
class Filled:
    """A filled form about to be signed, as effect sources and checks see it.

    ``chart`` is everything else on the record. ``earlier`` is the part of it that comes before this entry in the order
    of the folds, where the two differ: an amended or a late entry has things after it (see :attr:`before`).
    ``carried`` is what the record filled in when the draft was assembled last, by item. ``session_id`` is the planned
    session that the entry documents, empty where there is none. ``now`` is the local time of ``today`` ("14:05").
    ``entries`` names the entries that assembled sentences rest on, by id. ``beside``: what the author signs before it
    in the same act. ``marked``: of a note for several, what each one's attendance is, the client's own too. ``stay``:
    of an amendment the stay that the entry closes, else the one it was signed in; empty for a new entry. ``undrawn``:
    the client's entries whose paper waits for a signature drawn on the screen. ``wrote``: of a correction in place of
    the author who wrote it first (``correctors``), whose the session was.
    """

    form: Form
    answers: Mapping[str, Json]
    scores: Mapping[str, ScoreResult]
    client: ClientRow
    entry_id: str
    effective_on: date
    today: date
    author: Author
    chart: ChartState
    kind: str = "original"
    earlier: ChartState | None = None
    carried: Mapping[str, Json] = field(default_factory=dict)
    session_id: str = ""
    now: str = ""
    entries: Mapping[str, str] = field(default_factory=dict)
    beside: Sequence[Filled] = ()
    marked: Sequence[str] = ()
    undrawn: Callable[[], Collection[str]] = tuple
    stay: str = ""
    wrote: Author | None = None

    @property
    def leader(self) -> Author:
        """Whose session it was: the author's, or that of whom the author corrects the note for."""
        return self.wrote or self.author

    @property
    def before(self) -> ChartState:
        """The state that this entry's effects come upon."""
        return self.chart if self.earlier is None else self.earlier

    @property
    def standing(self) -> ChartState:
        """What the author writes upon: all that is known; for an amendment what came before the amended entry."""
        return self.chart if self.kind == "original" else self.before

    def items(self, role: str) -> Iterator[Item]:
        """The form's items with a role, anywhere in the form, in form order."""
        return _with_role(self.form.items, role)

    def value(self, role: str) -> Json:
        """The answer to the first top-level item with the role, or ``None``."""
        item = next(self.items(role), None)
        return None if item is None else self.answers.get(item.id)

    def text(self, role: str) -> str:
        """The answer as text; empty when there is none."""
        value = self.value(role)
        return "" if value is None else str(value)

    def day(self, role: str) -> date | None:
        """The answer as a date; ``None`` when there is none."""
        value = self.value(role)
        return date.fromisoformat(value) if value else None

    def rows(self, role: str) -> list[dict[str, Json]]:
        """The rows of the repeating group (or table) with the role, keyed by the *roles* of its children.

        Nested repeating groups are keyed by role too; ``_id`` is kept. Children without a role keep their id.
        """
        item = next(self.items(role), None)
        return [] if item is None else [_by_role(item, row) for row in self.answers.get(item.id) or []]

    def links(self, kind: str) -> list[dict[str, Json]]:
        """All rows of the record-link items of a type: diagnosis, medication, objective or participant."""
        found: list[dict[str, Json]] = []
        for item in _of_type(self.form.items, kind):
            found.extend(self.answers.get(item.id) or [])
        return found


class EffectSource(Protocol):
    """Turns a filled form into effects. A form names the sources it uses in ``states``."""

    @property
    def name(self) -> str: ...

    def effects(self, filled: Filled) -> list[Effect]: ...


Check = Callable[[Filled], list[Finding]]
"""Rules of a concept over a filled form, asked before signing. Pure."""


@dataclass(frozen=True)
class ResultCheck:
    """Rules of a concept over what the record would come to: the filled form, the state before it and with it. Pure.

    Asked where an entry states effects of these ``kinds``, and before every correction and mark of error.
    """

    kinds: frozenset[str]
    rule: Callable[[Filled, Rows, Rows], list[Finding]]


Prefill = Callable[["PrefillContext"], Json]
"""The value an item starts with, from the record."""


@dataclass(frozen=True)
class PrefillContext:
    """What a prefill may look at.

    ``answers`` holds what is already filled (a period, for instance). ``session`` are the facts of the planned
    session that the form documents, by name (date, start, end, minutes, mode, location, name, service);
    empty where there is none. A form written once for a session has no client: its chart is empty. ``stay`` and
    ``undrawn`` as in :class:`Filled`; ``form`` is the one that is filled in; ``earlier``: of an amendment what came
    before the amended entry.
    """

    client: ClientRow | None
    chart: ChartState
    today: date
    answers: Mapping[str, Json]
    new_id: Callable[[], str]
    author: Author | None = None
    clinic: ClinicRow = field(default_factory=lambda: ClinicRow(""))
    session: Mapping[str, Json] = field(default_factory=dict)
    primary_staff: str = ""
    undrawn: Callable[[], Collection[str]] = tuple
    stay: str = ""
    form: Form | None = None
    earlier: ChartState | None = None

    @property
    def standing(self) -> ChartState:
        """What the author writes upon, as in :class:`Filled`."""
        return self.chart if self.earlier is None else self.earlier

    def value(self, role: str) -> Json:
        """The answer to the first top-level item with the role; to the item of that name where no form is known."""
        if self.form is None:
            return self.answers.get(role)
        item = next(_with_role(self.form.items, role), None)
        return None if item is None else self.answers.get(item.id)


@dataclass(frozen=True)
class Source:
    """An effect source made from a function."""

    name: str
    function: Callable[[Filled], list[Effect]]

    def effects(self, filled: Filled) -> list[Effect]:
        """The effects of the filled form."""
        return self.function(filled)


@dataclass(frozen=True)
class Room:
    """One clinical concept as the heart sees it."""

    name: str
    folds: tuple[Fold, ...] = ()
    sources: tuple[EffectSource, ...] = ()
    checks: tuple[Check, ...] = ()
    results: tuple[ResultCheck, ...] = ()
    prefills: Mapping[str, Prefill] = field(default_factory=dict)


def _with_role(items: Sequence[Item], role: str) -> Iterator[Item]:
    for item in items:
        if item.role == role:
            yield item
        if item.type == "group" and not item.repeats:
            yield from _with_role(item.items, role)


def _of_type(items: Sequence[Item], kind: str) -> Iterator[Item]:
    for item in items:
        if item.type == kind:
            yield item
        if item.type == "group" and not item.repeats:
            yield from _of_type(item.items, kind)


def _by_role(group: Item, row: Mapping[str, Json]) -> dict[str, Json]:
    named: dict[str, Json] = {"_id": row.get("_id", "")}
    for child in group.items:
        if child.id not in row:
            continue
        value = row[child.id]
        if child.type == "table" or (child.type == "group" and child.repeats):
            value = [_by_role(child, inner) for inner in value]
        named[child.role or child.id] = value
    return named
