"""The curriculum of the groups, and what can be said in any of its lessons."""

from __future__ import annotations

from ehr_desk.demo.lessons_first import LESSONS_ONE
from ehr_desk.demo.lessons_second import LESSONS_TWO

LESSONS = (*LESSONS_ONE, *LESSONS_TWO)

CHECK_IN = (
    "Checked in with {days} without {substance} and a strongest craving of {craving}.",
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
