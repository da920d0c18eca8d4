"""The audit page with its real log: choosing, sorting, paging, exporting, reviewing."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel, QStyleOptionHeader, QStyleOptionHeaderV2

from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.audit.page import AuditPage
from ehr_desk.ui.pages.chart import access
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.vault.salvage import SALVAGED
from ehr_desk.vault.witness import Witnesses
from tests.desk.test_losses import damaged
from tests.support.clinic import TestClinic
from tests.ui.shell.fixtures import SitAt


def audit(view: DeskView) -> AuditPage:
    view.go_to("audit")
    page = view.page("audit")
    assert isinstance(page, AuditPage)
    return page


def said(page: AuditPage, column: int) -> list[str]:
    return [row.cells[column] for row in page.log.table.rows.rows()]


def dialog() -> ReasonDialog:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, ReasonDialog) and one.isVisible())


def arrow(page: AuditPage) -> QStyleOptionHeader.SortIndicator:
    option = QStyleOptionHeaderV2()
    page.log.table.horizontalHeader().initStyleOptionForIndex(option, 0)
    return option.sortIndicator


def test_supervisors_and_administrators_have_the_page_and_others_not(sit_at: SitAt) -> None:
    assert not sit_at("therapist").has("audit")
    assert not sit_at("case manager").has("audit")
    assert sit_at("administrator").has("audit")
    assert sit_at("supervisor").has("audit")


def test_the_newest_events_come_first_and_name_person_client_and_entry(sit_at: SitAt) -> None:
    view = sit_at("supervisor")
    page = audit(view)
    page.log.period.set_value("Everything")
    page.log.enter()
    assert said(page, 3)[0] in ("Opened a page", "Unlocked the desk")
    signed = [row.cells for row in page.log.table.rows.rows() if row.cells[3] == "Signed an entry"]
    assert signed
    assert all(cells[2].count(",") == 1 and " · entry " in cells[4] for cells in signed)


def test_an_empty_answer_says_so(sit_at: SitAt) -> None:
    page = audit(sit_at("supervisor"))
    page.log.enter()
    assert page.log.nothing.isHidden()
    page.log.kind.set_value("Alarms")
    page.log.enter()
    assert said(page, 3) == []
    assert not page.log.nothing.isHidden()
    page.log.kind.set_value("")
    page.log.enter()
    assert page.log.nothing.isHidden()


def test_an_administrator_sees_no_clients_name(sit_at: SitAt) -> None:
    page = audit(sit_at("administrator"))
    page.log.period.set_value("Everything")
    page.log.enter()
    names = {name for name in said(page, 2) if name}
    assert names
    assert all(name.startswith("Client ") for name in names)


def test_an_administrator_chooses_a_client_by_what_stands_in_the_log(sit_at: SitAt) -> None:
    page = audit(sit_at("administrator"))
    page.log.period.set_value("Everything")
    page.log.enter()
    shown = sorted({name for name in said(page, 2) if name})
    assert [page.log.client.itemText(at) for at in range(page.log.client.count())] == ["All clients", *shown]
    page.log.client.setCurrentIndex(1)
    page.log.client.activated.emit(1)
    assert set(said(page, 2)) == {shown[0]}


def test_typed_days_choose_in_view_and_export_alike_and_days_that_are_none_choose_nothing(
    sit_at: SitAt, tmp_path: Path
) -> None:
    view = sit_at("supervisor")
    page = audit(view)
    page.log._choose = lambda _parent: tmp_path
    today = view.desk.clock.today()
    page.log.period.set_value("30 days")
    page.log.period.edited.emit()
    assert (page.log.first.value(), page.log.last.value()) == (
        (today - timedelta(days=29)).isoformat(),
        today.isoformat(),
    )
    page.log.period.set_value("Everything")
    page.log.period.edited.emit()
    whole = page.log.table.rows.rows()
    built = (
        view.desk.sitting.audit.events(action="vault.created")[0].at.astimezone(view.desk.clock.local().tzinfo).date()
    )
    of_day = [row for row in whole if row.cells[0].startswith(show_date(built))]
    assert 0 < len(of_day) < len(whole)
    for edit in (page.log.first, page.log.last):
        edit.set_value(built.isoformat())
        edit.edited.emit()
    assert page.log.period.value() == ""
    assert [row.id for row in page.log.table.rows.rows()] == [row.id for row in of_day]
    page.log.export()
    (path,) = tmp_path.glob("audit-log-*.csv")
    kept = list(csv.reader(path.read_text("utf-8").splitlines()))[1:]
    assert {row[0] for row in kept} == {row.id for row in of_day}
    for wrong in ("no day", (built - timedelta(days=1)).isoformat(), "0001-01-01", "9999-12-31"):
        page.log.last.set_value(wrong)
        page.log.last.edited.emit()
        assert page.log.hint.isVisible()
        assert not page.log.out.isEnabled()
    page.log.last.set_value("")
    page.log.last.edited.emit()
    assert not page.log.hint.isVisible()


def test_choices_narrow_what_is_shown(sit_at: SitAt) -> None:
    view = sit_at("supervisor")
    page = audit(view)
    page.log.period.set_value("Everything")
    page.log.kind.set_value("Entries and drafts")
    page.log.enter()
    assert set(said(page, 3)) <= {"Signed an entry", "Co-signed an entry"}
    (client,) = {name for name in said(page, 2) if "Alvarez" in name}
    page.log.client.setCurrentIndex(page.log.client.findText(client))
    page.log.client.activated.emit(page.log.client.currentIndex())
    assert set(said(page, 2)) == {client}
    person = said(page, 1)[0]
    page.log.person.setCurrentIndex(page.log.person.findText(person))
    page.log.person.activated.emit(page.log.person.currentIndex())
    assert set(said(page, 1)) == {person}
    page.log.period.set_value("Today")
    page.log.period.edited.emit()
    assert said(page, 1) == [] or set(said(page, 1)) == {person}


def test_a_click_on_a_columns_head_sorts_and_the_next_one_turns_round(sit_at: SitAt) -> None:
    page = audit(sit_at("supervisor"))
    page.log.period.set_value("Everything")
    page.log.enter()
    page.log.sort_by(3)
    assert page.log.wanted().order == "action"
    forward = page.log.table.rows.rows()
    page.log.sort_by(3)
    assert page.log.wanted().descending
    assert page.log.table.rows.rows() != forward
    page.log.sort_by(0)
    numbers = [int(row.id) for row in page.log.table.rows.rows()]
    assert numbers == sorted(numbers, reverse=True)
    assert arrow(page) == QStyleOptionHeader.SortIndicator.SortDown, "the newest stands first"
    page.log.sort_by(0)
    assert arrow(page) == QStyleOptionHeader.SortIndicator.SortUp
    page.log.sort_by(4)
    assert page.log.wanted().order == "at", "details cannot be sorted"


def test_no_more_than_a_page_is_read_before_it_is_shown(sit_at: SitAt) -> None:
    view = sit_at("supervisor")
    for _ in range(5):
        with view.desk.sitting.write() as unit:
            for _ in range(100):
                unit.record("page.opened", entity="page", entity_id="today")
    page = audit(view)
    assert len(page.log.table.rows.rows()) == 200
    assert page.log.more.isVisible()
    page.log.more.click()
    assert len(page.log.table.rows.rows()) == 400
    assert len({row.id for row in page.log.table.rows.rows()}) == 400
    page.log.more.click()
    assert not page.log.more.isVisible()


def test_the_export_holds_every_wanted_event_and_is_an_event_itself(sit_at: SitAt, tmp_path: Path) -> None:
    view = sit_at("supervisor")
    page = audit(view)
    folder = tmp_path / "out"
    folder.mkdir()
    page.log._choose = lambda _parent: folder
    page.log.period.set_value("Everything")
    page.log.export()
    page.log.export()
    first, second = sorted(folder.iterdir(), key=lambda path: len(path.name))
    assert first.name == f"audit-log-{view.desk.clock.today().isoformat()}.csv"
    rows = list(csv.reader(first.read_text("utf-8").splitlines()))
    assert rows[0][:2] == ["event", "at (UTC)"]
    assert [int(row[0]) for row in rows[1:]] == list(range(1, len(rows)))
    newest = view.desk.sitting.audit.events(action="audit.exported")
    assert [event.detail["sha256"] for event in newest] == [
        sha256_hex(second.read_bytes()),
        sha256_hex(first.read_bytes()),
    ]
    assert b"Alvarez" not in first.read_bytes()
    client = next(one for one in view.desk.clients.all() if one.family_name == "Alvarez")
    page.log.client.setCurrentIndex(page.log.client.findData(client.id))
    page.log.client.activated.emit(page.log.client.currentIndex())
    page.log.export()
    (third,) = [path for path in folder.iterdir() if path not in (first, second)]
    head, *of_client = csv.reader(third.read_text("utf-8").splitlines())
    assert {row[head.index("record number")] for row in of_client} == {client.record_number}
    columns = [head.index(name) for name in ("who", "what", "which")]
    screen = [tuple(row.cells[at] for at in (1, 3, 4)) for row in page.log.table.rows.rows()]
    assert {tuple(row[at] for at in columns) for row in of_client} >= set(screen[-5:])


def test_an_export_that_cannot_be_written_is_told_and_no_event(sit_at: SitAt, tmp_path: Path) -> None:
    view = sit_at("supervisor")
    page = audit(view)
    page.log._choose = lambda _parent: tmp_path / "not there"
    page.log.export()
    assert "could not be written" in page.bar.accessibleName()
    assert view.desk.sitting.audit.events(action="audit.exported") == []


def test_an_emergency_access_waits_in_the_queue_until_it_is_reviewed(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    client = view.desk.clients.all()[0]
    view.desk.access.open_in_emergency(client.id, "The crisis line called about them.")
    view = sit_at("supervisor")
    page = audit(view)
    assert page.emergency is not None
    assert page.header.tabs.tabText(1) == "Emergency access (1)"
    page.show_tab("emergency")
    assert page.where() == ("", "emergency", "")
    (row,) = page.emergency.table.rows.rows()
    assert row.cells[3] == client.list_name
    assert row.cells[4] == "The crisis line called about them."
    page.emergency.go.click()
    asked = dialog()
    told = " ".join(one.text() for one in asked.findChildren(QLabel))
    assert " opened the chart of " in told, "whose access to which chart is reviewed"
    asked.reason.set_text("Called for; nothing follows.")
    asked.try_go()
    assert page.emergency.table.rows.rows() == ()
    assert page.emergency.empty.isVisible()
    assert view.desk.access.to_review() == []


def test_an_alarm_is_shown_above_every_page_until_somebody_answers_for_the_record(
    sit_at: SitAt, tmp_path: Path
) -> None:
    view = sit_at("supervisor")
    witnesses = Witnesses(tmp_path / "profile")
    from ehr_desk.vault.witness import Head

    witnesses.keep(view.desk.sitting.vault_id, Head(10_000, "ab" * 32))
    view.desk.sitting.watch(witnesses)
    view.warnings.of_history()
    assert "An older state of the record was put back" in view.warnings.alarm.accessibleName()
    page = audit(view)
    assert view.warnings.alarm.isVisible()
    assert page.answer.isVisible()
    page.answer.click()
    asked = dialog()
    asked.reason.set_text("Monday's backup was put back after the disk failed.")
    asked.try_go()
    assert not view.warnings.alarm.isVisible()
    assert not page.answer.isVisible()
    assert view.desk.check().vault.ok


def test_opening_a_page_is_one_event_and_a_page_without_clients_is_none(sit_at: SitAt) -> None:
    view = sit_at("supervisor")
    for place in ("today", "caseload", "settings", "caseload"):
        view.go_to(place)
    opened = view.desk.sitting.audit.events(action="page.opened")
    assert [event.entity_id for event in opened] == ["caseload", "caseload", "today"]


def test_a_day_that_is_none_shows_nothing_of_what_was_read_while_it_was_typed(sit_at: SitAt) -> None:
    page = audit(sit_at("supervisor"))
    page.log.first.set_value("")
    page.log.first.edited.emit()
    assert page.log.table.rows.rows()
    page.log.first.set_value("31 Feb 2026")
    page.log.first.edited.emit()
    assert page.log.table.rows.rows() == ()
    assert not page.log.more.isVisible()


def test_what_the_program_took_over_from_the_weekly_program_is_one_line_of_its_own(sit_at: SitAt) -> None:
    view = sit_at("supervisor")
    desk = view.desk
    ids = [one.id for one in desk.clients.all()]
    desk.program.add(NewWeekly(2, "17:30", 180, "group", "Evening group", desk.me.id, ids), desk.clock.today())
    page = audit(view)
    page.log.kind.set_value("Schedule and weekly program")
    page.log.enter()
    made = len(desk.sitting.audit.events(action="session.made"))
    assert made >= 4
    ours, theirs = page.log.table.rows.rows()[:2]
    assert ours.cells[1:4] == ("EHR Desk", ours.cells[2], "Followed the weekly program")
    assert ours.cells[4].startswith(f"{made} sessions made · {made * len(ids)} places on rosters")
    assert ours.cells[4].endswith(f"{desk.me.signature_name} was at the desk")
    assert theirs.cells[1:4] == (desk.me.signature_name, "", "Added a weekly session")
    people = {desk.me.id: desk.me.signature_name}
    (line,) = [
        row for row in access.rows(desk.log.of_chart(ids[0]), people, desk.clock, {}) if row.cells[1] == "EHR Desk"
    ]
    assert line.cells[3].startswith(f"{made} places on rosters · ")
    assert not desk.check().faults


def test_what_a_damage_took_is_listed_and_told_above_every_page_until_somebody_answers(
    clinic: TestClinic, sit_at: SitAt
) -> None:
    desk = clinic.desk("therapist")
    client = desk.clients.all()[0]
    entry = desk.charts.timeline(client.id)[0]
    with desk.sitting.write() as unit:
        unit.record(SALVAGED, entity="vault")
    damaged(clinic, desk, entry.entry_id)
    view = sit_at("supervisor")
    view.warn_of_history()
    assert "1 signed entry could not be read" in view.warnings.losses.accessibleName()
    page = audit(view)
    page.show_tab("losses")
    assert page.where() == ("", "losses", "")
    (row,) = page.losses.table.rows.rows()
    assert row.cells[1:4] == (client.list_name, entry.title, f"{entry.author_name}, {entry.author_credential}")
    page.losses.go.click()
    asked = dialog()
    asked.reason.set_text("Written again by its author today.")
    asked.try_go()
    assert page.losses.go.isHidden()
    assert view.warnings.losses.isHidden()
    assert len(page.losses.table.rows.rows()) == 1
