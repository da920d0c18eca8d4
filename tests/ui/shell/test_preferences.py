"""What this computer remembers."""

from __future__ import annotations

import json
from pathlib import Path

from ehr_desk.ui.shell.preferences import Preferences, PreferencesFile


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path / "new" / "settings.json")
    file.keep(vault="/somewhere/clinic.vault", look="dark")
    file.keep(text_size=120)
    assert file.read() == Preferences("/somewhere/clinic.vault", "dark", 120, 10)


def test_nothing_but_path_look_and_times_is_ever_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    PreferencesFile(path).keep(vault="/somewhere/clinic.vault")
    assert set(json.loads(path.read_text("utf-8"))) == {"vault", "look", "text_size", "idle_minutes", "second_backups"}


def test_a_damaged_file_counts_as_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for text in ("{", "[]", '{"look": "pink", "text_size": 4000, "idle_minutes": "x", "vault": 7}'):
        path.write_text(text, "utf-8")
        assert PreferencesFile(path).read() == Preferences()


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", "utf-8")
    assert PreferencesFile(blocked / "settings.json").keep(text_size=110).text_size == 110
