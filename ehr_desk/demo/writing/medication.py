"""Medication visits: the list is the record of orders, the visit explains them. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ehr_desk.demo.condition import Order
from ehr_desk.demo.courses import Course
from ehr_desk.demo.people import ADE
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.writing.common import Answers, cravings, diagnoses, in_words, order, served, session


def medication_visit(course: Course, act: Act, listed: list[Answers]) -> Answers:
    """The visit of a week. ``listed`` is the medication list in force, as the form starts with it."""
    condition, voice, day = course.condition, course.voice, act.day
    week = int(act.more["week"])
    changes = [one for one in condition.orders if one.week == week]
    asked = cravings(course, day, course.tell_use(day))
    slots = course.slots(day) | {"on": in_words(act.at.date())}
    known = {link["_id"] for link in listed}
    orders = _orders(course, act, listed, [one for one in changes if _fits(course, one, known)])
    side = voice.random.choice(_SIDE) if week > 1 and listed else ("None reported", "", "")
    missed = voice.random.choice((0, 0, 0, 1, 2)) if listed else 0
    answers: Answers = {
        **session(act),
        **asked,
        "risk": "Denied",
        "interval_history": voice.once([_HISTORY, _LIFE], slots),
        "target_symptoms": voice.once([_TARGETS], slots),
        "side_effects": [side[0]],
        "doses_missed_7": missed,
        "doses_missed_30": missed * 2,
        "adherence_percent": 100 - 7 * missed,
        "adherence_methods": ["Client report", "Pharmacy fills"]
        if not condition.moud
        else ["Client report", "Drug screen or level"],
        "blood_pressure": f"{voice.random.randint(112, 138)}/{voice.random.randint(68, 86)}",
        "pulse": voice.random.randint(60, 88),
        "weight": f"{voice.random.randint(128, 214)}",
        "mental_status": "Within expected limits",
        "diagnoses": diagnoses(course, late=week > 6 and course.days_without(day) > 21),
        "new_allergy": False,
        "pregnancy": "Not pregnant"
        if course.story.pronouns == "she/her" and course.story.born > "1978"
        else "Not applicable",
        "results_reviewed": voice.say(condition.watched, slots),
        "pdmp": "Checked",
        "pdmp_state": "OH",
        "pdmp_checked_at": f"{act.at - timedelta(minutes=10):%Y-%m-%dT%H:%M}",
        "pdmp_finding": voice.say(_PDMP, slots)
        if condition.moud or "sedative" in condition.key
        else "No controlled prescriptions.",
        "reconciled_with": ["Client", voice.random.choice(("Bottles", "Pharmacy"))],
        "discrepancies": voice.say(("None.", "None.", "An old bottle at home; brought in and discarded."), slots),
        "orders": orders,
        "alerts_response": "None shown.",
        "supply_until": (act.at.date() + timedelta(days=30)).isoformat(),
        "education_given": True,
        "education_how": "Verbal and written",
        "moud": bool(condition.moud),
        "plan": voice.tell(
            [[_told(course, one) for one in changes if _fits(course, one, known)] or _NO_CHANGE, _WATCH], slots
        ),
        "next_visit_on": (act.at.date() + timedelta(days=28 if week > 2 else 14)).isoformat(),
    }
    if side[1]:
        answers |= {"side_effect_severity": side[1], "side_effect_detail": side[2]}
    if course.has_plan:
        answers["objectives_served"] = served(course, day, ("mental",))
    if condition.moud:
        answers |= _moud(course, act, orders)
    return answers


def _fits(course: Course, one: Order, known: set[Any]) -> bool:
    """Whether the order makes sense with the list as it is (a visit may have been missed)."""
    on_list = course.ids[one.medicine] in known
    return not on_list if one.event == "start" else on_list


def _orders(course: Course, act: Act, listed: list[Answers], changes: list[Order]) -> list[Answers]:
    on = act.at.date().isoformat()
    orders = []
    by_id = {course.ids[one.medicine]: one for one in changes if one.event != "start"}
    for link in listed:
        one = by_id.get(link["_id"])
        if one is None:
            orders.append(link)
            continue
        changed = {**link, "event": one.event, "reason_code": one.code, "reason": one.why, "starts_on": on}
        changed["dose"] = one.dose or link["dose"]
        changed["frequency"] = one.frequency or link["frequency"]
        changed["prescriber"] = ADE.signed
        orders.append(changed)
    starts = [one for one in changes if one.event == "start"]
    return orders + [
        order(course, one.medicine, "start", reason_code=one.code, reason=one.why, starts_on=on) for one in starts
    ]


def _told(course: Course, one: Order) -> str:
    medicine = course.condition.medicines[one.medicine]
    name = medicine.name
    if one.event == "start":
        return f"Start {name} {medicine.dose} {medicine.unit} {medicine.frequency}."
    if one.event == "change":
        return f"{name} to {one.dose or medicine.dose} {medicine.unit}."
    return f"{name} stopped." if one.event == "stop" else f"{name} unchanged, list compared."


def _moud(course: Course, act: Act, orders: list[Answers]) -> Answers:
    injection = any(link["form"] == "injection" and link["event"] != "stop" for link in orders)
    film = next((link for link in orders if link["name"].startswith("Buprenorphine and")), None)
    current = next((link for link in orders if link["form"] == "injection"), None) if injection else film
    dose = f"{current['dose']} {current['unit']} {current['frequency']}" if current else "See list"
    started = course.calendar.day(course.admitted) - timedelta(days=21)
    return {
        "moud_agent": "Buprenorphine, monthly injection" if injection else "Buprenorphine, under the tongue",
        "moud_dose": dose,
        "moud_started_on": started.isoformat(),
        "moud_last_dose": act.at.date().isoformat(),
        "moud_site": "Given here" if injection else "At home; film seen to dissolve at the first visit",
        "moud_missed": "None",
        "naloxone_given_on": course.calendar.day(course.admitted).isoformat(),
    }


_SIDE = (
    ("None reported", "", ""),
    ("None reported", "", ""),
    ("Nausea or vomiting", "Mild", "First week, better with food."),
    ("Headache", "Mild", "Two evenings, gone now."),
    ("Sedation", "Mild", "In the morning; dose moved to the evening."),
    ("Constipation", "Mild", "Water and fiber help."),
    ("Sleep disturbance", "Mild", "Vivid dreams in the first nights."),
)
_HISTORY = (
    "{days} without {substance}. Sleeps {sleep} hours.",
    "Since the last visit: {sign}, [less often|about as often]. {days} without {substance}.",
    "In week {program_week} of the program; {days} without {substance}, cravings to {craving}.",
)
_LIFE = (
    "Ahead: {strain}.",
    "At home with {helper}, [calm|strained] this week.",
    "Takes the medication [with breakfast|from a weekly box]; {helper} is not asked to watch it.",
    "Work: {work}.",
)
_TARGETS = (
    "PHQ-9 of {phq}, GAD-7 of {gad}. {sign}.",
    "{sign}: [fewer days than|about as often as] at the last visit. PHQ-9 {phq}.",
    "Sleep {sleep} hours, cravings to {craving}, PHQ-9 {phq}, GAD-7 {gad}.",
)
_PDMP = ("Only this clinic's prescriptions.", "One earlier prescriber, ended before admission; nothing new.")
_NO_CHANGE = ("No change today.", "Keep the doses; time is needed to judge them.", "Unchanged; effect still building.")
_WATCH = (
    "Watch sleep and {sign}. Call before stopping anything.",
    "Effect expected in two to four weeks; side effects explained. Therapist told on {on}.",
    "No benzodiazepine. Blood pressure and weight next time.",
    "Pharmacy fills weekly for now. Therapist informed.",
    "Look again with the next PHQ-9.",
)
