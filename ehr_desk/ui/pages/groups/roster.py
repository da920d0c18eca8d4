"""One planned group session: when, who is expected, and the next step."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.ui.pages.groups.presenter import Groups, GroupSession, attendance_words, facts_of
from ehr_desk.ui.pages.today.presenter import SERVICE_WORDS
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.flow import Flow
from ehr_desk.ui.widgets.page_header import PageHeader
from ehr_desk.ui.widgets.table import Column, DataTable, TableRow
from ehr_desk.ui.widgets.text import label

_STAND, _TOLD = "Where they stand", "What the note says"
# Names and words share the room: neither is cut while the other leaves its own empty.
_COLUMNS = (Column("Client"), Column(_STAND), Column("Note", 80))
_CORRECTING = "Enter opens a client's signed note. Correct… there reaches the session text in every chart too."
_NEXT = {"draft": "Continue the note", "owed": "Write group note", "planned": "Write group note"}


class RosterPane(QWidget):
    """``write_asked`` when the note is to be written, ``others_asked`` when other people came than expected,
    ``cancel_asked`` when the session does not take place, ``chart_asked`` carries a client, ``entry_asked`` the signed
    note of one.
    """

    write_asked = Signal()
    others_asked = Signal()
    cancel_asked = Signal()
    chart_asked = Signal(str)
    entry_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(theme)
        self.cancel = button(
            theme, "Cancel session…", self.cancel_asked.emit, role="quiet", object_name="roster.cancel"
        )
        self.others = button(theme, "Choose who attended…", self.others_asked.emit, object_name="roster.others")
        self.write = button(
            theme, "Write group note", self.write_asked.emit, role="primary", icon="pencil", object_name="roster.write"
        )
        column.addWidget(self.header)
        body = QVBoxLayout()
        body.setContentsMargins(24, 16, 24, 24)
        body.setSpacing(12)
        self.facts = label("", "body", "text2", wrap=True)
        self.facts.setObjectName("roster.facts")
        body.addWidget(self.facts)
        acts = Flow(gap=12, line_gap=8)
        for each in (self.write, self.others, self.cancel):
            acts.flow.addWidget(each)
        body.addWidget(acts)
        self.table = DataTable(theme, "Who is expected", _COLUMNS)
        self.table.setObjectName("roster.table")
        self.table.opened.connect(self._open)
        body.addWidget(self.table, 1)
        self.hint = label(_CORRECTING, "small", "text3", wrap=True)
        body.addWidget(self.hint)
        self._entries: Mapping[str, str] = {}
        column.addLayout(body, 1)

    def show_session(self, groups: Groups, one: GroupSession, *, may_write: bool) -> None:
        """Show a session with its roster."""
        session = one.session
        self._entries = one.entries
        self.hint.setVisible(bool(one.entries))
        self.header.set_title(session.title or SERVICE_WORDS[session.service])
        self.facts.setText(facts_of(groups, one))
        rows = []
        for client_id in session.client_ids:
            owed = "due" if client_id in one.owing and one.state != "planned" else ""
            told = "signed" if client_id in one.entries or one.state == "signed" else owed
            row = one.attendance.get(client_id)
            words = (attendance_words(row) if row else "") if one.told else groups.why.get(client_id, "")
            rows.append(TableRow(client_id, (groups.name(client_id), words, told)))
        self.table.rename(1, _TOLD if one.told else _STAND)
        self.table.set_rows(sorted(rows, key=lambda row: row.cells[0].casefold()))
        writable = may_write and one.state in _NEXT
        self.write.setText(_NEXT.get(one.state, ""))
        self.write.setVisible(writable)
        self.others.setVisible(writable and one.state != "draft" and one.ended)
        self.cancel.setVisible(may_write and one.state == "planned" and not one.ended)

    def _open(self, client_id: str) -> None:
        if client_id in self._entries:
            self.entry_asked.emit(self._entries[client_id])
        else:
            self.chart_asked.emit(client_id)
