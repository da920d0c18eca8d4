"""What the window gives to every page, and what every page gives to the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ehr_desk.desk import Desk
    from ehr_desk.ui.runner import Runner
    from ehr_desk.ui.theme import Theme

ENTRIES = "entries"
DRAFTS = "drafts"
CLIENTS = "clients"
DOCUMENTS = "documents"
STAFF = "staff"
SESSIONS = "sessions"
CLINIC = "clinic"
BACKUPS = "backups"


@dataclass(frozen=True)
class Changed:
    """What a write changed: the clients it concerns (none named: everybody's) and the topics."""

    client_ids: frozenset[str] = field(default_factory=frozenset)
    topics: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, *topics: str, clients: Iterable[str] = ()) -> Changed:
        """A change of topics, for some clients or (without any) for no client in particular."""
        return cls(frozenset(clients), frozenset(topics))

    def concerns(self, client_id: str, *topics: str) -> bool:
        """Whether a page about a client that shows these topics has to read again."""
        same_client = not self.client_ids or client_id in self.client_ids
        return same_client and not self.topics.isdisjoint(topics)


class Shell(Protocol):
    """The window as a page sees it."""

    @property
    def desk(self) -> Desk:
        """Every service of this sitting; call it through ``runner`` only."""
        ...

    @property
    def runner(self) -> Runner:
        """Where work runs; results come back on the UI thread."""
        ...

    @property
    def theme(self) -> Theme:
        """Colours, fonts, icons and sizes of now."""
        ...

    def open_chart(self, client_id: str, tab: str = "timeline") -> None:
        """Show a client's chart at a tab (``timeline``, ``notes``, ``plan``, ...)."""
        ...

    def open_draft(self, draft_id: str) -> None:
        """Show a draft in its editor."""
        ...

    def open_entry(self, entry_id: str) -> None:
        """Show a signed entry in its client's chart."""
        ...

    def start(self, form_id: str, client_id: str = "", session_id: str = "", attendees: Sequence[str] = ()) -> None:
        """Create a draft through the runner and open its editor."""
        ...

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say that something happened, for some seconds, with "Undo" where it can be undone."""
        ...

    def changed(self, change: Changed) -> None:
        """Tell every page what a write changed."""
        ...


class Page(QWidget):
    """One screen. The window calls these; a page overrides what concerns it."""

    page_title = ""
    """Words for the window's title. Never a client's name: the title is seen in taskbars and shared screens."""

    def enter(self) -> None:
        """The page is about to be seen: read what it shows."""

    def leave(self) -> None:
        """The page is about to be hidden: hand over unsaved typing."""
        self.flush()

    def on_changed(self, change: Changed) -> None:
        """Something was written; read again if it concerns this page."""

    def flush(self) -> None:
        """Save unsaved typing now. Returns once it is handed to the writer thread."""


class ClientPages(Protocol):
    """The page with the client list and one client's chart beside it (``caseload.page.CaseloadPage``).

    The window shows it and forwards ``Shell.open_chart``, ``open_draft`` (drafts of one client) and ``open_entry``.
    """

    def show_chart(self, client_id: str, tab: str = "timeline") -> None:
        """Open a client's chart at a tab."""
        ...

    def show_draft(self, draft_id: str) -> None:
        """Open the chart of the draft's client with the draft in its editor."""
        ...

    def show_entry(self, entry_id: str) -> None:
        """Open the chart of the entry's client with the entry."""
        ...
