"""The step down from intensive outpatient to outpatient care. Pure."""

from __future__ import annotations

from datetime import timedelta

from ehr_desk.chart.episodes.levels import AREAS, STEP_DOWN
from ehr_desk.demo.courses import Course
from ehr_desk.demo.people import ADE, CORY
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.writing.common import Answers


def level_of_care_change(course: Course, act: Act, started: Answers) -> Answers:
    """The review that ends with a step down on the same day. ``started`` is what the form starts with."""
    on, story = act.at.date(), course.story
    slots = course.slots(act.day)
    shown = {area: course.voice.say(text, slots) for area, (_, text) in zip(AREAS, _SHOWN, strict=True)}
    concern = {area: level for area, (level, _) in zip(AREAS, _SHOWN, strict=True)}
    rows = [{**row, "now": concern[row["area"]], "shown_by": shown[row["area"]]} for row in started.get("areas") or ()]
    return {
        "entry_date": on.isoformat(),
        "team_present": f"{story.counselor.signed}; {ADE.signed}; {CORY.signed}",
        "areas": rows,
        "decision": STEP_DOWN,
        "level_of_care": "Outpatient",
        "level_from": on.isoformat(),
        "track": story.track,
        "planned_hours": "4",
        "stay_reason": "Goals of this level reached",
        "level_reason": course.voice.say(_REASON, slots),
        "criteria": "Met",
        "criteria_source": "The payer's",
        "next_level_review_on": (on + timedelta(days=30)).isoformat(),
        "client_told": True,
        "client_agrees": "Agrees",
        "client_view": course.voice.say(_VIEW, slots),
        "handoff_to": f"{story.counselor.signed}, who goes on with the weekly session; {CORY.signed}, case manager",
        "handoff_on": on.isoformat(),
        "handoff_how": "In person, together with the client",
        "handoff_told": course.voice.say(_TOLD, slots),
        "first_appointment": "The weekly session at the usual hour, and one group a week",
    }


# What each area of a review comes to, in the order of the form.
_SHOWN = (
    ("None", "No withdrawal; doses taken as ordered, no side effects told."),
    ("None", "No new complaint; seen at the last medication visit."),
    ("Low", "{sign} {often}; PHQ-9 {phq}, GAD-7 {gad}. Sleeps {sleep} hours."),
    ("Low", "Cravings to {craving}. Answers {trigger} with {way}."),
    ("Low", "At home {helper} knows the plan; {friend} is called first."),
    ("Low", "Wants more hours for {joy}. In the way: {strain}."),
)
_REASON = (
    "Four weeks without a setback, and {way} in place on evenings without a group. One group and one session a week "
    "keep the gains while {strain} is dealt with. Comes back to more hours at the first missed week."
)
_VIEW = "“I want to try the evenings on my own.” A little afraid of {trigger}; has the plan for it in hand."
_TOLD = (
    "Course since admission, medications, the safety and relapse-prevention plans, and what to watch: {sign} and "
    "{trigger}."
)
