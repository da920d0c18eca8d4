"""What individual sessions work on: one theme each, in the parts of a note. Seeded wording fills the gaps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Module:
    """One theme of an individual session. ``serves`` names the objectives it works on."""

    serves: tuple[str, ...]
    interventions: tuple[str, ...]
    detail: str
    data: tuple[str, ...]
    assessment: tuple[str, ...]
    response: tuple[str, ...]
    practice: tuple[str, ...]
    plan: tuple[str, ...]


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

MODULES = (
    Module(
        ("use",),
        ("CBT", "Relapse prevention"),
        "Functional analysis of the last strong craving",
        (
            "Went through the strongest craving of the week, rated {craving}, minute by minute: {trigger}, then [a "
            "tight stomach|a dry mouth|restless hands], then the thought that it would be over quickly.",
            "Drew the chain of one evening on paper: {trigger}, nobody called, the thought “just this once”. Found "
            "two places to step off.",
        ),
        (
            "The craving comes from {trigger} more than from {substance} itself. Stepping off early works better "
            "than holding out late.",
            "Can now describe cue, thought and act apart from each other, which was not possible at admission.",
        ),
        ("Found the second step by {himself}.", "Surprised that there were eleven minutes to act in."),
        (
            "At the first sign: {way}. Note the number before and after.",
            "One chain on paper for a craving above four.",
        ),
        ("Next week: refusing in two sentences.", "Look at the chains again; add {friend} to the call list."),
    ),
    Module(
        ("use",),
        ("Mindfulness", "Relapse prevention"),
        "Urge surfing with a remembered urge",
        (
            "Guided practice with an urge connected to {trigger}. Numbers given every two minutes: [six, seven, "
            "four, two|five, seven, five, three|seven, eight, five, four].",
            "Practiced riding an urge twice, once sitting and once standing at the window. The second one fell faster.",
        ),
        (
            "Finds that an urge ends without an act. This is new and still thin.",
            "Tolerates the peak better than expected; what frightens is the thought that it will stay.",
        ),
        ("Opened {his} eyes once and went on.", "Smiled at the last number."),
        ("Practice once a day with a small urge.", "Listen to the recording before {trigger}."),
        ("Repeat next week with a stronger memory.", "Carry the practice over to group."),
    ),
    Module(
        ("mental",),
        ("CBT",),
        "Activity and mood sheet",
        (
            "Looked at the week's sheet: {sign} on [two|three|four] days, and the best hour was {joy}.",
            "Sheet filled in for [five|six] days. Mood between three and six; highest on the day with {joy}, "
            "lowest around {trigger}.",
        ),
        (
            "Mood follows activity by about half a day. Waiting to feel like it first keeps {mind} going.",
            "The sheet contradicts “nothing helps”, and {he} noticed it before it was said.",
        ),
        ("Planned the week in pencil.", "Skeptical, then planned more than asked."),
        ("Three planned activities, small enough for a bad day.", "{joy}, on a fixed day and hour."),
        ("Review the sheet. Ask {prescriber} about mornings.", "Go on with planned activities; watch sleep."),
    ),
    Module(
        ("mental",),
        ("CBT",),
        "Thought record",
        (
            "Brought a thought record about {strain}: “I will fail as always.” Evidence for and against took most "
            "of the session.",
            "Worked on one sentence, “it will never change”, which comes with {sign}. Found three counter-examples "
            "from the last month.",
        ),
        (
            "Thinking is all-or-nothing under strain and quite exact otherwise. Belief in the old sentence fell "
            "from 90 to [40|50|60].",
            "The thought is older than {substance}. Its force drops when it is written.",
        ),
        ("Kept the paper.", "Said the new sentence sounds like {helper}."),
        ("One record for the worst hour of the week.", "Read the record aloud before {strain}."),
        ("Go on with records; bring one to group.", "Test the new sentence in a real situation."),
    ),
    Module(
        ("mental", "use"),
        ("DBT", "Mindfulness"),
        "Grounding and paced breathing",
        (
            "Reported {sign} [twice|three times] this week. Practiced paced breathing and naming five things in "
            "the room until the shoulders dropped.",
            "Came in tense after {trigger}. Grounding first, talk later: from seven to four within ten minutes.",
        ),
        (
            "Can bring arousal down with guidance and half the time alone. Early use of the skill is the task.",
            "Body signs come before words. Catching them earlier also lowers cravings.",
        ),
        ("Steadier at the end than at the start.", "Chose the exercise with open eyes."),
        ("Grounding twice a day when nothing is wrong.", "Use the card at the first body sign and note what worked."),
        ("Repeat the skill until it is dull. No trauma details for now.", "Add a skill for the night."),
    ),
    Module(
        ("use", "third"),
        ("CBT", "Relapse prevention"),
        "Role play of a refusal",
        (
            "Rehearsed {trigger} three times. The last refusal was two sentences long and said standing.",
            "Prepared for the weekend: who will offer, where, in what voice. Role play with the therapist as the "
            "friendly one.",
        ),
        (
            "Refuses strangers easily and kind people hardly at all. Guilt is the lever.",
            "Voice and posture now say the same as the words.",
        ),
        ("Laughed at the second try and got the third right.", "Tired afterwards, content."),
        ("Tell {friend} about the plan before the weekend.", "Use the card once, also for coffee."),
        ("Debrief next week.", "Bring the refusal to group."),
    ),
    Module(
        ("third",),
        ("Case management", "CBT"),
        "Problem solving, written",
        (
            "Used the hour for {strain}. Sorted what can be done this week, what can wait, and what is not {his} "
            "to solve.",
            "Brought papers about {strain}. Wrote the next three steps with dates; called one office from the room.",
        ),
        (
            "Avoidance of {strain} has fed {mind}. A dated list lowered tension at once.",
            "Practical worry and cravings rise together; help with one is help with the other.",
        ),
        ("Made the call {himself}.", "Left with a list of three and a pen behind the ear."),
        ("Step one by the next session.", "Open every letter on the day it comes, for one week."),
        ("{manager} helps with the form. Follow up next week.", "Look at steps two and three next time."),
    ),
    Module(
        ("third",),
        ("Motivational enhancement", "Psychoeducation"),
        "Preparing the talk at home",
        (
            "Talked about {helper}: what was promised and broken, what has held since admission. Wrote one request "
            "and one thanks.",
            "Reported an argument with {helper} about checking. Heard it again as fear; prepared what to say instead.",
        ),
        (
            "Wants closeness and expects distrust. Telling early works better than being found out.",
            "The home is a support and a strain at the same time. Plain agreements help more than promises.",
        ),
        ("Read the request aloud twice.", "Moved by the word thanks."),
        ("Say the request to {helper} before Sunday.", "Tell the number of the day at supper."),
        ("Bring it to the family session.", "Look at what {helper} answered."),
    ),
    Module(
        ("mental",),
        ("CBT", "Psychoeducation"),
        "Sleep diary and stimulus control",
        (
            "Sleep diary: {sleep} hours on average, awake at [three|four|half past four]. Screens until midnight "
            "on four nights.",
            "Sleep was the topic. Goes to bed early out of tiredness and lies awake; {sign} follows on the next day.",
        ),
        (
            "Short nights drive both {mind} and cravings. Time in bed is longer than sleep by two hours.",
            "Sleep is improving slowly and in the usual order: falling asleep first, early waking last.",
        ),
        ("Agreed to a later bedtime with some doubt.", "Relieved that early waking is expected at this stage."),
        ("Bed at half past eleven, up at half past six, no nap.", "Phone outside the bedroom; diary for seven nights."),
        ("Compare diaries next week; tell {prescriber}.", "Keep the times; no new measure for sleep yet."),
    ),
    Module(
        ("use", "mental"),
        ("Motivational enhancement",),
        "Importance and confidence rulers",
        (
            "Asked for a session on whether all this is worth it. Importance [8|9], confidence [4|5|6]. Two "
            "columns: what {substance} gave, what it took.",
            "Spoke frankly about missing {substance}, mostly the first half hour of it. Not ashamed to say it here.",
        ),
        (
            "Missing it is not the same as planning it. Confidence is the lower number and the one to work on.",
            "Ambivalence is normal at week {program_week}, and it was spoken about.",
        ),
        ("Wrote the second column without help.", "Ended the hour calmer and more decided."),
        ("Carry the two columns; read them at {trigger}.", "One act this week that raises confidence by one point."),
        ("Return to the rulers in two weeks.", "Work on skills that raise confidence."),
    ),
    Module(
        ("mental", "third"),
        ("CBT",),
        "Graded steps toward what is avoided",
        (
            "Made a ladder of six steps toward {strain}. Took the first one in the session and rated tension "
            "before and after: [7 and 3|6 and 3|8 and 5].",
            "Had taken a step from the ladder in the week, although {sign} was there. It went differently than feared.",
        ),
        (
            "Avoidance gives quick relief and keeps {mind} alive. Each step without {substance} weakens the link.",
            "Learns from doing more than from talk; smaller steps, more of them.",
        ),
        ("Proud, and suspicious of being proud.", "Chose the next step {himself}."),
        (
            "Step two, twice, without a safety trick.",
            "Write down before the step what is feared, and after it what came.",
        ),
        ("Step three next week.", "Go on up the ladder; no jump over two rungs."),
    ),
    Module(
        ("use",),
        ("Relapse prevention", "12-step facilitation"),
        "Relapse-prevention plan, second page",
        (
            "Filled in the page with warning signs: first {sign}, then no answer to calls, then {trigger}. Named "
            "who may say something.",
            "Went over the lapse plan: stop, leave, call {friend}, tell {helper}. Practiced the call.",
        ),
        (
            "Sees warning signs in others before {his} own; a person who may speak up is therefore part of the plan.",
            "The plan is concrete and believed. Its weak place is the hour after {other_trigger}.",
        ),
        ("Corrected the therapist's wording twice.", "Made the call and left a message."),
        ("Show the page to {helper}.", "Go to one meeting and stay until the end."),
        ("Copy for {friend}. Check the weak hour next week.", "Add dates with high risk: {strain}."),
    ),
    Module(
        ("mental", "use"),
        ("Trauma-informed", "Psychoeducation"),
        "What loss and hurt have to do with it",
        (
            "Spoke for the first time about an older loss, briefly and by choice. Stopped when it was enough.",
            "Brought a photograph that matters. Talked about who {he} wanted to be at that age, without much "
            "bitterness.",
        ),
        (
            "Self-blame is strong; grief under it is just becoming visible. Pace set by the client.",
            "Can stay with a hard memory for minutes and come back to the room, a change since week two.",
        ),
        ("Tears, then tea, then quiet.", "Said that {he} felt lighter and a little tired."),
        ("An hour with {joy} after the session, planned.", "Write three lines to that younger person, not to be sent."),
        ("Go slowly; skills first. Check sleep and cravings after this session.", "Return to it when asked."),
    ),
    Module(
        ("third", "use"),
        ("Case management", "Relapse prevention"),
        "Planning the next weeks",
        (
            "Looked at the calendar up to {strain}. Marked four hard days and put a person and a plan beside each.",
            "Planned the change of hours with {work}. Group days stay; told the employer only what is needed.",
        ),
        (
            "Plans well when calm. The plan has to work on a tired evening, so it was cut to three lines.",
            "More structure outside the program makes the step down realistic.",
        ),
        ("Put everything into the phone at once.", "Asked for one thing to be taken out again."),
        ("Try the plan on the first hard day.", "Ask {friend} for the Saturday."),
        ("Go over the first hard day together.", "{manager} checks the transport. Review on the plan's date."),
    ),
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

STATUS = (
    "{n} days without {substance}.",
    "No {substance} for {n} days; strongest craving {craving}, around {trigger}.",
    "Day {n} without {substance}. Slept {sleep} hours.",
    "Strongest craving {craving} this week; what helped: {way}.",
    "{n} days without {substance}; cravings up to {craving}.",
    "Sleep {sleep} hours, appetite [back|fair|better than last week].",
    "Without {substance} for {n} days, [the longest this year|longer than expected|not easy to say aloud].",
)
STATUS_USED = (
    "Use on {used}.",
    "Told at once: use on {used}. Cravings up to {craving}.",
    "Used {substance} on {used}; strongest craving {craving}, around {trigger}.",
)
LOOK = {
    "low": (
        "Slow, low voice, little eye contact at first.",
        "Tired face, [wet eyes once|hands still], thoughts clear.",
        "Mood low by {his} own word, [dressed with care|shoulders down]; attentive.",
        "Heavy in movement, dry humor once.",
    ),
    "middle": (
        "Calm, attentive, mood “okay”.",
        "A little restless, easy to reach.",
        "Mood between low and even; [smiled twice|spoke freely].",
        "On time, organized, tense in the shoulders.",
        "Talked fast at first, then settled.",
    ),
    "good": (
        "Alert and warm, mood good.",
        "Brighter than in the first weeks; [laughed|joked] about the waiting room chair.",
        "Even mood, clear thinking, good contact.",
        "Rested, plans in the foreground.",
    ),
}
TREND = {
    "better": (
        "PHQ-9 of {phq} fits what is seen: improving.",
        "On the way to the target; keep the pace.",
        "Gains hold outside the building.",
        "Progress is steady and {his} own work.",
        "",
    ),
    "flat": (
        "Little movement in the numbers so far; attendance is the strength to build on.",
        "Slower than planned. The steps were made smaller.",
        "No clear change yet; {sign} still on most days.",
        "Holds what was gained and has not gone further.",
    ),
    "worse": (
        "Numbers point the wrong way; brought to the team.",
        "Worse than two weeks ago. Safety asked about in plain words.",
        "The current level of care may not be enough; to be reviewed.",
    ),
}
AFTER_USE = (
    "Craving of {craving} before it; {n} days since.",
    "To watch this week: {trigger}.",
    "PHQ-9 of {phq} belongs to the picture.",
    "Told within a day, as agreed. {friend} knew.",
    "{mind} first and use second, in this order, for two days.",
    "Ahead lies {strain}, which made the week heavier.",
    "No withdrawal signs. No thoughts of suicide, asked directly.",
)
AT_START = (
    "To build on: {strength}.",
    "At home: {home}.",
    "Ahead lies {strain}; the plan reckons with it.",
    "The hardest hour is known: {trigger}.",
    "{helper} is the person to win; {friend} is one already.",
)
AND_THEN = (
    "Next session as planned.",
    "Group as usual.",
    "Asked to call if cravings reach seven.",
    "{prescriber} informed of sleep and side effects.",
    "Measures next time.",
    "",
)
