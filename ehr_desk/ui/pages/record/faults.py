"""What a page says when something did not work."""

from __future__ import annotations

from ehr_desk.common.errors import UserError
from ehr_desk.ui.widgets.message_bar import MessageBar


def words_of(error: Exception) -> tuple[str, str]:
    """What happened and what to do. Our own mistakes are told without their text: it could hold clinical facts."""
    if isinstance(error, UserError):
        return error.message, error.remedy
    return "The program made a mistake here.", "What is signed and what you typed is kept. Try again."


def tell(bar: MessageBar, error: Exception) -> None:
    """Say it in a page's message bar."""
    message, remedy = words_of(error)
    bar.show_text("must", message, remedy)
