"""The family on the screen: who may hear what, and goals rated over time."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.families.rows import FamilyGoalRow, FamilyMemberRow
from ehr_desk.desk import Desk
from ehr_desk.ui.pages.chart.family_tab import FamilyTab
from ehr_desk.ui.pages.record import family
from ehr_desk.ui.widgets.trend_chart import TrendChart
from tests.ui.pages.chart.making import PageWindow, write

DAY = date(2026, 11, 21)


def member(name: str, consent_id: str = "") -> FamilyMemberRow:
    return FamilyMemberRow(f"id-{name}", name, "Sister", "adult", consent_id, "in person", DAY, 1, False)


def consent(recipient: str, *, until: date, consent_id: str = "c1", scope: str = "treatment plan") -> ConsentRow:
    values: dict[str, Any] = {
        **dict.fromkeys(ConsentRow.__dataclass_fields__, ""),
        "consent_id": consent_id,
        "recipient": recipient,
        "scope": [scope],
        "given_on": date(2026, 9, 1),
        "expires_on": until,
        "revoked_on": None,
    }
    return ConsentRow(**values)


def test_who_may_hear_nothing_is_said_with_the_reason() -> None:
    state: dict[str, list[Any]] = {
        "family_members": [member("Ana Vega"), member("Luis Vega"), member("Rosa Vega", "c2")],
        "consents": [
            consent("ana  vega", until=date(2027, 1, 1)),
            consent("Rosa", until=date(2026, 11, 1), consent_id="c2"),
        ],
    }
    assert family.uncovered(state, DAY) == (
        "Share nothing about substance use with Luis Vega (no consent); Rosa Vega (consent ended 1 Nov 2026)."
    )
    assert family.uncovered({"family_members": [member("Ana Vega")], "consents": state["consents"]}, DAY) == ""


def test_a_consent_for_attendance_lets_nobody_hear_of_substance_use() -> None:
    narrow = consent("Ana Vega", until=date(2027, 1, 1), scope="attendance")
    state: dict[str, list[Any]] = {"family_members": [member("Ana Vega")], "consents": [narrow]}
    said = "Share nothing about substance use with Ana Vega (consent for attendance only)."
    assert family.uncovered(state, DAY) == said
    (row,) = family.member_rows(state, DAY)
    assert (row.cells[-1], row.tone) == ("Consent for attendance only: share nothing about substance use", "warning")
    state["consents"] = [narrow, consent("Ana Vega", until=date(2027, 1, 1), consent_id="c2")]
    assert family.uncovered(state, DAY) == ""


def test_a_renewed_consent_counts_although_the_session_named_the_old_one() -> None:
    old, new = (
        consent("Rosa Vega", until=date(2026, 11, 1)),
        consent("Rosa Vega", until=date(2027, 1, 1), consent_id="c2"),
    )
    assert family.consent_for(member("Rosa Vega", "c1"), [old, new], DAY) is new


def test_goals_are_one_trend_each_from_0_to_10() -> None:
    rows = [
        FamilyGoalRow("g1", "Eat together", date(2026, 10, 2), 3, "Both agreed", "e1"),
        FamilyGoalRow("g2", "Talk calmly", date(2026, 10, 2), 2, "Client", "e1"),
        FamilyGoalRow("g1", "Eat together", date(2026, 10, 30), 6, "Family", "e2"),
    ]
    first, second = family.goal_trends({"family_goals": rows})
    assert (first.title, [(one.value, one.word) for one in first.points]) == (
        "Eat together",
        [(3, "both agreed"), (6, "family")],
    )
    assert (second.low, second.high, len(second.points)) == (0, 10, 1)


def test_the_tab_shows_goals_and_who_knows_the_limits(window: PageWindow, desk: Desk, client: ClientRow) -> None:
    write(desk, "family_session", client, session_date="2026-12-02")
    window.open_chart(client.id, "family")
    tab = window.page.chart.center.currentWidget()
    assert isinstance(tab, FamilyTab)
    goals = tab.findChild(QWidget, "family.goals")
    assert goals is not None
    assert goals.isVisible()
    chart = goals.findChildren(TrendChart)[0]
    assert len(chart.points_text()) >= 1
    assert all(row.cells[5] in ("yes", "not yet said") for row in tab.members.rows())
    tab.as_of.choose(date(2026, 1, 1))
    assert not goals.isVisible()
