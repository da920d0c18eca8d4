"""Plan reviews. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ehr_desk.chart.plans.rows import ALL_CLOSED, SOME_OPEN
from ehr_desk.demo.courses import Course
from ehr_desk.demo.people import ADE, CORY
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.writing.common import Answers


def plan_review(course: Course, act: Act, started: Answers) -> Answers:
    """A review of every open objective. ``started`` is what the form starts with."""
    on, voice = act.at.date(), course.voice
    by_id = {course.ids[name]: name for name in ("use", "mental", "third")}
    rows = []
    for row in started.get("reviews") or ():
        name = by_id[row["objective_id"]]
        aim, value = course.aims()[name], course.value(name, act.day)
        slots = course.slots(act.day) | {"now": aim.value(value), "start": aim.value(aim.start)}
        outcome = _outcome(course, name, act)
        told = "stuck" if outcome == "continue" and value == aim.start else outcome
        course.met |= {name} if outcome == "met" else set()
        rows.append(
            {
                **row,
                "now": aim.value(value),
                "outcome": outcome,
                "course": voice.once([_COURSE[told], _DETAIL], slots),
            }
        )
    worse, ending = course.story.shape == "worse" and act.turn > 2, act.last
    slots = course.slots(act.day)
    decision = "Continue at this level"
    if ending:
        decision = (
            "Step up"
            if course.story.ending == "transferred"
            else "Discharge"
            if course.story.ending == "completed"
            else decision
        )
    elif 0 < act.turn == course.story.step_turn:
        decision = "Step down"
    reason = "Making progress, goals not yet reached"
    if decision == "Discharge":
        reason = "Goals reached"
    elif decision in ("Step up", "Step down"):
        reason = "Needs another level of care"
    elif worse:
        reason = "Not yet making progress, but able to and working on goals"
    answers: Answers = {
        "entry_date": on.isoformat(),
        "reviewed_on": on.isoformat(),
        "team_present": f"{course.story.counselor.signed}; {ADE.signed}; {CORY.signed}",
        **_objectives(rows),
        "new_needs": voice.say(("None.", "None.", "Asks for help with {strain}; taken up in case management."), slots),
        "measures_summary": f"PHQ-9 {course.score('phq9', course.admitted)} to {course.newest('phq9', act.day)}; "
        f"GAD-7 {course.score('gad7', course.admitted)} to {course.newest('gad7', act.day)}.",
        "stay_reason": reason,
        "stay_justification": voice.tell(
            [STAY[decision if decision != "Continue at this level" else ("worse" if worse else "on")]], slots
        ),
        "decision": decision,
        "next_review_on": (on + timedelta(days=30)).isoformat(),
        "client_view": voice.tell([_VIEW["worse" if worse else "on"]], slots),
        "client_signature": "Signed on paper, original kept",
        "client_signed_on": on.isoformat(),
    }
    return answers


def _objectives(rows: Sequence[Answers]) -> Answers:
    """The open objectives one by one; where notes have marked all of them met, that they are."""
    if rows:
        return {"objectives_stand": SOME_OPEN, "reviews": list(rows)}
    met = "The notes marked each of them as met, with what showed it. What is left belongs to the aftercare plan."
    return {"objectives_stand": ALL_CLOSED, "all_met_course": met}


def _outcome(course: Course, name: str, act: Act) -> str:
    if act.last:
        if course.reached(name, act.day):
            return "met"
        return "partly met" if course.gains(act.day) > 0.3 else "not met"
    return "met" if act.turn > 6 and course.mark(name, act.day) == "met" else "continue"


STAY = {
    "on": (
        "Cravings to {craving} and {sign} need more than weekly sessions; gains are recent. Home is safe, so no "
        "higher level.",
        "Improving, with {strain} ahead; three groups a week keep the gains. Step down is planned when the target "
        "holds for four weeks.",
        "Fewer hours were weighed together: {trigger} would then be met without support. This level is the least "
        "that works now.",
    ),
    "worse": (
        "Attends, tells the truth, and is not gaining. Plan made stricter for two weeks; a higher level is the "
        "next step if it does not turn.",
        "Use and {mind} feed each other still. Safe between groups with {helper}; residential care offered and "
        "declined for now.",
    ),
    "Discharge": (
        "Targets held for four weeks; weekly outpatient care is enough now.",
        "Objectives reached or within reach of weekly care. Aftercare is arranged.",
    ),
    "Step down": (
        "Four weeks without a setback, cravings to {craving}, and {way} in place. One group and one session a week "
        "keep the gains; the other evenings are for practice.",
    ),
    "Step up": (
        "Use and {mind} have worsened for three weeks in spite of changes to the plan; care around the clock is "
        "needed for a time.",
        "Not safe enough between groups: short sleep, use on several days a week, {trigger} with no answer to it. "
        "Accepted for residential care.",
    ),
}
"""Why the level of care is the right one, by decision; "on" and "worse" where it goes on."""

_COURSE = {
    "continue": (
        "{now}, was {start}. Goes on: the target is in sight and not yet held.",
        "From {start} to {now}. The objective stands; the step is made smaller.",
        "{now}. Movement is slow, the work is real.",
    ),
    "stuck": (
        "{now}, as at the start. The objective stands; the step is made smaller and begins earlier in the week.",
        "No change yet: {now}. Kept, because it matters to the client; other help is added.",
        "{now}. Not begun in earnest; the reasons were talked through and are understandable.",
    ),
    "met": (
        "{now}; held for two weeks.",
        "Reached: {now}, from {start}.",
        "{now}. Client ticked it off without being asked.",
    ),
    "partly met": (
        "{now}, from {start}. Goes on in outpatient care.",
        "Half way: {now}. What is left is in the aftercare plan.",
    ),
    "not met": ("{now}, from {start}. Needs another setting.", "{now}. The plan did not reach this; handed over."),
}
_DETAIL = (
    "What helped: {way}.",
    "Hardest: {trigger}.",
    "{sign} still gets in the way.",
    "{helper} sees it as well.",
    "Setback around {strain}, told in group.",
    "Own words: “{wish}”, nearer than before.",
)
_VIEW = {
    "on": (
        "“I notice it earlier.” Wants to keep the group and shorten the medication visits.",
        "Feels about half way. Proud of {joy}.",
        "Says that {friend} noticed before {he} did. Wants to go on.",
        "Satisfied with the goals, impatient with sleep.",
    ),
    "worse": (
        "Tired of trying and glad to be told that the plan can change.",
        "Disappointed, and still here. Agrees with the decision.",
        "Would rather go on as before; understands the reasons.",
    ),
}
