"""The table of co-signatures in the window: a rule added, and the next entry of that author waits."""

from __future__ import annotations

from ehr_desk.chart.clinic.cosign_rules import from_text
from ehr_desk.ui.pages.settings.cosign_dialog import CosignRuleDialog
from ehr_desk.ui.pages.settings.cosign_tab import CosignTab
from ehr_desk.ui.pages.settings.page import SettingsPage
from ehr_desk.ui.shell.desk_view import DeskView
from tests.clinical_forms.filled import told
from tests.support.clinic import add_client, passphrase_of
from tests.ui.shell.fixtures import SitAt


def cosign_tab(view: DeskView) -> CosignTab:
    view.go_to("settings")
    page = view.page("settings")
    assert isinstance(page, SettingsPage)
    tab = page.tab("cosign")
    assert isinstance(tab, CosignTab)
    return tab


def dialog_of(tab: CosignTab) -> CosignRuleDialog:
    return next(one for one in tab.findChildren(CosignRuleDialog) if one.isVisible())


def test_a_rule_is_added_and_the_next_entry_of_that_credential_waits(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    credential = view.desk.me.credential
    assert not view.desk.me.trainee
    tab = cosign_tab(sit_at("supervisor"))
    assert tab.table.isHidden()
    assert tab.none.isVisible()
    assert tab.none.text.text().startswith("No rule is set. What a trainee signs waits")
    tab.add_rule()
    dialog = dialog_of(tab)
    dialog.credential.setText(credential.split(",")[0])
    dialog.kind.set_value("Plan")
    dialog.try_go()
    assert "no source" in dialog.messages.accessibleName()
    dialog.source.setText("Payer contract of 2026")
    dialog.try_go()
    (row,) = tab.table.rows.rows()
    assert row.cells[1:] == ("Plan", view.desk.me.name, "Payer contract of 2026")
    assert tab.none.isHidden()

    desk = sit_at("therapist").desk
    client = add_client(desk)
    for form_id, waits in (("admission", False), ("treatment_plan", True)):
        draft = desk.drafts.start(form_id, client_id=client.id)
        desk.drafts.assemble_again(draft.id, {**draft.answers, **told(form_id)})
        assert [one.needs_cosignature for one in desk.signing.prepare(draft.id)] == [waits]
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert len(sit_at("supervisor").desk.cosigning.queue()) == 1


def test_a_rule_is_taken_out_again(sit_at: SitAt) -> None:
    view = sit_at("administrator")
    tab = cosign_tab(view)
    tab.add_rule()
    dialog = dialog_of(tab)
    dialog.credential.setText("CDCAA")
    dialog.source.setText("State board")
    dialog.try_go()
    (row,) = tab.table.rows.rows()
    assert (row.cells[2], row.tone) == ("Nobody here holds it", "warning"), "a slip in a title meets nobody"
    tab.edit("0")
    dialog_of(tab).removed.emit()
    assert from_text(view.desk.clinic.read().cosign_rules) == ()
    assert len(tab.table.rows.rows()) == 0


def test_whoever_may_not_change_the_clinic_reads_the_rules_only(sit_at: SitAt) -> None:
    tab = cosign_tab(sit_at("therapist"))
    assert not tab.add.isEnabled()
