"""One plausible, complete set of answers for each shipped form. All people and events are invented.

``FILLED[form_id]`` are the answers of one entry. A group note is held twice: ``GROUP_SESSION`` (written once)
and ``GROUP_CLIENTS`` (one per attendee); ``FILLED["group_note"]`` is the session with the first attendee.
"""

from __future__ import annotations

from typing import Any, Final

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from tests.clinical_forms.filled_assessments import ASSESSMENTS

Answers = dict[str, Any]

OBJECTIVE_PANIC: Final = "0b1c0000000000000000000000000001"
OBJECTIVE_ALCOHOL: Final = "0b1c0000000000000000000000000002"
SERTRALINE: Final = "3ed00000000000000000000000000002"

_SESSION: Final[Answers] = {
    "session_date": "2026-10-14",
    "start_time": "10:00",
    "end_time": "10:50",
    "mode": "In person",
    "location": "Room 2",
}
_CRAVINGS: Final[Answers] = {"craving": 4, "use_since_last": "No use"}
_SERVED: Final = [
    {"objective_id": OBJECTIVE_PANIC, "progress": "some", "evidence": "Two panic episodes this week, four last week."}
]
_DIAGNOSES: Final = [
    {
        "_id": "d1a60001",
        "code": "F10.20",
        "text": "Alcohol dependence, uncomplicated",
        "kind": "substance use",
        "rank": "primary",
        "status": "active",
        "note": "",
    },
    {
        "_id": "d1a60002",
        "code": "F41.0",
        "text": "Panic disorder [episodic paroxysmal anxiety]",
        "kind": "mental health",
        "rank": "secondary",
        "status": "active",
        "note": "Began two years before daily drinking.",
    },
]

ADMISSION: Final[Answers] = {
    "entry_date": "2026-09-28",
    "risk": "Denied",
    "admitted_on": "2026-09-28",
    "program": "Harbor Street Intensive Outpatient Program",
    "level_of_care": "Intensive outpatient",
    "track": "Evening",
    "admission_type": "Step-down",
    "planned_hours": "9",
    "projected_discharge": "2026-12-18",
    "primary_counselor": "Dana Reyes, LCADC",
    "who_consents": "Client",
    "referral": "Residential or inpatient program",
    "referral_detail": "Quiet Pines Residential, admissions desk, 555-0142",
    "referral_contact_consent": True,
    "records_received": True,
    "home_safety": "Stable and supportive",
    "use_in_home": False,
    "trauma_asked": "Asked, none reported",
    "withdrawal_scale": "CIWA-Ar 2, 28 Sep at 17:10",
    "prior_treatment": [
        {
            "_id": "a0000001",
            "prior_level": "Residential",
            "prior_facility": "Quiet Pines Residential",
            "prior_when": "28 days to 25 Sep 2026",
            "prior_result": "Completed",
        }
    ],
    "presenting_problem": (
        "Steps down after 28 days of residential care for alcohol use. Panic attacks four times a week, mostly on "
        "the way to work, were answered with drinking for three years. No withdrawal signs today."
    ),
    "client_goals": "I want to get to work without a drink and be steady for my daughter.",
    "strengths": "Holds a job, calls a sister daily, liked the breathing exercises in residential care.",
    "substances": [
        {
            "_id": "a0000002",
            "substance_name": "Alcohol",
            "substance_frequency": "1-3 days in the past month",
            "substance_route": "By mouth",
            "substance_first_age": 16,
            "substance_last_use": "2026-08-29",
        }
    ],
    "use_severity": "Severe",
    "withdrawal_risk": "Low",
    "diagnoses": _DIAGNOSES,
    "health": "High blood pressure, treated. Not pregnant. No recent injuries.",
    "primary_care": "Riverside Family Practice, 555-0117",
    "allergies_asked_on": "2026-09-28",
    "no_known_allergies": False,
    "allergies": [
        {
            "_id": "a0000003",
            "allergy_substance": "Penicillin",
            "allergy_reaction": "Hives",
            "allergy_severity": "Moderate",
        }
    ],
    "takes_medications": True,
    "orders": [
        {
            "_id": SERTRALINE,
            "event": "start",
            "name": "Sertraline",
            "form": "tablet",
            "dose": "50",
            "unit": "mg",
            "route": "by mouth",
            "frequency": "once a day",
            "as_needed": False,
            "indication": "Panic disorder",
            "prescriber": "Quiet Pines Residential (outside)",
            "reason_code": "",
            "reason": "Taken at admission.",
            "starts_on": "2026-09-10",
        }
    ],
    "needs_this_level": True,
    "level_reason": "Sober four weeks in a controlled setting, first return home, weekly sessions failed twice.",
    "outpatient_result": "Two tries of weekly counseling, use went on.",
    "daily_function": 7,
    "suitability": "Suitable for this level",
    "living": "With family or friends",
    "living_detail": "With sister; no alcohol in the home.",
    "triggers": "The bar at the station; Friday evenings.",
    "work": "Part time",
    "obligations": "Works 24 hours a week; picks up daughter at 16:00 on weekdays. No legal obligations.",
    "arrests_30": 0,
    "mutual_help_30": "8-15 times",
    "support": 7,
    "supports": "Sister; sponsor.",
    "stage_of_change": "Taking action",
    "importance": 9,
    "confidence": 5,
    "emergency_contact": "Mara (sister), 555-0163",
    "naloxone": False,
    "naloxone_action": "No opioid use; offered, declined today.",
    "notice_given": True,
    "notice_given_on": "2026-09-28",
    "notice_version": "2026-02",
    "notice_how": "Acknowledged in writing",
    "orientation_given": True,
}

TREATMENT_PLAN: Final[Answers] = {
    "entry_date": "2026-10-02",
    "client_goals": "I want to get to work without a drink and be steady for my daughter.",
    "strengths": "Job, sister, practices breathing without being asked.",
    "barriers": "Evening shifts change at short notice.",
    "preferences": "Prefers to practice skills aloud; no eye contact exercises.",
    "readiness": "Taking action",
    "areas": ["Substance use", "Mental health", "Family and relationships"],
    "diagnostic_statement": "Panic came first; drinking answered it and made the next day's panic worse.",
    "problems": [
        {
            "_id": "b0000001",
            "problem_text": "Panic attacks on the way to work",
            "problem_kind": "mental health",
            "problem_code": "F41.0",
            "problem_evidence": "Four attacks a week at admission; GAD-7 of 15.",
            "goals": [
                {
                    "_id": "b0000002",
                    "goal_text": "Take the train again like everybody else.",
                    "objectives": [
                        {
                            "_id": OBJECTIVE_PANIC,
                            "objective_text": "Use paced breathing and stay on the train through a panic attack.",
                            "measure": "Panic attacks a week, from the diary",
                            "baseline": "4",
                            "target": "1",
                            "target_date": "2026-11-27",
                            "objective_status": "active",
                            "interventions": [
                                {
                                    "_id": "b0000003",
                                    "intervention_text": "Individual CBT for panic",
                                    "frequency": "50 minutes, once a week",
                                    "responsible": "Dana Reyes, LCADC",
                                }
                            ],
                        }
                    ],
                }
            ],
        },
        {
            "_id": "b0000004",
            "problem_text": "Alcohol use to get through stress",
            "problem_kind": "substance use",
            "problem_code": "F10.20",
            "problem_evidence": "Daily use for three years until residential care.",
            "goals": [
                {
                    "_id": "b0000005",
                    "goal_text": "No drink, one day at a time.",
                    "objectives": [
                        {
                            "_id": OBJECTIVE_ALCOHOL,
                            "objective_text": "Call the sponsor or sister before acting on a craving of 5 or more.",
                            "measure": "Days without alcohol in the past 30",
                            "baseline": "28",
                            "target": "30",
                            "target_date": "2026-12-11",
                            "objective_status": "active",
                            "interventions": [
                                {
                                    "_id": "b0000006",
                                    "intervention_text": "Relapse-prevention group",
                                    "frequency": "3 hours, three evenings a week",
                                    "responsible": "Group team",
                                }
                            ],
                        }
                    ],
                }
            ],
        },
    ],
    "deferred": "Debt counseling: put off until work hours are settled, by the client's wish.",
    "referrals": "Primary care for blood pressure.",
    "services_schedule": "Group 3 hours, three evenings a week; individual once a week; family monthly.",
    "planned_hours": "9",
    "primary_counselor": "Dana Reyes, LCADC",
    "team": "Dr. Priya Nair, psychiatrist; Sam Okafor, case manager",
    "projected_discharge": "2026-12-18",
    "discharge_criteria": "30 days without alcohol, at most one panic attack a week, aftercare appointments set.",
    "discharge_plan": "Weekly outpatient therapy and the medication clinic near home.",
    "next_review_on": "2026-11-02",
    "client_participation": "Chose the order of the goals and worded both of them.",
    "client_signature": "Signed on paper, original kept",
    "client_signed_on": "2026-10-02",
    "copy_offered": True,
}

PLAN_REVIEW: Final[Answers] = {
    "entry_date": "2026-11-02",
    "reviewed_on": "2026-11-02",
    "period_from": "2026-10-02",
    "team_present": "Dana Reyes, LCADC; Dr. Priya Nair; Sam Okafor",
    "objectives_stand": "Some are open",
    "reviews": [
        {
            "_id": "c0000001",
            "objective_id": OBJECTIVE_PANIC,
            "objective_text": "1.1 Use paced breathing and stay on the train through a panic attack.",
            "baseline": "4",
            "now": "2",
            "outcome": "continue",
            "course": "Halved. The train on Mondays is still avoided, so the objective stands.",
        },
        {
            "_id": "c0000002",
            "objective_id": OBJECTIVE_ALCOHOL,
            "objective_text": "2.1 Call the sponsor or sister before acting on a craving of 5 or more.",
            "baseline": "28",
            "now": "29",
            "outcome": "continue",
            "course": "One drink on 19 October, told the group the next day. Calls made since.",
        },
    ],
    "new_needs": "None",
    "hours_summary": "36 hours planned, 33 attended.",
    "stay_reason": "Making progress, goals not yet reached",
    "stay_justification": "A single return to use and weekly panic need more support than weekly sessions give.",
    "decision": "Continue at this level",
    "projected_discharge": "2026-12-18",
    "next_review_on": "2026-12-01",
    "client_view": "Feels halfway there and wants to keep the evening group.",
    "client_signature": "Signed on this screen",
    "client_signed_on": "2026-11-02",
}

DAP_NOTE: Final[Answers] = {
    **_SESSION,
    **_CRAVINGS,
    "risk": "Denied",
    "interventions": ["CBT", "Mindfulness"],
    "intervention_detail": "Interoceptive exposure, paced breathing",
    "objectives_served": _SERVED,
    "presentation": ["Calm"],
    "data": (
        'Reports two panic attacks, both on the train, and stayed on once. Calm, mood "okay". Slept six hours. '
        "No alcohol since admission."
    ),
    "assessment": "Fewer attacks and less avoidance. Still checks the exits before each ride, which keeps fear alive.",
    "response": "Took part in the exercise twice; fear went from 7 to 4.",
    "practice_last": "Partly done",
    "practice_result": "Breathing practiced on four of seven days.",
    "practice_next": "Ride one stop past the exit without checking.",
    "plan": "Go on with exposure. Bring the diary. Ask Dr. Nair about sleep.",
    "next_appointment": "2027-01-13T10:00",
}

_INDIVIDUAL: Final[Answers] = {
    **DAP_NOTE,
    "presentation": ["Anxious", "Hopeful"],
    "observed": "Sat near the door, spoke freely after ten minutes.",
    "practice_barrier": "Late shifts on three days.",
}
SOAP_NOTE: Final[Answers] = {
    **_INDIVIDUAL,
    "interventions": ["CBT", "Relapse prevention"],
    "cbt_work": ["Thought record", "Functional analysis"],
    "thought_situation": "Train doors close.",
    "thought_first": "I will faint in front of everybody.",
    "thought_feeling": "Fear, 8 of 10",
    "thought_other": "I have felt this forty times and never fainted.",
    "thought_after": "Fear, 4 of 10",
    "analysis_trigger": "Argument with the shift lead at 17:00",
    "analysis_inside": "Tight chest, thought of the station bar",
    "analysis_behavior": "Walked the long way home and called the sister",
    "analysis_soon": "Calmer after twenty minutes",
    "analysis_later": "Twenty minutes of sleep",
    "rp_topics": ["High-risk situation", "Refusal skills"],
    "data": '"I nearly got off, but I stayed." Two panic attacks, no alcohol, six hours of sleep.',
}
BIRP_NOTE: Final[Answers] = {
    **_INDIVIDUAL,
    "interventions": ["DBT", "Mindfulness"],
    "dbt_modules": ["Mindfulness", "Distress tolerance"],
    "dbt_mindfulness": ["Wise mind"],
    "dbt_distress": ["STOP", "Urge surfing"],
    "diary_card": "Partly filled in",
    "mindful_ways": ["Breathing", "Urge surfing exercise"],
}
GIRP_NOTE: Final[Answers] = {
    **_INDIVIDUAL,
    "interventions": ["Motivational enhancement", "Contingency management"],
    "change_target": "No alcohol on work days",
    "importance": 9,
    "confidence": 6,
    "change_stage": "Taking action",
    "change_talk": '"I want my mornings back."',
    "cm_target": "Attendance",
    "cm_met": True,
    "cm_evidence": "Six of six sessions since 28 September.",
    "cm_rule": "Escalating",
    "cm_earned": "10",
    "data": '"Take the train again like everybody else": rode four of five days this week.',
}
PIRP_NOTE: Final[Answers] = {
    **_INDIVIDUAL,
    "interventions": ["Trauma-informed", "12-step facilitation", "Psychoeducation", "Skills training"],
    "trauma_care": "Seat near the door, no closed eyes, warning before the exercise.",
    "twelve_step": "Step 1: what was out of control last spring",
    "taught": "Panic circle, handout 3",
    "teach_back": "Explained it in own words",
    "data": "Panic attacks on the train, two this week, each about ten minutes; one stop too early once.",
}

GROUP_SESSION: Final[Answers] = {
    "session_date": "2026-10-15",
    "start_time": "18:00",
    "end_time": "21:00",
    "mode": "In person",
    "location": "Group room",
    "service_type": "group",
    "group_name": "Relapse prevention, evening",
    "topic": "High-risk situations, lesson 4: the walk home",
    "interventions": ["CBT", "Relapse prevention"],
    "process": "The group mapped its riskiest hour and practiced saying no. Members gave each other direct feedback.",
    "next_plan": "Review the calls made and start lesson 5.",
}
GROUP_KINDS: Final[tuple[Answers, ...]] = (
    {"service_type": "psychoeducation", "materials": "Handout 3, two pages"},
    {"service_type": "skills", "skill_taught": "DEAR MAN (interpersonal effectiveness)", "materials": "Worksheet 2"},
    {
        "service_type": "holistic activity",
        "activity": "Yoga",
        "activity_purpose": "Noticing body signs early",
    },
    {"service_type": "peer support", "fellowship": "12-step facilitation", "step_topic": "Step 2"},
)
"""What the other services of a group add to ``GROUP_SESSION``."""
GROUP_CLIENTS: Final[tuple[Answers, ...]] = (
    {
        "attended": "present",
        "minutes": 180,
        "participation": "Active",
        "mood": ["Hopeful"],
        "response": "Named the station bar as the riskiest place and planned another way home with the sister.",
        "objectives_served": [
            {"objective_id": OBJECTIVE_ALCOHOL, "progress": "some", "evidence": "Wrote a plan for Friday evenings."}
        ],
        "risk_flag": False,
    },
    {
        "attended": "late",
        "minutes": 150,
        "participation": "When asked",
        "mood": ["Anxious"],
        "response": "Came after a late shift, spoke little, agreed that fatigue is a warning sign.",
        "objectives_served": [{"objective_id": OBJECTIVE_ALCOHOL, "progress": "none", "evidence": "No plan made yet."}],
        "risk_flag": True,
        "safety_level": "Low",
        "safety_assessed_by": "Dana Reyes, LCADC",
        "safety_action": "Spoke alone after group; no plan or intent; call agreed for tomorrow morning.",
        "follow_up": "Phone call at 09:00",
    },
    {"attended": "excused", "absence_note": "Called in ill at 16:30."},
)

DUAL_DIAGNOSIS_NOTE: Final[Answers] = {
    **_SESSION,
    **_CRAVINGS,
    "session_date": "2026-10-21",
    "use_since_last": "Use",
    "use_events": [{"_id": "e0000001", "use_substance": "Alcohol", "use_on": "2026-10-19", "use_amount": "One beer"}],
    "risk": "Denied",
    "interventions": ["CBT", "Motivational enhancement"],
    "change_target": "Facing panic without alcohol",
    "importance": 9,
    "confidence": 6,
    "symptom_level": 5,
    "medication_taking": "As prescribed",
    "trauma": "None known",
    "objectives_served": _SERVED,
    "diagnoses": _DIAGNOSES,
    "last_use": "Alcohol: 19 Oct 2026",
    "use_now": "One beer after a panic attack at work; told the sister the same evening. Cravings at 4.",
    "stage_use": "Taking action",
    "symptoms_now": "Two panic attacks this week. GAD-7 of 11 on 20 Oct, was 15.",
    "onset": "Before substance use",
    "persists": "Yes",
    "induced": "Considered, unlikely",
    "stage_mental": "Preparing",
    "interplay": "Drinks to end panic; the morning after, panic is stronger. Knows the circle and can draw it.",
    "medication_effect": "Sertraline eases worry and has not changed cravings.",
    "trauma_link": "None known.",
    "risk_when_using": "No thoughts of suicide when drinking, past or now.",
    "function": "Better",
    "treatment_stage": "Active treatment",
    "integrated_goal": "Ride out panic without alcohol: rehearsed the first ten minutes and who to call.",
    "response": "Rehearsed twice, left with a written card.",
    "practice_next": "Carry the card; call before leaving work on Friday.",
    "coordination": "Dr. Nair, 21 Oct by phone: dose to be looked at this week.",
    "plan": "Weekly sessions go on; dose review; family session on 28 Oct.",
    "next_appointment": "2027-01-13T10:00",
}

MEDICATION_VISIT: Final[Answers] = {
    **_SESSION,
    **_CRAVINGS,
    "session_date": "2026-10-23",
    "start_time": "14:00",
    "end_time": "14:25",
    "risk": "Denied",
    "interval_history": "Four weeks on 50 mg. One drink on 19 October. Sleeps six hours.",
    "target_symptoms": "Panic: two attacks a week, were four. GAD-7 of 11.",
    "side_effects": ["Nausea or vomiting"],
    "side_effect_severity": "Mild",
    "side_effect_detail": "First week only, better with food.",
    "doses_missed_7": 0,
    "doses_missed_30": 2,
    "adherence_percent": 93,
    "adherence_methods": ["Client report", "Pharmacy fills"],
    "blood_pressure": "128/82",
    "pulse": 74,
    "weight": "172.5",
    "mental_status": "Within expected limits",
    "diagnoses": _DIAGNOSES,
    "new_allergy": False,
    "pregnancy": "Not applicable",
    "results_reviewed": "Liver panel of 12 Oct within range.",
    "pdmp": "Checked",
    "pdmp_state": "NJ",
    "pdmp_checked_at": "2026-10-23T13:50",
    "pdmp_finding": "No controlled prescriptions.",
    "reconciled_with": ["Client", "Bottles"],
    "discrepancies": "None.",
    "orders": [
        {
            "_id": SERTRALINE,
            "event": "change",
            "name": "Sertraline",
            "form": "tablet",
            "dose": "100",
            "unit": "mg",
            "route": "by mouth",
            "frequency": "once a day",
            "as_needed": False,
            "indication": "Panic disorder",
            "prescriber": "Dr. Priya Nair",
            "reason_code": "inadequate response",
            "reason": "Half the attacks are left after four weeks at 50 mg.",
            "starts_on": "2026-10-24",
        }
    ],
    "alerts_response": "None shown.",
    "supply_until": "2026-11-22",
    "education_given": True,
    "education_how": "Verbal and written",
    "moud": False,
    "plan": "Raise to 100 mg, watch sleep and nausea, no benzodiazepine.",
    "next_visit_on": "2026-11-20",
}

FAMILY_SESSION: Final[Answers] = {
    **_SESSION,
    "session_date": "2026-10-28",
    "start_time": "17:00",
    "end_time": "18:00",
    "interventions": ["Psychoeducation", "Relapse prevention"],
    "client_present": "In person",
    "participants": [
        {
            "_id": "f0000001",
            "name": "Mara",
            "relationship": "Sister",
            "age_band": "adult",
            "presence": "in person",
            "consent_id": "c0450001",
            "acknowledged": True,
        }
    ],
    "consent_missing": "Education in general terms; nothing about the client's own use was said.",
    "limits_explained": True,
    "purposes": ["Education", "Counseling"],
    "objectives_served": [
        {"objective_id": OBJECTIVE_ALCOHOL, "progress": "some", "evidence": "Agreed on a word for asking for help."}
    ],
    "themes": "How the sister can ask without checking up. What helps on Friday evenings.",
    "topics": ["Communication skills", "Boundaries"],
    "agreements": "One call a day, no searching of bags.",
    "family_goals": [
        {
            "_id": "f0a10001",
            "family_goal": "Ask without checking up",
            "family_rating": 5,
            "family_rated_by": "Both agreed",
        },
        {"_id": "f0a10002", "family_goal": "Eat together on Sundays", "family_rating": 3},
    ],
    "tools_given": "Card with three ways to ask; list of family groups.",
    "third_party_sensitive": True,
    "third_party_detail": "The sister has her own appointments on Wednesdays.",
    "home": "No alcohol in the home; a visiting friend brings beer and will be told.",
    "naloxone_training": False,
    "client_response": "Relieved; spoke first about 19 October.",
    "family_response": "Thanked the client for telling; will try the new word.",
    "safety_concern": False,
    "plan": "Second session in four weeks.",
    "next_family_session": "2027-01-13T17:00",
}

ABSENCE: Final[Answers] = {
    "missed_on": "2026-10-20",
    "service_type": "group",
    "planned_minutes": 180,
    "absence_reason": "Work",
    "absence_detail": "Shift changed at short notice.",
    "excused": True,
    "contact": "Client called ahead",
    "contact_detail": "16:10, front desk; will come on Thursday.",
    "makeup_on": "2027-01-04",
    "concern": False,
}

PHQ9: Final[Answers] = {
    "entry_date": "2026-10-20",
    "given_how": "Client filled it in on paper",
    "phq9_1": "Several days",
    "phq9_2": "Several days",
    "phq9_3": "More than half the days",
    "phq9_4": "More than half the days",
    "phq9_5": "Not at all",
    "phq9_6": "Several days",
    "phq9_7": "Several days",
    "phq9_8": "Not at all",
    "phq9_9": "Several days",
    "phq9_difficulty": "Somewhat difficult",
    "safety_assessed_by": "Dana Reyes, LCADC",
    "safety_level": "Low",
    "safety_steps": ["Asked directly about intent, plan and means", "Safety plan made or reviewed", "Prescriber told"],
    "safety_action": "Asked directly: passive thoughts once, no plan or intent. Safety steps reviewed, Dr. Nair told.",
}

GAD7: Final[Answers] = {
    "entry_date": "2026-10-20",
    "given_how": "Client filled it in on paper",
    "gad7_1": "More than half the days",
    "gad7_2": "More than half the days",
    "gad7_3": "More than half the days",
    "gad7_4": "Several days",
    "gad7_5": "Several days",
    "gad7_6": "Several days",
    "gad7_7": "More than half the days",
    "gad7_difficulty": "Somewhat difficult",
}

PCL5: Final[Answers] = {
    "entry_date": "2026-10-20",
    "given_how": "Client filled it in on paper",
    "event_named": "The crash on the county road, 2021",
    **{f"pcl5_{number}": "Moderately" for number in range(1, 6)},
    **{f"pcl5_{number}": "A little bit" for number in range(6, 21)},
}
AUDITC: Final[Answers] = {
    "entry_date": "2026-09-28",
    "given_how": "Read aloud by staff",
    "cut_off": "3 or more (women)",
    "auditc_1": "4 or more times a week",
    "auditc_2": "5 or 6",
    "auditc_3": "Weekly",
}
BAM: Final[Answers] = {
    "entry_date": "2026-10-28",
    "given_how": "Client filled it in on paper",
    "bam_1": "Good",
    "bam_2": "4-8",
    "bam_3": "9-15",
    "bam_4": "1-3",
    "bam_5": "0",
    "bam_6": "0",
    "bam_8": "Moderately",
    "bam_9": "Considerably",
    "bam_10": "4-8",
    "bam_11": "4-8",
    "bam_12": "Slightly",
    "bam_13": "16-30",
    "bam_14": "Yes",
    "bam_15": "Slightly",
    "bam_16": "16-30",
    "bam_17": "Considerably",
}
BAM_IOP: Final[Answers] = {
    "entry_date": "2026-10-28",
    "given_how": "Client filled it in on paper",
    "bam_iop_1": "Good",
    "bam_iop_2": 2,
    "bam_iop_3": 3,
    "bam_iop_4": 1,
    "bam_iop_5": 0,
    "bam_iop_6": 0,
    "bam_iop_8": "Moderately",
    "bam_iop_9": "Considerably",
    "bam_iop_10": 2,
    "bam_iop_11": 2,
    "bam_iop_12": "Slightly",
    "bam_iop_13": 5,
    "bam_iop_14": "Yes",
    "bam_iop_15": "Slightly",
    "bam_iop_16": 7,
    "bam_iop_17": "Considerably",
}
RULERS: Final[Answers] = {
    "entry_date": "2026-10-20",
    "ruler_change": "No alcohol on work days",
    "ruler_importance": 9,
    "ruler_confidence": 6,
    "ruler_why": "Not a 3 because four weeks are behind me. An 8 if Fridays were easier.",
    "ruler_stage": "Taking action",
    "ruler_craving": 4,
    "ruler_mood": 5,
    "ruler_sleep": 5,
    "ruler_coping": 6,
    "ruler_support": 7,
    "ruler_life": 6,
}
CIWA_AR: Final[Answers] = {
    "entry_date": "2026-09-28",
    "ciwa_at": "17:10",
    "ciwa_pulse": 92,
    "ciwa_pressure": "138/88",
    "ciwa_1": "1: mild nausea with no vomiting",
    "ciwa_2": "4: moderate, with patient's arms extended",
    "ciwa_3": "1: barely perceptible sweating, palms moist",
    "ciwa_4": "2",
    "ciwa_5": "1: somewhat more than normal activity",
    "ciwa_6": "0: none",
    "ciwa_7": "0: not present",
    "ciwa_8": "0: not present",
    "ciwa_9": "2: mild",
    "ciwa_10": "0: oriented and can do serial additions",
    "ciwa_action": "Dr. Nair called at 17:20; seen at 18:00, first dose, sister stays the night.",
}
AIMS: Final[Answers] = {
    "entry_date": "2026-10-23",
    "aims_medication": "Aripiprazole 10 mg",
    **{f"aims_{number}": "None" for number in range(1, 10)},
    "aims_4": "Minimal, may be extreme normal",
    "aims_10": "No awareness",
    "aims_11": False,
    "aims_12": False,
}
AUDIT: Final[Answers] = {
    "entry_date": "2026-09-28",
    "given_how": "Client filled it in on paper",
    "cut_off": "13 or more (women)",
    "audit_1": "4 or more times a week",
    "audit_2": "5 or 6",
    "audit_3": "Weekly",
    "audit_4": "Weekly",
    "audit_5": "Monthly",
    "audit_6": "Never",
    "audit_7": "Monthly",
    "audit_8": "Less than monthly",
    "audit_9": "No",
    "audit_10": "Yes, during the last year",
}
DAST10: Final[Answers] = {
    "entry_date": "2026-09-28",
    "given_how": "Client filled it in on paper",
    **{f"dast10_{number}": "No" for number in range(1, 11)},
    "dast10_1": "Yes",
    "dast10_5": "Yes",
}

CONSENT: Final[Answers] = {
    "signed_on": "2026-09-28",
    "consent_kind": "family participant",
    "discloser": "Harbor Street Intensive Outpatient Program",
    "recipient": "Mara",
    "recipient_relationship": "Sister",
    "recipient_contact": "555-0163",
    "uses_intermediary": False,
    "scope": ["attendance", "treatment plan", "aftercare plan"],
    "scope_detail": "What we work on and whether I come. Not what I say in sessions.",
    "purpose": "So that my sister can take part in family sessions.",
    "expiry_kind": "On a date",
    "expires_on": "2027-03-28",
    "revoke_contact": "Harbor Street Program, 12 Harbor Street, or the front desk",
    "statements_explained": True,
    "signed_by": "Client",
    "signed_how": "On paper, original kept",
    "witness": "Sam Okafor",
    "copy_given": True,
}

CONSENT_REVOCATION: Final[Answers] = {
    "revoked_on": "2026-11-01",
    "revocations": [
        {
            "_id": "c0000001",
            "consent_id": "c0ffee00000000000000000000000001",
            "consent_recipient": "Mara (Sister)",
            "consent_purpose": "Support at home",
            "consent_scope": "attendance, treatment plan",
            "consent_given_on": "2026-09-28",
            "consent_ends": "28 Mar 2027",
            "taken_back": True,
        }
    ],
    "revoked_how": "In writing",
    "revoked_by": "Client",
    "revoked_words": "We had a fight. I will tell her myself.",
    "told": "Front desk and the team; no standing faxes.",
    "consequences_explained": True,
}


def _sources(name: str, sentence: str, entry: str) -> Answers:
    row = {"_id": "50000001", f"{name}_sources_sentence": sentence, f"{name}_sources_entry": entry}
    return {f"{name}_sources": [row]}


def _rows(table: str, *rows: Answers) -> Answers:
    named = [
        {"_id": f"{number:08x}", **{f"{table}_{column}": value for column, value in row.items()}}
        for number, row in enumerate(rows, start=1)
    ]
    return {table: named}


_ASSEMBLED: Final[Answers] = {
    "admitted_on": "2026-09-28",
    "program": "Harbor Street Intensive Outpatient Program",
    "level_of_care": "Intensive outpatient",
    **_rows(
        "diagnoses",
        {"code": "F10.20", "text": "Alcohol dependence, uncomplicated", "rank": "primary", "status": "active"},
        {"code": "F41.0", "text": "Panic disorder", "rank": "secondary", "status": "active"},
    ),
    "reason_for_admission": "Step-down after 28 days of residential care for alcohol use, with panic attacks.",
    **_sources(
        "reason_for_admission",
        "Step-down after 28 days of residential care for alcohol use, with panic attacks.",
        "Admission, 28 Sep 2026",
    ),
    "course": "Attended three evenings a week. Panic attacks fell from four to two a week.",
    **_sources("course", "Panic attacks fell from four to two a week.", "Plan review, 2 Nov 2026"),
    **_rows(
        "services",
        {"service": "group", "sessions": 11, "minutes": 1950},
        {"service": "individual", "sessions": 4, "minutes": 200},
    ),
    "hours_delivered": "35 h 50 min",
    "hours_planned": "about 39 h at 9 h a week",
    "hours_missed": "3 h",
    **_rows(
        "objectives",
        {
            "goal": "Take the train again like everybody else.",
            "objective": "Use paced breathing and stay on the train through a panic attack.",
            "start": "4",
            "target": "1 by 27 Nov 2026",
            "now": "2",
            "outcome": "continue",
            "evidence": "Halved by the review of 2 Nov 2026.",
        },
    ),
    **_rows(
        "measures",
        {
            "measure": "GAD-7",
            "first": "15",
            "first_on": "2026-09-29",
            "last": "11",
            "last_on": "2026-10-20",
            "change": "-4",
            "band": "Moderate",
        },
    ),
    **_rows(
        "measure_points",
        {"measure": "GAD-7", "on": "2026-09-29", "value": "15", "maximum": "21"},
        {"measure": "GAD-7", "on": "2026-10-20", "value": "11", "maximum": "21"},
    ),
    "use": "One drink on 19 October, told the next day. No other use.",
    **_sources("use", "One drink on 19 October, told the next day.", "Dual-diagnosis note, 21 Oct 2026"),
    **_rows(
        "medications",
        {
            "medication": "Sertraline",
            "dose": "100 mg",
            "frequency": "once a day",
            "indication": "Panic disorder",
            "status": "active",
            "changes": "Raised from 50 mg on 24 Oct 2026.",
        },
    ),
    **_rows(
        "medication_changes",
        {"on": "2026-10-24", "medication": "Sertraline", "change": "50 to 100 mg", "reason": "Inadequate response"},
    ),
    "allergies_text": "Penicillin (hives). Asked on 28 Sep 2026.",
    **_rows("allergies", {"substance": "Penicillin", "reaction": "Hives"}),
    **_rows("family_sessions", {"on": "2026-10-28", "participants": "Mara, sister", "purpose": "Education"}),
    "family_involvement": "The sister took part once and practiced asking without checking up.",
    **_sources(
        "family_involvement",
        "The sister took part once and practiced asking without checking up.",
        "Family session, 28 Oct 2026",
    ),
    "risk": "Item 9 of the PHQ-9 was above 0 on 20 October; assessed the same day, low, safety steps reviewed.",
    **_sources(
        "risk",
        "Item 9 of the PHQ-9 was above 0 on 20 October; assessed the same day, low, safety steps reviewed.",
        "PHQ-9, 20 Oct 2026",
    ),
    "barriers": "Evening shifts change at short notice.",
    **_sources("barriers", "Evening shifts change at short notice.", "Treatment plan, 2 Oct 2026"),
}

PROGRESS_SUMMARY: Final[Answers] = {
    **_ASSEMBLED,
    "entry_date": "2026-11-03",
    "period_from": "2026-10-01",
    "period_to": "2026-10-31",
    "attendance_note": "One excused absence, made up on 24 October.",
    **_sources("attendance_note", "One excused absence, made up on 24 October.", "Absence, 20 Oct 2026"),
    "mutual_help": "Two meetings a week, has a sponsor.",
    "continued_stay": "Improving, but one return to use and weekly panic need this level for now.",
    "decision": "Continue at this level",
    "next_period": "Exposure on the Monday train, dose review on 20 November, second family session.",
    **_sources(
        "next_period",
        "Exposure on the Monday train, dose review on 20 November, second family session.",
        "Medication visit, 23 Oct 2026",
    ),
}

DISCHARGE_SUMMARY: Final[Answers] = {
    **_ASSEMBLED,
    "entry_date": "2026-12-18",
    "discharged_on": "2026-12-18",
    "last_attended_on": "2026-12-17",
    "discharge_reason": "Treatment completed",
    "discharge_reason_detail": "Discharge criteria met; decided together at the review of 1 December.",
    "disposition": "Home, with outpatient care",
    "disposition_detail": "Bayview Counseling",
    **_rows(
        "levels",
        {
            "level": "Intensive outpatient",
            "since": "2026-09-28",
            "until": "2026-12-02",
            "track": "Evening",
            "hours": "9",
        },
        {
            "level": "Outpatient",
            "since": "2026-12-03",
            "until": "2026-12-18",
            "track": "Evening",
            "hours": "3",
            "reason": "Goals of this level reached",
        },
    ),
    "medications_reconciled": True,
    "condition": "Improved",
    "condition_at_discharge": "60 days without alcohol, one panic attack in two weeks, back at work full hours.",
    **_sources(
        "condition_at_discharge",
        "60 days without alcohol, one panic attack in two weeks, back at work full hours.",
        "Individual note, 16 Dec 2026",
    ),
    "risk_level": "No current risk found",
    "safety_plan_given": True,
    "naloxone": "Declined",
    **_rows(
        "followup",
        {
            "when": "2026-12-22T09:00",
            "service": "Outpatient therapy",
            "provider": "Bayview Counseling",
            "place": "4 Bay Road",
            "contact": "555-0125",
        },
    ),
    "instructions": "Keep taking sertraline every day. Call before acting on a craving. Come back at any time.",
    **_sources("instructions", "Keep taking sertraline every day.", "Medication visit, 20 Nov 2026"),
    "return_contact": "Front desk, 555-0100, weekdays 8 to 20",
    "copies": ["Client", "Next provider, with consent"],
    "copy_how": "On paper",
    "copies_on": "2026-12-18",
}

AFTERCARE_PLAN: Final[Answers] = {
    "entry_date": "2026-12-16",
    "took_part": "Client and family",
    "client_aims": "Stay sober, keep the job, be steady for my daughter.",
    "progress": "You can ride out panic, you have 60 days, and you call before a craving gets big.",
    **_sources(
        "progress",
        "You can ride out panic, you have 60 days, and you call before a craving gets big.",
        "Plan review, 1 Dec 2026",
    ),
    "strengths": "Sister, sponsor, a job you like.",
    **_rows(
        "followup",
        {
            "when": "2026-12-22T09:00",
            "service": "Outpatient therapy",
            "provider": "Bayview Counseling",
            "place": "4 Bay Road",
            "contact": "555-0125",
        },
        {
            "when": "2027-01-08T14:00",
            "service": "Medication management",
            "provider": "Riverside Family Practice",
            "contact": "555-0117",
        },
    ),
    **_rows(
        "medications",
        {
            "medication": "Sertraline",
            "dose": "100 mg",
            "frequency": "once a day",
            "indication": "Panic disorder",
            "prescriber": "Riverside Family Practice",
            "supply_until": "2027-01-20",
        },
    ),
    "allergies": "Penicillin (hives)",
    **_rows("mutual_help", {"group": "Home group", "when": "Tuesdays 19:00", "place": "Community hall"}),
    "family_plan": "One call a day with your sister.",
    "housing": "With your sister, no alcohol in the home.",
    "work_school": "Full hours from January.",
    **_rows(
        "barriers",
        {"barrier": "A shift that clashes with therapy", "answer": "Call Bayview the same day for another time."},
    ),
    "relapse_plan": "Call the sponsor first. Sleep at your sister's. Call us the next morning: no lecture, a plan.",
    "crisis_steps": "1. Breathe and leave the place. 2. Call your sister. 3. Call 988. 4. County line: 555-0199.",
    "naloxone": "Already has it",
    "naloxone_place": "In the kitchen drawer.",
    "return_contact": "Front desk, 555-0100, weekdays 8 to 20",
    "calls_agreed": True,
    "call_phone": "555-0163, after 18:00",
    "call_7": "2026-12-25",
    "call_30": "2027-01-17",
    "call_90": "2027-03-18",
    "client_signature": "Signed on paper, original kept",
    "client_signed_on": "2026-12-16",
    "copy_given": True,
    "copy_given_on": "2026-12-16",
}

ATTENDANCE_LETTER: Final[Answers] = {
    "entry_date": "2026-11-05",
    "recipient": "Personnel office, Lakeside Freight",
    "recipient_address": "12 Dock Road\nMillbrook, OH 44901",
    "purpose": "Release from work on treatment days",
    "tells": ["When the client came to us", "Time attended"],
    "closing": "The program goes on until 18 December, Mondays, Wednesdays and Fridays in the evening.",
    "period_from": "2026-10-02",
    "period_to": "2026-11-01",
    "admitted_on": "2026-09-28",
    "services": [
        {
            "_id": "1e77e700000000000000000000000001",
            "services_service": "group",
            "services_sessions": 11,
            "services_minutes": 1950,
        }
    ],
    "hours_delivered": "32 h 30 min",
    "hours_missed": "3 h",
}

LEVEL_OF_CARE_CHANGE: Final[Answers] = {
    "entry_date": "2026-12-02",
    "period_from": "2026-09-28",
    "team_present": "Dana Reyes, LCADC; Dr. Priya Nair; Sam Okafor",
    "level_before": "Intensive outpatient",
    "level_since": "2026-09-28",
    "track_before": "Evening",
    "hours_before": "9",
    "areas": [
        {
            "_id": f"{number:032x}",
            "area_number": str(number),
            "area": area,
            "before": "Moderate",
            "now": "Low",
            "shown_by": shown,
        }
        for number, (area, shown) in enumerate(
            (
                ("Withdrawal and medical risk of use", "No withdrawal since admission."),
                ("Physical health", "Blood pressure in range at two visits."),
                ("Mental health and thinking", "PHQ-9 from 17 to 8."),
                ("Risk of returning to use", "No use for six weeks; calls before she goes out."),
                ("Home, people and surroundings", "Sister at home on evenings; no alcohol in the flat."),
                ("Motivation, preferences and what stands in the way", "Wants to work full days again."),
            ),
            start=1,
        )
    ],
    "attendance_summary": "24 of 26 sessions attended.",
    "measures_summary": "PHQ-9 17 to 8.",
    "decision": "Step down",
    "level_of_care": "Outpatient",
    "level_from": "2026-12-03",
    "track": "Evening",
    "planned_hours": "3",
    "stay_reason": "Goals of this level reached",
    "level_reason": "Holds the gains between groups; weekly sessions are enough to keep them and to return to work.",
    "criteria": "Met",
    "criteria_source": "The payer's",
    "next_level_review_on": "2027-01-04",
    "client_told": True,
    "client_agrees": "Agrees",
    "client_view": "Glad, and a little afraid of free evenings.",
    "handoff_to": "Tomas Lindqvist, therapist, outpatient team",
    "handoff_on": "2026-12-02",
    "handoff_how": "In person, together with the client",
    "handoff_told": "Course, medications, safety plan and the open objective were told.",
    "first_appointment": "Thu 3 Dec 2026, 17:00, room 4",
}

TOXICOLOGY_SCREEN: Final[Answers] = {
    "entry_date": "2026-10-21",
    "collected_at": "17:40",
    "given": "Given",
    "specimen": "Urine",
    "test_reason": "Random",
    "collected_by": "Cory Lindqvist, case manager",
    "observed": "Not observed",
    "test_place": "Point of care",
    "results": [
        {
            "_id": "70c50001",
            "result_substance": "Alcohol (EtG)",
            "result_found": "Positive",
            "result_cutoff": "500 ng/mL",
            "result_prescribed": "Not prescribed",
            "result_confirmed": "Sent, not back yet",
        },
        {
            "_id": "70c50002",
            "result_substance": "Cocaine",
            "result_found": "Negative",
            "result_prescribed": "Not prescribed",
        },
        {
            "_id": "70c50003",
            "result_substance": "Fentanyl",
            "result_found": "Negative",
            "result_prescribed": "Not prescribed",
        },
    ],
    "temperature": "95.2",
    "creatinine": "61",
    "validity": "Valid",
    "client_report": "Told before the result: two beers on Sunday at a wedding, none since.",
    "discussed": True,
    "discussed_on": "2026-10-21",
    "discussed_what": "The result fits what was told. Went through what made Sunday hard.",
    "plan_consequence": "Relapse-prevention plan looked at again on Friday. Next screen within two weeks.",
}

FOLLOW_UP_CALL: Final[Answers] = {
    "entry_date": "2026-12-28",
    "calls_agreed_then": "Yes",
    "call_from": "We called",
    "call_about": "7 days",
    "call_at": "14:10",
    "call_way": "Phone",
    "call_reached": "Reached",
    "call_with": "Client",
    "use_since": "No use",
    "living_now": "Own home",
    "work_now": "Part time",
    "engaged_now": "First appointment is ahead",
    "medications_now": "Taken as prescribed, supply until 12 January.",
    "safety_concern": False,
    "call_told": "\u201cQuiet holidays, and I left before the toasts.\u201d Panic once, rode it out.",
    "call_agreed": "Goes to the first appointment on 5 January; calls us when it is cancelled.",
    "calls_go_on": True,
    "next_call_on": "2027-01-17",
}

PSYCHIATRIC_EVALUATION: Final[Answers] = {
    **_SESSION,
    **_CRAVINGS,
    "session_date": "2026-10-02",
    "start_time": "13:00",
    "end_time": "14:00",
    "evaluation_kind": "First evaluation",
    "evaluation_reason": "Panic attacks go on after three weeks without alcohol; counselor and client asked.",
    "informants": "Client, discharge papers of the withdrawal unit.",
    "present_illness": "Panic since 2023, first on a bus, then most days. Daily drinking began a year later, to sleep.",
    "psychiatric_history": "No hospital stay. Low mood in 2021 after a separation, lifted without treatment.",
    "treatment_history": "Escitalopram 10 mg for four weeks in 2024, stopped for nausea. No therapy before.",
    "attempts": "None.",
    "substance_history": "Alcohol: first at 16, six drinks a day from 2024, last on 5 September. Nothing else.",
    "withdrawal_history": "Tremor and sweating, no seizure, no delirium.",
    "overdoses": "None.",
    "medical": "Raised liver values in August, otherwise well.",
    "family_history": "Father drank; sister with panic disorder, well on sertraline.",
    "social_history": "Lives with her daughter, works evenings in a laundry, no legal matters.",
    "blood_pressure": "132/84",
    "pulse": 82,
    "weight": "170.0",
    **{
        key: value
        for key, value in ASSESSMENTS["mental_status"].items()
        if key not in {"entry_date", "objectives_served", "mental_status_change"}
    },
    "risk_history": "Father's death in 2019 and living alone at weekends raise it; the daughter and work lower it.",
    "diagnoses": _DIAGNOSES,
    "diagnosis_reasons": "Panic came before daily drinking and outlasts four weeks without; thyroid value is open.",
    "formulation": "Anxious since youth, a separation set it off, drinking to sleep keeps it going; work protects.",
    "new_allergy": False,
    "pregnancy": "Not pregnant",
    "results_reviewed": "Liver panel of August seen; thyroid and liver panel ordered.",
    "pdmp": "Checked",
    "pdmp_state": "NJ",
    "pdmp_checked_at": "2026-10-02T12:50",
    "pdmp_finding": "No controlled prescriptions.",
    "reconciled_with": ["Client", "Bottles"],
    "discrepancies": "None.",
    "orders": [
        {
            "_id": "3ed00000000000000000000000000009",
            "event": "start",
            "name": "Hydroxyzine",
            "form": "tablet",
            "dose": "25",
            "unit": "mg",
            "route": "by mouth",
            "frequency": "at bedtime",
            "as_needed": True,
            "indication": "Sleep and anxiety in the first weeks",
            "prescriber": "Dr. Priya Nair",
            "reason_code": "new diagnosis",
            "reason": "Bridges the weeks until sertraline works.",
            "starts_on": "2026-10-02",
        }
    ],
    "alerts_response": "None shown.",
    "education_given": True,
    "education_how": "Verbal and written",
    "monitoring": "Liver panel in four weeks.",
    "plan": "Start as ordered, panic record with the counselor, no benzodiazepine, look again in three weeks.",
    "next_visit_on": "2026-10-23",
}

CASE_MANAGEMENT_CONTACT: Final[Answers] = {
    "entry_date": "2026-10-15",
    "need": "Transportation",
    "need_detail": "The last bus leaves before the evening group ends; two sessions were cut short.",
    "contact_with": ["Client", "Agency or provider"],
    "contact_way": "Phone",
    "contact_minutes": 25,
    "agency": "Riverbend Ride Service, intake desk",
    "agency_reach": "555-0142",
    "consent_basis": "The client made the contact",
    "done": "Called together from the office; the form for rides was filled in by the client and sent.",
    "client_response": "Relieved, wants to try it from next week.",
    "referral_state": "Sent, no answer yet",
    "referral_on": "2026-10-15",
    "objectives_served": _SERVED,
    "next_step": "The client asks again by phone if no letter comes; I look at it in the next contact.",
    "next_step_on": "2026-10-22",
}

INCENTIVE_ENTRY: Final[Answers] = {
    "entry_date": "2026-10-22",
    "cm_act": "Paid out",
    "cm_paid": "10",
    "cm_paid_how": "Gift card",
    "cm_paid_ref": "Grocery card, 4471",
    "cm_paid_by": "Dana Reyes",
    "cm_witness": "Ona Lind",
    "cm_initials": "MV",
}

PEER_SUPPORT_NOTE: Final[Answers] = {
    **_SESSION,
    "session_date": "2026-10-19",
    "start_time": "11:00",
    "end_time": "11:45",
    "peer_worker": "Jo Abara, certified peer recovery specialist",
    "recovery_areas": ["Purpose", "Community"],
    "own_topic": "“I do not know what to do with a Sunday.”",
    "peer_work": ["Listened and encouraged", "Sober activities and company"],
    "peer_detail": "Looked at three Sundays of the past month and at what a good hour in each had been.",
    "response": "Names the choir as what is missed most.",
    "strengths_seen": "Turns up early, knows many people in the neighborhood.",
    "risk": "Denied",
    "told_to": "Counselor, that Sundays are the hard days.",
    "objectives_served": _SERVED,
    "practice_next": "Call the choir before Friday.",
    "plan": "Meet next Monday at the same hour.",
}

SUPPORT_NETWORK: Final[Answers] = {
    "entry_date": "2026-10-12",
    "people": [
        {
            "_id": "5e100001",
            "person": "Mara",
            "person_relation": "Sister",
            "person_kind": ["Emotional", "Childcare"],
            "person_often": "Every week",
            "person_use": "Does not use",
            "person_recovery": "Supports recovery",
            "person_asks": True,
            "person_consent": "Written consent",
        },
        {
            "_id": "5e100002",
            "person": "Lou",
            "person_relation": "Friend from work",
            "person_kind": ["None at present"],
            "person_often": "Every day",
            "person_use": "Uses",
            "person_recovery": "Puts recovery at risk",
            "person_asks": False,
            "person_consent": "No contact",
        },
    ],
    "at_risk": "Lou offers drinks after the shift. Takes the other door and calls Mara on the way home.",
    "first_call": "Mara",
    "groups": "Tuesday meeting; used to sing in a choir.",
    "gaps": "Sober company on Sundays.",
    "support_rating": 5,
    "support_change": "First time asked",
    "network_next": "Ask about the choir; one Sunday plan until the next session.",
}

FILLED: Final[dict[str, Answers]] = {
    **ASSESSMENTS,
    "absence": ABSENCE,
    "admission": ADMISSION,
    "aftercare_plan": AFTERCARE_PLAN,
    "aims": AIMS,
    "attendance_letter": ATTENDANCE_LETTER,
    "auditc": AUDITC,
    "bam": BAM,
    "bam_iop": BAM_IOP,
    "ciwa_ar": CIWA_AR,
    "consent": CONSENT,
    "consent_revocation": CONSENT_REVOCATION,
    "birp_note": BIRP_NOTE,
    "dap_note": DAP_NOTE,
    "discharge_summary": DISCHARGE_SUMMARY,
    "dual_diagnosis_note": DUAL_DIAGNOSIS_NOTE,
    "family_session": FAMILY_SESSION,
    "gad7": GAD7,
    "girp_note": GIRP_NOTE,
    "group_note": {**GROUP_SESSION, **GROUP_CLIENTS[0]},
    "level_of_care_change": LEVEL_OF_CARE_CHANGE,
    "medication_visit": MEDICATION_VISIT,
    "pcl5": PCL5,
    "phq9": PHQ9,
    "pirp_note": PIRP_NOTE,
    "plan_review": PLAN_REVIEW,
    "progress_summary": PROGRESS_SUMMARY,
    "rulers": RULERS,
    "soap_note": SOAP_NOTE,
    "follow_up_call": FOLLOW_UP_CALL,
    "case_management_contact": CASE_MANAGEMENT_CONTACT,
    "incentive_entry": INCENTIVE_ENTRY,
    "peer_support_note": PEER_SUPPORT_NOTE,
    "psychiatric_evaluation": PSYCHIATRIC_EVALUATION,
    "support_network": SUPPORT_NETWORK,
    "toxicology_screen": TOXICOLOGY_SCREEN,
    "treatment_plan": TREATMENT_PLAN,
}


def told(form_id: str) -> Answers:
    """The answers of ``FILLED`` that somebody types: without what is assembled and cannot be changed."""
    readonly = {item.id for item in FormLibrary.load(forms_dir()).get(form_id).walk() if item.readonly}
    return {name: value for name, value in FILLED[form_id].items() if name not in readonly}


RESTRICTED: Final[dict[str, Answers]] = {"audit": AUDIT, "dast10": DAST10}
"""The same for the forms in the folder ``restricted``, which are off unless a clinic turns them on."""
