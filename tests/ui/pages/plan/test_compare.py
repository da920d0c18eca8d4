"""Two versions of a plan side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.plans.rows import ObjectiveRow, PlanRow
from ehr_desk.desk import Desk
from ehr_desk.ui.pages.documents.acknowledging import AcknowledgeDialog
from ehr_desk.ui.pages.plan.compare import Difference, compare, summary, words
from ehr_desk.ui.pages.plan.compare_card import CompareCard
from ehr_desk.ui.pages.plan.presenter import signature_words
from ehr_desk.ui.pages.plan.standing import NOT_THERE, standings
from ehr_desk.ui.theme import Theme
from tests.support.clinic import TestClinic, passphrase_of
from tests.ui.pages.chart.fixtures import Sit
from tests.ui.pages.chart.making import PageWindow, write
from tests.ui.pages.plan.test_plan import plan_tab


def objective(key: str, text: str, **more: Any) -> dict[str, Any]:
    return {"_id": key, "text": text, "measure": "Diary", "baseline": "4", "target": "1", "status": "open", **more}


def plan(*objectives: dict[str, Any], **more: Any) -> PlanRow:
    goal = {"_id": "g1", "text": "Get to work", "objectives": list(objectives)}
    problem = {"_id": "p1", "text": "Panic", "kind": "mental health", "code": "F41.0", "evidence": "", "goals": [goal]}
    texts = dict.fromkeys(
        ("client_goals", "strengths", "barriers", "preferences", "discharge_criteria", "discharge_plan"), ""
    )
    row = PlanRow("e1", date(2026, 10, 2), 1, [problem], **texts, planned_hours="9", projected_discharge=None,
                  next_review_on=None, reviewed_on=None)  # fmt: skip
    return replace(row, **more)


OLD = plan(objective("o1", "Ride the bus two days a week"), objective("o2", "Sleep six hours"))


def test_the_same_plan_differs_in_nothing() -> None:
    assert compare(OLD, OLD) == []
    assert summary([]) == "Nothing differs."


def test_what_was_added_changed_and_ended_is_told_with_its_place() -> None:
    new = plan(
        objective("o1", "Ride the bus four days a week", target_date="2026-11-27", status="met"),
        objective("o3", "Walk to the park", interventions=[{"_id": "i1", "text": "Exposure", "frequency": "weekly"}]),
        strengths="A sister who helps",
        planned_hours="12",
    )
    assert compare(OLD, new) == [
        Difference("Objective 1.1", "changed", "Ride the bus two days a week", "Ride the bus four days a week"),
        Difference("Objective 1.1, by", "changed", "", "27 Nov 2026"),
        Difference("Objective 1.1, state", "ended", "open", "met"),
        Difference("Objective 1.2", "added", "", "Walk to the park, measured by Diary, at the start 4, target 1"),
        Difference("Intervention 1.2.1", "added", "", "Exposure, weekly"),
        Difference(
            "Objective 1.2 of the older plan",
            "ended",
            "Sleep six hours, measured by Diary, at the start 4, target 1",
            "",
        ),
        Difference("Strengths", "added", "", "A sister who helps"),
        Difference("Hours a week", "changed", "9", "12"),
    ]
    assert summary(compare(OLD, new)) == "3 added, 3 changed, 2 ended"


def test_the_words_that_differ_are_marked_on_both_sides() -> None:
    old, new = words("Ride the bus two days", "Ride the bus four days")
    assert [one.text for one in old if one.marked] == ["two"]
    assert [one.text for one in new if one.marked] == ["four"]
    assert "".join(one.text for one in new) == "Ride the bus four days"


def test_an_objective_that_only_moved_is_the_same() -> None:
    assert compare(OLD, plan(objective("o2", "Sleep six hours"), objective("o1", "Ride the bus two days a week"))) == []


def test_a_signature_that_is_missing_says_why() -> None:
    row = replace(OLD, client_signature="Declined to sign", client_signature_reason="wants to read it first")
    assert signature_words(row) == "Declined to sign: wants to read it first"


def row(key: str, **more: Any) -> ObjectiveRow:
    one = ObjectiveRow(key, "1.1", "Panic", "Get to work", "Ride the bus", "Diary", "4", "1", date(2026, 11, 27),
                       "open", "", "", None, 0, "", "e1")  # fmt: skip
    return replace(one, **more)


def test_where_each_objective_stood_and_stands_is_told() -> None:
    older, newer = [row("o1"), row("o2", number="1.2", baseline="")], [row("o1", now="3", last_progress="some")]
    found = standings(older, newer, [row("o1", now="1", status="met")])
    assert [(one.head, one.target) for one in found] == [
        ("Objective 1.1", "1 by 27 Nov 2026"),
        ("Objective 1.2", "1 by 27 Nov 2026"),
    ]
    assert (found[0].older, found[0].newer, found[0].now) == ("4 at the start", "3, some progress", "1, met")
    assert (found[1].older, found[1].newer, found[1].now) == ("–", NOT_THERE, NOT_THERE)


def test_two_versions_are_compared_on_the_page(window: PageWindow, desk: Desk, client: ClientRow) -> None:
    write(desk, "treatment_plan", client, strengths="Walks every evening", next_review_on="2027-01-20")
    tab = plan_tab(window, client)
    card = tab.findChild(CompareCard, "plan.compare")
    assert card is not None
    ask = card.findChild(QPushButton, "plan.compare.ask")
    assert ask is not None
    ask.click()
    assert window.failures == []
    words = [one.text() for one in card.findChildren(QLabel)]
    assert "Strengths" in words
    assert any("<u><b>" in one and "evening" in one for one in words)
    stands = card.findChild(QWidget, "plan.compare.standing")
    assert stands is not None
    assert stands.isVisible()
    told = [one.text() for one in stands.findChildren(QLabel)]
    assert told[0] == "Where each objective stands"
    assert told[4] == "Now"
    assert any(one.startswith("Objective 1.1: ") for one in told)
    card.older.set_value(card.newer.value())
    ask.click()
    assert card.said.text() == "Choose two different versions."


def _signed_on_screen(sit: Sit, client: ClientRow) -> tuple[Desk, str]:
    """A therapist's desk, and the fingerprint of a device, after a plan that the client signs on the screen."""
    admin = sit("administrator")
    device = admin.sitting.authority.add_device(passphrase_of("administrator"), "front desk tablet").fingerprint
    desk = sit("therapist")
    write(desk, "treatment_plan", client, client_signature="Signed on this screen")
    return desk, device


def test_the_plan_leads_to_where_the_client_signs_until_they_did(
    clinic: TestClinic, sit: Sit, theme: Theme, client: ClientRow, qtbot: QtBot
) -> None:
    clinic.clock.advance(timedelta(minutes=1))
    desk, device = _signed_on_screen(sit, client)
    window = PageWindow(desk, theme)
    qtbot.addWidget(window)
    window.show()
    link = plan_tab(window, client).findChild(QPushButton, "plan.client_signs")
    assert link is not None
    link.click()
    dialog = window.page.chart.findChild(AcknowledgeDialog)
    assert dialog is not None, "the pad for this very paper"
    assert "Treatment plan of " in dialog.subtitle.text()
    dialog.asked.emit(device, [[(0.1, 0.5), (0.5, 0.2), (0.9, 0.4)]], passphrase_of("therapist"))
    assert window.failures == []
    tab = plan_tab(window, client)
    qtbot.waitUntil(lambda: tab.findChild(QPushButton, "plan.client_signs") is None)
    words = [one.text() for one in tab.findChildren(QLabel)]
    assert "Signed on this screen. Drawn on 8 Dec 2026" in words


def test_a_plan_that_was_signed_on_paper_is_not_signed_on_the_screen_as_well(
    window: PageWindow, client: ClientRow
) -> None:
    assert plan_tab(window, client).findChild(QPushButton, "plan.client_signs") is None
