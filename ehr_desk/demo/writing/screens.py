"""Drug screens: unexpected only where the days before had use of what the client came with. Pure."""

from __future__ import annotations

from ehr_desk.demo.courses import Course
from ehr_desk.demo.people import CORY
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.writing.common import Answers

_OWN = {"opioid": ("Fentanyl", 3), "cannabis": ("Cannabis", 7)}
"""What a urine screen shows after use and for about how many days, by the first word of the condition."""
_PANEL = ("Opiates", "Oxycodone", "Fentanyl", "Cocaine", "Cannabis", "Methamphetamine")


def toxicology_screen(course: Course, act: Act) -> Answers:
    """A screen at the point of care, on the day it was not announced for."""
    on = act.at.date().isoformat()
    kind = course.story.condition.partition(" ")[0]
    own, days = _OWN[kind]
    used = course.used_since(act.day, days)
    found = [("Buprenorphine", "Positive", True)] if kind == "opioid" else []
    found += [(name, "Positive" if used and name == own else "Negative", False) for name in _PANEL]
    return {
        "entry_date": on,
        "collected_at": f"{act.at:%H:%M}",
        "given": "Given",
        "specimen": "Urine",
        "test_reason": "Random",
        "collected_by": CORY.signed,
        "observed": "Not observed",
        "test_place": "Point of care",
        "results": [
            {
                "_id": f"{act.turn:04}{place:04}",
                "result_substance": name,
                "result_found": result,
                "result_prescribed": "Prescribed" if prescribed else "Not prescribed",
                "result_confirmed": "Not sent" if prescribed or result == "Negative" else "Sent, not back yet",
            }
            for place, (name, result, prescribed) in enumerate(found)
        ],
        "temperature": f"{94 + act.turn}.{2 + act.turn}",
        "creatinine": str(61 + 17 * act.turn),
        "validity": "Valid",
        "client_report": _USED if used else _NOT_USED,
        "discussed": True,
        "discussed_on": on,
        "discussed_what": _TALK if used else _THANKS,
        "plan_consequence": _MORE if used else _AS_BEFORE,
    }


_USED = "Told before the result: used in the days before, in the evening, at home. Takes what is prescribed."
_NOT_USED = "Reports no use. Takes what is prescribed."
_TALK = "The result fits what was told. Thanked for telling it first; went through the evening it happened."
_THANKS = "Result shown and explained. Sees it as a marker of a good stretch."
_MORE = "More support, nothing is taken away: the next individual session comes sooner. Next screen within two weeks."
_AS_BEFORE = "The plan goes on as it is. Next screen at random."
