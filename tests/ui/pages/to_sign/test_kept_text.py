"""A comment being typed when the desk locks, or when the dialog is left, is offered when it is opened again."""

from __future__ import annotations

from PySide6.QtTest import QTest

from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.pages.editor.kept_text import OFFERED
from ehr_desk.ui.pages.to_sign.page import ToSignPage
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.shell.leaving import close_dialogs
from tests.support.clinic import TestClinic
from tests.ui.pages.to_sign.queue import to_sign, trainee_writes
from tests.ui.shell.fixtures import SitAt

TYPED = "The plan of the next session is missing."


def returning(view: DeskView) -> tuple[ToSignPage, ReasonDialog]:
    page = to_sign(view)
    page.give_back()
    dialog = next(one for one in page.findChildren(ReasonDialog) if one.isVisible())
    return page, dialog


def test_a_comment_typed_when_the_desk_locks_is_offered_to_the_same_person_only(
    clinic: TestClinic, sit_at: SitAt
) -> None:
    trainee_writes(clinic, "dap_note")
    view = sit_at("supervisor")
    _, dialog = returning(view)
    assert not dialog.messages.isVisible()
    QTest.keyClicks(dialog.reason, TYPED)
    assert any(saver.unsaved for saver in view.findChildren(Autosave))
    close_dialogs()  # as the desk does before it locks
    assert not any(saver.unsaved for saver in view.findChildren(Autosave))
    view.desk.lock()

    other = sit_at("therapist")
    assert other.desk.typing.under("return.") == {}
    again = sit_at("supervisor")
    _, dialog = returning(again)
    assert dialog.reason.text() == TYPED
    assert OFFERED in dialog.messages.accessibleName()
    dialog.reject()


def test_what_was_sent_or_emptied_is_not_offered_again(clinic: TestClinic, sit_at: SitAt) -> None:
    trainee_writes(clinic, "dap_note", "family_session")
    view = sit_at("supervisor")
    page, dialog = returning(view)
    QTest.keyClicks(dialog.reason, TYPED)
    dialog.reject()
    assert list(view.desk.typing.under("return.").values()) == [{"reason.text": TYPED}]

    _, dialog = returning(view)
    assert dialog.reason.text() == TYPED
    dialog.reason.replace_text("")
    dialog.reject()
    assert view.desk.typing.under("return.") == {}

    _, dialog = returning(view)
    assert dialog.reason.text() == ""
    QTest.keyClicks(dialog.reason, TYPED)
    dialog.try_go()
    assert len(page.queue.rows) == 1
    assert view.desk.typing.under("return.") == {}


def test_whom_an_emergency_search_was_for_is_kept_nowhere(sit_at: SitAt) -> None:
    from ehr_desk.ui.shell.emergency import ask_in_emergency

    view = sit_at("therapist")
    dialog = ask_in_emergency(view, view)
    QTest.keyClicks(dialog.family_name, "Alvarez")
    QTest.keyClicks(dialog.reason, "Called from the ward.")
    dialog.reject()
    assert view.desk.typing.at("emergency") == {"emergency.reason": "Called from the ward."}
