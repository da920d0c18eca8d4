"""From the question for an emergency to the open chart."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ehr_desk.common.errors import UserError
from ehr_desk.ui.dialogs.emergency import EmergencyDialog
from ehr_desk.ui.pages.base import CLIENTS, Changed, Shell
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.record.faults import words_of


def ask_in_emergency(shell: Shell, parent: QWidget) -> EmergencyDialog:
    """Ask, open the access, and show the chart. Exactly one client has to fit the name and the day."""
    desk = shell.desk
    dialog = EmergencyDialog(shell.theme, desk.clock, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def given(family_name: str, born: str, reason: str) -> None:
        def job() -> str:
            found = desk.clients.for_emergency(family_name, date.fromisoformat(born))
            if len(found) != 1:
                raise UserError(
                    "No client fits this name and date of birth." if not found else "More than one client fits.",
                    "Check both, or ask a supervisor.",
                )
            return desk.access.open_in_emergency(found[0].id, reason).client_id

        def opened(client_id: str) -> None:
            dialog.accept()
            shell.changed(Changed.of(CLIENTS))  # for these hours the client is on the list
            shell.open_chart(client_id)

        dialog.busy()
        shell.runner.submit_write(
            job, context=dialog, on_ok=opened, on_error=lambda error: dialog.fail(*words_of(error))
        )

    dialog.given.connect(given)
    # Whom somebody searched for is kept nowhere, why they had to is.
    keep_text(shell, dialog, "emergency", only=("emergency.reason",))
    dialog.open()
    return dialog
