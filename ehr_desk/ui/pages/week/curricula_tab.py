"""Curricula: topics in their order, which weekly session follows them, and what each client has had and missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.chart.sessions.curricula import Curriculum, read_starters
from ehr_desk.chart.sessions.rows import WeeklyRow
from ehr_desk.chart.staff.permissions import may
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.paths import resources_dir
from ehr_desk.ui.pages.base import SESSIONS, Changed, Shell
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.record.faults import tell, words_of
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.pages.week.curriculum_dialog import CurriculumDialog
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.dates import WEEKDAYS, show_date
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.table import Column, DataTable, TableRow
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.chart.sessions.curriculum_service import Progress
    from ehr_desk.desk import Desk

_CURRICULA = (
    Column("Curriculum", 240),
    Column("Topics", 90, numbers=True),
    Column("After the last", 150),
    Column("Followed by"),
)
_CLIENTS = (Column("Client", 220), Column("Had", 260), Column("Missed"))
_EXPLAINED = (
    "A weekly session follows a curriculum when its name stands in the session's field for it (Enter on the session). "
    "Each week then has its topic, and the group note starts with it. A week that is cancelled uses up no topic."
)


@dataclass(frozen=True)
class CurriculaView:
    """What was read for the tab. ``names`` by client id."""

    curricula: Sequence[Curriculum]
    following: Sequence[WeeklyRow]
    progress: Progress | None
    names: dict[str, str]


def read_curricula(desk: Desk, slot_id: str) -> CurriculaView:
    """Read the curricula, the sessions that follow one, and how far one of those has come (on the reader thread)."""
    curricula = desk.curricula.all()
    known = {one.name.casefold() for one in curricula}
    following = [row for row in desk.program.in_force(desk.clock.today()) if row.curriculum.casefold() in known]
    slot = slot_id if any(row.slot_id == slot_id for row in following) else following[0].slot_id if following else ""
    names = {one.id: one.list_name for one in desk.clients.all()}
    return CurriculaView(curricula, following, desk.curricula.progress(slot) if slot else None, names)


def session_words(row: WeeklyRow) -> str:
    """A weekly session in a list: "Evening group, Wednesday 17:30"."""
    return f"{row.title or row.service}, {WEEKDAYS[row.weekday]} {row.start}"


def client_rows(view: CurriculaView, row: WeeklyRow) -> list[TableRow]:
    """A row for each client of the roster, and for whoever was in it before."""
    progress = view.progress
    if progress is None:
        return []
    topics = {one.topic.number: one.topic.topic for one in progress.held}
    clients = [*row.client_ids, *(one for one in {**progress.had, **progress.missed} if one not in row.client_ids)]

    def said(numbers: Sequence[int]) -> str:
        return "; ".join(f"{number} {topics.get(number, '')}".strip() for number in numbers) or "–"

    found = [
        TableRow(
            one,
            (view.names[one], said(progress.had.get(one, ())), said(progress.missed.get(one, ()))),
            tone="warning" if progress.missed.get(one) else "",
        )
        for one in clients
        if one in view.names
    ]
    return sorted(found, key=lambda one: one.cells[0].casefold())


class CurriculaTab(QWidget):
    """The curricula above, one weekly session with its clients below."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.view: CurriculaView | None = None
        theme = shell.theme
        self._allowed = may(shell.desk.me, "plan sessions")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 16, 24, 24)
        outer.setSpacing(12)
        self.bar = MessageBar(theme)
        outer.addWidget(self.bar)
        outer.addWidget(label(_EXPLAINED, "small", "text2", wrap=True))
        self.table = DataTable(theme, "Curricula", _CURRICULA)
        self.table.setObjectName("curricula.table")
        self.table.opened.connect(self.edit)
        outer.addWidget(self.table, 2)
        line = QHBoxLayout()
        line.setSpacing(12)
        self.add = button(theme, "Add a curriculum…", self.add_one, icon="plus", object_name="curricula.add")
        self.begin = button(theme, "Begin with ours", self.begin_with_ours, object_name="curricula.begin")
        for each in (self.add, self.begin):
            each.setVisible(self._allowed)
            line.addWidget(each)
        line.addStretch(1)
        outer.addLayout(line)
        chosen = QHBoxLayout()
        chosen.setSpacing(12)
        self.session = ChoiceCombo([], empty="No weekly session follows one")
        self.session.setObjectName("curricula.session")
        self.session.setAccessibleName("Weekly session")
        self.session.edited.connect(self.read)
        chosen.addWidget(label("What each client has had in", "body", "text2"))
        chosen.addWidget(self.session, 1)
        outer.addLayout(chosen)
        self.words = label("", "small", "text2", wrap=True)
        outer.addWidget(self.words)
        self.clients = DataTable(theme, "Topics by client", _CLIENTS)
        self.clients.setObjectName("curricula.clients")
        self.clients.opened.connect(shell.open_chart)
        outer.addWidget(self.clients, 3)

    def read(self) -> None:
        """Read everything anew."""
        desk, slot = self._shell.desk, self._slot()
        self._shell.runner.submit_read(
            lambda: read_curricula(desk, slot),
            context=self,
            on_ok=self._show,
            on_error=lambda error: tell(self.bar, error),
        )

    def add_one(self) -> None:
        """Ask for another curriculum."""
        self._ask(None)

    def edit(self, key: str) -> None:
        """Change a curriculum, or take it out."""
        if self.view is not None and self._allowed:
            self._ask(self.view.curricula[int(key)])

    def begin_with_ours(self) -> None:
        """Add the curricula that the program brings, where the clinic has none of that name."""
        if self.view is None:
            return
        known = {one.name.casefold() for one in self.view.curricula}
        ours = read_starters(resources_dir() / "curricula" / "starter.toml")
        self._keep([*self.view.curricula, *(one for one in ours if one.name.casefold() not in known)], None)

    def _slot(self) -> str:
        rows = self.view.following if self.view is not None else ()
        return next((row.slot_id for row in rows if session_words(row) == self.session.value()), "")

    def _show(self, view: CurriculaView) -> None:
        slot = self._slot()
        self.view = view
        by: dict[str, list[str]] = {one.name.casefold(): [] for one in view.curricula}
        for each in view.following:
            by[each.curriculum.casefold()].append(session_words(each))
        self.table.set_rows(
            [
                TableRow(
                    str(at),
                    (
                        one.name,
                        str(len(one.topics)),
                        "begins again" if one.repeats else "is over",
                        "; ".join(by[one.name.casefold()]) or "–",
                    ),
                    tooltip="\n".join(f"{number} {topic}" for number, topic in enumerate(one.topics, start=1)),
                )
                for at, one in enumerate(view.curricula)
            ]
        )
        self.begin.setVisible(self._allowed and not view.curricula)
        self.session.clear()
        for one in view.following:
            self.session.addItem(session_words(one), session_words(one))
        first = view.following[0] if view.following else None
        row = next((one for one in view.following if one.slot_id == slot), first)
        if row is not None:
            self.session.set_value(session_words(row))
        self.clients.set_rows(client_rows(view, row) if row is not None else [])
        self.words.setText(self._next_words(row))

    def _next_words(self, row: WeeklyRow | None) -> str:
        if row is None or self.view is None or self.view.progress is None:
            return "Nothing is shown until a weekly session follows a curriculum."
        held = self.view.progress.held
        if not held:
            return "No topic has been held yet."
        last = held[-1]
        return f"{count(len(held), 'topic')} held so far. The last one, on {show_date(last.day)}: {last.topic.topic}."

    def _ask(self, curriculum: Curriculum | None) -> None:
        view = self.view
        if view is None:
            return
        dialog = CurriculumDialog(self._shell.theme, curriculum, self)
        at = view.curricula.index(curriculum) if curriculum is not None else len(view.curricula)
        before, after = list(view.curricula[:at]), list(view.curricula[at + 1 :])
        dialog.asked.connect(lambda wanted: self._keep([*before, wanted, *after], dialog))
        dialog.removed.connect(lambda: self._keep([*before, *after], dialog))
        known = sha256_hex(curriculum.name.encode())[:16] if curriculum is not None else "new"
        keep_text(self._shell, dialog, f"curriculum.{known}")
        dialog.open()

    def _keep(self, curricula: Sequence[Curriculum], dialog: CurriculumDialog | None) -> None:
        desk = self._shell.desk
        if dialog is not None:
            dialog.busy()

        def act() -> None:
            desk.curricula.save(curricula)
            desk.program.make_sessions()

        def done(_nothing: object) -> None:
            if dialog is not None:
                dialog.accept()
            self._shell.changed(Changed.of(SESSIONS))
            self._shell.toast("Curricula kept")
            self.read()

        def failed(error: Exception) -> None:
            if dialog is not None:
                dialog.fail(*words_of(error))
            else:
                tell(self.bar, error)

        self._shell.runner.submit_write(act, context=self, on_ok=done, on_error=failed)
