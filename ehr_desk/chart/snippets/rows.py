"""What readers get of snippets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SnippetRow:
    """One snippet. ``own``: of the person at the desk, who alone may change it. ``owner``: the name of whose it is."""

    id: str
    word: str
    text: str
    shared: bool
    own: bool
    owner: str
