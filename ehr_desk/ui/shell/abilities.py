"""What a page of the desk may be able to do besides being a page; the view asks by these."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class Located(Protocol):
    """A page that can say what is open on it: (client id, tab, draft id), empty where nothing is."""

    def where(self) -> tuple[str, str, str]: ...


@runtime_checkable
class ShowsTabs(Protocol):
    """A page with tabs of its own."""

    def show_tab(self, tab: str) -> None: ...


@runtime_checkable
class NamesClients(Protocol):
    """A page that shows one client's chart: the initials of whoever is open."""

    def initials(self) -> str: ...


@runtime_checkable
class ShowsEntries(Protocol):
    """A page that can say which signed entry is read on it, empty where none is."""

    def entry_shown(self) -> str: ...


@runtime_checkable
class ShowsDrafts(Protocol):
    """A page that opens drafts."""

    def show_draft(self, draft_id: str) -> None: ...
