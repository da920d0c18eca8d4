"""How far a correction of the session text goes is said before it is chosen."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.entries.shared_text import SharedChart
from ehr_desk.ui.pages.chart.correcting import EVERYWHERE, SHARED, charts_words, shared_kinds

DAY = date(2026, 11, 20)


def chart(name: str, *, differs: bool = False) -> SharedChart:
    return SharedChart(name, name, f"e-{name}", DAY, differs)


def test_a_chart_with_a_text_of_its_own_is_named_and_changed_only_where_that_is_chosen() -> None:
    charts = [chart("Ana"), chart("Luis", differs=True), chart("Rosa")]
    assert shared_kinds(charts) == (SHARED, EVERYWHERE)
    words = charts_words(charts)
    assert "stands in 2 charts: Ana; Rosa." in words
    assert "differs in 1 chart: Luis. That text stays unless you choose." in words


def test_only_what_can_be_done_is_offered() -> None:
    assert shared_kinds([]) == ()
    assert shared_kinds([chart("Ana")]) == ()
    assert shared_kinds([chart("Ana"), chart("Rosa")]) == (SHARED,)
    assert shared_kinds([chart("Ana"), chart("Luis", differs=True)]) == (EVERYWHERE,)
    assert "differs" not in charts_words([chart("Ana"), chart("Rosa")])
