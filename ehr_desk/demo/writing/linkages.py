"""Case management: what becomes of the referrals that the plan names. Pure."""

from __future__ import annotations

from datetime import timedelta

from ehr_desk.demo.courses import Course
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.writing.common import Answers

_NEEDS = {"Dentist": "Medical or dental care", "Primary": "Medical or dental care", "Legal": "Legal matters"}


def case_management_contact(course: Course, act: Act, started: Answers) -> Answers:
    """The first contact sends the referral on, the second one hears how it went. ``started`` lists what is open."""
    on, slots, voice = act.at.date(), course.slots(act.day), course.voice
    listed, first = started.get("referral_list") or [], act.turn == 0
    state = "Sent, no answer yet" if first else "Attended"
    rows = [{**one, "referral_now": state, "referral_since": on.isoformat()} for one in listed]
    named = str(listed[0].get("referral_what", "")) if listed else ""
    answers: Answers = {
        "entry_date": on.isoformat(),
        "need": next((need for word, need in _NEEDS.items() if named.startswith(word)), "Other"),
        "need_detail": voice.say(_WHY if first else _STILL, slots),
        "contact_with": ["Client", "Agency or provider"] if first else ["Client"],
        "contact_way": "Phone",
        "contact_minutes": 15 if first else 10,
        "consent_basis": "The client made the contact" if first else "Nothing about the client was told",
        "done": voice.say(_SENT if first else _HEARD, slots),
        "client_response": voice.say(_SAID if first else _GLAD, slots),
        "referral_state": "Told in the list above" if rows else "No longer needed",
        "next_step": "I ask again in two weeks." if first else "Nothing further is needed here.",
    }
    if rows:
        answers["referral_list"] = [
            {**one, "referral_next": (on + timedelta(days=14)).isoformat()} if first else one for one in rows
        ]
    if first:
        answers["next_step_on"] = (on + timedelta(days=14)).isoformat()
    return answers


_WHY = (
    "What the plan names and the program does not give; {strain} would weigh less with it settled.",
    "Named in the plan. Put off [for years|since last winter]; wants it out of the way.",
    "Asked for it at admission. Hard to arrange beside {strain}.",
)
_STILL = (
    "Open since the first call; the agency had asked for two weeks.",
    "The referral of the [last|first] contact: whether it came to anything.",
    "What was sent off two weeks ago, and whether {strain} got lighter by it.",
)
_SENT = (
    "Called together from the office; the client spoke, I sat beside. A time will be sent by mail.",
    "Rang two offices together. The second one takes new people and sends a letter.",
    "The form was filled in by the client and sent [from here|the same day].",
)
_HEARD = (
    "Heard from the client that the appointment was kept; a second one is set there.",
    "Asked how it went: kept, [on time|with {helper} in the waiting room], and it was less than feared.",
    "The letter came, the appointment was kept, nothing is left to arrange.",
)
_SAID = (
    "“I would not have picked up the phone alone.”",
    "Relieved; wants to tell {helper}.",
    "Doubts that anybody will write back, and put the number on the fridge.",
)
_GLAD = (
    "“[Fine|Good]. One thing less.”",
    "Proud of having gone; {helper} had asked twice.",
    "“They were nicer than I thought.”",
)
