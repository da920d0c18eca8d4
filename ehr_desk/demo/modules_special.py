"""The sessions that have their own time: the first, the last, and those after use."""

from __future__ import annotations

from ehr_desk.demo.module import Module

FIRST = Module(
    ("use", "mental", "third"),
    ("Motivational enhancement",),
    "Making the plan together",
    (
        "Session on the treatment plan. [Spoke|Talked] about what has to be different in three months: “{hope}.” "
        "Chose the order of the problems and [reworded|changed] one objective.",
        "First working session. Told the story of the last year in order, with {trigger} as the turning point of "
        "most weeks. Plan written together; asked what happens if an objective is not reached.",
    ),
    (
        "Knows what to aim for and doubts that it is possible. The plan starts where there is already a success: "
        "{strength}.",
        "Ambivalent about giving up {substance} for good and clear about the next four weeks, which is enough to "
        "begin. The link with {mind} is understood in outline.",
    ),
    (
        "Relieved that the plan is short.",
        "Read the plan aloud and signed it.",
        "Asked for a copy and put it in {his} bag.",
    ),
    ("Diary of cravings with a number, each evening.", "Write down when {mind} is at its worst, for three days."),
    ("Weekly sessions. Begin with the riskiest hour.", "Start with the diary; measures every second week."),
)

CLOSING = Module(
    ("use", "mental", "third"),
    ("Relapse prevention", "Motivational enhancement"),
    "Closing session: what to take along",
    (
        "Last individual session. Laid the first diary next to the last one and read both. Named {way} as what to "
        "keep and {trigger} as what to respect.",
        "Last session. Went through the plan line by line, with a tick or a question mark. Wrote a letter to be "
        "opened on a bad day.",
    ),
    (
        "What was learned is {his} own by now. Risk is highest around {strain} and in the first empty weekends; "
        "both are in the aftercare plan.",
        "Ready for less intensive care. {mind} will need attention for longer than cravings.",
    ),
    ("Thanked the group, not the therapist, and was right.", "A little afraid, and said so."),
    ("Keep the diary for two more weeks.", "Read the letter on a bad day."),
    ("Aftercare appointments are set. May come back at any time.", "Handover to the next therapist with consent."),
)

HANDOVER = Module(
    ("use", "mental"),
    ("Motivational enhancement", "Case management"),
    "Handover to the next program",
    (
        "Last session here. Talked about the next program: what it is like, what to bring, who visits. Read the "
        "report together and corrected one sentence in it.",
        "Said goodbye and packed a list: medications, the card, two phone numbers, {joy}. Afraid of the first "
        "night there.",
    ),
    (
        "Goes by own decision, tired and clear. {mind} and use need a place where both are looked after at night.",
        "The step up is not a failure of the work here; it was said, and believed about half.",
    ),
    ("Asked whether coming back later is possible. It is.", "Thanked {friend} in a message written here."),
    ("Bring the diary along.", "One call to {helper} on the first evening."),
    (
        "Report by phone and on paper with consent. {manager} confirms the bed.",
        "Call to the new therapist, with consent, within a week.",
    ),
)

ROUGH = (
    Module(
        ("use", "mental"),
        ("Motivational enhancement", "Relapse prevention"),
        "After use: chain, safety, next 24 hours",
        (
            "Came in and said it in the first minute. {trigger} stood before it, and {sign} for two days before "
            "that. Chain written together; next 24 hours planned by the hour.",
            "Told about the use without being asked. Slept little, ashamed, wants to stay in the program. Looked "
            "at what stopped it this time sooner than before.",
        ),
        (
            "A return to use, told and stopped early. {mind} was rising for days and went unnamed; this is where "
            "to act next time.",
            "Shame is the larger risk now. Coming today is the plan at work.",
        ),
        ("Calmer after the hours were planned.", "Ate, drank water, called {friend} from the room."),
        ("The 24-hour plan, then a message to the desk at ten.", "Sleep at {helper}'s or have {helper} stay tonight."),
        (
            "Extra call tomorrow. {prescriber} told today.",
            "Team informed; drug screen with the next visit; seen again in two days.",
        ),
    ),
    Module(
        ("use",),
        ("CBT", "Relapse prevention"),
        "Two chains side by side",
        (
            "Laid the chain of this week next to an evening on which nothing was used. They part at the same "
            "place: {trigger}, and whether somebody knew.",
            "Use again after {trigger}. Half wanted to be told to leave; was told to stay and eat something first. "
            "Compared it with the last craving that passed.",
        ),
        (
            "The difference is not will but company and hour. The plan has to begin before {trigger}, not in it.",
            "Knows what works and does not use it when {mind} is loud. Fewer steps, more people.",
        ),
        ("Found the place where the chains part without help.", "Angry at first, then exact."),
        ("Before {trigger}: a message to {friend}, whatever the number.", "Only one step this week: {way}."),
        ("Look at the one step next week. {manager} asks about a ride.", "Add {helper} to the plan, with consent."),
    ),
    Module(
        ("use", "mental"),
        ("Motivational enhancement", "CBT"),
        "What the use was for",
        (
            "Did not want to talk about the use and then did: it ended {sign} for an evening, and the next day "
            "began worse.",
            "Asked what the evening had needed: rest, said after a while, and not to be alone with {strain}.",
        ),
        (
            "Uses {substance} against {mind} as before, sees it now on the same day instead of a month later.",
            "A wish for rest is behind it and can be answered otherwise. Confidence is low, willingness is there.",
        ),
        ("Quiet, then relieved.", "Wrote down two other answers to the same need."),
        ("One hour of rest a day, planned, with the phone away.", "{joy} on the day that was hardest this week."),
        ("Bring it to the medication visit.", "Measures next week; talk with the team about the evenings."),
    ),
    Module(
        ("use", "third"),
        ("Relapse prevention", "Case management"),
        "A smaller week",
        (
            "Use in spite of the plan, the second page not opened. Made the week smaller: group, work, {joy}, bed.",
            "Counted the evenings without a person in them: four. Filled three, with {friend}, {helper} and a meeting.",
        ),
        (
            "The plan was too large for a tired person. What is left in it can be done on a bad day.",
            "The present level holds if evenings are filled; otherwise a higher one has to be talked about, which "
            "was said openly.",
        ),
        ("Glad that it became less.", "Doubtful about the meeting, willing to go once."),
        ("The small week, on paper, on the door.", "Go to one meeting with {friend}."),
        ("Review in one week, not in two. Team informed.", "If there is use again, an extra session the next day."),
    ),
)
