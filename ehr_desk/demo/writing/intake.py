"""Admission, consents, treatment plan. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.demo.condition import Aim
from ehr_desk.demo.courses import Course
from ehr_desk.demo.people import ADE, BY_LOGIN, CLINIC, CORY, PROGRAM
from ehr_desk.demo.schedule import LEADS, Act
from ehr_desk.demo.writing.common import Answers, diagnoses, order

_LEVELS = {
    "Residential": ("Residential", "28 days", "Completed"),
    "Inpatient": ("Inpatient", "12 days in the hospital", "Completed"),
    "Withdrawal management": ("Withdrawal management", "5 days", "Completed"),
    "Outpatient": ("Outpatient", "Weekly, for two months", "Left early"),
}
_WORKING = {"Full time": 5, "Part time": 5, "Student": 4}
_AGES = (14, 15, 16, 17, 19, 21, 23)


def facts(course: Course, staff_id: str) -> ClientFacts:
    """The client's page."""
    story, number = course.story, course.number
    return ClientFacts(
        family_name=story.family_name,
        given_name=story.given,
        preferred_name=story.preferred,
        pronouns=story.pronouns,
        date_of_birth=date.fromisoformat(story.born),
        record_number=course.record_number,
        phone=f"(419) 555-01{number % 100:02d}",
        email=f"client{number}@example.org",
        address=f"{100 + 37 * number} {_STREETS[number % len(_STREETS)]}, Millbrook, OH 44901",
        emergency_contact=f"{story.helper} ({story.helper_is}), (419) 555-01{(number + 50) % 100:02d}",
        primary_staff_id=staff_id,
    )


def admission(course: Course, act: Act) -> Answers:
    """The admission of a client, from the story."""
    story, condition, voice = course.story, course.condition, course.voice
    day, on = course.calendar.day(act.day), act.at.date().isoformat()
    slots = course.slots(act.day)
    days_ago = 4 if story.prior not in _LEVELS or story.prior == "Outpatient" else 24
    answers: Answers = {
        "entry_date": on,
        "risk": "Denied",
        "admitted_on": on,
        "program": PROGRAM,
        "level_of_care": "Intensive outpatient",
        "track": story.track,
        "admission_type": "Step-down" if days_ago == 24 else "New start",
        "planned_hours": "10",
        "projected_discharge": (day + timedelta(days=7 * story.weeks)).isoformat(),
        "primary_counselor": story.counselor.signed,
        "who_consents": "Client",
        "referral": story.referral,
        "referral_contact_consent": story.referral != "Self or family",
        "records_received": days_ago == 24,
        "presenting_problem": story.why,
        "client_goals": story.hope,
        "strengths": voice.say(
            "{strength}. What matters: {joy}. [Needs short sentences when tense.|Prefers plain words.|Likes paper "
            "over a screen.]",
            {**slots, "strength": story.strength.capitalize()},
        ),
        "substances": [
            {
                "_id": f"5{course.number:03x}",
                "substance_name": condition.substance.capitalize(),
                "substance_frequency": "1-3 days in the past month" if days_ago == 24 else _frequency(condition.use),
                "substance_route": condition.route,
                "substance_first_age": voice.random.choice(_AGES),
                "substance_last_use": (day - timedelta(days=days_ago)).isoformat(),
            }
        ],
        "use_severity": condition.severity,
        "withdrawal_risk": condition.withdrawal,
        "diagnoses": diagnoses(course),
        "health": voice.say(_HEALTH, slots),
        "primary_care": voice.say(
            ("Riverside Family Practice, (419) 555-0117", "Millbrook Health, (419) 555-0118"), slots
        ),
        "allergies_asked_on": on,
        "no_known_allergies": story.allergy is None,
        "takes_medications": bool(condition.taken),
        "needs_this_level": True,
        "level_reason": voice.say(_LEVEL_REASONS, slots),
        "outpatient_result": "Weekly sessions were tried; use went on."
        if story.prior == "Outpatient"
        else "Not tried.",
        "daily_function": voice.random.randint(4, 7),
        "suitability": "Suitable for this level",
        "living": story.living,
        "living_detail": f"{story.home[:1].upper()}{story.home[1:]}.",
        "triggers": f"{'; '.join(story.triggers)}.".capitalize(),
        "work": story.work_kind,
        "obligations": f"{story.work[:1].upper()}{story.work[1:]}. Ahead: {story.strain}.",
        "arrests_30": 1 if "Court" in story.referral else 0,
        "mutual_help_30": voice.random.choice(("None", "None", "1-3 times", "4-7 times")),
        "support": voice.random.randint(3, 8),
        "supports": f"{story.helper} ({story.helper_is}); {story.friend}.",
        "stage_of_change": "Preparing" if story.shape in ("slow", "worse") else "Taking action",
        "importance": voice.random.randint(7, 10),
        "confidence": voice.random.randint(3, 6),
        "emergency_contact": f"{story.helper} ({story.helper_is}), (419) 555-01{(course.number + 50) % 100:02d}",
        "naloxone": bool(condition.moud),
        "notice_given": True,
        "notice_given_on": on,
        "notice_version": "2026-02",
        "notice_how": "Acknowledged in writing",
        "orientation_given": True,
    }
    if not condition.moud:
        answers["naloxone_action"] = "Offered to everybody at admission; kit taken home today."
    if condition.withdrawal == "Moderate":
        answers["withdrawal_action"] = (
            f"Taper and weekly visits agreed with {ADE.signed}; warning signs given in writing."
        )
    if story.prior in _LEVELS:
        level, when, result = _LEVELS[story.prior]
        answers["prior_treatment"] = [
            {"_id": f"6{course.number:03x}", "prior_level": level, "prior_when": when, "prior_result": result}
        ]
    if story.allergy:
        substance, reaction, severity = story.allergy
        answers["allergies"] = [
            {
                "_id": f"7{course.number:03x}",
                "allergy_substance": substance,
                "allergy_reaction": reaction,
                "allergy_severity": severity,
            }
        ]
    if condition.taken:
        since = (day - timedelta(days=voice.random.choice((20, 45, 90, 160)))).isoformat()
        answers["orders"] = [
            order(course, name, "start", reason="Taken at admission.", prescriber="Outside prescriber", starts_on=since)
            for name in condition.taken
        ]
    return answers


def _frequency(use: Aim) -> str:
    return "Daily" if use.start < 2 else "3-6 days a week"


def consent(course: Course, act: Act) -> Answers:
    """The consent for treatment, payment and operations, or the one for a family member."""
    story, on = course.story, act.at.date()
    answers: Answers = {
        "signed_on": on.isoformat(),
        "discloser": CLINIC.name,
        "uses_intermediary": False,
        "revoke_contact": f"{CLINIC.name}, {CLINIC.address.splitlines()[0]}, or the front desk",
        "statements_explained": True,
        "signed_by": "Client",
        "signed_how": "On paper, original kept",
        "witness": BY_LOGIN[act.staff].signed,
        "copy_given": True,
    }
    if act.more["consent"] == "family":
        return answers | {
            "consent_kind": "family participant",
            "recipient": story.helper,
            "recipient_relationship": story.helper_is.capitalize(),
            "recipient_contact": f"(419) 555-01{(course.number + 50) % 100:02d}",
            "scope": ["attendance", "treatment plan", "aftercare plan"],
            "scope_detail": course.voice.say(
                (
                    "That I come and what we work on. [Not|Nothing of] what I say in sessions.",
                    "What helps at home. No numbers.",
                ),
                {},
            ),
            "purpose": f"So that {story.helper} can take part in family sessions.",
            "expiry_kind": "On a date",
            "expires_on": (on + timedelta(days=120)).isoformat(),
        }
    return answers | {
        "consent_kind": "treatment, payment and operations",
        "recipient": "My treating providers, health plans, third-party payers, and people helping to operate this "
        "program",
        "scope": ["whole record"],
        "purpose": "For treatment, payment, and health care operations",
        "expiry_kind": "On an event",
        "expires_event": "End of treatment",
        "refuse_consequences": "Treatment goes on; the health plan is not billed and the client pays the reduced fee.",
    }


def treatment_plan(course: Course, act: Act) -> Answers:
    """The plan: three problems, each with a goal in the client's words and one objective that can be counted."""
    story, condition, voice = course.story, course.condition, course.voice
    on, slots = act.at.date(), course.slots(act.day)
    use_code, mental_code = (code for code, *_ in condition.diagnoses)
    aims = course.aims()
    problems = [
        (
            "use",
            f"{condition.substance.capitalize()}: use that has taken over the week",
            "substance use",
            use_code,
            f"{aims['use'].value(aims['use'].start)} at the start. Riskiest: {story.triggers[0]}.",
            story.hope,
        ),
        (
            "mental",
            f"{condition.mind.capitalize()} that makes each week smaller",
            "mental health",
            mental_code,
            f"PHQ-9 of {course.score('phq9', course.admitted)} and GAD-7 of {course.score('gad7', course.admitted)} "
            f"at admission; {condition.signs[0]}.",
            story.wish,
        ),
        ("third", story.third.problem, story.third.kind, "", story.third.evidence, story.third.wish),
    ]
    return {
        "entry_date": on.isoformat(),
        "client_goals": story.hope,
        "strengths": voice.say(
            "{strength}; {joy}; {friend} knows.", {**slots, "strength": story.strength.capitalize()}
        ),
        "barriers": voice.say(
            (
                "{strain}, and {other_trigger}.",
                "{other_trigger}. Tires early in the week.",
                "{strain}. Rides to the group depend on others.",
            ),
            {**slots, "strain": story.strain.capitalize()},
        ),
        "preferences": voice.say(
            (
                "Plain words; reads everything before signing.",
                "Examples first, then the rule.",
                "Breaks after an hour; a seat near the door.",
            ),
            slots,
        ),
        "readiness": "Preparing" if story.shape in ("slow", "worse") else "Taking action",
        "areas": ["Substance use", "Mental health", *_area(story.third.problem)],
        "diagnostic_statement": voice.say(condition.interplay[0], slots),
        "problems": [_problem(course, act, number, *problem) for number, problem in enumerate(problems)],
        "deferred": voice.say(
            (
                "None.",
                "Dental care, until work hours are settled; by the client's wish.",
                "Smoking: wants to change one thing at a time; asked again at the review.",
            ),
            slots,
        ),
        "referrals": voice.say(
            ("Primary care for a check-up.", "Dentist; list of offices given.", "Legal aid office, by phone."), slots
        ),
        "services_schedule": "Group 3 hours, three days a week; individual 50 minutes a week; medication visits; "
        "family as agreed.",
        "planned_hours": "10",
        "primary_counselor": story.counselor.signed,
        "team": f"{ADE.signed}, psychiatrist; {CORY.signed}, case manager; {BY_LOGIN[LEADS[story.track]].signed}, "
        "group",
        "projected_discharge": course.calendar.day(course.ends).isoformat(),
        "discharge_criteria": voice.say(
            f"{aims['use'].value(aims['use'].target)} on the first objective for four weeks; PHQ-9 under 10; "
            "aftercare appointments set.",
            slots,
        ),
        "discharge_plan": "Weekly outpatient therapy near home, medication with primary care or the clinic, a "
        "group a week.",
        "next_review_on": (on + timedelta(days=30)).isoformat(),
        "client_participation": voice.say(
            (
                "Chose the order of the problems and worded [the goals|all three goals].",
                "Changed two objectives and [struck|crossed out] one that was not {his} own.",
                "Asked for smaller steps in the second objective and got them.",
            ),
            slots,
        ),
        "client_signature": "Signed on paper, original kept",
        "client_signed_on": on.isoformat(),
        "copy_offered": True,
    }


def _problem(
    course: Course, act: Act, number: int, name: str, text: str, kind: str, code: str, evidence: str, goal: str
) -> Answers:
    aim = course.aims()[name]
    slots = course.slots(act.day)
    target_day = course.calendar.day(course.ends - 5 * (2 - number if number < 2 else 1))
    who = CORY.signed if name == "third" and "family" not in aim.text else course.story.counselor.signed
    course.objectives[name] = course.voice.say(aim.text, slots)
    problem = {"problem_text": text, "problem_kind": kind, "problem_evidence": evidence}
    if code:
        problem["problem_code"] = code
    return problem | {
        "_id": f"8{course.number:03x}{number:x}",
        "goals": [
            {
                "_id": f"9{course.number:03x}{number:x}",
                "goal_text": goal,
                "objectives": [
                    {
                        "_id": course.ids[name],
                        "objective_text": course.objectives[name],
                        "measure": aim.measure,
                        "baseline": aim.value(aim.start),
                        "target": aim.value(aim.target),
                        "target_date": target_day.isoformat(),
                        "objective_status": "active",
                        "interventions": [
                            {
                                "_id": f"a{course.number:03x}{number:x}",
                                "intervention_text": aim.does,
                                "frequency": aim.often,
                                "responsible": who,
                            }
                        ],
                    }
                ],
            }
        ],
    }


def _area(problem: str) -> list[str]:
    if problem.startswith("Trust"):
        return ["Family and relationships"]
    if problem.startswith("Work"):
        return ["Work and school"]
    return ["Housing"] if problem.startswith("Housing") else ["Spiritual life and community"]


_STREETS = ("Linden Court", "Ferry Street", "Orchard Row", "Mill Lane", "Station Road", "Juniper Way", "Quarry Hill")
_HEALTH = (
    "No known medical conditions. No recent injuries. Pregnancy not applicable or test negative.",
    "High blood pressure, treated in primary care. No recent injuries.",
    "Back pain after long days. No other condition known.",
    "Mild asthma as a child, none now. Appetite poor.",
    "Reflux. Teeth need care. Nothing urgent.",
)
_LEVEL_REASONS = (
    "Cravings most evenings and {mind} that answers to nothing yet; weekly sessions are not enough. Safe at home, "
    "no need for care around the clock.",
    "Needs several contacts a week to get past {trigger}. Withdrawal risk can be handled on an outpatient basis; "
    "support at home from {helper}.",
    "Returns to daily life with its triggers. Medical risk low, risk of return to use high without structure.",
)
