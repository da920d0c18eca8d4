"""A summary never names a medication that is not on the list it summarises."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.medications.effects import EVENT_OF_KIND
from ehr_desk.chart.medications.fold import fold_changes, fold_medications
from ehr_desk.chart.summaries import assemble, medications
from ehr_desk.chart.summaries.scope import scope_of
from tests.chart.summaries.record import ADMITTED, TODAY, Record, episode

NAMES = ("sertraline", "naltrexone", "prazosin", "hydroxyzine", "buPROPion")


@st.composite
def orders(draw: st.DrawFn) -> list[SignedEffect]:
    found = []
    for seq in range(draw(st.integers(0, 15))):
        place = draw(st.integers(0, len(NAMES) - 1))
        found.append(
            SignedEffect(
                kind=draw(st.sampled_from(sorted(EVENT_OF_KIND))),
                effective_on=ADMITTED + timedelta(days=draw(st.integers(-30, 90))),
                data={
                    "medication_id": f"m{place}",
                    "name": NAMES[place],
                    "dose": draw(st.sampled_from(["25", "50", "0.5"])),
                    "unit": "mg",
                    "frequency": "every morning",
                    "reason": draw(st.sampled_from(["", "partial response"])),
                },
                sentence="",
                entry_id=f"e{seq}",
                seq=seq,
                ordinal=0,
                author_name="Adaeze Okonkwo",
                author_id="s-ade",
            )
        )
    return sorted(found, key=lambda effect: effect.order)


PERIODS = st.tuples(st.integers(0, 80), st.integers(0, 40)).map(
    lambda days: (ADMITTED + timedelta(days=days[0]), ADMITTED + timedelta(days=days[0] + days[1]))
)


def record_of(effects: list[SignedEffect], end: date) -> Record:
    then = [effect for effect in effects if effect.effective_on <= end]
    return Record(rows_of(effects), {end: Record(rows_of(then))})


def rows_of(effects: list[SignedEffect]) -> dict[str, list[Any]]:
    return {
        "episodes": [episode(presenting_problem="")],
        "medications": fold_medications(effects),
        "medication_changes": fold_changes(effects),
    }


@given(orders(), PERIODS)
def test_no_sentence_or_row_names_a_medication_that_is_not_on_the_list(
    effects: list[SignedEffect], period: tuple[date, date]
) -> None:
    answers = {"period_from": period[0].isoformat(), "period_to": period[1].isoformat()}
    scope = scope_of(record_of(effects, period[1]), answers, TODAY)
    listed = {row.name for row in fold_medications([effect for effect in effects if effect.effective_on <= period[1]])}
    said = [sentence.text for part in assemble.PASSAGES.values() for sentence in part(scope).sentences]
    said += [str(row) for table in assemble.TABLES.values() for row in table(scope)]
    named = {name for name in NAMES for text in said if name.casefold() in text.casefold()}
    assert named <= listed


@given(orders(), PERIODS)
def test_the_list_of_a_past_day_is_what_the_fold_gives_for_that_day(
    effects: list[SignedEffect], period: tuple[date, date]
) -> None:
    answers = {"period_from": ADMITTED.isoformat(), "period_to": period[1].isoformat()}
    scope = scope_of(record_of(effects, period[1]), answers, TODAY)
    then = fold_medications([effect for effect in effects if effect.effective_on <= period[1]])
    expected = {row.name: row.status for row in then if row.status != "stopped"}
    assert {one.row.name: one.status for one in medications.taken(scope) if one.status != "stopped"} == expected
