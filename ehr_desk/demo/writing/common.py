"""Parts that several forms share. Pure."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from ehr_desk.common.days import in_words as long_words
from ehr_desk.demo.courses import Course
from ehr_desk.demo.people import ADE, CORY, DANA, HELEN
from ehr_desk.demo.schedule import Act

Answers = dict[str, Any]
ROOMS = {DANA.login: "Room 2", HELEN.login: "Room 4", ADE.login: "Room 6", CORY.login: "Room 1"}


def clock(moment: datetime | time) -> str:
    """Hours and minutes."""
    return f"{moment:%H:%M}"


def in_words(day: date) -> str:
    """A day without its year: "3 Oct"."""
    return long_words(day).rsplit(" ", 1)[0]


def session(act: Act) -> Answers:
    """The header of a session note. The acts of one session end at the planned time."""
    end = act.until.replace(minute=act.until.minute // 10 * 10) if act.form not in ("medication_visit",) else act.until
    video = act.course.voice.chance(0.12) and act.form != "medication_visit"
    return {
        "session_date": act.at.date().isoformat(),
        "start_time": clock(act.at),
        "end_time": clock(end),
        "mode": "Video" if video else "In person",
        "location": "Client at home" if video else ROOMS.get(act.staff, "Room 3"),
    }


def cravings(course: Course, day: int, used: list[date]) -> Answers:
    """The strongest craving and the use since the last contact."""
    course.recorded["craving"] = course.craving(day)
    answers: Answers = {"craving": course.craving(day), "use_since_last": "Use" if used else "No use"}
    if used:
        answers["use_events"] = [
            {
                "_id": f"{course.number:04x}{day:04x}{place:04x}",
                "use_substance": course.condition.substance.capitalize(),
                "use_on": on.isoformat(),
                "use_amount": AMOUNTS[course.condition.key][on.day % 3],
            }
            for place, on in enumerate(used[-4:])
        ]
    return answers


def served(course: Course, day: int, names: tuple[str, ...]) -> list[Answers]:
    """The objectives a note served, how far they moved, and what shows it."""
    return [
        {"objective_id": course.ids[name], "progress": course.mark(name, day), "evidence": evidence(course, name, day)}
        for name in names
    ]


def evidence(course: Course, name: str, day: int) -> str:
    """What shows the progress of an objective, with the number of the day."""
    aim, voice = course.aims()[name], course.voice
    slots = {
        **course.slots(day),
        "now": aim.value(course.value(name, day)),
        "start": aim.value(aim.start),
        "target": aim.value(aim.target),
    }
    return voice.say(
        (
            "{now}; {start} at the start.",
            "{now} this week, target {target}.",
            "{now} by the [diary|sheet].",
            "{now}, by {his} own record.",
            "{now}. What helped: {way}." if name != "third" else "{now}. {helper} [agrees|sees it too].",
        ),
        slots,
    )


def diagnoses(course: Course, *, late: bool = False) -> list[Answers]:
    """The diagnosis links; ``late``: the substance use is in early remission by now."""
    from_table = TEXTS
    return [
        {
            "_id": course.ids[code],
            "code": code,
            "text": from_table[code],
            "kind": kind,
            "rank": rank,
            "status": "in early remission" if late and kind == "substance use" else "active",
            "note": note,
        }
        for code, kind, rank, note in course.condition.diagnoses
    ]


def order(course: Course, name: str, event: str, **changed: Any) -> Answers:
    """An order of a medication as it was ordered first, with what is changed."""
    medicine = course.condition.medicines[name]
    link: Answers = {
        "_id": course.ids[name],
        "event": event,
        "name": medicine.name,
        "form": medicine.form,
        "dose": medicine.dose,
        "unit": medicine.unit,
        "route": medicine.route,
        "frequency": medicine.frequency,
        "as_needed": medicine.as_needed,
        "indication": medicine.indication,
        "prescriber": ADE.signed,
        "reason_code": "",
        "reason": "",
        "starts_on": "",
    }
    return {**link, **{key: value for key, value in changed.items() if value}}


# The words of the ICD-10-CM table; a test compares them with it.
TEXTS = {
    "F10.20": "Alcohol dependence, uncomplicated",
    "F11.20": "Opioid dependence, uncomplicated",
    "F12.20": "Cannabis dependence, uncomplicated",
    "F13.20": "Sedative, hypnotic or anxiolytic dependence, uncomplicated",
    "F14.20": "Cocaine dependence, uncomplicated",
    "F15.20": "Other stimulant dependence, uncomplicated",
    "F31.81": "Bipolar II disorder",
    "F32.1": "Major depressive disorder, single episode, moderate",
    "F33.1": "Major depressive disorder, recurrent, moderate",
    "F40.10": "Social phobia, unspecified",
    "F41.0": "Panic disorder [episodic paroxysmal anxiety]",
    "F41.1": "Generalized anxiety disorder",
    "F43.12": "Post-traumatic stress disorder, chronic",
    "F90.2": "Attention-deficit hyperactivity disorder, combined type",
}

AMOUNTS = {
    "alcohol and depression": ("Two glasses of wine", "One bottle of wine", "Three beers"),
    "alcohol and trauma": ("Four beers", "A half pint of spirits", "Two beers"),
    "alcohol and social anxiety": ("One glass before a meeting", "Two mixed drinks", "One beer"),
    "alcohol and bipolar disorder": ("Three glasses of wine", "One bottle of wine", "Two beers"),
    "opioid use and trauma": ("One line, not tested", "One tablet from the street", "Smoked once"),
    "opioid use and depression": ("One bag", "One tablet from the street", "Half a bag"),
    "stimulant use and attention deficit": ("Smoked twice", "One quarter gram", "Smoked once"),
    "cocaine use and depression": ("Half a gram", "Two lines", "One gram over the evening"),
    "cannabis use and anxiety": ("One joint", "Vaped in the evening", "Two puffs"),
    "sedative use and panic": ("One more than prescribed", "Half of one more", "Two more than prescribed"),
}
