"""The tabs of a chart, each built when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart.access_tab import AccessTab
from ehr_desk.ui.pages.chart.course_tab import CourseTab
from ehr_desk.ui.pages.chart.family_tab import FamilyTab
from ehr_desk.ui.pages.chart.measures_tab import MeasuresTab
from ehr_desk.ui.pages.chart.medications_tab import MedicationsTab
from ehr_desk.ui.pages.chart.notes_tab import NotesTab
from ehr_desk.ui.pages.chart.sealed_tab import SealedTab
from ehr_desk.ui.pages.chart.services_tab import ServicesTab
from ehr_desk.ui.pages.chart.timeline_tab import TimelineTab
from ehr_desk.ui.pages.documents.tab import DocumentsTab
from ehr_desk.ui.pages.plan.tab import PlanTab
from ehr_desk.ui.pages.record.tab import ChartTab


class Openers(Protocol):
    """What tabs ask of the page around them."""

    def open_entry(self, entry_id: str) -> None: ...

    def open_draft(self, draft_id: str) -> None: ...

    def new_note(self) -> None: ...

    def begin(self, form_id: str) -> None: ...

    def client_signs(self, document_id: str) -> None: ...


def make_tab(tab: str, shell: Shell, page: Openers) -> ChartTab:
    """Build a tab by its id."""
    makers: dict[str, Callable[[], ChartTab]] = {
        "timeline": lambda: _timeline(shell, page),
        "notes": lambda: _notes(shell, page),
        "plan": lambda: _plan(shell, page),
        "medications": lambda: _opening(MedicationsTab(shell), page),
        "measures": lambda: _opening(MeasuresTab(shell), page),
        "course": lambda: _opening(CourseTab(shell), page),
        "family": lambda: _opening(FamilyTab(shell), page),
        "services": lambda: _opening(ServicesTab(shell), page),
        "documents": lambda: DocumentsTab(shell),
        "sealed": lambda: SealedTab(shell),
        "access": lambda: AccessTab(shell),
    }
    made = makers[tab]()
    made.setObjectName(f"tab.{tab}")
    return made


def _timeline(shell: Shell, page: Openers) -> ChartTab:
    made = TimelineTab(shell)
    made.opened.connect(page.open_entry)
    made.new_note.connect(page.new_note)
    made.begin.connect(page.begin)
    return made


def _notes(shell: Shell, page: Openers) -> ChartTab:
    made = NotesTab(shell)
    made.opened.connect(page.open_entry)
    made.continued.connect(page.open_draft)
    made.new_note.connect(page.new_note)
    return made


def _plan(shell: Shell, page: Openers) -> ChartTab:
    made = PlanTab(shell)
    made.opened.connect(page.open_entry)
    made.signs.connect(page.client_signs)
    return made


def _opening(made: MedicationsTab | MeasuresTab | CourseTab | FamilyTab | ServicesTab, page: Openers) -> ChartTab:
    made.opened.connect(page.open_entry)
    return made
