"""What the invented clinicians write: no two notes alike, nobody else's name, the words of the house."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from difflib import SequenceMatcher
from itertools import combinations, pairwise

import pytest

from ehr_desk.chart.diagnoses.codes import CodeTable
from ehr_desk.chart.sessions.curricula import read_starters
from ehr_desk.common.paths import forms_dir, resources_dir
from ehr_desk.demo.calendar import Calendar
from ehr_desk.demo.conditions import CONDITIONS
from ehr_desk.demo.main_job import IMOGEN
from ehr_desk.demo.people import TOBY
from ehr_desk.demo.schedule import acts, weekly
from ehr_desk.demo.stories import STORIES
from ehr_desk.demo.voice import Voice
from ehr_desk.demo.writing.calls import follow_up_call
from ehr_desk.demo.writing.common import TEXTS
from ehr_desk.demo.writing.intake import facts
from ehr_desk.demo.writing.notes import group_note
from ehr_desk.demo.writing.reviews import plan_review
from ehr_desk.forms import FormLibrary, check
from tests.demo.writing import TODAY, courses, texts, written

WEEK_OF_TODAYS = [TODAY + timedelta(days=days) for days in range(7)]
BANNED = ("patient", "addict", "alcoholic", "abuser", "clean", "dirty", "junkie", "non-compliant", "denies", "!")


@pytest.fixture(scope="module")
def everything() -> list[tuple[str, str, dict[str, object]]]:
    return [(act.form, course.story.name, answers) for act, course, answers in written()]


def test_there_is_a_whole_clinic_of_it(everything: list[tuple[str, str, dict[str, object]]]) -> None:
    assert len(STORIES) == 29
    assert len({story.name for story in STORIES} | {IMOGEN.name}) == 30
    assert len(everything) > 900


def test_no_two_narratives_are_equal(everything: list[tuple[str, str, dict[str, object]]]) -> None:
    for form, item in (
        ("dap_note", "data"),
        ("dap_note", "assessment"),
        ("group_note", "response"),
        ("dual_diagnosis_note", "interplay"),
        ("family_session", "themes"),
    ):
        told = [str(answers[item]) for name, _, answers in everything if name == form and item in answers]
        assert [text for text, count in Counter(told).items() if count > 1] == []


def test_what_an_entry_quotes_of_a_measure_or_a_craving_is_what_the_record_holds() -> None:
    held: dict[tuple[str, str], int] = {}
    admission: dict[tuple[str, str], int] = {}
    for act, course, answers in written():
        name = course.story.name
        if act.form in ("phq9", "gad7"):
            points = {"Not at all": 0, "Several days": 1, "More than half the days": 2, "Nearly every day": 3}
            total = sum(points.get(str(answers.get(f"{act.form}_{place}")), 0) for place in range(1, 10))
            held[name, act.form] = total
            admission.setdefault((name, act.form), total)
        if "craving" in answers:
            held[name, "craving"] = int(str(answers["craving"]))
        if (name, "gad7") not in held:
            continue
        for text in texts(answers):
            quoted = {
                "phq9": re.findall(r"PHQ-9 (?:of )?(\d+)[,.;]", text),
                "gad7": re.findall(r"GAD-7 (?:of )?(\d+)[,.;]", text),
                "craving": re.findall(r"[Cc]ravings? (?:up )?(?:to )?(\d+)[,.;]", text),
            }
            for what, numbers in quoted.items():
                known = {held.get((name, what)), admission.get((name, what))}
                assert {int(one) for one in numbers} <= known, (name, act.form, act.at.date(), text)


def test_responses_of_one_group_are_not_variations_of_each_other() -> None:
    for act, of_session in _groups().items():
        for one, other in combinations(of_session, 2):
            assert SequenceMatcher(None, one, other).ratio() < 0.85, act


def _groups() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for act, _, answers in written():
        if act.form == "group_note" and "response" in answers:
            found.setdefault(act.session, []).append(str(answers["response"]))
    return found


def test_the_words_are_those_of_the_house(everything: list[tuple[str, str, dict[str, object]]]) -> None:
    for form, name, answers in everything:
        for text in texts(answers):
            words = text.casefold()
            assert not re.search(r"[{}\[\]]", text.replace("[episodic paroxysmal anxiety]", "")), (form, text)
            assert not [word for word in BANNED if word in re.findall(r"[\w-]+|!", words)], (form, name, text)
            assert "  " not in text
            assert ".." not in text, text
            assert not re.search(r"[.?] [a-z]", text), text


def test_no_chart_names_another_client(everything: list[tuple[str, str, dict[str, object]]]) -> None:
    for form, name, answers in everything:
        for text in texts(answers):
            others = [story.family_name for story in STORIES if story.name != name and story.family_name in text]
            assert not others, (form, name, text)


def test_the_same_seed_writes_the_same_and_another_seed_does_not() -> None:
    first = [answers for _, _, answers in written()]
    assert first == [answers for _, _, answers in written()]
    assert first != [answers for _, _, answers in written(seed=2)]


@pytest.mark.parametrize("today", WEEK_OF_TODAYS, ids=[f"{day:%a}" for day in WEEK_OF_TODAYS])
def test_whatever_day_is_today_somebody_has_a_session(today: date) -> None:
    made, _ = courses(today)
    calendar = Calendar(today)
    assert calendar.day(calendar.now) == today
    found = acts(made, calendar)
    assert [act for act in found if act.at.date() == today]
    assert not [act for act in found if act.session and act.at.date().toordinal() > today.toordinal() + 12]


def test_psychoeducation_follows_a_curriculum_of_the_clinic() -> None:
    kept = {one.name for one in read_starters(resources_dir() / "curricula" / "starter.toml")}
    made = courses()[0]
    followed = {one.curriculum for one in weekly(made, made[0].calendar) if one.service == "psychoeducation"}
    assert followed == {"Recovery skills"} <= kept


def test_agreed_calls_are_made_up_to_the_last_days_and_some_at_the_second_try() -> None:
    made, _ = courses()
    library, today = FormLibrary.load(forms_dir()), made[0].calendar.today
    started = {"calls_agreed_then": "Yes"}
    calls = [act for act in acts(made, made[0].calendar) if act.form == "follow_up_call"]
    for act in calls:
        answers = {**started, **follow_up_call(act.course, act, started)}
        assert [one for one in check(library.get(act.form), answers) if one.level == "must"] == []
    reached = {(act.course.number, act.more["about"]) for act in calls if not act.missed}
    tried = {(act.course.number, act.more["about"]) for act in calls}
    ended = [one for one in made if one.story.ending not in ("", "dropped out")]
    for name, days in (("7 days", 7), ("30 days", 30)):
        far = timedelta(days=days + 7)
        late = {(one.number, name) for one in ended if one.calendar.day(one.ends) + far <= today}
        assert late <= reached <= tried
    assert any(act.missed for act in calls)


def test_who_stepped_down_comes_to_the_last_group_and_the_second_one_has_two_leaders() -> None:
    made, _ = courses()
    program = weekly(made, made[0].calendar)
    course = next(one for one in made if not one.story.ending and one.week(one.calendar.now) > 4)
    assert len([one for one in program if course in one.courses]) == 5
    course.story = replace(course.story, step_turn=3)
    mine = [one.service for one in weekly(made, made[0].calendar) if course in one.courses]
    assert sorted(mine) == ["group", "individual"]
    assert [one.co for one in program if one.co] == ["toby", "toby"]
    notes = [act for act in acts(made, made[0].calendar) if act.co]
    assert notes
    assert group_note(notes[0], Voice("1", set()))[0]["facilitators"] == TOBY.signed


def test_nobody_is_in_two_sessions_at_once() -> None:
    made, _ = courses()
    taken: dict[tuple[str, date], list[tuple[time, time]]] = {}
    sessions = {act.session: act for act in acts(made, made[0].calendar) if act.session}
    for act in sessions.values():
        for who in [act.staff, *([act.co] if act.co else []), *(course.story.name for course in act.courses)]:
            taken.setdefault((who, act.at.date()), []).append((act.at.time(), act.until.time()))
    for key, times in taken.items():
        assert all(before[1] <= after[0] for before, after in pairwise(sorted(times))), key


def test_every_form_that_needs_no_record_is_complete() -> None:
    library = FormLibrary.load(forms_dir())
    for act, course, answers in written():
        findings = [one for one in check(library.get(act.form), answers) if one.level == "must"]
        assert not findings, (act.form, course.story.name, findings)


def test_an_answer_above_zero_to_item_nine_has_an_action() -> None:
    positive = [a for act, _, a in written() if act.form == "phq9" and a["phq9_9"] != "Not at all"]
    assert len(positive) >= 3
    assert all(answers["safety_action"] for answers in positive)


def test_courses_differ_some_get_worse() -> None:
    made, _ = courses()
    changes = {}
    for course in made:
        end = min(course.ends, course.calendar.now)
        changes[course.story.name] = course.score("phq9", end) - course.score("phq9", course.admitted)
    assert min(changes.values()) <= -8
    assert max(changes.values()) >= 1


def test_clients_stand_at_every_point_of_the_program() -> None:
    made, _ = courses()
    now = made[0].calendar.now
    assert {course.story.ending for course in made} == {"", "completed", "dropped out", "transferred"}
    active = [course for course in made if not course.story.ending]
    assert min(course.week(now) for course in active) < 1
    assert max(course.ends for course in made) > now
    assert [course for course in active if 0 <= course.ends - now <= 10]


def test_diagnoses_are_of_the_real_table() -> None:
    table = CodeTable(resources_dir() / "codes" / "icd10cm.db")
    for condition in CONDITIONS.values():
        for code, kind, *_ in condition.diagnoses:
            found = table.get(code)
            assert found is not None
            assert found.billable
            assert (found.text, found.kind) == (TEXTS[code], kind)


def test_every_identity_is_plainly_invented() -> None:
    made, _ = courses()
    for course in made:
        page = facts(course, "")
        assert re.fullmatch(r"\(419\) 555-01\d\d", page.phone)
        assert re.search(r"555-01\d\d$", page.emergency_contact)
        assert page.email.endswith("@example.org")
        assert page.record_number.startswith("DEMO-")
    names = " ".join(f"{story.name} {story.preferred}" for story in STORIES)
    for script in (r"[\u0600-\u06ff]", r"[\u0590-\u05ff]", r"[\U0001f300-\U0001faff]", r"ễ", r"\d"):
        assert re.search(script, names), script


def test_no_medication_is_changed_after_more_weeks_than_the_program_has_lasted() -> None:
    numbers = {word: at for at, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight"), 1)}
    for condition in CONDITIONS.values():
        for order in condition.orders:
            told = re.findall(rf"\b({'|'.join(numbers)}) weeks?\b", order.why.casefold())
            assert all(numbers[word] <= order.week for word in told), order.why


def test_a_review_of_the_plan_is_entered_on_the_day_of_the_review() -> None:
    act, course, _ = next(one for one in written() if one[0].form == "dap_note")
    review = plan_review(course, replace(act, form="plan_review"), {})
    assert review["entry_date"] == review["reviewed_on"] == act.at.date().isoformat()
