"""The plan to read and to write."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from ehr_desk.ui.forms.plan_editor import PlanEditor
from ehr_desk.ui.pages.plan import presenter
from ehr_desk.ui.pages.plan.outline import OutlinePanel
from ehr_desk.ui.pages.plan.tab import PlanTab
from tests.clinical_forms.filled import FILLED, OBJECTIVE_PANIC
from tests.ui.pages.chart.making import PageWindow


def plan_tab(window: PageWindow, client: ClientRow) -> PlanTab:
    window.open_chart(client.id, "plan")
    shown = window.page.chart.center.currentWidget()
    assert isinstance(shown, PlanTab)
    return shown


def test_the_plan_in_force_is_read_as_problems_goals_and_objectives(desk: Desk, client: ClientRow) -> None:
    view = presenter.view_of(desk.charts.state(client.id), date(2026, 12, 8))
    assert view is not None
    assert [problem.head for problem in view.problems] == [
        "1  Panic attacks on the way to work (F41.0)",
        "2  Alcohol use to get through stress (F10.20)",
    ]
    objective = view.problems[0].goals[0].objectives[0]
    assert objective.head == "Objective 1.1"
    assert objective.target == "Panic attacks a week, from the diary: 4 → 1 by 27 Nov 2026"
    assert "served by" in objective.course
    assert objective.interventions == ("Individual CBT for panic, 50 minutes, once a week, Dana Reyes, LCADC",)
    assert view.review == "Review overdue since 2 Nov 2026"


def test_before_its_adoption_there_was_no_plan(window: PageWindow, client: ClientRow) -> None:
    tab = plan_tab(window, client)
    assert tab.findChild(QWidget, f"plan.objective.{OBJECTIVE_PANIC}") is not None
    tab.as_of.choose(date(2026, 9, 30))
    assert tab.empty.isVisible()
    assert not tab.renew.isVisible()
    tab.as_of.choose(tab.today() + timedelta(days=1))
    assert (tab.bar.isVisible(), tab.as_of.day) == (True, date(2026, 9, 30)), "nobody knows a later day"
    tab.as_of.clear()
    assert not tab.empty.isVisible()
    assert (tab.bar.isVisible(), tab.renew.isVisible()) == (False, True)


def test_a_new_version_starts_from_the_plan_in_force_in_the_plan_editor(window: PageWindow, client: ClientRow) -> None:
    tab = plan_tab(window, client)
    tab.renew.click()
    editor = window.page.chart.editor
    assert editor is not None
    assert isinstance(editor.form, PlanEditor)
    assert window.page.chart.tab == "plan"
    assert editor.form.answers()["problems"][0]["problem_text"] == "Panic attacks on the way to work"


def test_the_outline_follows_what_is_typed_and_says_what_is_missing(window: PageWindow, client: ClientRow) -> None:
    plan_tab(window, client).renew.click()
    editor = window.page.chart.editor
    assert editor is not None
    assert isinstance(editor.form, PlanEditor)
    outline = editor.findChild(OutlinePanel)
    assert outline is not None
    before = len(outline.lines())
    editor.form.add_problem("Lives alone")
    words = [line.text for line in outline.lines()]
    assert len(words) > before
    assert "3  Lives alone" in words
    editor.form.outline().add({"problem_text": "Sleeps badly"})
    assert any("no goal yet" in line.text for line in outline.lines())


def test_the_outline_of_the_example_numbers_objectives_within_their_problem(desk: Desk) -> None:
    lines = list(presenter.outline(desk.library.get("treatment_plan"), FILLED["treatment_plan"]))
    heads = [line.text.split("  ")[0] for line in lines if line.depth == 2 and line.objective_id]
    assert heads == ["1.1", "2.1"]
