"""Due dates, worked out by hand from the regulations with a calendar of 2026 and 2027."""

from __future__ import annotations

from datetime import date

import pytest

from ehr_desk.chart.tasks.due import (
    About,
    DueRule,
    DueTable,
    Starter,
    from_text,
    is_holiday,
    months_after,
    ordered,
    read_starters,
    to_text,
    working_days_after,
)
from ehr_desk.common.errors import UserError
from ehr_desk.common.paths import resources_dir

MONDAY = date(2026, 11, 2)


@pytest.fixture(scope="module")
def starters() -> dict[str, Starter]:
    return {one.id: one for one in read_starters(resources_dir() / "rules" / "due.toml")}


@pytest.mark.parametrize(
    ("starter", "what", "start", "due"),
    [
        # SD 67:61:07:06: 10 calendar days from admission. Admitted Monday 2 November 2026.
        ("sd-iop", "plan", date(2026, 11, 2), date(2026, 11, 12)),
        # SD 67:61:07:07: continued service every 14 calendar days.
        ("sd-iop", "review", date(2026, 11, 12), date(2026, 11, 26)),
        # SD: 5 working days. Discharged Wednesday 25 November; Thanksgiving is the 26th: Fri, Mon, Tue, Wed, Thu.
        ("sd-iop", "discharge summary", date(2026, 11, 25), date(2026, 12, 3)),
        # 37 TAC 353.308(f): 7 calendar days; 26 TAC 564.805: 30 days.
        ("tx-youth", "plan", date(2026, 12, 28), date(2027, 1, 4)),
        ("tx-youth", "discharge summary", date(2026, 12, 4), date(2027, 1, 3)),
        # 28 Pa Code 709.123(b)(2): every 30 days.
        ("pa", "review", date(2027, 1, 31), date(2027, 3, 2)),
        # Nebraska: every 30 days.
        ("ne-iop", "review", date(2026, 11, 1), date(2026, 12, 1)),
        # WAC 388-877B-0350 (older text): monthly; from 31 January to the last day of February.
        ("wa-iop", "review", date(2027, 1, 31), date(2027, 2, 28)),
        ("wa-iop", "plan", date(2026, 11, 2), date(2026, 11, 2)),
        # 9 CCR 10305: 28 days, then every 3 months, over the turn of the year.
        ("ca-ntp", "plan", date(2026, 11, 2), date(2026, 11, 30)),
        ("ca-ntp", "review", date(2026, 11, 30), date(2027, 2, 28)),
        # Ga. R. 111-8-19-.17: 10 working days. Friday 18 December 2026: 21, 22, 23, 24 (Christmas falls on Friday),
        # 28, 29, 30, 31, (New Year on Friday), 4 and 5 January.
        ("ga", "discharge summary", date(2026, 12, 18), date(2027, 1, 5)),
        # Mich. R 325.14909: two weeks.
        ("mi", "discharge summary", date(2026, 11, 20), date(2026, 12, 4)),
        # 42 CFR 424.24(d): every other month, counted as 60 days.
        ("medicare-iop", "review", date(2026, 11, 2), date(2027, 1, 1)),
    ],
)
def test_a_due_date_is_the_one_the_regulation_gives(
    starters: dict[str, Starter], starter: str, what: str, start: date, due: date
) -> None:
    assert DueTable(starters[starter].rules).due(what, start) == due


@pytest.mark.parametrize(
    ("starter", "what", "start", "about", "due"),
    [
        # Ga. R. 111-8-19-.17: 7 working days for who left early. Friday 18 December 2026: 21, 22, 23, 24,
        # 28, 29, 30 (Christmas falls on Friday); completed: 10, see above.
        ("ga", "discharge summary", date(2026, 12, 18), About(left_early=True), date(2026, 12, 30)),
        ("ga", "discharge summary", date(2026, 12, 18), About(), date(2027, 1, 5)),
        # 28 Pa Code 709.123(b)(2): every 30 days, every 15 where the regimen is less than 30 days.
        ("pa", "review", date(2026, 11, 2), About(stay_days=29), date(2026, 11, 17)),
        ("pa", "review", date(2026, 11, 2), About(stay_days=30), date(2026, 12, 2)),
        ("pa", "review", date(2026, 11, 2), About(), date(2026, 12, 2)),
        # Nebraska adult IOP: within two sessions. Admitted on Monday, in group on Monday (twice) and Thursday.
        ("ne-iop", "plan", MONDAY, About(sessions=[MONDAY, MONDAY, date(2026, 11, 5)]), date(2026, 11, 5)),
        ("ne-iop", "plan", MONDAY, About(sessions=[date(2026, 10, 30), MONDAY]), date(2026, 11, 9)),
        # Of two sessions the first was weeks after admission: the second is not overdue before it.
        ("ne-iop", "plan", MONDAY, About(sessions=[date(2026, 11, 16)]), date(2026, 11, 23)),
        # WAC 388-877B-0350 (older text): the note before the next session of the same type.
        ("wa-iop", "note", MONDAY, About(next_on=date(2026, 11, 5)), date(2026, 11, 4)),
        ("wa-iop", "note", MONDAY, About(next_on=MONDAY), MONDAY),
        ("wa-iop", "note", MONDAY, About(), date(2026, 11, 3)),
        # 9 CCR 10305: countersigned within 14 days.
        ("ca-ntp", "cosign", MONDAY, About(), date(2026, 11, 16)),
    ],
)
def test_what_is_more_than_a_number_of_days_is_counted_as_the_regulation_says(
    starters: dict[str, Starter], starter: str, what: str, start: date, about: About, due: date
) -> None:
    assert DueTable(starters[starter].rules).due(what, start, about=about) == due


@pytest.mark.parametrize("unit", ["calendar", "working", "months"])
def test_a_year_typed_wrong_ends_with_the_calendar(unit: str) -> None:
    assert DueTable((DueRule("review", 30, unit),)).due("review", date(9999, 12, 31)) == date.max


def test_every_starter_says_when_each_thing_is_due_and_who_says_so(starters: dict[str, Starter]) -> None:
    for one in starters.values():
        plain = [rule.what for rule in one.rules if not rule.case]
        assert plain == ["plan", "review", "note", "discharge summary", "cosign"], one.id
        assert all(rule.source for rule in one.rules)
        assert from_text(to_text(DueTable(one.rules, one.id))) == DueTable(one.rules, one.id)
    assert [(rule.what, rule.days, rule.unit) for rule in starters["general"].rules] == [
        (rule.what, rule.days, rule.unit) for rule in DueTable().rules
    ]


@pytest.mark.parametrize(
    "day",
    [
        # The list of the Office of Personnel Management for 2026, and the first of 2027 and 2028.
        *(date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19)),
        *(date(2026, 7, 3), date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26)),
        *(date(2026, 12, 25), date(2027, 1, 1), date(2027, 6, 18), date(2027, 7, 5), date(2027, 12, 24)),
        date(2027, 12, 31),  # New Year's Day of 2028 falls on a Saturday
    ],
)
def test_federal_holidays_are_the_published_ones(day: date) -> None:
    assert is_holiday(day)


def test_no_other_weekday_of_2026_is_a_holiday() -> None:
    days = [date.fromordinal(one) for one in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    assert sum(is_holiday(day) for day in days) == 11


def test_closed_days_of_the_clinic_are_no_working_days() -> None:
    friday = date(2026, 11, 20)
    assert working_days_after(friday, 2) == date(2026, 11, 24)
    assert working_days_after(friday, 2, {date(2026, 11, 23)}) == date(2026, 11, 25)
    assert months_after(date(2026, 11, 30), 15) == date(2028, 2, 29)


def test_a_program_has_its_own_rule_before_the_one_for_all() -> None:
    table = DueTable(ordered([DueRule("review", 7, program="Partial hospitalization"), *DueTable().rules]))
    assert [one.what for one in table.rules] == ["plan", "review", "review", "note", "discharge summary", "cosign"]
    assert table.due("review", date(2026, 11, 1), "Partial hospitalization") == date(2026, 11, 8)
    assert table.due("review", date(2026, 11, 1), "Intensive outpatient") == date(2026, 12, 1)
    assert DueTable(()).due("plan", date(2026, 11, 1)) == date(2026, 11, 11)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([DueRule("tea", 1)], "not said what is due"),
        ([DueRule("plan", 1, "moons")], "how days are counted"),
        ([DueRule("plan", -1)], "no number of days"),
        ([DueRule("plan", 1), DueRule("plan", 2)], "two rules for the same thing"),
        ([DueRule("plan", 0, "sessions")], "no number of days"),
        ([DueRule("note", 1, "sessions")], "cannot be counted like that"),
        ([DueRule("plan", 1, "next session")], "cannot be counted like that"),
        ([DueRule("note", 1, case="left early")], "not for this"),
        ([DueRule("review", 1, case="short stay")], "how short the stay is"),
        ([DueRule("review", 1, stay_days=3)], "how short the stay is"),
    ],
)
def test_a_rule_that_says_nothing_is_refused(rules: list[DueRule], message: str) -> None:
    with pytest.raises(UserError, match=message):
        to_text(DueTable(tuple(rules)))
