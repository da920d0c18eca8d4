"""Family sessions: who was there, and whether a consent covers them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.chart.plans.bench import Bench
from tests.clinical_forms.filled import CONSENT, FAMILY_SESSION, FILLED

FORM = "family_session"
MARA = FAMILY_SESSION["participants"][0]


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.sign("admission", FILLED["admission"])
    bench.sign("treatment_plan", FILLED["treatment_plan"])
    return bench


def held(*people: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**FAMILY_SESSION, "participants": [{**MARA, **person} for person in people], **changes}


def warnings(bench: Bench, *people: dict[str, Any], **changes: Any) -> list[str]:
    return bench.said("should", FORM, held(*people, **changes))


def test_a_session_is_kept_with_those_who_were_there(bench: Bench) -> None:
    answers = held({}, {"_id": "f2", "name": "Luis", "relationship": "Father", "presence": "absent"})
    assert bench.sentences(FORM, answers)[1:4] == [
        "Mara (sister) took part in person.",
        "Luis (father) did not take part.",
        "Family session with 1 family member: education, counseling.",
    ]
    bench.sign(FORM, answers)
    (session,) = bench.rows("family_sessions")
    assert (session.participants, session.minutes, session.client_present) == (["Mara (sister)"], 60, True)
    assert [(row.name, row.sessions, row.last_presence) for row in bench.rows("family_members")] == [
        ("Mara", 1, "in person"),
        ("Luis", 0, "absent"),
    ]


def test_a_session_without_the_client_says_so(bench: Bench) -> None:
    answers = held({}, client_present="Not present", client_absent_reason="At work; agreed.")
    assert "Family session with 1 family member, without the client: education, counseling." in bench.sentences(
        FORM, answers
    )
    bench.sign(FORM, answers)
    assert bench.rows("family_sessions")[0].client_present is False
    assert list(bench.rows("attendance")) == [], "the hour was not the client's (90846, domain page 3.4)"
    again = {**answers, "client_present": "In person"}
    assert not [one for one in bench.said("should", FORM, again) if "in another session" in one]
    bench.sign(FORM, again)
    assert len(bench.rows("attendance")) == 1
    assert not [one for one in bench.said("should", FORM, answers) if "in another session" in one]


def test_the_same_person_entered_again_is_one_row(bench: Bench) -> None:
    bench.sign(FORM, held({}))
    bench.sign(FORM, held({"_id": "f9", "name": " mara", "acknowledged": False}, session_date="2026-11-04"))
    (row,) = bench.rows("family_members")
    assert (row.participant_id, row.sessions, row.last_on, row.acknowledged) == (
        "f0000001",
        2,
        date(2026, 11, 4),
        True,
    )


def test_somebody_has_to_be_there(bench: Bench) -> None:
    for people in ((), ({"presence": "absent"},)):
        musts = bench.said("must", FORM, held(*people))
        assert "Nobody of the family was present. Name who was, or write another kind of note." in musts


def test_a_consent_for_the_person_ends_the_warning(bench: Bench) -> None:
    assert (
        "No active consent covers Mara. There is none that names this person. Share no substance use information."
        in (warnings(bench, {"consent_id": ""}))
    )
    bench.sign("consent", CONSENT, entry_id="c0450001")
    assert warnings(bench, {"consent_id": ""}) == []
    assert warnings(bench, {}) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"expires_on": "2026-10-27"}, "It has ended."),
        ({"revoked": True, "revoked_on": "2026-10-28", "revoked_how": "In writing"}, "It has been revoked."),
        ({"recipient": "Luis"}, "It names another recipient."),
        ({"signed_on": "2026-10-29"}, "It had not been given yet on that day."),
    ],
)
def test_the_warning_says_why_the_chosen_consent_does_not_count(
    bench: Bench, changes: dict[str, Any], why: str
) -> None:
    bench.sign("consent", {**CONSENT, **changes}, entry_id="c0450001")
    assert warnings(bench, {}) == [f"No active consent covers Mara. {why} Share no substance use information."]


@pytest.mark.parametrize("scope", [["attendance"], ["attendance", "medications"]])
def test_a_consent_covers_a_person_only_where_its_scope_reaches_to_what_is_spoken_of(
    bench: Bench, scope: list[str]
) -> None:
    bench.sign("consent", {**CONSENT, "scope": scope}, entry_id="c0450001")
    why = f"It covers {', '.join(scope)} only, not what is spoken of in a session."
    for chosen in ("c0450001", ""):
        person = {"consent_id": chosen}
        assert warnings(bench, person) == [f"No active consent covers Mara. {why} Share no substance use information."]
    silent = {name: value for name, value in held({}).items() if name != "consent_missing"}
    assert "Say how the session went without a consent for Mara." in bench.said("must", FORM, silent)


def test_a_consent_that_is_not_on_the_record_is_none(bench: Bench) -> None:
    assert any("The chosen consent is not on the record." in text for text in warnings(bench, {}))


def test_who_was_absent_needs_no_consent(bench: Bench) -> None:
    bench.sign("consent", CONSENT, entry_id="c0450001")
    luis = {"_id": "f2", "name": "Luis", "presence": "absent", "consent_id": "", "acknowledged": False}
    assert warnings(bench, {}, luis) == []


def test_the_limits_of_confidentiality_are_acknowledged(bench: Bench) -> None:
    bench.sign("consent", CONSENT, entry_id="c0450001")
    expected = "Mara has not acknowledged the limits of confidentiality."
    assert warnings(bench, {"acknowledged": False}) == []
    agreed = f"{expected} The note says that each person agreed: correct one of the two."
    assert agreed in bench.said("must", FORM, held({"acknowledged": False}))
    not_agreed = held({"acknowledged": False}, limits_explained=False, limits_why_not="Left early.")
    assert expected in bench.said("should", FORM, not_agreed)
    bench.sign(FORM, held({}))
    later = warnings(bench, {"acknowledged": False}, session_date="2026-11-04")
    assert later == [expected], "acknowledged in an earlier session"


def test_of_who_may_be_a_child_it_is_asked_whether_they_are_a_minor(bench: Bench) -> None:
    said = "Say whether Mara is an adult or a minor: for a minor others decide what is shared."
    for relationship, age, expected in (("Stepson", "", True), ("Stepson", "minor", False), ("Mother", "", False)):
        person = {"relationship": relationship, "age_band": age}
        assert (said in bench.said("should", FORM, held(person))) is expected


@pytest.mark.parametrize(
    ("relationship", "asked"),
    [
        ("Support person", False),
        ("Children", True),
        ("Grandchildren", True),
        ("Step-brother, 15", True),
        ("Great-nephews", True),
        ("Sister's friend", False),
    ],
)
def test_only_a_whole_word_for_who_may_be_a_child_asks(bench: Bench, relationship: str, asked: bool) -> None:
    said = warnings(bench, {"relationship": relationship, "age_band": ""})
    assert any("an adult or a minor" in text for text in said) is asked


def test_a_note_can_start_with_everybody_who_came_before(bench: Bench) -> None:
    bench.sign(FORM, held({}))
    rows = bench.prefill("family.members")
    assert rows == [{**MARA, "presence": "absent"}]
    assert bench.fill(FORM, {"participants": rows}).answers["participants"] == rows


def test_a_session_without_a_consent_says_what_was_kept_out(bench: Bench) -> None:
    silent = {name: value for name, value in held({}).items() if name != "consent_missing"}
    text = "Say how the session went without a consent for Mara."
    assert text in bench.said("must", FORM, silent)
    assert text not in bench.said("must", FORM, {**silent, "consent_missing": "Education in general terms only."})
    bench.sign("consent", CONSENT, entry_id="c0450001")
    assert text not in bench.said("must", FORM, silent)


def test_family_goals_are_rated_over_time_and_come_back_without_a_rating(bench: Bench) -> None:
    bench.sign(FORM, held({}))
    later = [{"_id": "new", "family_goal": "ask  without checking up", "family_rating": 7}]
    bench.sign(FORM, held({}, family_goals=later, session_date="2026-11-04"))

    rated = [(row.goal_id, row.rating) for row in bench.rows("family_goals")]
    assert rated == [("f0a10001", 5), ("f0a10002", 3), ("f0a10001", 7)]
