"""A signed entry to read: the look of paper, with its seal and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.forms import Form, Item, ScoreResult, scores, visible
from ehr_desk.forms.links import PROGRESS
from ehr_desk.ui.forms.field import Json
from ehr_desk.ui.forms.score_line import band_tone
from ehr_desk.ui.forms.show import shown
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.chip import ChipRow, ChipText
from ehr_desk.ui.widgets.text import divider, empty_layout, label
from ehr_desk.ui.widgets.wrapping import breakable

SHEET_WIDTH = 860


class Line(NamedTuple):
    """One answer: question, answer, how deep it is indented, and the item of a plain one."""

    question: str
    answer: str
    depth: int = 0
    block: bool = False
    item: str = ""


@dataclass(frozen=True, slots=True)
class EntrySection:
    """A heading with the answers below it."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class EntryRead:
    """What :class:`EntryView` shows. ``seals``: one sentence for each signature, in order."""

    title: str
    facts: str
    sections: tuple[EntrySection, ...]
    chips: tuple[ChipText, ...] = ()
    seals: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    notice: str = ""


def entry_sections(
    form: Form, answers: Mapping[str, Json], objectives: Mapping[str, str] | None = None
) -> tuple[EntrySection, ...]:
    """The visible answers of an entry by section, in the order of the form, with its scores at the end.

    ``objectives`` gives the words of objectives by id.
    """
    places = visible(form, answers)
    sections: list[tuple[str, list[Line]]] = []
    for item in form.items:
        lines = list(_lines(item, answers, places, (), 0, objectives or {}))
        if item.section or not sections:
            sections.append((item.section, []))
        sections[-1][1].extend(lines)
    if form.scores:
        totals = [
            Line(form.score(key).text or "Score", _score_words(one))
            for key, one in scores(form, answers).items()
            if one.value is not None or (one.declined and not form.score(key).part and len(form.score(key).items) > 1)
        ]
        sections.append(("Scores", totals))
    return tuple(EntrySection(heading, tuple(lines)) for heading, lines in sections if lines)


def _score_words(one: ScoreResult) -> str:
    """A score in words; where questions were declined, what that means for it."""
    if one.value is None:
        return one.note
    said = f"{one.value} of {one.maximum}{', ' if one.band else ''}{one.band}"
    return f"{said}. {one.note}" if one.declined else said


def score_chips(form: Form, answers: Mapping[str, Json]) -> tuple[ChipText, ...]:
    """One chip for each complete score that has a band."""
    return tuple(
        ChipText(f"{form.score(key).text or key} {one.value}: {one.band}", band_tone(form.score(key), one.band))
        for key, one in scores(form, answers).items()
        if one.value is not None and one.band
    )


def _lines(
    item: Item,
    answers: Mapping[str, Json],
    places: frozenset[str],
    rows: tuple[str, ...],
    depth: int,
    objectives: Mapping[str, str],
) -> list[Line]:
    if "/".join((*rows, item.id)) not in places or item.role == "sources" or item.screen == "hide":
        return []
    if item.is_group and not item.repeats:
        return [one for child in item.items for one in _lines(child, answers, places, rows, depth, objectives)]
    value = answers.get(item.id)
    if value in (None, "", []):
        return []
    if item.is_group:
        return _row_lines(item, value, places, rows, depth, objectives)
    if item.type == "objective":
        text = "\n".join(_served(row, objectives) for row in value)
        return [Line(item.text, text, depth, block=True)]
    return [Line(item.text, shown(item, value), depth, block=item.type == "note" or item.is_link, item=item.id)]


def _row_lines(
    item: Item,
    value: Sequence[Mapping[str, Json]],
    places: frozenset[str],
    rows: tuple[str, ...],
    depth: int,
    objectives: Mapping[str, str],
) -> list[Line]:
    simple = all(not child.is_group for child in item.items)
    found = [Line(item.text, "", depth)]
    for at, row in enumerate(value, start=1):
        if simple:
            cells = [shown(child, row.get(child.id)) for child in item.items if child.screen != "hide"]
            found.append(Line("", " · ".join(cell for cell in cells if cell), depth + 1, block=True))
            continue
        found.append(Line(f"{at}.", "", depth))
        inner = (*rows, str(row.get("_id", "")))
        for child in item.items:
            found += _lines(child, row, places, inner, depth + 1, objectives)
    return found


def _served(row: Mapping[str, Json], objectives: Mapping[str, str]) -> str:
    words = objectives.get(str(row.get("objective_id", "")), "Objective of the plan")
    progress = str(row.get("progress") or "")
    more = ", ".join(part for part in (PROGRESS.get(progress, progress), str(row.get("evidence") or "")) if part)
    return f"{words}: {more}" if more else words


def sheet_row(sheet: QWidget) -> QHBoxLayout:
    """A row for a sheet that is narrower than its column.

    A column asks for the height at its own width, where fewer lines are needed: the text would be cut off. A row asks
    at the width that the sheet gets.
    """
    row = QHBoxLayout()
    row.addWidget(sheet, 1)
    return row


class EntryView(QFrame):
    """Shows an entry. ``verify_asked`` when the seal is to be checked."""

    verify_asked = Signal()

    def __init__(self, theme: Theme, entry: EntryRead | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("card", "plain")
        self.setMaximumWidth(SHEET_WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(32, 24, 32, 20)
        outer.setSpacing(12)
        head = QHBoxLayout()
        self.title = label("", "heading")
        self.facts = label("", "small", "text2")
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.facts)
        outer.addLayout(head)
        self.chips = ChipRow()
        outer.addWidget(self.chips)
        self.notice = label("", "body", "danger", wrap=True)
        outer.addWidget(self.notice)
        self._body = QVBoxLayout()
        self._body.setSpacing(4)
        outer.addLayout(self._body)
        outer.addWidget(divider())
        self._seals = QVBoxLayout()
        self._seals.setSpacing(2)
        seal_line = QHBoxLayout()
        seal_line.addLayout(self._seals, 1)
        self.verify = button(theme, "Verify", self.verify_asked.emit, icon="shield-check", object_name="entry.verify")
        seal_line.addWidget(self.verify)
        outer.addLayout(seal_line)
        if entry is not None:
            self.show_entry(entry)

    def show_entry(self, entry: EntryRead) -> None:
        """Show another entry."""
        self.title.setText(entry.title)
        self.facts.setText(entry.facts)
        self.chips.set(entry.chips)
        self.notice.setText(breakable(entry.notice))
        self.notice.setVisible(bool(entry.notice))
        self.setAccessibleName(f"{entry.title}, {entry.facts}".strip(", "))
        empty_layout(self._body)
        for section in entry.sections:
            self._section(section)
        if entry.effects:
            lines = tuple(Line("", sentence, 0, block=True) for sentence in entry.effects)
            self._section(EntrySection("What this entry states", lines))
        empty_layout(self._seals)
        for seal in entry.seals:
            self._seals.addWidget(label(seal, "small", "text2", wrap=True))
        self.verify.setVisible(bool(entry.seals))

    def text(self) -> str:
        """Everything that is shown, as plain text."""
        items = (self._body.itemAt(at) for at in range(self._body.count()))
        widgets = (item.widget() for item in items if item is not None)
        found = [widget.accessibleName() for widget in widgets if widget is not None]
        return "\n".join(found)

    def _section(self, section: EntrySection) -> None:
        if section.heading:
            title = label(section.heading, "strong", "accent")
            title.setAccessibleName(section.heading)
            title.setContentsMargins(0, 8, 0, 0)
            self._body.addWidget(title)
        for line in section.lines:
            self._body.addWidget(_line_widget(line, skip=section.heading))


def _line_widget(line: Line, skip: str) -> QWidget:
    made = QWidget()
    made.setAccessibleName(f"{line.question}: {line.answer}".strip(": "))
    question = label(line.question, "caption", wrap=True)
    answer = label(breakable(line.answer), "note" if line.block else "body", wrap=True)
    if line.block or not line.answer:
        column = QVBoxLayout(made)
        column.setContentsMargins(line.depth * 16, 2, 0, 2)
        column.setSpacing(1)
        if line.question and line.question != skip:
            column.addWidget(question)
        if line.answer:
            column.addWidget(answer)
        return made
    row = QHBoxLayout(made)
    row.setContentsMargins(line.depth * 16, 1, 0, 1)
    row.setSpacing(12)
    question.setFixedWidth(220)
    row.addWidget(question)
    row.addWidget(answer, 1)
    return made
