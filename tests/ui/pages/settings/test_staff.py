"""The staff of a clinic: added, changed, certified, revoked and ended by an administrator."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from ehr_desk.ui.pages.settings import presenter
from ehr_desk.ui.pages.settings.custodian import UseCustodianDialog
from ehr_desk.ui.pages.settings.key_dialogs import EndAccessDialog, NewKeyDialog, RoleDialog, SheetDialog
from ehr_desk.ui.pages.settings.revoking import RevokeDialog
from ehr_desk.ui.pages.settings.staff_dialogs import (
    AddStaffDialog,
    CredentialDialog,
    FirstPassphraseDialog,
    OwnPassphraseDialog,
)
from ehr_desk.ui.pages.settings.staff_tab import StaffTab
from ehr_desk.ui.shell.desk_view import DeskView
from tests.support.clinic import TestClinic, passphrase_of
from tests.ui.pages.settings.tabs import NEW, settings
from tests.ui.shell.fixtures import SitAt


def test_an_administrator_adds_a_staff_member_who_types_their_own_passphrase(clinic: TestClinic, sit_at: SitAt) -> None:
    view = sit_at("administrator")
    assert "caseload" not in {spec.id for spec in view.specs}
    tab = settings(view).tab("staff")
    assert isinstance(tab, StaffTab)
    tab.ask()
    dialog = view.findChild(AddStaffDialog)
    assert dialog is not None
    dialog.try_go()
    assert "Enter the name" in dialog.messages.accessibleName()
    dialog.person.setText("Nadia Brook")
    dialog.login.setText("nadia")
    dialog.role.set_value("therapist")
    dialog.credential.setText("CT")
    dialog.trainee.setChecked(True)
    dialog.theirs.line.setText(NEW)
    dialog.again.line.setText(NEW)
    dialog.own.line.setText("not this one at all")
    dialog.try_go()
    assert "does not open the record" in dialog.messages.accessibleName()
    assert dialog.theirs.text() == NEW
    dialog.own.line.setText(passphrase_of("administrator"))
    dialog.try_go()
    assert view.toast_text() == "Nadia Brook can unlock now"
    row = next(row for row in tab.table.rows.rows() if row.cells[0] == "Nadia Brook")
    assert row.cells[2:] == ("therapist", "nadia", "", "needs a co-signature")
    clinic.staff_ids["new"] = row.id
    view.desk.lock()


def staff_tab(view: DeskView, clinic: TestClinic, who: str) -> StaffTab:
    tab = settings(view).tab("staff")
    assert isinstance(tab, StaffTab)
    assert tab.table.select(clinic.staff_ids[who])
    return tab


def remark_of(tab: StaffTab, clinic: TestClinic, who: str) -> tuple[str, ...]:
    row = next(row for row in tab.table.rows.rows() if row.id == clinic.staff_ids[who])
    return tuple(str(cell) for cell in row.cells[1:])


def test_a_credential_with_an_end_is_entered_and_an_expired_one_is_remarked(clinic: TestClinic, sit_at: SitAt) -> None:
    view = sit_at("administrator")
    tab = staff_tab(view, clinic, "therapist")
    tab.ask_credential()
    dialog = view.findChild(CredentialDialog)
    assert dialog is not None
    dialog.which.setCurrentIndex(1)
    dialog.which.activated.emit(1)
    assert dialog.held.credential.text() == "LPCC-S"
    dialog.held.last.set_value("whenever")
    dialog.own.line.setText(passphrase_of("administrator"))
    dialog.try_go()
    assert "could not be read" in dialog.messages.accessibleName()
    dialog.held.last.set_value("2026-11-20")
    dialog.try_go()
    assert view.toast_text() == "Dana Whitlock has the credential you entered"
    credential, *_, until, remark = remark_of(tab, clinic, "therapist")
    assert (credential, until, remark) == ("LPCC-S", "20 Nov 2026", "credential expired: signs nothing")


def test_role_and_access_are_changed_and_given_back(clinic: TestClinic, sit_at: SitAt) -> None:
    view, own = sit_at("administrator"), passphrase_of("administrator")
    tab = staff_tab(view, clinic, "case manager")
    tab.ask_role()
    role = view.findChild(RoleDialog)
    assert role is not None
    role.own.line.setText(own)
    role.try_go()
    assert "Choose another role" in role.messages.accessibleName()
    role.role.set_value("therapist")
    role.try_go()
    assert role.root is None, "a role needs the administrator's own passphrase and nothing else"
    assert view.toast_text() == "Cory Lindqvist is now therapist"
    (event,) = view.desk.sitting.audit.events(action="staff.role_changed")
    assert (event.staff_id, event.detail["from"], event.detail["to"]) == (view.desk.me.id, "case manager", "therapist")
    tab.ask_end()
    end = view.findChild(EndAccessDialog)
    assert end is not None
    end.own.line.setText(own)
    end.try_go()
    assert "why the access ends" in end.messages.accessibleName()
    end.reason.setText("Left the clinic")
    end.try_go()
    assert view.toast_text() == "Cory Lindqvist has no access any more"
    sheet = view.findChild(SheetDialog)
    assert sheet is not None
    assert "sheet 2 is kept safe" in tab.key_words.text()
    sheet.reject()
    assert sheet.isVisible(), "the only copy of a code is not thrown away"
    assert not sheet.go.isEnabled()
    sheet.safe.setChecked(True)
    sheet.try_go()
    assert tab.key_words.text() == "Recovery sheet 2 is valid."
    assert remark_of(tab, clinic, "case manager")[-1] == "access ended"
    assert tab.again.isVisible()
    assert not tab.role.isEnabled()
    tab.ask_passphrase()
    back = view.findChild(FirstPassphraseDialog)
    assert back is not None
    back.first.line.setText("Cory Lindqvist 2026")
    back.again.line.setText("Cory Lindqvist 2026")
    back.try_go()
    assert "easy to guess" in back.messages.accessibleName()
    for edit in (back.first, back.again):
        edit.line.setText(NEW)
    back.own.line.setText(own)
    back.try_go()
    assert "with the passphrase you tell them" in view.toast_text()
    assert remark_of(tab, clinic, "case manager")[-1] == "has not set their own passphrase yet"
    assert tab.end.isVisible()


def test_who_ceases_to_be_an_administrator_may_leave_an_issuing_key_that_is_not_used_any_more(
    clinic: TestClinic, sit_at: SitAt
) -> None:
    view, own = sit_at("administrator"), passphrase_of("administrator")
    sam = clinic.staff_ids["supervisor"]
    view.desk.staff.change_role(sam, "administrator", own_passphrase=own)
    before = view.desk.sitting.issuing_certificate_pem
    tab = staff_tab(view, clinic, "supervisor")
    tab.ask_role()
    role = view.findChild(RoleDialog)
    assert role is not None
    assert role.root is not None, "the root key may be given, and may be left out"
    role.role.set_value("supervisor")
    role.root.file.setText(str(clinic.folder / "no such file"))
    role.own.line.setText(own)
    role.try_go()
    assert "root key file cannot be read" in role.messages.accessibleName()
    role.root.file.setText("")
    role.own.line.setText(own)
    role.try_go()
    assert view.toast_text() == "Samira Haddad is now supervisor"
    assert view.desk.sitting.issuing_certificate_pem == before


def test_an_administrator_changes_neither_their_own_role_nor_their_own_access(
    clinic: TestClinic, sit_at: SitAt
) -> None:
    tab = staff_tab(sit_at("administrator"), clinic, "administrator")
    assert [act.isEnabled() for act in (tab.role, tab.grant, tab.end)] == [False, False, False]
    assert tab.credential.isEnabled()


def test_a_certificate_is_renewed(clinic: TestClinic, sit_at: SitAt) -> None:
    view = sit_at("administrator")
    tab = staff_tab(view, clinic, "therapist")
    before = view.desk.sitting.certificate_of(clinic.staff_ids["therapist"]).serial
    tab.ask_certificate()
    dialog = view.findChild(OwnPassphraseDialog)
    assert dialog is not None
    dialog.own.line.setText(passphrase_of("administrator"))
    dialog.try_go()
    assert view.toast_text() == "Dana Whitlock has a new certificate"
    assert view.desk.sitting.certificate_of(clinic.staff_ids["therapist"]).serial != before


def test_a_certificate_is_revoked_with_a_reason_and_the_page_says_what_to_do(clinic: TestClinic, sit_at: SitAt) -> None:
    view = sit_at("administrator")
    own = staff_tab(view, clinic, "administrator")
    assert not own.revoke.isEnabled()
    tab = staff_tab(view, clinic, "therapist")
    lists = view.desk.sitting.authority.lists()
    tab.ask_revoke()
    dialog = view.findChild(RevokeDialog)
    assert dialog is not None
    dialog.own.line.setText(passphrase_of("administrator"))
    dialog.try_go()
    assert "Say why" in dialog.messages.accessibleName()
    dialog.reason.setText("The laptop was stolen.")
    dialog.try_go()
    assert view.toast_text() == "Dana Whitlock signs nothing until you give them a new passphrase"
    remark = remark_of(tab, clinic, "therapist")[-1]
    assert remark.startswith("certificate revoked ")
    assert remark.endswith("(The laptop was stolen.): give a new passphrase")
    assert not tab.revoke.isEnabled()
    assert not tab.renew.isEnabled()
    assert view.desk.sitting.authority.lists() != lists, "the list of revoked certificates is a new one"


def test_a_new_key_while_everybody_stays_gives_a_new_sheet_to_print(clinic: TestClinic, sit_at: SitAt) -> None:
    view = sit_at("administrator")
    printed: list[str] = []
    tab = StaffTab(view, printed.append)
    tab.show_facts(presenter.read_facts(view.desk))
    steps: list[str] = []
    tab.ask_new_key()
    dialog = tab.findChild(NewKeyDialog)
    assert dialog is not None
    dialog.stepped.connect(lambda step, _done: steps.append(step))
    dialog.own.line.setText("not this one at all")
    dialog.try_go()
    assert "does not open the record" in dialog.messages.accessibleName()
    dialog.own.line.setText(passphrase_of("administrator"))
    dialog.try_go()
    assert "encrypting" in steps
    sheet = tab.findChild(SheetDialog)
    assert sheet is not None
    code = sheet.code.text()
    print_button = sheet.findChild(QPushButton, "sheet.print")
    assert print_button is not None
    print_button.click()
    (words,) = printed
    assert code in words
    assert "Recovery sheet 2" in words
    sheet.safe.setChecked(True)
    sheet.try_go()
    assert view.desk.sitting.key_state.sheet_kept
    view.desk.lock()
    clinic.desk("therapist").lock()
    tab.deleteLater()


def test_a_custodians_sheet_is_made_and_used_for_the_person_who_is_chosen(clinic: TestClinic, sit_at: SitAt) -> None:
    view, own = sit_at("administrator"), passphrase_of("administrator")
    tab = staff_tab(view, clinic, "therapist")
    assert "takes their sealed notes along" in tab.custodian.words.text()
    tab.custodian.ask_make()
    dialog = tab.findChild(OwnPassphraseDialog)
    assert dialog is not None
    dialog.own.line.setText(own)
    dialog.try_go()
    sheet = tab.findChild(SheetDialog)
    assert sheet is not None
    code = sheet.code.text()
    sheet.safe.setChecked(True)
    sheet.try_go()
    assert "exists" in tab.custodian.words.text()
    tab.custodian.ask_use()
    use = tab.findChild(UseCustodianDialog)
    assert use is not None
    use.code.setText(code)
    use.try_go()
    assert "Choose who shall read" in use.messages.accessibleName()
    use.reader.set_value(clinic.staff_ids["supervisor"])
    use.own.line.setText(own)
    use.try_go()
    assert "opens no sealed notes" in use.messages.accessibleName(), "Dana has written none yet"


def test_the_reason_of_an_act_on_somebody_is_kept_when_the_desk_locks_and_no_passphrase_is(
    clinic: TestClinic, sit_at: SitAt
) -> None:
    view = sit_at("administrator")
    tab = staff_tab(view, clinic, "trainee")
    tab.ask_end()
    ending = tab.findChild(EndAccessDialog)
    tab.ask_revoke()
    revoking = tab.findChild(RevokeDialog)
    for dialog in (ending, revoking):
        assert dialog is not None
        QTest.keyClicks(dialog.reason, "Left for another clinic.")
        QTest.keyClicks(dialog.own.line, "never to be kept")
        dialog.reject()
    toby = clinic.staff_ids["trainee"]
    for place in (f"end.{toby}", f"revoke.{toby}"):
        assert view.desk.typing.at(place) == {"staff.reason": "Left for another clinic."}


def test_an_administrator_begins_on_the_list_and_dialogs_are_no_higher_than_the_window(sit_at: SitAt) -> None:
    view = sit_at("administrator")
    view.resize(1180, 700)
    page = settings(view)
    tab = page.tab("staff")
    assert isinstance(tab, StaffTab)
    assert view.window().focusWidget() is tab.table
    tab.ask()
    dialog = tab.findChild(AddStaffDialog)
    assert dialog is not None
    assert dialog.height() <= 700
    assert not dialog.area.isAncestorOf(dialog.own), "the administrator's passphrase stays in reach"
    dialog.reject()
