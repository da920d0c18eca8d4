"""Conditions with opioids: doses and steps are ordinary ones for adults and no guidance for treatment."""

from __future__ import annotations

from ehr_desk.demo.condition import Aim, Condition, Medicine, Order

OPIOID_PTSD = Condition(
    key="opioid use and trauma",
    substance="opioids",
    taste="using",
    mind="trauma symptoms",
    signs=("nightmares", "no sleep before three", "jumping at a closing door", "numb days when nothing gets through"),
    diagnoses=(
        ("F11.20", "substance use", "primary", "Severe; on buprenorphine."),
        ("F43.12", "mental health", "secondary", "Childhood and adult trauma; details with the therapist."),
    ),
    severity="Severe",
    route="Inhaled or snorted",
    withdrawal="Low",
    use=Aim(
        "Take buprenorphine every day as prescribed and use the call list before any other opioid.",
        "Days with the dose taken as prescribed and no other opioid, past 7",
        "{n} of 7 days",
        3,
        7,
        "Medication visits, contingency plan, relapse-prevention group",
    ),
    mental=Aim(
        "Use two grounding skills when the body goes on alarm, and write down which one worked.",
        "Nights with nightmares in the past 7",
        "{n} of 7 nights",
        6,
        2,
        "Trauma-informed individual therapy, skills first",
    ),
    interplay=(
        "Opioids were the first thing that made the nights quiet. Without them the nights are loud again, and that "
        "is when the phone numbers come to mind.",
        "On numb days there is no craving at all; on alarm days cravings reach eight within minutes. The work is "
        "to catch alarm at four.",
        "A steady dose of buprenorphine took withdrawal out of the picture, so that what is left can be named: fear.",
    ),
    onset="Before substance use",
    phq=(16, 7),
    gad=(16, 8),
    medicines={
        "buprenorphine": Medicine(
            "Buprenorphine and naloxone",
            "sublingual film",
            "8",
            "mg",
            "under the tongue",
            "once a day",
            "Opioid use disorder",
        ),
        "prazosin": Medicine("Prazosin", "capsule", "1", "mg", "by mouth", "at bedtime", "Nightmares"),
        "naloxone": Medicine(
            "Naloxone", "nasal spray", "4", "mg", "into one nostril", "once", "Suspected overdose", as_needed=True
        ),
    },
    taken=("buprenorphine", "naloxone"),
    orders=(
        Order(1, "change", "buprenorphine", "inadequate response", "Withdrawal and cravings return by evening.", "16"),
        Order(3, "start", "prazosin", "new diagnosis", "Nightmares almost every night."),
        Order(6, "change", "prazosin", "inadequate response", "Three quiet nights a week; no dizziness.", "2"),
        Order(9, "reconcile", "buprenorphine"),
    ),
    watched=(
        "Drug screen: buprenorphine present, [nothing else found|no other opioid found].",
        "Hepatitis C antibody negative; [repeat in six months|client told].",
    ),
    effect="A steady dose ended withdrawal; prazosin gives quieter nights, and cravings follow the nights.",
    moud="Buprenorphine, under the tongue",
)

OPIOID_DEPRESSION = Condition(
    key="opioid use and depression",
    substance="opioids",
    taste="using",
    mind="depression",
    signs=("days on the couch", "two meals skipped", "“what is the point”", "no answer to friends"),
    diagnoses=(
        ("F11.20", "substance use", "primary", "Severe; on buprenorphine."),
        ("F33.1", "mental health", "secondary", ""),
    ),
    severity="Severe",
    route="Injected",
    withdrawal="Low",
    use=Aim(
        "Keep every injection day and answer each craving of 5 or more with the written plan.",
        "Cravings of 5 or more answered with the plan, out of the last 5",
        "{n} of 5",
        1,
        5,
        "Medication visits, relapse-prevention group, case management",
    ),
    mental=Aim(
        "Get up by eight and do the first thing on the list before looking at the phone.",
        "Mornings up by eight in the past 7",
        "{n} of 7 mornings",
        2,
        6,
        "Behavioral activation in individual sessions",
    ),
    interplay=(
        "Low mood came back when the opioids left and felt like proof of needing them. Naming it as depression, "
        "which can be treated, took some of its weight.",
        "The emptiest hour is five in the afternoon: mood and cravings touch there.",
        "Since the injection there is no daily decision about the medication, and the energy goes into mornings.",
    ),
    onset="During substance use",
    phq=(19, 8),
    gad=(10, 5),
    medicines={
        "buprenorphine": Medicine(
            "Buprenorphine and naloxone",
            "sublingual film",
            "12",
            "mg",
            "under the tongue",
            "once a day",
            "Opioid use disorder",
        ),
        "injection": Medicine(
            "Buprenorphine, extended release",
            "injection",
            "300",
            "mg",
            "under the skin",
            "every 28 days",
            "Opioid use disorder",
        ),
        "bupropion": Medicine(
            "Bupropion XL", "extended-release tablet", "150", "mg", "by mouth", "every morning", "Depression"
        ),
        "naloxone": Medicine(
            "Naloxone", "nasal spray", "4", "mg", "into one nostril", "once", "Suspected overdose", as_needed=True
        ),
    },
    taken=("buprenorphine", "naloxone"),
    orders=(
        Order(1, "start", "injection", "client request", "Prefers one monthly visit to a daily dose."),
        Order(1, "stop", "buprenorphine", "completed", "Replaced by the monthly injection."),
        Order(3, "start", "bupropion", "new diagnosis", "Depression stayed after withdrawal was over."),
        Order(7, "change", "bupropion", "inadequate response", "More energy, mood still low most days.", "300"),
        Order(9, "change", "injection", "completed", "Loading doses done; maintenance dose.", "100"),
    ),
    watched=(
        "Drug screen: buprenorphine present, no other opioid found.",
        "Injection site without swelling; [next due in 28 days|date for the next one given].",
    ),
    effect="No withdrawal since the injection; bupropion brought back mornings before it brought back mood.",
    moud="Buprenorphine, monthly injection",
)
