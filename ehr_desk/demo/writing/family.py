"""Family sessions and absences. Pure."""

from __future__ import annotations

from datetime import timedelta

from ehr_desk.demo.courses import Course
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.writing.common import Answers, clock, served


def family_session(course: Course, act: Act) -> Answers:
    """A family session with the helper of the story."""
    story, voice, first = course.story, course.voice, act.turn == 0
    slots = course.slots(act.day)
    helper = {
        "_id": f"f{course.number:03x}",
        "name": story.helper,
        "relationship": story.helper_is.capitalize(),
        "age_band": "adult",
        "presence": voice.random.choice(("in person", "in person", "in person", "video")),
        "consent_id": course.consents.get("family", ""),
        "acknowledged": True,
    }
    return {
        "session_date": act.at.date().isoformat(),
        "start_time": clock(act.at),
        "end_time": clock(act.until),
        "mode": "In person",
        "location": "Family room",
        "interventions": ["Psychoeducation", "CBT"] if first else ["CBT", "Relapse prevention"],
        "client_present": "In person",
        "participants": [helper],
        "limits_explained": True,
        "purposes": ["Education", "Counseling"] if first else ["Counseling", "Discharge planning"],
        "objectives_served": served(course, act.day, ("third",)),
        "themes": voice.once([_THEMES[act.turn % 2], _HEARD], slots),
        "topics": ["Addiction and recovery", "Communication skills"] if first else ["Boundaries", "Triggers at home"],
        "agreements": voice.tell([_AGREED], slots),
        "home": voice.say(_HOME, slots),
        "family_goals": _goals(course, act),
        "naloxone_training": bool(course.condition.moud) and first,
        "client_response": voice.tell([_CLIENT], slots),
        "family_response": voice.tell([_FAMILY], slots),
        "safety_concern": False,
        "plan": voice.tell([_PLAN[act.turn % 2]], slots),
    }


def _goals(course: Course, act: Act) -> list[Answers]:
    """Two goals, rated at each session; the second one moves more slowly."""
    gains = max(0.0, course.gains(act.day))
    return [
        {
            "_id": f"a{course.number:02x}{at}",
            "family_goal": text,
            "family_rating": min(10, start + round(gains * span)),
            "family_rated_by": "Both agreed",
        }
        for at, (text, start, span) in enumerate(_FAMILY_GOALS)
    ]


def absence(course: Course, act: Act) -> Answers:
    """A planned session that the client did not attend."""
    voice, slots = course.voice, course.slots(act.day)
    gone = course.story.ending == "dropped out" and act.day > course.ends - 10
    minutes = int((act.until - act.at).total_seconds() // 60)
    answers: Answers = {
        "missed_on": act.at.date().isoformat(),
        "service_type": act.more["service"],
        "planned_minutes": minutes,
        "excused": not gone,
        "concern": gone,
    }
    if gone:
        return answers | {
            "absence_reason": "No contact",
            "contact": "Not reached",
            "contact_detail": voice.say("Two calls and a message; {helper} called with consent.", slots),
            "concern_action": voice.tell([_LOOKED_FOR], slots),
        }
    reason, detail = voice.random.choice(_REASONS)
    return answers | {
        "absence_reason": reason,
        "absence_detail": voice.say(detail, slots),
        "contact": "Client called ahead",
        "contact_detail": "At the front desk, before nine.",
        "makeup_on": (act.at.date() + timedelta(days=3)).isoformat(),
    }


_FAMILY_GOALS = (
    ("Talk about money without shouting", 3, 5),
    ("Eat together three evenings a week", 2, 3),
)

_THEMES = (
    (
        "What {helper} wants to ask and does not know how. What helps at home around {trigger} and what makes it "
        "harder.",
        "First meeting with {helper}. Each said what has been missed most in the last year, in one minute, without "
        "an answer.",
        "How {mind} and {substance} work together, drawn on one page. Questions about checking and trust.",
    ),
    (
        "What was kept of the first agreement and what was not. How to speak about {strain} without a fight.",
        "Plan for the time after the program: who notices what, who says it, and how.",
        "{helper} and the client compared early signs; five of seven were the same.",
    ),
)
_HEARD = (
    "The client spoke first this time.",
    "More listening than planned, which was right.",
    "One old story was left for another day by both.",
    "Tension at the start, tea in the middle, a joke at the end.",
)
_AGREED = (
    "One question in the evening, answered with a number; no searching of bags.",
    "{helper} says “I am worried” in place of a question; the client answers the same day.",
    "No talk about {substance} after nine. Sunday walk, twenty minutes.",
    "{helper} makes room for what helps: {way}.",
    "The client tells first; {helper} thanks first.",
)
_HOME = (
    "No {substance} in the home. Hardest hour: {trigger}.",
    "Silence after arguments lasts for days; both want it shorter.",
    "{helper} pours out what guests bring; guests will be told before.",
    "Money is a sore point; a weekly look at it is planned.",
)
_CLIENT = (
    "Listened to the end and repeated it before answering.",
    "Said “I was ashamed” for the first time in front of {helper}.",
    "Defended {himself} once, noticed it, stopped.",
    "Relieved that it was said; tired afterwards.",
    "Asked {helper} for one thing and got half of it, which was enough.",
)
_FAMILY = (
    "{helper} was angry, then frightened, then practical.",
    "{helper} asked good questions and wrote the answers down.",
    "{helper} cried briefly and thanked the client for telling.",
    "{helper} doubts that it will last and is ready to try.",
    "{helper} will look for a family group; list given.",
)
_PLAN = (
    (
        "Second session in four weeks. Handout given. Bring the agreement.",
        "{helper} reads the page on early signs. Next session after the review.",
        "Keep the agreement for two weeks, then change one word of it.",
    ),
    (
        "Aftercare plan to be shared with consent. No further session planned; may ask for one.",
        "{helper} has the numbers to call. One more session before discharge, if wished.",
        "Look at the agreement at the review; {helper} joins by video.",
    ),
)
_REASONS = (
    ("Illness", "Fever and cough since last night."),
    ("Work", "Had to cover a shift; {work}."),
    ("Transportation", "Bus did not come; tried until nine."),
    ("Medical appointment", "Blood test moved to the same hour."),
    ("Caregiving", "Somebody had to stay with a child at home."),
    ("Court or legal", "Appointment about {strain}."),
)
_LOOKED_FOR = (
    "{helper} saw the client yesterday, safe and not wanting to talk. Letter sent. Next call tomorrow at ten by "
    "the counselor.",
    "Called twice, texted once, no answer. {helper} reached with consent: client is at home. Naloxone and 988 "
    "mentioned in the message.",
    "Third missed session. Team decided on a letter and a visit by case management; {helper} informed as far as "
    "the consent goes.",
)
