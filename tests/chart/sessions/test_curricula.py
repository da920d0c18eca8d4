"""A curriculum runs from week to week: topics of coming sessions, what was held, had and missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehr_desk.chart.sessions.curricula import Curriculum, from_text, read_starters, to_text, with_topics
from ehr_desk.chart.sessions.prefills import facts_of
from ehr_desk.chart.sessions.program import due_sessions
from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.rows import WeeklyRow
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.chart.sessions.topics import topic_of
from ehr_desk.common.errors import UserError
from ehr_desk.common.paths import resources_dir
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import ABSENCE, DAP_NOTE
from tests.support.clinic import TestClinic, add_client, passphrase_of

SKILLS = Curriculum("Skills", ("One", "Two", "Three"))
ONCE = Curriculum("Once", ("One", "Two"), repeats=False)
MONDAY = date(2026, 11, 2)
ROW = WeeklyRow("w1", "s1", MONDAY, None, 0, "17:30", 60, "psychoeducation", "Ed", "skills", "dana", "", "", ("a",))


def told(rows: list[WeeklyRow], curriculum: Curriculum, closed: set[date], off: set[date]) -> list[str]:
    due = due_sessions(rows, closed, MONDAY, date(2026, 12, 7))
    cancelled = {("s1", day) for day in off}
    found = with_topics(due, rows, {curriculum.name.casefold(): curriculum}, closed, cancelled)
    return [one.row.curriculum for one in found]


def test_each_week_takes_the_next_topic_and_after_the_last_it_begins_again() -> None:
    assert told([ROW], SKILLS, set(), set()) == [
        *(f"Skills, {number} of 3: {topic}" for number, topic in ((1, "One"), (2, "Two"), (3, "Three"))),
        *(f"Skills, {number} of 3: {topic}" for number, topic in ((1, "One"), (2, "Two"), (3, "Three"))),
    ]


def test_a_curriculum_that_does_not_repeat_is_over_after_its_last_topic() -> None:
    row = replace(ROW, curriculum="Once")
    assert told([row], ONCE, set(), set())[1:4] == ["Once, 2 of 2: Two", *["Once, all 2 topics held"] * 2]
    assert topic_of("Once, all 2 topics held") is None


def test_a_closed_or_cancelled_day_uses_up_no_topic() -> None:
    second = MONDAY + timedelta(days=7)
    assert told([ROW], SKILLS, {second}, set())[:3] == [
        "Skills, 1 of 3: One",
        "Skills, 2 of 3: Two",
        "Skills, 3 of 3: Three",
    ]
    # The session that is cancelled would have held the second topic; the one after it holds it.
    assert told([ROW], SKILLS, set(), {second})[1:3] == ["Skills, 2 of 3: Two"] * 2


def test_a_change_of_the_weekly_session_does_not_begin_the_curriculum_anew() -> None:
    change = date(2026, 11, 16)
    rows = [replace(ROW, last=change - timedelta(days=1)), replace(ROW, id="w2", first=change, start="18:00")]
    assert told(rows, SKILLS, set(), set())[2] == "Skills, 3 of 3: Three"


def test_a_session_without_a_curriculum_keeps_its_own_words() -> None:
    assert set(told([replace(ROW, curriculum="Chapter 4")], SKILLS, set(), set())) == {"Chapter 4"}


def test_curricula_are_kept_as_text_and_have_names_and_topics() -> None:
    assert from_text(to_text([SKILLS, ONCE])) == [SKILLS, ONCE]
    assert from_text("") == []
    for wrong, message in (
        ([Curriculum(" ", ("One",))], "no name"),
        ([Curriculum("Skills", ())], "no topics"),
        ([SKILLS, Curriculum("skills", ("One",))], "two curricula"),
    ):
        with pytest.raises(UserError, match=message):
            to_text(wrong)


def test_the_starters_can_be_kept_as_they_are() -> None:
    starters = read_starters(resources_dir() / "curricula" / "starter.toml")
    assert from_text(to_text(starters)) == starters
    assert all(len(one.topics) == len(set(one.topics)) for one in starters)


def test_sessions_and_their_notes_carry_the_topic_of_the_week(clinic: TestClinic, desk: Desk) -> None:
    client = add_client(desk)
    desk.curricula.save([SKILLS])
    today = clinic.clock.today()
    new = NewWeekly(today.weekday(), "23:00", 50, "psychoeducation", "Ed", desk.me.id, [client.id], curriculum="Skills")
    row = desk.program.add(new, today)
    sessions = [one for start in (0, 7, 14) for one in desk.program.week(today + timedelta(days=start)).sessions]
    assert [one.curriculum for one in sessions] == [SKILLS.told(number) for number in range(3)]
    assert facts_of(sessions[1])["curriculum"] == "Skills, 2 of 3: Two"
    assert desk.program.make_sessions() == 0
    desk.sessions.cancel(sessions[1].id, "Snow.")
    assert desk.program.make_sessions() > 0
    assert desk.sessions.one(sessions[2].id).curriculum == "Skills, 2 of 3: Two"
    desk.curricula.save([replace(SKILLS, topics=("One", "Deux", "Three"))])
    desk.program.make_sessions()
    assert desk.sessions.one(sessions[2].id).curriculum == "Skills, 2 of 3: Deux"
    assert row.curriculum == "Skills"
    progress = desk.curricula.progress(row.slot_id)
    assert (progress.held, progress.had, progress.missed) == ([], {}, {})
    clinic.clock.advance(timedelta(days=1))
    assert [one.topic.number for one in desk.curricula.progress(row.slot_id).held] == [1]
    assert desk.check().faults == []


def test_a_moved_session_takes_up_the_topic_that_a_cancelled_one_left(clinic: TestClinic, desk: Desk) -> None:
    client, today = add_client(desk), clinic.clock.today()
    desk.curricula.save([SKILLS])
    new = NewWeekly(today.weekday(), "23:00", 50, "psychoeducation", "Ed", desk.me.id, [client.id], curriculum="Skills")
    desk.program.add(new, today)
    first, second, third, fourth = (
        one for start in (0, 7, 14, 21) for one in desk.program.week(today + timedelta(days=start)).sessions
    )
    starts = third.starts_at + timedelta(days=1)
    moved = NewSession(starts, 50, "psychoeducation", "Ed", desk.me.id, [client.id], curriculum=third.curriculum)
    desk.sessions.change(third.id, moved)
    desk.sessions.cancel(second.id, "Snow.")
    assert desk.program.make_sessions() > 0
    topics = [desk.sessions.one(one.id).curriculum for one in (first, third, fourth)]
    assert topics == [SKILLS.told(number) for number in range(3)]
    assert desk.sessions.one(third.id).starts_at == starts
    assert desk.program.make_sessions() == 0
    assert desk.check().faults == []


def test_who_has_had_a_topic_and_who_missed_it_is_read_from_their_notes(clinic: TestClinic, desk: Desk) -> None:
    there, away, silent = (add_client(desk, name) for name in ("Amari", "Bell", "Cole"))
    desk.curricula.save([SKILLS])
    today, everybody = clinic.clock.today(), [there.id, away.id, silent.id]
    new = NewWeekly(today.weekday(), "23:00", 50, "individual", "Ed", desk.me.id, everybody, curriculum="Skills")
    row = desk.program.add(new, today)
    session = desk.program.week(today).sessions[0]
    clinic.clock.advance(timedelta(days=1))
    for client, form_id, answers in ((there, "dap_note", DAP_NOTE), (away, "absence", ABSENCE)):
        draft = desk.drafts.start(form_id, client_id=client.id, session_id=session.id)
        desk.drafts.assemble_again(draft.id, {**answers, **draft.answers, "objectives_served": None})
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    progress = desk.curricula.progress(row.slot_id)
    assert [(one.day, one.topic.topic) for one in progress.held] == [(today, "One")]
    assert (progress.had, progress.missed) == ({there.id: [1]}, {away.id: [1]})
