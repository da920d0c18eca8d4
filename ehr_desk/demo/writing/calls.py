"""Calls after discharge: what the case manager writes of each one, reached or not. Pure."""

from __future__ import annotations

from ehr_desk.demo.courses import Course
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.writing.common import Answers


def follow_up_call(course: Course, act: Act, started: Answers) -> Answers:
    """One call on the agreed day, or the try before it. ``started`` says which one is due and that it was agreed to."""
    answers: Answers = {
        "entry_date": act.at.date().isoformat(),
        "call_from": "We called",
        "call_about": act.more["about"],
        "call_at": f"{act.at:%H:%M}",
        "call_way": "Phone",
    }
    if act.missed:
        return {
            **answers,
            "call_reached": "Message left",
            "call_left": "First name and our number; nothing else.",
            "call_agreed": "A second try, again after 17:00 as agreed.",
            "next_call_on": act.more["again"],
        }
    slots, voice = course.slots(act.day), course.voice
    first, away = act.more["about"] == "7 days", course.story.ending == "transferred"
    listed = [_asked(one, first=first) for one in started.get("referral_list") or []]
    return {
        **answers,
        **({"referral_list": listed} if listed else {}),
        "call_reached": "Reached",
        "call_with": "Client",
        "use_since": "No use",
        "living_now": "Other" if away else course.story.living,
        "work_now": "On leave" if away else course.story.work_kind,
        "engaged_now": "Attends" if away or not first or course.number % 2 else "First appointment is ahead",
        "medications_now": "Given there." if away else "Taken as prescribed; supply until the visit at the practice.",
        "safety_concern": False,
        "call_told": voice.tell([_THERE if away else _FIRST if first else _LATER, _AND], slots),
        "call_agreed": voice.say(_NEXT, slots),
        "calls_go_on": True,
    }


def _asked(line: Answers, *, first: bool) -> Answers:
    """What is open, as the client tells it: appointments are kept by the second call, what has none needs nobody."""
    if "appointment" not in str(line.get("referral_then", "")):
        return {**line, "referral_now": "No longer needed", "referral_note": "Sees to it alone."}
    return dict(line) if first else {**line, "referral_now": "Attended"}


_FIRST = (
    "“The [quiet|free evenings] felt strange, then good.” Spoke with {friend} twice. {trigger} came once; helped by "
    "{way}.",
    "“I know what to do about {trigger}.” Answered it with {way} [on two days|over the weekend]. {helper} asks "
    "less and listens more.",
    "“It is easier than I thought and longer than I thought.” Keeps to {way}. Misses the group, has a meeting instead.",
)
_LATER = (
    "“A month, and I still write the list.” Back [every week|most weeks]: {joy}. Hardest: {strain}.",
    "“Some days I forget to count.” Rarer: {trigger}. {friend} was called [once|twice].",
    "“I had one bad evening and told {friend}.” No use; what helped was {way}. {strain} takes most of the week.",
)
_THERE = (
    "“The nights are quiet here.” The intake went as planned, sleeps better. {helper} may visit on Sundays.",
    "“It is more than I could carry alone, and here I do not have to.” Takes part, writes to {friend}.",
)
_AND = ("Naloxone and numbers are at hand.", "Knows the way back here.", "Asked about suicide: no thoughts of it.")
_NEXT = (
    "Next call as agreed. Rings us before if {trigger} gets loud.",
    "Goes on as in the aftercare plan; next call on the agreed day.",
    "Keeps the next appointment. We call again as agreed.",
)
