"""What individual sessions work on: one theme each, in the parts of a note. Seeded wording fills the gaps."""

from __future__ import annotations

from ehr_desk.demo.module import Module

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
        ("Will give {friend} a copy {himself}. Check the weak hour next week.", "Add dates with high risk: {strain}."),
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
