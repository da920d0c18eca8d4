"""Conditions with alcohol: doses and steps are ordinary ones for adults and no guidance for treatment."""

from __future__ import annotations

from ehr_desk.demo.condition import Aim, Condition, Medicine, Order


def _alcohol_days(start: int) -> Aim:
    return Aim(
        "Keep every evening of the week without alcohol, with a written plan for each of them.",
        "Days without alcohol in the past 7, from the diary",
        "{n} of 7 days",
        start,
        7,
        "Relapse-prevention group and weekly CBT",
    )


ALCOHOL_DEPRESSION = Condition(
    key="alcohol and depression",
    substance="alcohol",
    taste="a drink",
    mind="depression",
    signs=(
        "waking at four and staying in bed until noon",
        "no appetite before evening",
        "no pleasure in anything",
        "calls left unanswered",
    ),
    diagnoses=(
        ("F10.20", "substance use", "primary", "Severe."),
        ("F33.1", "mental health", "secondary", "Third episode; the first came before daily drinking."),
    ),
    severity="Severe",
    route="By mouth",
    withdrawal="Low",
    use=_alcohol_days(2),
    mental=Aim(
        "Do one planned activity outside the home each day, whatever the mood.",
        "Planned activities done in the past 7 days, from the activity sheet",
        "{n} of 7",
        1,
        6,
        "Behavioral activation in individual sessions",
    ),
    interplay=(
        "Drinks to end the evening when mood is lowest; sleep breaks at four and the next day begins with guilt. "
        "{He} [drew|described] the circle without help.",
        "Low days keep {him} at home, and at home the bottle is the only company. What comes back first without it "
        "is sleep, mood later.",
        "Mood lifts about a week after the last drink and falls for three days after each one. Seeing this on the "
        "[chart|mood sheet] changed how {he} talked about “just one”.",
    ),
    onset="Before substance use",
    phq=(18, 6),
    gad=(11, 5),
    medicines={
        "sertraline": Medicine("Sertraline", "tablet", "50", "mg", "by mouth", "every morning", "Depression"),
        "naltrexone": Medicine("Naltrexone", "tablet", "50", "mg", "by mouth", "once a day", "Alcohol use disorder"),
        "trazodone": Medicine("Trazodone", "tablet", "50", "mg", "by mouth", "at bedtime", "Sleep", as_needed=True),
    },
    taken=("sertraline",),
    orders=(
        Order(1, "start", "naltrexone", "new diagnosis", "Cravings on most evenings; liver panel within range."),
        Order(4, "change", "sertraline", "inadequate response", "Half the symptoms are left; sleeps better.", "100"),
        Order(7, "start", "trazodone", "client request", "Sleep is the last symptom; no use for four weeks."),
        Order(10, "stop", "trazodone", "completed", "Sleeps seven hours without it."),
    ),
    watched=(
        "Liver panel [repeated, within range|ordered for next month].",
        "Blood count and liver panel seen, [nothing new|both within range].",
    ),
    effect="Naltrexone takes the edge off evening cravings; sertraline is slowly lifting mood.",
)

ALCOHOL_PTSD = Condition(
    key="alcohol and trauma",
    substance="alcohol",
    taste="a drink",
    mind="trauma symptoms",
    signs=("nightmares about the accident", "scanning every room", "sudden anger at noise", "avoiding the highway"),
    diagnoses=(
        ("F10.20", "substance use", "primary", "Severe."),
        ("F43.12", "mental health", "secondary", "Since a work accident six years ago."),
    ),
    severity="Severe",
    route="By mouth",
    withdrawal="Low",
    use=_alcohol_days(3),
    mental=Aim(
        "Use the grounding card at the first sign of a flashback and stay in place.",
        "Nights with nightmares in the past 7",
        "{n} of 7 nights",
        5,
        1,
        "Trauma-informed individual therapy, present-focused",
    ),
    interplay=(
        "Drinks to sleep without dreams; the dreams come back harder on the second night without alcohol. Knowing "
        "that this passes within two weeks kept {him} from giving up.",
        "Noise and crowds bring the body back to the accident, and alcohol was the fastest way out. Grounding now "
        "does part of that work.",
        "A week with more nightmares is a week with more cravings; the sheet shows both lines moving together.",
    ),
    onset="Before substance use",
    phq=(14, 6),
    gad=(15, 7),
    medicines={
        "prazosin": Medicine("Prazosin", "capsule", "1", "mg", "by mouth", "at bedtime", "Nightmares"),
        "acamprosate": Medicine(
            "Acamprosate",
            "delayed-release tablet",
            "666",
            "mg",
            "by mouth",
            "three times a day",
            "Alcohol use disorder",
        ),
        "lisinopril": Medicine("Lisinopril", "tablet", "10", "mg", "by mouth", "once a day", "High blood pressure"),
    },
    taken=("lisinopril",),
    orders=(
        Order(
            1, "start", "acamprosate", "new diagnosis", "Wishes support against cravings; kidney function within range."
        ),
        Order(3, "start", "prazosin", "new diagnosis", "Nightmares five nights a week."),
        Order(5, "change", "prazosin", "inadequate response", "Fewer nightmares, blood pressure steady.", "2"),
        Order(9, "change", "prazosin", "inadequate response", "One or two nights are left.", "3"),
    ),
    watched=(
        "Blood pressure sitting and standing taken before each step.",
        "Kidney function seen, within range.",
    ),
    effect="Prazosin has halved the nightmares; acamprosate leaves cravings shorter.",
)

ALCOHOL_SOCIAL = Condition(
    key="alcohol and social anxiety",
    substance="alcohol",
    taste="a drink",
    mind="social anxiety",
    signs=(
        "rehearsing every sentence before a call",
        "leaving the lunch room when others come in",
        "a shaking hand at the counter",
        "saying no to invitations by text",
    ),
    diagnoses=(
        ("F10.20", "substance use", "primary", "Moderate."),
        ("F40.10", "mental health", "secondary", "Since school."),
    ),
    severity="Moderate",
    route="By mouth",
    withdrawal="None",
    use=_alcohol_days(4),
    mental=Aim(
        "Speak to someone at work or in group without a drink before it, following the ladder of steps.",
        "Steps of the ladder done, out of 8",
        "step {n} of 8",
        1,
        7,
        "Graded exposure in individual sessions and group",
    ),
    interplay=(
        "Drinks before people, never with them. Each evening that goes well with alcohol teaches that it would "
        "have failed without.",
        "The day after drinking is spent going over every sentence said, and the fear of the next meeting grows.",
        "Exposure without alcohol shows for the first time what happens by itself: less than feared.",
    ),
    onset="Before substance use",
    phq=(12, 5),
    gad=(17, 8),
    medicines={
        "escitalopram": Medicine("Escitalopram", "tablet", "10", "mg", "by mouth", "every morning", "Social anxiety"),
        "propranolol": Medicine(
            "Propranolol", "tablet", "10", "mg", "by mouth", "before a talk", "Trembling", as_needed=True
        ),
        "naltrexone": Medicine("Naltrexone", "tablet", "50", "mg", "by mouth", "once a day", "Alcohol use disorder"),
    },
    taken=("propranolol",),
    orders=(
        Order(1, "start", "escitalopram", "new diagnosis", "Anxiety long before the drinking, no treatment so far."),
        Order(3, "start", "naltrexone", "client request", "Wants help for the hour after work."),
        Order(5, "change", "escitalopram", "inadequate response", "Some relief, still avoids most meetings.", "20"),
        Order(8, "stop", "propranolol", "client request", "Has not taken it for three weeks."),
    ),
    watched=("Pulse and blood pressure within range.", "Liver panel [within range|seen, nothing new]."),
    effect="Escitalopram lowers the fear before meetings; naltrexone makes the first drink less rewarding.",
)

BIPOLAR_ALCOHOL = Condition(
    key="alcohol and bipolar disorder",
    substance="alcohol",
    taste="a drink",
    mind="mood swings",
    signs=("two nights of three hours' sleep", "spending on things never opened", "fast talk", "a heavy, slow week"),
    diagnoses=(
        ("F10.20", "substance use", "primary", "Moderate."),
        ("F31.81", "mental health", "secondary", "Two hypomanic periods, four depressive ones."),
    ),
    severity="Moderate",
    route="By mouth",
    withdrawal="Low",
    use=_alcohol_days(3),
    mental=Aim(
        "Keep lights out at eleven and up at seven, also on free days.",
        "Nights with seven hours of sleep in the past 7",
        "{n} of 7 nights",
        2,
        6,
        "Rhythm and early-warning work in individual sessions",
    ),
    interplay=(
        "Drinks to come down when sleep gets short, and the short sleep after drinking pushes mood up again.",
        "In slow weeks alcohol is company, in fast ones it is fuel; the plan needs two pages, and now has them.",
        "Without alcohol a mood change can be seen coming for the first time in years.",
    ),
    onset="Before substance use",
    phq=(15, 7),
    gad=(10, 6),
    medicines={
        "lamotrigine": Medicine("Lamotrigine", "tablet", "25", "mg", "by mouth", "every morning", "Bipolar disorder"),
        "quetiapine": Medicine("Quetiapine", "tablet", "50", "mg", "by mouth", "at bedtime", "Sleep and mood"),
        "levothyroxine": Medicine(
            "Levothyroxine", "tablet", "75", "mcg", "by mouth", "before breakfast", "Underactive thyroid"
        ),
    },
    taken=("quetiapine", "levothyroxine"),
    orders=(
        Order(1, "start", "lamotrigine", "new diagnosis", "Depressive weeks outnumber the fast ones."),
        Order(3, "change", "lamotrigine", "inadequate response", "Slow rise as planned; no rash.", "50"),
        Order(5, "change", "lamotrigine", "inadequate response", "Slow rise as planned; no rash.", "100"),
        Order(8, "change", "quetiapine", "side effect", "Heavy in the morning.", "25"),
    ),
    watched=("Thyroid and lipids within range.", "Skin looked at; no rash."),
    effect="Lamotrigine is being raised slowly; sleep is steadier, and with it the wish to drink.",
)
