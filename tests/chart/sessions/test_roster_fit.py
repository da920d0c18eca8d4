"""Who still stands in the groups of the level before: on signing a change, and from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehr_desk.chart.episodes.rows import LevelRow
from ehr_desk.chart.sessions.roster_fit import former_groups, of_stay, roster_check
from ehr_desk.chart.sessions.rows import WeeklyRow
from tests.chart.plans.bench import CLIENT, Bench
from tests.clinical_forms.filled import FILLED

MONDAY = date(2026, 12, 7)
IOP = LevelRow("Intensive outpatient", "Evening", "9", date(2026, 9, 28), None, "", "adm")
OP = LevelRow("Outpatient", "Evening", "3", MONDAY, None, "Goals reached", "step")


def group(weekday: int, **changes: object) -> WeeklyRow:
    row = WeeklyRow(
        f"w{weekday}", f"slot{weekday}", date(2026, 9, 1), None, weekday, "17:30", 180, "group", "Evening group",
        "", "dana", "", "", (CLIENT.id, "other"),
    )  # fmt: skip
    return replace(row, **changes)  # type: ignore[arg-type]  # fields by name


THREE = [group(0), group(2), group(4)]


def words(rows: list[WeeklyRow], former: LevelRow = IOP, level: LevelRow = OP, day: date = MONDAY) -> str:
    found = former_groups(CLIENT.id, former, level, rows, day)
    return found.words() if found else ""


def test_a_step_down_without_another_roster_is_told_until_the_hours_fit() -> None:
    told = "Still in groups of intensive outpatient: 9 h a week on the program, 3 h planned from 7 Dec 2026"
    assert words(THREE) == told
    ahead = words(THREE, day=MONDAY - timedelta(days=4))
    assert ahead == told.replace("Still", "Stays"), "signed on Thursday: nothing is wrong until Monday"
    one_left = [group(0), *(replace(row, last=MONDAY - timedelta(days=1)) for row in THREE[1:])]
    assert words(one_left) == ""
    without = [*one_left[1:], replace(group(0), last=date(2026, 12, 6)), group(0, first=MONDAY, client_ids=("other",))]
    assert words(without) == ""


def test_a_step_up_is_told_while_nothing_was_changed() -> None:
    up, now = replace(OP, since=date(2026, 11, 2)), replace(IOP, since=MONDAY)
    assert words([group(2)], up, now).startswith(
        "Still in groups of outpatient: 3 h a week on the program, 9 h planned"
    )
    assert words([group(2), group(4, first=MONDAY)], up, now) == "", "somebody has begun to adapt it"


@pytest.mark.parametrize(("track", "told"), [("Morning", True), ("Mixed", False), ("Evening", False)])
def test_a_change_of_track_is_told_by_the_groups_of_the_former_one(track: str, told: bool) -> None:
    level = replace(IOP, since=MONDAY, track=track)
    assert words(THREE, IOP, level) == told * (
        "Still in groups of the evening track: 9 h a week on the program, 9 h planned and morning track from 7 Dec 2026"
    )


def test_what_is_staff_time_or_began_with_the_new_level_is_no_group_of_before() -> None:
    assert words([group(0, service="case conference", minutes=600)]) == ""
    assert words([group(day, first=MONDAY) for day in (0, 2, 4)]) == ""


def test_the_one_who_signs_is_told_and_the_stay_tells_it_for_four_weeks() -> None:
    bench = Bench(today=date(2026, 12, 2))
    bench.sign("admission", FILLED["admission"], entry_id="adm")
    step = {**FILLED["level_of_care_change"], "level_from": MONDAY.isoformat()}
    (found,) = roster_check(lambda: THREE)(bench.fill("level_of_care_change", step))
    assert (found.level, found.item) == ("tip", "level_from")
    assert found.text.endswith("Adapt the rosters in the week.")
    assert roster_check(tuple)(bench.fill("level_of_care_change", step)) == []
    (before,) = bench.rows("episodes")
    assert of_stay(CLIENT.id, before, THREE, MONDAY) is None
    bench.sign("level_of_care_change", step)
    (stay,) = bench.rows("episodes")
    days = (date(2026, 12, 3), MONDAY, date(2027, 1, 4), date(2027, 1, 5))
    assert [of_stay(CLIENT.id, stay, THREE, day) is not None for day in days] == [True, True, True, False]
