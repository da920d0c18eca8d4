"""Sentences around the theme of an individual session: how the week was, how somebody looked, what follows."""

from __future__ import annotations

STATUS = (
    "{days} without {substance}.",
    "No {substance} for {days}; strongest craving {craving}, around {trigger}.",
    "Day {n} without {substance}. Slept {sleep} hours.",
    "Strongest craving {craving} this week; what helped: {way}.",
    "{days} without {substance}; cravings up to {craving}.",
    "Sleep {sleep} hours, appetite [fair|poor in the morning|better than last week].",
    "Without {substance} for {days}, [and says so with some pride|counted aloud|no small thing this month].",
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
    "Craving of {craving} before it; {days} since.",
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
