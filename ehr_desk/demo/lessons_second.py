"""The second half of the curriculum. What is said of a person is in the past tense and names nobody of the group."""

from __future__ import annotations

from ehr_desk.demo.lesson import Lesson

LESSONS_TWO = (
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
            "How mood, fear, sleep and attention feed use and are fed by it. Each drew their own circle and marked "
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
            "Practical session: numbers deleted or renamed, routes drawn anew, cash rules written. Each made one "
            "change before leaving the room and showed it to a partner. Deleting a number was the hardest for "
            "most. Attendance draw at the end.",
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
