"""What this computer remembers between two runs: the folder opened last, where its second backups lie (a record that
does not open any more cannot tell), and how the screen looks.

Nothing of the record is in it, and nothing about who sat at the desk.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

from ehr_desk.ui.theme import Choice

NAME = "settings.json"
SHORTEST_IDLE, LONGEST_IDLE = 1, 60
LOOKS: tuple[Choice, ...] = ("system", "light", "dark")


@dataclass(frozen=True)
class Preferences:
    """``vault`` and ``second_backups`` are folder paths or empty, ``text_size`` per cent, ``idle_minutes`` until the
    desk locks itself."""

    vault: str = ""
    look: Choice = "system"
    text_size: int = 100
    idle_minutes: int = 10
    second_backups: str = ""


class PreferencesFile:
    """The file they are kept in. A missing or unreadable file counts as the defaults; it protects nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Preferences:
        """What is kept, each value checked on its own."""
        try:
            stored = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return Preferences()
        return _checked(stored) if isinstance(stored, dict) else Preferences()

    def keep(self, **changes: Any) -> Preferences:
        """Change some of them. A disk that refuses is no reason to stop anybody's work."""
        wanted = replace(self.read(), **changes)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(asdict(wanted), indent=2), "utf-8")
            fresh.replace(self._path)
        except OSError:
            return wanted
        return wanted


def default_file() -> PreferencesFile:
    """Where this user's preferences lie on this system."""
    return PreferencesFile(platformdirs.user_config_path("ehr-desk", appauthor=False) / NAME)


def _checked(stored: dict[str, Any]) -> Preferences:
    plain = Preferences()
    vault, look, second = stored.get("vault"), stored.get("look"), stored.get("second_backups")
    return Preferences(
        vault=vault if isinstance(vault, str) else "",
        look=next((choice for choice in LOOKS if choice == look), "system"),
        text_size=_number(stored.get("text_size"), 90, 150, plain.text_size),
        idle_minutes=_number(stored.get("idle_minutes"), SHORTEST_IDLE, LONGEST_IDLE, plain.idle_minutes),
        second_backups=second if isinstance(second, str) else "",
    )


def _number(value: Any, least: int, most: int, otherwise: int) -> int:
    return value if isinstance(value, int) and least <= value <= most else otherwise
