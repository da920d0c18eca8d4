"""The conditions that the invented clients come with: diagnoses, medications with their changes, what is measured.

Doses and steps are ordinary ones for adults; they show a record's course and are no guidance for treatment.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Medicine:
    """What an order says."""

    name: str
    form: str
    dose: str
    unit: str
    route: str
    frequency: str
    indication: str
    as_needed: bool = False


@dataclass(frozen=True)
class Order:
    """An order of a medication visit ``week`` weeks after admission; ``dose`` of a change, ``code`` and ``why``."""

    week: int
    event: str
    medicine: str
    code: str = ""
    why: str = ""
    dose: str = ""
    frequency: str = ""


@dataclass(frozen=True)
class Aim:
    """An objective: what the client will do, how it is measured, from where to where.

    ``shown`` puts a number into words; ``{n}`` is the number.
    """

    text: str
    measure: str
    shown: str
    start: int
    target: int
    does: str
    often: str = "50 minutes, once a week"

    def value(self, number: int) -> str:
        """A value in words."""
        return self.shown.format(n=number)


@dataclass(frozen=True)
class Condition:
    """Two disorders, each in the context of the other.

    ``substance`` as in "no alcohol", ``taste`` as in "close to a drink", ``mind`` as in "the depression", ``signs``
    what of it shows in a week. Scores are what the PHQ-9 and GAD-7 begin with and can come down to.
    """

    key: str
    substance: str
    taste: str
    mind: str
    signs: tuple[str, ...]
    diagnoses: tuple[tuple[str, str, str, str], ...]
    severity: str
    route: str
    withdrawal: str
    use: Aim
    mental: Aim
    interplay: tuple[str, ...]
    onset: str
    phq: tuple[int, int]
    gad: tuple[int, int]
    medicines: dict[str, Medicine]
    taken: tuple[str, ...]
    orders: tuple[Order, ...]
    watched: tuple[str, ...]
    effect: str
    moud: str = ""


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
        Order(4, "change", "sertraline", "inadequate response", "Half the symptoms are left after six weeks.", "100"),
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
            "Naloxone", "nasal spray", "4", "mg", "into one nostril", "once", "Overdose", as_needed=True
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
            "Naloxone", "nasal spray", "4", "mg", "into one nostril", "once", "Overdose", as_needed=True
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

STIMULANT_ADHD = Condition(
    key="stimulant use and attention deficit",
    substance="methamphetamine",
    taste="using",
    mind="attention problems",
    signs=("three tasks begun and none ended", "two missed appointments", "keys lost twice", "talking over others"),
    diagnoses=(
        ("F15.20", "substance use", "primary", "Severe."),
        ("F90.2", "mental health", "secondary", "Diagnosed at nine; no treatment since school."),
    ),
    severity="Severe",
    route="Smoked or vaped",
    withdrawal="None",
    use=Aim(
        "Leave any place where it is offered within five minutes and send the check-in message.",
        "Stimulant-negative drug screens, out of the last 4",
        "{n} of 4",
        1,
        4,
        "Contingency management and relapse-prevention group",
    ),
    mental=Aim(
        "Fill in the day card by nine each morning and cross off two things by evening.",
        "Day cards filled in, past 7 days",
        "{n} of 7",
        1,
        6,
        "Skills coaching for attention in individual sessions",
    ),
    interplay=(
        "It was the first thing that made the head quiet; that is what has to be replaced, and the day card is a "
        "poor rival on a bad day.",
        "Chaos at home ends in shame, shame ends in a call to the dealer. Structure is relapse prevention for {him}.",
        "Sleep is the hinge: under five hours, both attention and cravings are twice as bad the next day.",
    ),
    onset="Before substance use",
    phq=(13, 6),
    gad=(11, 7),
    medicines={
        "atomoxetine": Medicine(
            "Atomoxetine",
            "capsule",
            "40",
            "mg",
            "by mouth",
            "every morning",
            "Attention deficit hyperactivity disorder",
        ),
        "mirtazapine": Medicine("Mirtazapine", "tablet", "15", "mg", "by mouth", "at bedtime", "Sleep"),
    },
    taken=(),
    orders=(
        Order(2, "start", "atomoxetine", "new diagnosis", "Symptoms since childhood, confirmed by school reports."),
        Order(4, "change", "atomoxetine", "inadequate response", "Starter dose taken without trouble.", "80"),
        Order(5, "start", "mirtazapine", "new diagnosis", "Sleeps four hours; weight is coming back slowly."),
        Order(9, "reconcile", "atomoxetine"),
    ),
    watched=("Pulse and blood pressure within range.", "Weight up [two|three] pounds since admission."),
    effect="Atomoxetine steadies attention without a high; sleep came back with mirtazapine.",
)

COCAINE_DEPRESSION = Condition(
    key="cocaine use and depression",
    substance="cocaine",
    taste="using",
    mind="depression",
    signs=("crashing for a whole Sunday", "thoughts of having wasted years", "no interest in food", "crying at work"),
    diagnoses=(
        ("F14.20", "substance use", "primary", "Moderate."),
        ("F32.1", "mental health", "secondary", "First episode."),
    ),
    severity="Moderate",
    route="Inhaled or snorted",
    withdrawal="None",
    use=Aim(
        "Plan every Friday and Saturday by Thursday noon and send the plan to one person.",
        "Weekends without cocaine, out of the last 4",
        "{n} of 4",
        0,
        4,
        "Relapse-prevention group and weekly CBT",
    ),
    mental=Aim(
        "Catch the thought that it is too late and write the answer next to it.",
        "Thought records written in the past 7 days",
        "{n} a week",
        0,
        5,
        "CBT for depression in individual sessions",
    ),
    interplay=(
        "Uses on Friday, falls on Sunday; the low is partly the drug leaving and partly what waits underneath it.",
        "The days without cocaine are not the low ones any more; what is left is the depression itself, and that "
        "can be treated.",
        "Money spent on a weekend feeds the thought that {he} ruined everything, and that thought asks for another "
        "weekend.",
    ),
    onset="During substance use",
    phq=(17, 6),
    gad=(9, 4),
    medicines={
        "bupropion": Medicine(
            "Bupropion XL", "extended-release tablet", "150", "mg", "by mouth", "every morning", "Depression"
        ),
        "omeprazole": Medicine("Omeprazole", "capsule", "20", "mg", "by mouth", "before breakfast", "Reflux"),
    },
    taken=("omeprazole",),
    orders=(
        Order(2, "start", "bupropion", "new diagnosis", "Low mood most of the day for two months; no seizures ever."),
        Order(5, "change", "bupropion", "inadequate response", "Better energy, mood half way.", "300"),
        Order(9, "stop", "omeprazole", "completed", "No reflux since the coffee was cut down."),
    ),
    watched=("Blood pressure within range.", "Drug screen [negative|negative, client relieved]."),
    effect="Bupropion brought energy by the third week; cravings at work are shorter.",
)

CANNABIS_ANXIETY = Condition(
    key="cannabis use and anxiety",
    substance="cannabis",
    taste="smoking",
    mind="anxiety",
    signs=(
        "worry from waking to sleep",
        "a tight chest before class",
        "checking messages forty times",
        "lists at night",
    ),
    diagnoses=(
        ("F12.20", "substance use", "primary", "Moderate."),
        ("F41.1", "mental health", "secondary", ""),
    ),
    severity="Moderate",
    route="Smoked or vaped",
    withdrawal="Low",
    use=Aim(
        "Move the first hour after work or class to a place where nobody smokes.",
        "Days without cannabis in the past 7",
        "{n} of 7 days",
        0,
        6,
        "Motivational work and relapse-prevention group",
    ),
    mental=Aim(
        "Put worries off to the worry half hour at six and write down what became of them.",
        "Worry half hours kept in the past 7 days",
        "{n} of 7",
        0,
        6,
        "CBT for worry in individual sessions",
    ),
    interplay=(
        "Smokes to switch worry off and wakes with more of it; had taken the morning worry for {his} nature.",
        "Days without cannabis bring poor sleep and irritability at first, both expected and explained beforehand.",
        "Worry is the reason given for smoking and, seen over a month, also its result.",
    ),
    onset="Before substance use",
    phq=(11, 5),
    gad=(17, 7),
    medicines={
        "escitalopram": Medicine("Escitalopram", "tablet", "10", "mg", "by mouth", "every morning", "Anxiety"),
        "hydroxyzine": Medicine(
            "Hydroxyzine", "tablet", "25", "mg", "by mouth", "up to twice a day", "Anxiety", as_needed=True
        ),
    },
    taken=("hydroxyzine",),
    orders=(
        Order(2, "start", "escitalopram", "new diagnosis", "Worry most of the day for over a year."),
        Order(5, "change", "escitalopram", "inadequate response", "Some relief, no side effects.", "20"),
        Order(7, "stop", "hydroxyzine", "side effect", "Drowsy at work; no longer needed in the evening."),
    ),
    watched=("Electrocardiogram within range.", "Weight unchanged."),
    effect="Escitalopram quiets the background worry; without cannabis sleep first got worse, then better.",
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

SEDATIVE_PANIC = Condition(
    key="sedative use and panic",
    substance="extra tablets",
    taste="taking an extra tablet",
    mind="panic",
    signs=(
        "a panic attack in line at the store",
        "counting tablets",
        "leaving meetings early",
        "a night of racing heart",
    ),
    diagnoses=(
        ("F13.20", "substance use", "primary", "Moderate; on a slow taper."),
        ("F41.0", "mental health", "secondary", ""),
    ),
    severity="Moderate",
    route="By mouth",
    withdrawal="Moderate",
    use=Aim(
        "Follow the written taper to the day and bring the tablet box to each visit.",
        "Days on the taper without an extra tablet, past 7",
        "{n} of 7 days",
        3,
        7,
        "Medication visits with tablet counts, relapse-prevention group",
    ),
    mental=Aim(
        "Stay through a panic attack with slow breathing, without leaving and without a tablet.",
        "Panic attacks in the past 7 days",
        "{n} a week",
        6,
        1,
        "CBT for panic with interoceptive exposure",
    ),
    interplay=(
        "Each extra tablet ended the panic in twenty minutes and taught that it would not have ended by itself. It "
        "does, in about twelve.",
        "Panic on taper days is partly withdrawal; telling the two apart by the clock helped {him} to stay with it.",
        "Carrying the box in a pocket has become part of the panic; leaving it at home is the next step.",
    ),
    onset="Before substance use",
    phq=(11, 6),
    gad=(18, 7),
    medicines={
        "clonazepam": Medicine("Clonazepam", "tablet", "1", "mg", "by mouth", "twice a day", "Panic disorder, taper"),
        "sertraline": Medicine("Sertraline", "tablet", "25", "mg", "by mouth", "every morning", "Panic disorder"),
    },
    taken=("clonazepam",),
    orders=(
        Order(1, "start", "sertraline", "new diagnosis", "To be well before the taper gets low."),
        Order(1, "change", "clonazepam", "taper", "First step, agreed in writing.", "0.75"),
        Order(3, "change", "sertraline", "inadequate response", "Starter dose taken well.", "75"),
        Order(4, "change", "clonazepam", "taper", "Second step; sleep held.", "0.5"),
        Order(6, "change", "clonazepam", "taper", "Third step after a steady fortnight.", "0.25"),
        Order(9, "stop", "clonazepam", "taper", "Taper ended; no withdrawal signs for two weeks."),
    ),
    watched=("Tablet count fits the taper.", "Pulse within range; no tremor."),
    effect="Sertraline makes the panic shorter, so that each step of the taper could be kept.",
)

CONDITIONS = {
    condition.key: condition
    for condition in (
        ALCOHOL_DEPRESSION,
        ALCOHOL_PTSD,
        ALCOHOL_SOCIAL,
        OPIOID_PTSD,
        OPIOID_DEPRESSION,
        STIMULANT_ADHD,
        COCAINE_DEPRESSION,
        CANNABIS_ANXIETY,
        BIPOLAR_ALCOHOL,
        SEDATIVE_PANIC,
    )
}
