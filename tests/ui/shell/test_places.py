"""The way back."""

from __future__ import annotations

from ehr_desk.ui.shell.places import History, Place

TODAY, CHART, PLAN = Place("today"), Place("caseload", client_id="c1"), Place("caseload", client_id="c1", tab="plan")


def test_back_and_forward_walk_the_places_visited() -> None:
    history = History()
    for place in (TODAY, CHART, PLAN):
        history.visit(place)
    assert history.back() == CHART
    assert history.back() == TODAY
    assert history.back() is None
    assert history.forward() == CHART
    assert history.now == CHART


def test_going_somewhere_new_forgets_the_way_forward() -> None:
    history = History()
    for place in (TODAY, CHART):
        history.visit(place)
    history.back()
    history.visit(PLAN)
    assert history.forward() is None
    assert history.back() == TODAY


def test_the_same_place_twice_counts_once_and_a_place_may_change_by_itself() -> None:
    history = History()
    history.visit(TODAY)
    history.visit(TODAY)
    assert history.back() is None
    history.visit(CHART)
    history.replace(PLAN)
    history.visit(TODAY)
    assert history.back() == PLAN


def test_only_the_last_places_are_kept() -> None:
    history = History(longest=2)
    for number in range(5):
        history.visit(Place(f"p{number}"))
    assert [history.back(), history.back(), history.back()] == [Place("p3"), Place("p2"), None]
