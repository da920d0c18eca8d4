"""Plausible answers of the assessments and tools, as ``filled.py`` has them for the others. All invented."""

from __future__ import annotations

from typing import Any, Final

Answers = dict[str, Any]


def rows(*found: Answers) -> list[Answers]:
    """Rows with ids of their own."""
    return [{"_id": f"{number:08x}", **row} for number, row in enumerate(found, start=1)]


_SIGNED: Final[Answers] = {
    "client_signature": "Signed on paper, original kept",
    "client_signed_on": "2026-10-08",
    "copy_given": True,
    "shared_with": "Mara (sister)",
    "next_review_on": "2026-11-08",
}

SUITABILITY: Final[Answers] = {
    "entry_date": "2026-09-24",
    "inquiry_from": "Residential or inpatient program",
    "inquiry_contact": "Quiet Pines Residential, admissions desk, 555-0142",
    "own_words": "I want to keep what I have built here when I am home again.",
    "substances_used": ["Alcohol"],
    "use_now": "No use in the past month",
    "severity": "Severe",
    "craving_intensity": 5,
    "withdrawal_risk": "Low",
    "withdrawal_scale": "CIWA-Ar 2, 24 Sep at 14:00",
    "medical_need": False,
    "mental_need": True,
    "mental_symptoms": "Panic attacks four times a week; intake with Dr. Nair on 30 September.",
    "pregnant": False,
    "risk": "Denied",
    "needs_structure": True,
    "needs_24": "No",
    "level_reason": "First weeks at home after residential care; weekly sessions were not enough twice.",
    "tried_outpatient": "Not enough so far",
    "completed_before": "Residential, 28 days to 25 Sep 2026",
    "home": "Stable and supportive",
    "use_in_home": False,
    "support": 7,
    "supports": "Sister; sponsor.",
    "surroundings": "The bar at the station on the way home.",
    "obligations": "Works 24 hours a week; picks up daughter at 16:00.",
    "daily_function": 7,
    "getting_here": "Bus until 21:30; phone works for video.",
    "track_wanted": "Evening",
    "importance": 9,
    "confidence": 5,
    "stage": "Taking action",
    "values": "Wants to be a steady parent; prefers practice to talk.",
    "suggested_level": "Intensive outpatient",
    "decided_level": "Intensive outpatient",
    "outcome": "Suitable: offer admission",
    "next_step": "Admission on 28 September at 17:00, Dana Reyes.",
}

BIOPSYCHOSOCIAL: Final[Answers] = {
    "entry_date": "2026-09-29",
    "presenting_problem": '"I hold my breath until I can drink." Panic on the way to work, drinks to stop it.',
    "informants": "Client; discharge papers of Quiet Pines.",
    "use_history": rows(
        {
            "use_substance": "Alcohol",
            "use_first_age": 16,
            "use_heaviest": "A bottle of wine a day for three years",
            "use_recent": "None in the past month",
            "use_route": "By mouth",
            "use_last": "2026-08-29",
        },
        {"use_substance": "Nicotine", "use_first_age": 18, "use_recent": "Daily", "use_route": "Smoked or vaped"},
    ),
    "use_consequences": "Lost a license for a year; gives an hour without fear.",
    "longest_abstinence": "Five months in 2023, with a meeting every day and her sister close by.",
    "overdoses": "None",
    "withdrawal_history": "Shaking and sweating; no seizures.",
    "use_treatment": "Weekly counseling twice (2022, 2024), residential 2026 completed.",
    "gambling": "None.",
    "mental_history": "Panic attacks since age 29, two years before daily drinking; low mood after 2024.",
    "mental_treatment": "Now",
    "mental_treatment_detail": "Sertraline since September 2026, helps with worry.",
    "attempts": "None",
    "violence": "None done; shouted at by a former partner.",
    "trauma": "Asked, reported",
    "trauma_detail": "A crash on the county road in 2021.",
    "mental_interplay": "Drinking ends panic for an hour and makes the next morning worse.",
    "risk": "Denied",
    "medical": "High blood pressure, treated.",
    "pain": "None",
    "sleep": "Moderate",
    "eating": "Skips breakfast.",
    "infections": "Hepatitis and HIV tests of August negative.",
    "pregnancy": "Not pregnant.",
    "tobacco": "Vapes, about 6 mg a day.",
    "childhood": "Grew up with an aunt from age nine; good at school.",
    "family_history": "Father drank; aunt treated for depression.",
    "relationships": "Daughter of eight; sister; two friends who do not drink.",
    "home_now": "With sister, safe, no alcohol in the home.",
    "work_school": "Part time in a warehouse office; community college for a year.",
    "money": "Tight until the end of the month; insured.",
    "legal": "License back since 2025; nothing open.",
    "culture": "Speaks Spanish with family; wants English in groups.",
    "spiritual": "Church at Easter; finds calm by the river.",
    "leisure": "Used to swim.",
    "strengths": "Keeps appointments, honest about use, close to her sister.",
    "needs": "Short tasks, written cards, evening hours.",
    "importance": 9,
    "confidence": 5,
    "stage": "Taking action",
    "formulation": "Early loss and watchfulness, panic at work, alcohol as the quickest relief; family protects.",
    "needs_found": rows(
        {"need_area": "Mental health", "need_text": "Panic on the way to work", "need_plan": "In the plan"},
        {"need_area": "Money", "need_text": "Debts", "need_plan": "Put off until work hours are settled"},
    ),
    "level_fits": "Intensive outpatient",
    "level_reason": "Needs several contacts a week, safe at home.",
}

MENTAL_STATUS: Final[Answers] = {
    "entry_date": "2026-09-29",
    "appearance": ["Well kept"],
    "behavior": ["Restless", "Cooperative"],
    "speech": ["Fast"],
    "mood_words": '"On edge, but glad to be here"',
    "affect": ["Anxious", "Full range"],
    "process": ["Goal directed"],
    "content": ["Worry"],
    "perception": ["No disturbance"],
    "risk": "Denied",
    "alertness": "Alert",
    "oriented": ["Person", "Place (where this is)", "Time", "Situation"],
    "attention": "Good",
    "memory": "Good",
    "insight": "Good",
    "judgment": "Fair",
    "mental_status_summary": "Anxious and open, thinking clear, no psychotic signs, no thoughts of suicide.",
}

SAFETY_SCREEN: Final[Answers] = {
    "entry_date": "2026-10-08",
    "wish_dead": "Yes",
    "thoughts": "No",
    "plan_intent": "No",
    "behavior": "No",
    "under_influence": "Yes",
    "under_influence_plan": "Grows with alcohol. Calls the sister before the evening alone.",
    "harm_others": "No",
    "overdose_risk": "No",
    "unsafe_home": "No",
    "firearms": "No",
    "screener": "C-SSRS screener",
    "screener_result": "Low",
    "safety_level": "Low",
    "safety_assessed_by": "Dana Reyes, LCADC",
    "safety_steps": [
        "Asked directly about intent, plan and means",
        "Safety plan made or reviewed",
        "Prescriber told",
        "Next check agreed",
    ],
    "safety_action": "Asked about plan and intent: none. Safety plan made today, Dr. Nair told, next check on Friday.",
    "protective": "Daughter, sister, wants to finish the program.",
    "next_screen": "2026-10-16",
}

SAFETY_PLAN: Final[Answers] = {
    "entry_date": "2026-10-08",
    "signs": rows(
        {"sign_text": "I stop answering my sister."},
        {"sign_text": "I think they would be better off."},
        {"sign_text": "Two nights without sleep."},
    ),
    "own_steps": rows({"own_step": "Walk to the river and back", "own_obstacle": "Rain: the stairs, ten times"}),
    "company": rows({"company_who": "Swimming hall", "company_phone": "555-0181"}),
    "helpers": rows({"helper_name": "Mara, sister", "helper_phone": "555-0163", "helper_knows": True}),
    "professionals": rows(
        {"professional_name": "Dana Reyes, LCADC", "professional_phone": "555-0100", "professional_when": "8 to 20"}
    ),
    "crisis_line": "988",
    "emergency_place": "County Hospital, 1 Hill Road",
    "means": ["Medications"],
    "means_steps": "Mara keeps the tablets and gives seven days at a time, from today on.",
    "substances_step": "No alcohol in the home; after a drink I call Mara before I sleep.",
    "kept_where": "Card in the phone case; copy at Mara's",
    "likely_used": 8,
    "reason_to_live": "My daughter's birthday in May.",
    "safety_level": "Low",
    "safety_assessed_by": "Dana Reyes, LCADC",
    "safety_action": "Safety plan made",
    **_SIGNED,
}

RELAPSE_PLAN: Final[Answers] = {
    "entry_date": "2026-10-08",
    "reasons": "Mornings without shame. Driving my daughter to school.",
    "triggers": rows(
        {
            "trigger_text": "The bar at the station",
            "trigger_kind": "Places",
            "trigger_strength": 8,
            "trigger_coping": "Exit on the other side, call Mara while walking",
        },
        {"trigger_text": "Friday after six", "trigger_kind": "Times", "trigger_coping": "Evening group, then food"},
    ),
    "dates": "Company party on 11 December.",
    "warnings": rows(
        {"warning_stage": "Feelings", "warning_text": "Bored and restless", "warning_seen_by": "Mara"},
        {"warning_stage": "Thoughts", "warning_text": "One would be fine"},
    ),
    "craving_delay": "Thirty minutes, by the kitchen clock",
    "craving_distract": "Shower, then the puzzle",
    "craving_call": "Sponsor, then Mara",
    "craving_remember": "It peaks and it passes.",
    "contacts": rows({"contact_name": "Mara, sister", "contact_phone": "555-0163", "contact_for": "Any hour"}),
    "groups": "Tuesday home group; evening track.",
    "changes": "No wine glasses in the kitchen; new way home.",
    "routine": "Up at six, breakfast, train, walk at noon, group or swim, bed at ten.",
    "medications": "Sertraline in the morning, beside the toothbrush",
    "naloxone_where": "Not needed; free at the community hall",
    "lapse_first_call": "Sponsor",
    "lapse_24": "Eat, sleep at Mara's, message to the desk at ten, come to group.",
    "lapse_tolerance": "Tell somebody how much; no driving.",
    "lapse_return": "Call 555-0100 or simply come.",
    **_SIGNED,
}

CRAVING_LOG: Final[Answers] = {
    "entry_date": "2026-10-21",
    "log_from": "2026-10-14",
    "log_to": "2026-10-21",
    "log_source": "Client's own diary",
    "cravings": rows(
        {
            "craving_on": "2026-10-16",
            "craving_at": "18:10",
            "craving_strength": 7,
            "craving_trigger": "Station bar",
            "craving_strategy": "Called somebody",
            "craving_result": "Passed without use",
        },
        {
            "craving_on": "2026-10-19",
            "craving_strength": 8,
            "craving_trigger": "Panic at work",
            "craving_strategy": "Nothing",
            "craving_result": "Used",
        },
    ),
    "log_highest": 8,
    "log_learned": "Calling early works; after panic she forgets to.",
    "log_next": "Card with the number on the phone's back.",
}

SKILLS_TRACKER: Final[Answers] = {
    "entry_date": "2026-10-21",
    "skills": rows(
        {
            "skill_name": "Paced breathing",
            "skill_area": "Emotion regulation",
            "skill_taught_on": "2026-10-05",
            "skill_used": "Most days",
            "skill_rating": 7,
            "skill_helped": "Well",
        },
        {"skill_name": "Saying no", "skill_area": "Refusing offers", "skill_used": "Once", "skill_rating": 4},
    ),
    "skills_next": "Saying no at work, rehearsed with the group first.",
}

MUTUAL_HELP_LOG: Final[Answers] = {
    "entry_date": "2026-10-21",
    "meetings_from": "2026-10-14",
    "meetings_to": "2026-10-21",
    "attends": True,
    "meetings": rows(
        {
            "meeting_on": "2026-10-20",
            "meeting_kind": "AA",
            "meeting_way": "In person",
            "meeting_part": "Made the coffee",
        },
    ),
    "home_group": "Tuesday, community hall",
    "step": "Step 1",
    "sponsor": "Yes",
    "asked_help": "Yes",
    "takes_away": "Not the only one who drinks alone.",
    "meetings_next": "Tuesdays and one meeting on the weekend.",
}

COWS_RESULT: Final[Answers] = {
    "entry_date": "2026-10-02",
    "cows_at": "09:30",
    "cows_total": 13,
    "cows_last_use": "Fentanyl, 1 October at 22:00",
    "cows_action": "Dr. Nair called; first dose today under observation.",
}

CASE_CONFERENCE: Final[Answers] = {
    "session_date": "2026-10-22",
    "start_time": "13:00",
    "end_time": "13:20",
    "mode": "In person",
    "location": "Team room",
    "conference_reasons": ["Return to use", "Medication"],
    "team_present": "Dana Reyes, LCADC; Dr. Priya Nair, psychiatrist; Sam Okafor, case manager",
    "client_part": "Asked before",
    "client_view": "Wants to stay in the evening track.",
    "situation": "One drink on 19 October, told the next day. Two panic attacks a week. Attends all sessions.",
    "opinions": "Panic drives use; dose still low. Agreement that the level fits.",
    "level_view": "Stay at this level",
    "risk_flag": False,
    "decisions": rows(
        {"decision_text": "Dose review", "decision_who": "Dr. Nair", "decision_by": "2026-10-23"},
        {"decision_text": "Second family session", "decision_who": "Dana Reyes"},
    ),
    "plan": "Review again with the plan on 2 November.",
    "next_conference": "2026-11-05",
}

ASSESSMENTS: Final[dict[str, Answers]] = {
    "biopsychosocial": BIOPSYCHOSOCIAL,
    "case_conference": CASE_CONFERENCE,
    "cows_result": COWS_RESULT,
    "craving_log": CRAVING_LOG,
    "mental_status": MENTAL_STATUS,
    "mutual_help_log": MUTUAL_HELP_LOG,
    "relapse_plan": RELAPSE_PLAN,
    "safety_plan": SAFETY_PLAN,
    "safety_screen": SAFETY_SCREEN,
    "skills_tracker": SKILLS_TRACKER,
    "suitability": SUITABILITY,
}
