"""The table of due dates in the window: a state chosen, a rule edited, tasks and notes owed follow."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.chart.tasks.due import from_text
from ehr_desk.ui.pages.settings.due_dialog import RuleDialog
from ehr_desk.ui.pages.settings.due_tab import DueTab
from ehr_desk.ui.pages.settings.page import SettingsPage
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.vault.audit_reader import Wanted
from tests.support.clinic import TestClinic
from tests.ui.shell.fixtures import SitAt


def due_tab(view: DeskView) -> DueTab:
    view.go_to("settings")
    page = view.page("settings")
    assert isinstance(page, SettingsPage)
    tab = page.tab("due")
    assert isinstance(tab, DueTab)
    return tab


def cells(tab: DueTab) -> list[tuple[str, ...]]:
    return [tuple(row.cells) for row in tab.table.rows.rows()]


def test_a_state_is_chosen_and_one_of_its_rules_changed(sit_at: SitAt) -> None:
    view = sit_at("administrator")
    tab = due_tab(view)
    assert tab.starter.value() == "No state chosen"
    assert cells(tab)[0][1:3] == ("Every program", "10 calendar days")
    tab.starter.set_value("South Dakota, intensive outpatient")
    tab.use_starter()
    assert cells(tab)[1][2:] == ("14 calendar days", "SD 67:61:07:07, continued service")
    assert cells(tab)[3][2] == "5 working days"
    tab.edit("1")
    dialog = view.findChild(RuleDialog)
    assert dialog is not None
    dialog.days.set_value(10)
    dialog.source.setText("")
    dialog.try_go()
    assert "where the rule comes from" in dialog.messages.accessibleName()
    dialog.source.setText("Our own policy of 2026")
    dialog.try_go()
    assert cells(tab)[1][2:] == ("10 calendar days", "Our own policy of 2026")
    kept = from_text(view.desk.clinic.read().due_rules)
    assert (kept.starter, kept.due("review", date(2026, 12, 1))) == ("sd-iop", date(2026, 12, 11))
    changed = [one for one in view.desk.log.page(Wanted()) if one.action == "clinic.changed"]
    assert [one.detail["fields"] for one in changed][:2] == [["due_rules"]] * 2


def test_a_rule_for_one_program_is_added_and_taken_out_again(sit_at: SitAt) -> None:
    view = sit_at("administrator")
    tab = due_tab(view)
    tab.add_rule()
    dialog = view.findChild(RuleDialog)
    assert dialog is not None
    dialog.try_go()
    assert "Choose what is due" in dialog.messages.accessibleName()
    dialog.what.set_value("Plan review, from the last one")
    program = tab._programs()[0]
    dialog.program.set_value(program)
    dialog.days.set_value(7)
    dialog.source.setText("Contract")
    dialog.try_go()
    assert cells(tab)[2][1] == program
    dialog.deleteLater()
    tab.edit("2")
    again = next(one for one in view.findChildren(RuleDialog) if one.isVisible())
    again.removed.emit()
    assert len(cells(tab)) == 5


def test_rules_that_are_more_than_days_are_read_and_written_in_words(sit_at: SitAt) -> None:
    view = sit_at("administrator")
    tab = due_tab(view)

    def use(starter: str) -> list[tuple[str, ...]]:
        tab.starter.set_value(starter)
        tab.use_starter()
        return [one[:3] for one in cells(tab)]

    every = "Every program"
    assert ("Treatment plan, from admission", every, "2 sessions") in use("Nebraska, adult intensive outpatient")
    assert ("Note, from the session", every, "before the next session, else 1 day") in use(
        "Washington, intensive outpatient"
    )
    assert ("Co-signature, from the author's signature", every, "14 calendar days") in use(
        "California, narcotic treatment program"
    )
    assert ("Discharge summary, from discharge; left early", every, "7 working days") in use("Georgia")
    review = "Plan review, from the last one; stays of less than 30 days"
    assert (review, every, "15 calendar days") in use("Pennsylvania")

    tab.edit(str([one[0] for one in cells(tab)].index(review)))
    dialog = view.findChild(RuleDialog)
    assert dialog is not None
    assert not dialog.case.isEnabled(), "else the stays of the rule that it was would have none"
    dialog.stay_days.set_value(None)
    dialog.try_go()
    assert "how short the stay is" in dialog.messages.accessibleName()
    dialog.stay_days.set_value(28)
    dialog.days.set_value(10)
    dialog.try_go()
    assert (review.replace("30", "28"), every, "10 calendar days") in [one[:3] for one in cells(tab)]


def test_whoever_does_not_run_the_clinic_reads_it_only(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    tab = due_tab(view)
    assert not tab.use.isEnabled()
    tab.edit("0")
    assert view.findChild(RuleDialog) is None


def test_notes_owed_and_plans_due_follow_the_table(sit_at: SitAt, clinic: TestClinic) -> None:
    view = sit_at("administrator")
    tab = due_tab(view)
    tab.starter.set_value("Washington, intensive outpatient")
    tab.use_starter()
    view.desk.lock()
    desk = clinic.desk("therapist")
    starts = desk.clock.local().replace(tzinfo=None, second=0, microsecond=0) + timedelta(hours=1)
    client = desk.clients.all()[0]
    session = NewSession(datetime.combine(starts.date(), starts.time()), 50, "individual", "", desk.me.id, [client.id])
    desk.sessions.plan_session(session)
    clinic.clock.advance(timedelta(hours=3))
    (owed,) = desk.tasks.notes_owed()
    assert owed.due_on == starts.date() + timedelta(days=1)
    desk.lock()
