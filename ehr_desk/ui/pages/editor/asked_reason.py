"""A reason is asked for and handed to the act that it is for; the dialog closes when that is done."""

from __future__ import annotations

from collections.abc import Callable

from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.record.faults import words_of


def ask_reason(
    shell: Shell, dialog: ReasonDialog, act: Callable[[str], object], done: Callable[[], None], *, place: str
) -> None:
    """Open ``dialog``. Its reason goes to ``act`` on the writer's lane; ``done`` follows when that worked. What failed
    is told in the dialog. ``place``: where the words are kept until then (see :func:`keep_text`)."""

    def finished(_result: object) -> None:
        dialog.accept()
        done()

    def given(_kind: str, reason: str) -> None:
        dialog.busy()
        shell.runner.submit_write(
            lambda: act(reason),
            context=dialog,
            on_ok=finished,
            on_error=lambda error: dialog.fail(*words_of(error)),
        )

    dialog.given.connect(given)
    keep_text(shell, dialog, place)
    dialog.open()
