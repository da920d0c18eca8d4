"""Summaries and aftercare: what the author adds to the parts that the record fills in. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from ehr_desk.demo.courses import Course
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.writing.common import Answers, in_words
from ehr_desk.demo.writing.reviews import STAY


def progress_summary(course: Course, act: Act, started: Answers) -> Answers:
    """What the case manager adds to a progress summary."""
    slots = course.slots(act.day)
    return {
        "course": _added(started, "course", course.voice.once([_THIS_PERIOD, _AND_TEAM], slots)),
        "mutual_help": course.voice.say(_MEETINGS, slots),
        "continued_stay": course.voice.tell([STAY["worse" if course.story.shape == "worse" else "on"]], slots),
        "decision": "Continue at this level",
    }


def aftercare_plan(course: Course, act: Act, started: Answers) -> Answers:
    """The aftercare plan, which speaks to the client."""
    story, voice, on = course.story, course.voice, act.at.date()
    slots = course.slots(act.day)
    supply = (on + timedelta(days=30)).isoformat()
    medications = [
        {**row, "medications_prescriber": _PRESCRIBER, "medications_supply_until": supply}
        for row in started.get("medications", [])
    ]
    answers: Answers = {
        "took_part": "Client and family" if story.family else "Client",
        "followup": _appointments(course, on),
        "referrals": voice.say(
            (
                "Dentist and legal aid as on the list.",
                "Library of things at the community hall.",
                "Job center, Ms. Brook, Tuesdays.",
            ),
            slots,
        ),
        "mutual_help": [
            {
                "_id": f"b{course.number:03x}",
                "mutual_help_group": voice.say(("Home group", "Step group", "Open meeting"), slots),
                "mutual_help_when": voice.say(("Tuesdays 19:00", "Thursdays 18:30", "Saturdays 9:00"), slots),
                "mutual_help_place": "Community hall, Ferry Street",
            }
        ],
        "sponsor": story.friend[:1].upper() + story.friend[1:],
        "housing": f"{story.home[:1].upper()}{story.home[1:]}.",
        "work_school": f"{story.work[:1].upper()}{story.work[1:]}.",
        "barriers": [
            {
                "_id": f"c{course.number:03x}{place}",
                "barriers_barrier": f"{trigger[:1].upper()}{trigger[1:]}",
                "barriers_answer": f"{way[:1].upper()}{way[1:]}",
            }
            for place, (trigger, way) in enumerate(zip(story.triggers, story.ways, strict=True))
        ],
        "relapse_plan": voice.tell([_IF_USE], slots),
        "crisis_steps": f"1. What helps first: {story.ways[0]}. 2. Call {story.helper}. 3. Call or "
        "text 988. 4. County line: (419) 555-0199.",
        "naloxone": "Already has it",
        "naloxone_place": f"In the kitchen drawer; {story.helper} knows."
        if story.family
        else "In your bag, outer pocket.",
        "calls_agreed": True,
        "call_phone": f"(419) 555-01{course.number % 100:02d}, after 17:00",
        "client_signature": "Signed on paper, original kept",
        "client_signed_on": on.isoformat(),
        "copy_given": True,
        "copy_given_on": on.isoformat(),
    }
    if medications:
        answers["medications"] = medications
    else:
        answers["no_medications"] = True
    if course.condition.moud:
        answers["moud_continuity"] = (
            f"Riverside Family Practice goes on with it; next dose or fill by {supply}. Call us if that visit "
            "falls through."
        )
    return answers


def discharge_summary(course: Course, act: Act, started: Answers) -> Answers:
    """What the case manager adds to a discharge summary."""
    story, voice, on = course.story, course.voice, act.at.date()
    slots = course.slots(act.day) | {"use_now": course.aims()["use"].value(course.value("use", act.day))}
    answers: Answers = {
        "condition_at_discharge": _added(started, "condition_at_discharge", voice.say(_LAST_SEEN, slots)),
        "use": _added(started, "use", _use_told(course, act)),
        "course": _added(started, "course", voice.once([_LOOKING_BACK[story.ending]], slots)),
        "discharged_on": on.isoformat(),
        "medications_reconciled": story.ending != "dropped out",
        "condition": "Improved"
        if story.shape in ("steady", "lapse")
        else "Somewhat improved"
        if story.shape == "slow"
        else "Worse"
        if story.ending == "transferred"
        else "Not known",
        "risk_level": "No current risk found" if story.ending in ("completed", "moved") else "Low",
        "safety_plan_given": True,
        "naloxone": "Already has it",
        "copies": ["Client"],
        "copy_how": "On paper",
        "copies_on": on.isoformat(),
    }
    if story.ending == "completed":
        answers |= {
            "discharge_reason": "Treatment completed",
            "discharge_reason_detail": voice.tell([_COMPLETED], slots),
            "disposition": "Home, with outpatient care",
            "disposition_detail": "Bayview Counseling",
        }
    elif story.ending == "transferred":
        answers |= {
            "discharge_reason": "Transferred to another treatment program or facility",
            "discharge_reason_detail": voice.tell([_TRANSFERRED], slots),
            "disposition": "Another level of care",
            "disposition_detail": "Quiet Pines Residential",
            "handoff_on": (on - timedelta(days=2)).isoformat(),
        }
    elif story.ending == "moved":
        answers |= {
            "discharge_reason": "Transferred to another treatment program or facility",
            "discharge_reason_detail": f"Moves to {story.helper}'s town and goes on there at the same level; her "
            "own decision.",
            "disposition": "Another program at the same level",
            "disposition_detail": "Harbor Street Intensive Outpatient Program, in the new town",
            "handoff_on": (on - timedelta(days=1)).isoformat(),
        }
    else:
        answers |= {
            "discharge_reason": "Dropped out of treatment",
            "discharge_reason_detail": voice.tell([_LEFT], slots),
            "reengagement": voice.tell([_TRIED], slots),
            "disposition": "Left without contact",
            "medications_reconciled_why_not": "Client not reached; the pharmacy list was compared.",
            "risk_level": "Not assessed, client not reached",
            "naloxone": "Already has it",
            "copy_how": "By mail",
            "followup_none": "Client not reached. The letter names a time on any weekday and the way back.",
            "condition_at_discharge": _added(started, "condition_at_discharge", voice.say(_UNKNOWN, slots)),
            "instructions": "Letter: you can come back at any time, without an appointment. Naloxone, 988 and the "
            "pharmacy's number are in it.",
        }
    return answers


def _added(started: Answers, name: str, own: str) -> str:
    """What the record gives, and behind it what the author adds."""
    return f"{started[name]}\n\n{own}" if started.get(name) else own


def _use_told(course: Course, act: Act) -> str:
    """The use since admission in one or two sentences."""
    substance = course.condition.substance
    days = sorted(course.use_dates)
    if not days:
        return f"No use of {substance} since admission."
    last = f"the last on {in_words(days[-1])}"
    count = "one day" if len(days) == 1 else f"{len(days)} days"
    return f"Use of {substance} on {count} of the stay, {last}; each was told and worked on."


def _appointments(course: Course, on: date) -> list[Answers]:
    minute = "00" if course.number % 2 else "30"
    service, provider = _NEXT[course.story.ending]
    therapy, doctor = on + timedelta(days=6 + course.number % 4), on + timedelta(days=20 + course.number % 6)
    return [
        {
            "_id": f"d{course.number:03x}1",
            "followup_when": f"{_weekday(therapy):%Y-%m-%d}T09:{minute}",
            "followup_service": service,
            "followup_provider": provider,
            "followup_place": "4 Bay Road",
            "followup_contact": "(419) 555-0125",
        },
        {
            "_id": f"d{course.number:03x}2",
            "followup_when": f"{_weekday(doctor):%Y-%m-%d}T14:{minute}",
            "followup_service": "Medication management",
            "followup_provider": "Riverside Family Practice",
            "followup_place": "12 Ferry Street",
            "followup_contact": "(419) 555-0117",
        },
    ]


def _weekday(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


_PRESCRIBER = "Riverside Family Practice"
_NEXT = {
    "completed": ("Outpatient therapy", "Bayview Counseling"),
    "transferred": ("Residential care, intake", "Quiet Pines Residential"),
    "moved": ("Intensive outpatient, first day", "Harbor Street Intensive Outpatient Program"),
}
_THIS_PERIOD = (
    "Comes [on time|early|most days] and takes part. Hardest in this period: {trigger}; what helped: {way}.",
    "Sleep is at {sleep} hours. {strain} took a part of the time; {friend} and {helper} are told earlier than before.",
    "What changed most: {sign} is named on the same day. What changed least: {trigger}.",
    "A period of small steps. Keeps to {way}; {joy} came back into the week.",
)
_AND_TEAM = (
    "The team sees it in the same way.",
    "{counselor} goes on as planned.",
    "Next to look at: {strain}.",
    "Talked over with the client before signing; one word was changed.",
)
_MEETINGS = (
    "One meeting a week, sits near the door. {friend} goes along.",
    "Two meetings a week; has asked somebody to be a sponsor.",
    "No meetings so far; {friend} is the support outside the program.",
    "Goes to the Saturday meeting and makes the coffee.",
)
_IF_USE = (
    "Stop. Leave the place. Call {friend}, then {helper}. Eat and sleep. Come here the next morning: no lecture, a "
    "plan.",
    "First call: {friend}. First 24 hours: stay with {helper}, drink water, no decisions. Then ring us; you can "
    "come without an appointment.",
    "Tell {helper} the same day. What helped before: {way}. Call us; the evening group knows you and has a chair.",
)
_LAST_SEEN = (
    "Seen last in good contact: sleeps {sleep} hours, strongest craving {craving} in the last week, no thoughts of "
    "suicide.",
    "At the last session awake and clear, sleep {sleep} hours, cravings to {craving}; asked about suicide, none.",
    "Leaves with {sleep} hours of sleep, cravings to {craving} and a plan in use. No thoughts of suicide or harm.",
)
_LOOKING_BACK = {
    "completed": (
        "Came with {strength} and kept it. What carried the stay: {way}, and {helper}. {trigger} stays a matter of "
        "planning.",
        "The first month was attendance, the second was work, the last one practice. {way} became a habit; "
        "{friend} is told early.",
        "Learned to name {sign} on the same day. Answered {trigger} with people in place of {substance}.",
    ),
    "transferred": (
        "Tried hard and honestly. {trigger} and {mind} were stronger than what this level can hold; goes to the "
        "next program by own decision, with a report.",
        "Told every return to use, mostly on the same day. Nights stayed short, {mind} grew, and the plan could "
        "not catch up.",
    ),
    "dropped out": (
        "Started with good will; in the fourth week use returned, then the calls were not answered. What had "
        "worked before: {way}.",
        "Came often at first and was kind to others. Shame after use was spoken about once and not again.",
    ),
    "moved": (
        "Three weeks, all days of use told. Most evenings hold with {way}; mood is better by some points and not "
        "well yet. The same level of care goes on in the new town without a gap.",
    ),
}
_COMPLETED = (
    "Discharge criteria met; decided together at the last review. {use_now} at the end.",
    "Completed as planned. {use_now} by the diary; mood and sleep steady for a month.",
    "Finished the program on the planned day, with one return to use on the way that was told and worked on.",
)
_TRANSFERRED = (
    "Use and {mind} worsened over three weeks; team and client chose residential care. Bed confirmed by phone.",
    "Needs care around the clock for a time. Transferred with consent; report given by phone and on paper.",
)
_LEFT = (
    "Stopped coming after week {program_week} of the stay and did not answer. Discharged by the team after two weeks.",
    "No contact for two weeks after a return to use. Discharged in absence, door left open.",
)
_TRIED = (
    "Seven calls by counselor and case manager on different days and hours; two letters; {helper} reached twice "
    "with consent. {helper} says that the client is alive and at work.",
    "Calls on five days, a text that was read, a letter, and a visit at the last address. {helper} passed on the "
    "message.",
)
_UNKNOWN = (
    "Not seen at discharge. At the last session: cravings to {craving}, sleep of {sleep} hours, no thoughts of "
    "suicide.",
    "Unknown at discharge. When last seen, tired and discouraged, no thoughts of suicide; plan and numbers in hand.",
)
