"""PHQ-9 and GAD-7 with items that add up to the course's score. Pure."""

from __future__ import annotations

from ehr_desk.demo.courses import Course
from ehr_desk.demo.people import BY_LOGIN
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.writing.common import Answers

_ANSWERS = ("Not at all", "Several days", "More than half the days", "Nearly every day")
_DIFFICULTY = ("Not difficult at all", "Somewhat difficult", "Very difficult", "Extremely difficult")
# Which items carry a score, heaviest first: sleep, energy and mood before restlessness.
_PHQ_WEIGHTS = (3, 4, 4, 4, 2, 3, 2, 1)
_GAD_WEIGHTS = (4, 4, 3, 3, 1, 2, 2)


def phq9(course: Course, act: Act) -> Answers:
    """The PHQ-9. Item 9 is above 0 in the weeks the story names, with what was done."""
    total = course.recorded["phq9"] = course.score("phq9", act.day)
    ninth = 1 if act.turn in course.story.thoughts else 0
    values = [*_spread(course, total - ninth, _PHQ_WEIGHTS), ninth]
    answers: Answers = {
        "entry_date": act.at.date().isoformat(),
        "given_how": "Client filled it in on paper",
        **{f"phq9_{place}": _ANSWERS[value] for place, value in enumerate(values, start=1)},
        "phq9_difficulty": _difficulty(total, 27),
    }
    if ninth:
        slots = course.slots(act.day)
        answers |= {
            "safety_assessed_by": BY_LOGIN[act.staff].signed,
            "safety_level": "Low",
            "safety_steps": ["Asked directly about intent, plan and means", "Next check agreed"],
            "safety_action": course.voice.tell([_ASKED, _DONE], slots),
        }
    return answers


def gad7(course: Course, act: Act) -> Answers:
    """The GAD-7."""
    total = course.recorded["gad7"] = course.score("gad7", act.day)
    values = _spread(course, total, _GAD_WEIGHTS)
    return {
        "entry_date": act.at.date().isoformat(),
        "given_how": "Client filled it in on paper",
        **{f"gad7_{place}": _ANSWERS[value] for place, value in enumerate(values, start=1)},
        "gad7_difficulty": _difficulty(total, 21),
    }


def _spread(course: Course, total: int, weights: tuple[int, ...]) -> list[int]:
    """Values of 0 to 3 that add up to a total, more of it on the heavier items."""
    values = [0] * len(weights)
    for _ in range(min(total, 3 * len(weights))):
        open_items = [place for place, value in enumerate(values) if value < 3]
        chosen = course.voice.random.choices(open_items, [weights[place] for place in open_items])[0]
        values[chosen] += 1
    return values


def _difficulty(total: int, highest: int) -> str:
    return _DIFFICULTY[min(3, total * 4 // (highest + 1))]


_ASKED = (
    "Asked directly: passing thoughts that it would be easier not to be here, [twice|on two evenings], no plan, no "
    "intent, no means prepared.",
    "Asked the same hour: wish to be dead on bad mornings, no plan and no intent; {helper} keeps {him} going.",
    "Talked it through: thoughts of death without any wish to act; gone when {friend} called.",
)
_DONE = (
    "Safety steps reviewed and written anew; {prescriber} told; call agreed for tomorrow at ten; 988 in the phone.",
    "Supervisor informed. Safety plan read together, {helper} knows with consent, medication at home kept to one week.",
    "Safety plan updated with two people to call; seen again in two days; {prescriber} informed.",
)
