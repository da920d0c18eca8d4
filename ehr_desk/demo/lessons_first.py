"""The first half of the curriculum. What is said of a person is in the past tense and names nobody of the group."""

from __future__ import annotations

from ehr_desk.demo.lesson import Lesson

LESSONS_ONE = (
    Lesson(
        "High-risk situations: the riskiest hour of the week",
        "group",
        ("CBT", "Relapse prevention"),
        (
            "Each member drew a clock face of a usual week and shaded the riskiest hour. The group looked for what "
            "stands before that hour: hunger, an empty room, money, a message. Members paired off and moved one "
            "thing by one hour.",
            "Started with a round of one number for the week. Then a map of the week on the board: where, with "
            "whom, at what hour. Disagreement about whether avoiding a place is weakness; the group settled on "
            "“for now”.",
        ),
        ("Report back on the hour that was moved.", "Bring the week map; add what stands before the risky hour."),
        (
            "Shaded {trigger} as the riskiest hour and was surprised how small the area is.",
            "Put {trigger} on the map and moved it: from now on {way}.",
            "Found that hunger stands before {trigger}, not after it.",
            "Drew two risky hours, {trigger} and {other_trigger}, and chose to begin with the first.",
            "Said that the hour is not the problem but the fifteen minutes in front of it; named {trigger}.",
            "Had not thought of {trigger} as risky until the week map was on the board.",
            "Reported that last week's risky hour passed; what helped: {way}.",
            "Argued that avoiding a place is giving in, then put {trigger} on the list “for now”.",
            "Told the pair partner about {trigger} in one plain sentence; has never said it aloud before.",
            "Wanted to leave the map empty, then wrote {trigger} in small letters.",
            "Compared this week's map with that of the first week: {trigger} is still on it, the rest has changed.",
            "Asked whether {strain} counts as an hour; the answer was to write down when it comes to mind.",
        ),
    ),
    Lesson(
        "Urges: surfing one from start to end",
        "group",
        ("Mindfulness", "Relapse prevention"),
        (
            "Short talk on how an urge rises, peaks and falls. Guided practice of twelve minutes with a remembered "
            "urge of medium strength; members gave a number every three minutes. Most numbers fell by half without "
            "anything done.",
            "The group timed a guided urge exercise. Two members found it too strong and opened their eyes, which "
            "was treated as doing it right. Talk about what each body does first: jaw, hands, stomach.",
        ),
        ("Practice once at home with a number under five.", "Next time: riding an urge while walking."),
        (
            "Gave the numbers six, seven, five, three for a remembered evening with {trigger}.",
            "Noticed the urge first in the hands and kept them open for the whole exercise.",
            "Opened {his} eyes at the peak, named five things in the room, and went back in.",
            "Said that waiting was harder than expected and that it still fell.",
            "Imagined {way} during the peak and found that the number dropped sooner.",
            "Chose {trigger} for the practice; the peak came after four minutes and lasted two.",
            "Kept the breath on the outgoing side and reported the lowest number of the last three practices.",
            "Doubted the exercise before and asked afterwards for the recording.",
            "Found no urge today and practiced with restlessness instead, which rose and fell in the same way.",
            "Spoke of an urge of {craving} this week that was over before the bus came.",
            "Described the urge as a wave that “looks taller from below”.",
            "Took the exercise standing because sitting still brings tension.",
        ),
    ),
    Lesson(
        "Refusing an offer in two sentences",
        "group",
        ("CBT", "Relapse prevention"),
        (
            "Role play in threes: offer, refusal, observer. Rule: two sentences, no reasons, then move. The group "
            "collected offers that are hard because they are kind. Feedback was given on voice and feet, not on "
            "character.",
            "Members wrote the offer they fear most and passed it on; each refused somebody else's. Laughter, then "
            "quiet when an offer from a parent came up. Reworked until every refusal fitted on a card.",
        ),
        ("Each brings the card and one report of using it.", "Role play again, this time by phone."),
        (
            "Practiced the offer that comes with {trigger}; the third try was firm and short.",
            "Wrote a refusal card and cut it from five sentences to two.",
            "Played the one who offers so well that the group asked for it again, then refused it too.",
            "Apologized in the first refusal and left the apology out in the second.",
            "Looked at the floor in the first round and at the other person in the last one.",
            "Said no and stayed; the observer asked for the step away, and the next time the feet moved.",
            "Found that an offer from somebody kind is harder than one from a dealer; thought of home at once.",
            "Reported a real refusal on the weekend, with a shaking voice and without a reason given.",
            "Chose to tell {friend} beforehand so that one refusal is enough.",
            "Gave feedback to others that was exact and gentle, and accepted the same.",
            "Asked how to refuse somebody who is grieving; worked out “I am staying with tea, and I am staying”.",
            "Sat out the first round and took the second.",
        ),
    ),
    Lesson(
        "What a lapse is and what it is not",
        "group",
        ("Relapse prevention", "CBT"),
        (
            "The chain from a seemingly small decision to use was laid out with paper squares on the floor. "
            "Members moved the square where they could have stepped off. Talk about shame as the most dangerous "
            "link.",
            "A lapse plan of four lines was written by each: stop, leave, call, tell. The group spoke about the "
            "first day after, and that coming to group on that day is the plan, not its failure.",
        ),
        ("Give the lapse plan to one person outside.", "Look at the chains again after a week."),
        (
            "Laid a chain of seven squares and stepped off at the third, before {trigger}.",
            "Wrote the four lines and put {friend} in the third one.",
            "Said that shame kept {him} away for a year after an earlier lapse.",
            "Recognized {trigger} as the small decision that never looks like one.",
            "Spoke openly about last use, {days} ago, without defending it.",
            "Found the line “tell” the hardest and chose {helper} for it.",
            "Disagreed that a lapse can be useful, listened, and asked a good question about it.",
            "Took the square “I was tired anyway” home.",
            "Added a fifth line: eat something.",
            "Told that the plan was in the pocket on Saturday and stayed there, unneeded.",
            "Was quiet until the talk about shame, then said one sentence that changed the room.",
            "Moved from “I blew it” to “I stopped after one evening” while telling the chain.",
        ),
    ),
    Lesson(
        "Sleep without a substance",
        "psychoeducation",
        ("Psychoeducation", "CBT"),
        (
            "Facts about sleep in the first months: it gets worse before it gets better, and why. Each member set "
            "a fixed time for getting up. Questions about naps, screens and tea. Teach-back in pairs.",
            "The group filled in a sleep diary from memory and compared. Worked on getting up at the same time as "
            "the one thing that helps most. Myths collected on the board and crossed out by the members.",
        ),
        ("Keep the sleep diary for seven nights.", "Compare diaries; choose one change each."),
        (
            "Set six thirty as the time to get up, also on free days.",
            "Sleeps {sleep} hours at present; explained back why lying in longer would not help.",
            "Crossed out “alcohol helps you sleep” on the board with some force.",
            "Chose to move the phone out of the bedroom and asked {helper} to keep it.",
            "Connected a night under five hours with the craving of {craving} on the day after.",
            "Filled in the diary from memory and saw that the bad nights follow {trigger}.",
            "Asked about tablets for sleep; was told to take the question to {prescriber}.",
            "Explained the sleep clock to the pair partner in {his} own words, correctly.",
            "Decided to get up at night after twenty minutes awake instead of fighting.",
            "Told of the first night of seven hours since admission.",
            "Was tired, said so, and stayed to the end.",
            "Doubts that a fixed time will work with {work}; will try it for one week.",
        ),
    ),
    Lesson(
        "Thoughts that open the door",
        "group",
        ("CBT",),
        (
            "Permission-giving thoughts were collected: “I have earned it”, “nobody will know”, “just to sleep”. "
            "In pairs each thought got an answer that the person would believe on a bad day. Read aloud in two "
            "voices.",
            "Thought records with three columns. The group tested answers by asking “would you believe this at "
            "eleven at night?” and threw out those that sounded like posters.",
        ),
        ("Two written thought records each.", "Bring the answer that worked and the one that did not."),
        (
            "Caught “nobody will know” and answered it with “I will, at four in the morning”.",
            "Wrote a record about {trigger} and found the thought came ten minutes before it.",
            "Threw out two answers that sounded like posters and kept one.",
            "Read {his} own thought in the other voice and laughed at how polite it is.",
            "Named “I have earned it” after a hard day with {strain}.",
            "Could not find an answer at first; the group's best offer was “not tonight”, which {he} took.",
            "Brought a finished record from home, about {sign}.",
            "Saw that {mind} and the permission to use speak with the same voice.",
            "Answered “it makes no difference” with the date of {strain}.",
            "Spoke the answer aloud, standing, at {his} own wish.",
            "Found three permission thoughts in one evening and ranked them.",
            "Said that the thought is true and that acting on it is still optional.",
        ),
    ),
    Lesson(
        "Feelings: naming before acting",
        "group",
        ("DBT", "Mindfulness"),
        (
            "Wheel of feelings on the floor; each stood where the day had been and said one sentence. Then "
            "opposite action: what the feeling wants to do, and one step in the other direction. Anger and "
            "loneliness took most of the time.",
            "Check-the-facts practice in three steps. Members told an event of the week without any judging word, "
            "which took several tries and some humor. The link from a feeling without a name to use was drawn by "
            "the group itself.",
        ),
        ("Name one feeling a day before the evening meal.", "Opposite action: one report each."),
        (
            "Stood on “lonely” and said that {he} had called it boredom for years.",
            "Told about {strain} without a judging word on the third try.",
            "Named anger early, before the voice got loud.",
            "Chose an opposite action for {sign}: {way}.",
            "Moved from “fine” to “afraid” during the round.",
            "Found that the feeling before {trigger} is mostly shame.",
            "Noticed two feelings at once, relief and sadness, and let both stand.",
            "Said that today is a numb day; stayed with that and did not perform more.",
            "Checked the facts about a message from {helper} and found another reading.",
            "Brought up tenderness, about {joy}, and the group was quiet for a moment.",
            "Left the circle for two minutes to breathe and came back by {himself}.",
            "Offered another person in the room a word for what they described; it fitted.",
        ),
    ),
)
