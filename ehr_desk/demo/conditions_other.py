"""Conditions with other substances: doses and steps are ordinary ones for adults and no guidance for treatment."""

from __future__ import annotations

from ehr_desk.demo.condition import Aim, Condition, Medicine, Order

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
