"""Nobody waits twice: going on to sign saves once and looks through the note once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.rows import Prepared
from tests.ui.pages.chart.making import PageWindow
from tests.ui.pages.editor.writing import begun, note, sign_dialog


def test_going_on_to_sign_looks_through_the_note_once(
    window: PageWindow, client: ClientRow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = begun(window, client, plan="", assessment="")
    editor.sign()
    looked: list[str] = []
    prepare = window.desk.signing.prepare

    def counted(draft_id: str) -> Sequence[Prepared]:
        looked.append(draft_id)
        return prepare(draft_id)

    monkeypatch.setattr(window.desk.signing, "prepare", counted)
    qtbot.keyClicks(note(editor, "plan"), "Exposure once more.")
    editor.flush()
    assert len(looked) == 1  # once somebody tried to sign, each save says what is left
    editor.sign()
    assert len(looked) == 2
    assert sign_dialog() is None  # the assessment is still missing
    qtbot.keyClicks(note(editor, "assessment"), "Avoids less.")
    editor.flush()
    assert len(looked) == 3
