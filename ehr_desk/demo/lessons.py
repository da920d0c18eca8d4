"""What the groups work on: lessons with the process once, and what one person can have said or done in each.

Every sentence about a person is in the past tense and names nobody else of the group.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """One lesson. ``said`` are first sentences of individual responses; there are enough for a full room."""

    title: str
    service: str
    interventions: tuple[str, ...]
    process: tuple[str, ...]
    following: tuple[str, ...]
    said: tuple[str, ...]


LESSONS = (
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
            "Spoke openly about last use, {n} days ago, without defending it.",
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
    Lesson(
        "Building a day that holds",
        "psychoeducation",
        ("Psychoeducation", "Relapse prevention"),
        (
            "Each wrote tomorrow hour by hour, with one thing for the body, one for somebody else and one that is "
            "pleasant. The empty hours were the topic. Members traded ideas and phone times.",
            "A plain plan for Saturday was made by each member. The group looked for hours without a person in "
            "them and filled one each. Work shifts and child care were planned around, not over.",
        ),
        ("Report on Saturday, hour by hour.", "Add one pleasant thing a day that costs nothing."),
        (
            "Planned Saturday with {joy} at ten and a call to {friend} at five.",
            "Found three empty hours after {trigger} and filled one.",
            "Wrote a day around {work} that leaves time to eat.",
            "Put too much in the plan, crossed half of it out, and kept what matters.",
            "Struggled to name anything pleasant; settled on {joy}.",
            "Chose one thing for somebody else: cooking for {helper}.",
            "Followed last week's plan on five days and could say what broke the other two.",
            "Traded phone times with a member for the hour of {trigger}.",
            "Asked to do the plan on paper because the phone leads to other places.",
            "Saw that the plan breaks at {strain} and put a short version behind it.",
            "Shared a plan with so little in it that it can be done on a low day, on purpose.",
            "Brought the day card and showed how it works.",
        ),
    ),
    Lesson(
        "Asking for help",
        "group",
        ("Motivational enhancement", "12-step facilitation"),
        (
            "Who knows, who could know, who must not know: three circles on paper. Role play of the first sentence "
            "of a call. Members spoke about what asking costs and what not asking had cost.",
            "The group practiced calls with phones on the table: first sentence, then silence, then the request. "
            "Two members made a real call in the break. Mutual-help groups of the area were listed with times.",
        ),
        ("One real call each, short, not in an emergency.", "Visit one meeting from the list."),
        (
            "Moved {friend} from the outer circle to the middle one.",
            "Wrote the first sentence of a call to {helper} and read it aloud.",
            "Made a real call in the break; came back with wet eyes and a date.",
            "Said that asking feels like owing, and that owing is familiar.",
            "Named what not asking had cost: the year before admission.",
            "Practiced silence after the request and stood it for ten seconds.",
            "Chose the Thursday meeting from the list and asked who else goes.",
            "Has asked {friend} twice this week, both times before {trigger}.",
            "Put {helper} on the list of people who may ask first.",
            "Left the middle circle empty today, and said so.",
            "Offered a ride to the meeting to the whole room.",
            "Asked the group for something small, a reminder, and got it.",
        ),
    ),
    Lesson(
        "Family at the table",
        "group",
        ("Psychoeducation", "CBT"),
        (
            "How families change around use, and how slowly they change back. Members sorted sentences heard at "
            "home into worry, anger and fear. Practice of one request in the form: when, I feel, I ask.",
            "Boundaries: what I do, not what you must do. The group reworked real sentences from home. Checking "
            "and searching were heard as fear by most, though not by all.",
        ),
        ("Say one request at home in the practiced form.", "Bring a sentence from home to rework."),
        (
            "Sorted what {helper} says into fear where {he} had heard accusation.",
            "Reworked a sentence to {helper} until it had no “always” in it.",
            "Asked for one thing: to be asked in the evening and not at the door.",
            "Said that {helper} checks, and that a month ago it was earned.",
            "Practiced a boundary about {trigger} and found it begins with “I”.",
            "Told of a quiet meal at home this week, the first in a long time.",
            "Has nobody at the table and spoke about {friend} instead.",
            "Got angry at the word enabling; the facilitator dropped the word and kept the point.",
            "Decided to tell {helper} the number of the day before being asked.",
            "Heard in another person's story what {helper} may have felt.",
            "Wrote down an agreement to bring to the family session.",
            "Said a sentence of thanks to {helper} into the empty chair.",
        ),
    ),
    Lesson(
        "The body in recovery",
        "psychoeducation",
        ("Psychoeducation", "Experiential or movement"),
        (
            "What the substance did to body and brain, and what comes back in which week. Ten minutes of "
            "stretching led by a member. Each named one appointment that has been put off.",
            "Food, water, walking, teeth: the plain side of recovery. Members measured their pulse before and "
            "after a walk around the block. Purpose: noticing the body as an early warning.",
        ),
        ("Make the appointment that was put off.", "Walk ten minutes on three days."),
        (
            "Named the dentist as the visit put off for four years and took the number.",
            "Felt tension in the shoulders as the first sign of {trigger}.",
            "Walked fast, pulse up, and noticed that the same feeling is not always panic.",
            "Asked a precise question about {substance} and the liver.",
            "Told that taste came back in the third week, and what was eaten first.",
            "Did the stretches sitting; said that it was the first rest of the day.",
            "Connected skipped meals with cravings after work.",
            "Led two of the stretches after being asked.",
            "Put {joy} on the list of things the body likes.",
            "Was surprised by a resting pulse twelve beats lower than in the first week.",
            "Spoke about pain and using; the plan is to raise it with {prescriber}.",
            "Kept a distance in the walk and joined the talk afterwards.",
        ),
    ),
    Lesson(
        "Two problems, one plan",
        "psychoeducation",
        ("Psychoeducation", "Motivational enhancement"),
        (
            "How mood, fear, sleep and attention feed use and are fed by it. Each drew the own circle and marked "
            "where a small change fits. Medication was spoken of as one tool; questions were collected for the "
            "prescriber.",
            "Members explained to each other what their second problem does in the first month without a "
            "substance. Early signs of both were written on one card, front and back.",
        ),
        ("Bring the card with early signs.", "Questions for the prescriber, one each."),
        (
            "Drew a circle in which {mind} and {substance} take turns, and marked the hour where it can be cut.",
            "Wrote {sign} on the front of the card and {trigger} on the back.",
            "Explained {mind} in the first month without {substance} to the partner, clearly.",
            "Asked how long to wait before judging a medication.",
            "Said that a diagnosis is a relief: “it has a name and other people have it”.",
            "Doubted that {mind} is a problem of its own; will watch it for two weeks.",
            "Noticed that both problems get loud with {strain}.",
            "Corrected a fact on the board about {mind}, politely and rightly.",
            "Chose a small change: {way}.",
            "Named pride as the reason for hiding {mind} for years.",
            "Brought a question for {prescriber} about doses and driving.",
            "Found that {sign} comes two days before cravings.",
        ),
    ),
    Lesson(
        "Values: what the free hours are for",
        "group",
        ("Motivational enhancement", "Mindfulness"),
        (
            "Card sort of values down to five, then to three. Each placed one hour of the coming week under one "
            "card. The group asked about the cards thrown away as well as those kept.",
            "Members spoke for two minutes each about a day they would like to have had. Listeners named the value "
            "they heard. Ambivalence was welcomed and written down on both sides.",
        ),
        ("Do the hour and report.", "Choose a value for the hard hour of the week."),
        (
            "Kept the cards honesty, work and rest; gave the hour to {joy}.",
            "Threw away the card success and needed some time after that.",
            "Spoke about {joy} for two minutes without looking at the clock.",
            "Heard “loyalty” from the listeners and thought of {helper}.",
            "Said that staying is a value today and that more is not to be had.",
            "Tied {strain} to the value it serves, which made it smaller.",
            "Found that using had served the value of belonging; wants another way to it.",
            "Wrote both sides of ambivalence, four lines each, and read both.",
            "Put the hour on the riskiest evening, in place of {trigger}.",
            "Kept all five cards and said three is for people with fewer problems; stayed with it.",
            "Asked what a value is worth without sleep; chose rest.",
            "Told the wish from admission again, “{wish}”, in a calmer voice.",
        ),
    ),
    Lesson(
        "Money, phones, routes: changing the surroundings",
        "group",
        ("Relapse prevention", "Contingency management"),
        (
            "Practical evening: numbers deleted or renamed, routes drawn anew, cash rules written. Each made one "
            "change before leaving the room and showed it to a partner. Deleting a number was the hardest for most.",
            "Members listed what in their surroundings does the work of temptation and what could do the work of "
            "support. Attendance draw held at the end, six slips, small prizes.",
        ),
        ("Report whether the change held.", "One more change each; bring the bus plan."),
        (
            "Deleted a number in front of the partner and sat with it for a while.",
            "Drew a way home that leaves out {trigger}; it takes nine minutes longer.",
            "Wrote a cash rule and will give the card to {helper} on Fridays.",
            "Renamed a contact to “do not” and was not sure that it is enough.",
            "Told that last week's change held on six days of seven.",
            "Wrote on the lock screen: {way}.",
            "Could not delete the number today and said why; left the phone with {friend} overnight.",
            "Emptied a drawer at home on Sunday and threw the key away.",
            "Won the draw and gave the voucher to the room for coffee.",
            "Asked for help with a route to {work} without the old stop.",
            "Had more to add than time; wrote a list of eleven supports.",
            "Showed the change before leaving the room: {other_trigger} is off the calendar.",
        ),
    ),
)

CHECK_IN = (
    "Checked in with {n} days without {substance} and a strongest craving of {craving}.",
    "Opened with {strain}, which took up most of the week.",
    "Came with a low number for the day and did not hide it.",
    "Told the group about {sign}, in one sentence, and asked for no advice.",
    "Reported {sleep} hours of sleep and more patience than last week.",
    "Brought a success: {way}, used on the evening it was needed.",
    "Spoke about {trigger} this week and what it had asked of {him}.",
    "Said that the week was ordinary, and that ordinary is new.",
    "Named {strain} as the reason for coming tired.",
    "Shared a good hour: {joy}.",
)

TOOK = (
    "Took up the suggestion to write it down the same evening.",
    "Accepted feedback without explaining it away.",
    "Will try {way} before the next group.",
    "Asked two others how they had done it.",
    "Left with one step: a call to {friend}.",
    "Found it hard to sit through others' stories and stayed.",
    "Thanked the group and looked lighter than on arrival.",
    "Kept to {himself} in the break.",
    "Needed one reminder about side talk and took it well.",
    "Plans to tell {helper} about it tonight.",
    "Wrote it on the card in {his} pocket.",
    "Gave a clear answer when asked what would help on a bad day.",
    "Put a number on it: {craving} at the start, lower at the end.",
    "Connected it with the plan without being asked.",
    "Was skeptical, and said so in a friendly way.",
    "Helped to put the chairs away and stayed for a word.",
    "Recognized {sign} in what another member told.",
    "Will bring the result on the next group day.",
    "Was heard by the group; two members nodded at the same sentence.",
    "Looked for exceptions and found last Tuesday.",
    "Held back tears, then let them come; was not rushed.",
    "Asked to go last and did.",
    "Encouraged somebody newer in the room.",
    "Said what did not help, which helped the group.",
    "Set a time for it: the evening before {strain}.",
    "Did not want to speak about home today; that was respected.",
    "Repeated the main point in {his} own words.",
    "Could name what is different from a month ago.",
    "Linked it to {trigger} and chose {way}.",
    "Will practice with {friend} first.",
)
