"""What was measured and done before the admission, at screening, is what the end of the stay is compared with."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.measures.rows import SafetyRow
from ehr_desk.chart.summaries import measures, stay
from tests.chart.summaries.record import ADMITTED, Record, episode, scope, score

SCREENED, ENDED = date(2026, 8, 29), date(2026, 8, 10)
BEFORE = episode(episode_id="e-one", admitted_on=date(2026, 6, 1), discharged_on=ENDED, opened_by_entry="e-one")


def record(*stays: EpisodeRow) -> Record:
    told = ((date(2026, 8, 1), 21), (SCREENED, 19), (date(2026, 11, 10), 6))
    scores = [score(day, points, "", f"e-{points}") for day, points in told]
    events = [SafetyRow(SCREENED, "Crisis line given", "High", "Dana Whitlock", "e-suitability")]
    return Record({"episodes": list(stays), "measures": scores, "safety": events})


def test_the_first_score_is_that_of_the_screening_after_the_stay_before() -> None:
    (row,) = measures.rows(scope(record(BEFORE, episode()), discharged_on="2026-11-20"))
    assert (row["first"], row["first_on"], row["last"]) == ("19", "2026-08-29", "6")
    (row,) = measures.rows(scope(record(episode()), discharged_on="2026-11-20"))
    assert row["first"] == "21"


def test_a_risk_at_screening_stands_among_the_safety_events_of_the_stay() -> None:
    (told,) = stay.safety(scope(record(BEFORE, episode()), discharged_on="2026-11-20"))
    assert told.text.startswith("29 Aug 2026: risk judged high")


def test_a_period_tells_its_own_scores_only() -> None:
    (row,) = measures.rows(scope(record(episode()), period_from=ADMITTED.isoformat(), period_to="2026-11-20"))
    assert (row["first"], row["first_on"]) == ("6", "2026-11-10")
