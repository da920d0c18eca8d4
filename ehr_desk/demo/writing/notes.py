"""Notes of individual sessions and of groups. Pure."""

from __future__ import annotations

from datetime import date

from ehr_desk.demo.courses import Course
from ehr_desk.demo.lesson import Lesson
from ehr_desk.demo.lessons import CHECK_IN, LESSONS, TOOK
from ehr_desk.demo.module import Module
from ehr_desk.demo.modules import MODULES
from ehr_desk.demo.modules_special import CLOSING, FIRST, HANDOVER, ROUGH
from ehr_desk.demo.people import BY_LOGIN
from ehr_desk.demo.phrases import AFTER_USE, AND_THEN, AT_START, LOOK, STATUS, STATUS_USED, TREND
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.voice import Voice
from ehr_desk.demo.writing.common import TEXTS, Answers, cravings, diagnoses, in_words, served, session
from ehr_desk.demo.writing.details import details, presentation

_PRESENT = ("present", "present", "present", "present", "present", "present", "late", "left early")
_PARTICIPATION = {"low": ("When asked", "Listening"), "middle": ("Active", "When asked"), "good": ("Active", "Active")}
_MOODS = {
    "low": (["Low"], ["Flat"], ["Tearful"], ["Anxious", "Low"]),
    "middle": (["Calm"], ["Anxious"], ["Irritable"]),
    "good": (["Hopeful"], ["Calm"], ["Calm", "Hopeful"]),
}
_EXCUSES = (
    "called ahead, ill with fever",
    "shift moved by the employer, called at noon",
    "child at home from school",
    "medical appointment, card seen",
    "car did not start",
    "court date, letter seen",
)
_MISSING = (
    "no call, message left, counselor told",
    "not reached by phone, second try on the next day",
    "no contact; {helper} called back with consent, client is safe",
)


def dap_note(course: Course, act: Act) -> Answers:
    """The note of an individual session."""
    voice, day = course.voice, act.day
    used = course.tell_use(day)
    rough = bool(used) and act.turn > 0
    module, band = _module(course, act, rough=rough), _band(course, day)
    asked = cravings(course, day, used)
    slots = course.slots(day) | {"used": _used(used)}
    behind = AT_START if act.turn == 0 else TREND["flat" if rough else _trend(course, day)]
    if module in ROUGH:
        behind = AFTER_USE
    safety = _present_risk(course, act)
    return {
        **session(act),
        **asked,
        **(safety or {"risk": "Denied"}),
        "interventions": list(module.interventions),
        "intervention_detail": module.detail,
        **details(course, day, module.interventions),
        **presentation(course, band),
        "objectives_served": served(course, day, module.serves),
        "data": voice.once([STATUS_USED if rough else STATUS, module.data, LOOK[band]], slots),
        "assessment": voice.once([module.assessment, behind], slots),
        "response": voice.say(module.response, slots),
        **_practice(course, act, slots),
        "practice_next": voice.say(module.practice, slots),
        "plan": voice.tell([module.plan, [] if act.last else AND_THEN], slots),
        **_next(course, act),
    }


def dual_diagnosis_note(course: Course, act: Act) -> Answers:
    """The integrated note: both problems, and how each affects the other."""
    condition, voice, day = course.condition, course.voice, act.day
    used = course.tell_use(day)
    asked = cravings(course, day, used)
    slots = course.slots(day) | {"used": _used(used)}
    late = act.turn > 4 and course.days_without(day) > 21
    weeks = course.days_without(day) // 7
    return {
        **session(act),
        **asked,
        "risk": "Denied",
        "interventions": ["CBT", "Motivational enhancement"],
        "intervention_detail": "One picture of both problems",
        **details(course, day, ["CBT", "Motivational enhancement"]),
        "objectives_served": served(course, day, ("use", "mental")),
        "diagnoses": diagnoses(course, late=late),
        "last_use": _last_use(course, day),
        "use_now": voice.tell([STATUS_USED if used else STATUS, _HANDLES], slots),
        "stage_use": "Preparing" if course.story.shape in ("slow", "worse") and act.turn < 5 else "Taking action",
        "symptom_level": round(course.score("phq9", day) * 10 / 27),
        "symptoms_now": voice.once([_SYMPTOMS], slots | {"phq0": str(course.score("phq9", course.admitted))}),
        "onset": condition.onset,
        "persists": "Yes" if weeks >= 4 else "Not yet abstinent for 4 weeks",
        "induced": "Considered, unlikely" if condition.onset.startswith("Before") else "Considered, open",
        "stage_mental": "Taking action" if course.gains(day) > 0.3 else "Preparing",
        "interplay": voice.once([(condition.interplay[1 if act.turn < 4 else 2],), _SEEN], slots),
        "medication_effect": voice.say(_EARLY_EFFECT, slots) if act.turn < 5 else condition.effect,
        "trauma_link": "Worked on in present-focused steps." if "trauma" in condition.mind else "None known.",
        "risk_when_using": voice.say(_RISK_USING, slots),
        "function": {"better": "Better", "flat": "Same", "worse": "Worse"}[_trend(course, day)],
        "treatment_stage": "Relapse prevention" if act.turn > 4 and not used else "Active treatment",
        "integrated_goal": voice.tell([_INTEGRATED], slots),
        "response": voice.say(_DUAL_RESPONSE, slots),
        "practice_next": voice.say("At the first sign ({sign}): {way}. Note both numbers.", slots),
        "coordination": voice.say(_COORDINATION, slots | {"on": in_words(act.at.date())}),
        "plan": voice.tell([_DUAL_PLAN, AND_THEN], slots),
        **_next(course, act),
    }


def group_note(act: Act, voice: Voice) -> tuple[Answers, dict[int, Answers]]:
    """A group session: what is written once, and the answers of each attendee by client number."""
    # The curriculum goes round in its order; the tracks are not at the same place in it.
    lesson = LESSONS[(act.turn + (5 if act.more["track"] == "Morning" else 0)) % len(LESSONS)]
    shared = {
        "session_date": act.at.date().isoformat(),
        "start_time": f"{act.at:%H:%M}",
        "end_time": f"{act.until:%H:%M}",
        "mode": "In person",
        "location": "Group room",
        "service_type": lesson.service,
        "group_name": f"Relapse prevention, {act.more['track'].lower()}",
        "topic": lesson.title,
        "interventions": list(lesson.interventions),
        "process": voice.once([lesson.process, _ROOM], {"size": str(len(act.courses))}),
        "next_plan": voice.say(lesson.following, {}),
    }
    if "DBT" in lesson.interventions:
        shared |= {"dbt_modules": ["Emotion regulation"], "dbt_emotion": ["Checking the facts", "Opposite action"]}
    if "Contingency management" in lesson.interventions:
        shared |= {"cm_target": "Attendance", "cm_rule": "Prize draw"}
    if act.co:
        shared["facilitators"] = BY_LOGIN[act.co].signed
    firsts = voice.random.sample(lesson.said + CHECK_IN, min(len(act.courses), len(lesson.said) + len(CHECK_IN)))
    seconds = voice.random.sample(TOOK, len(TOOK))
    own = {}
    for place, course in enumerate(act.courses):
        own[course.number] = _attendee(course, act, lesson, firsts[place % len(firsts)], seconds)
    return shared, own


def _attendee(course: Course, act: Act, lesson: Lesson, first: str, seconds: list[str]) -> Answers:
    day, voice = act.day, course.voice
    slots = course.slots(day)
    missed = course.absence(day)
    if missed:
        missing = [words for words in _MISSING if course.story.family or "{helper}" not in words]
        note = voice.say(_EXCUSES if missed == "excused" else missing, slots)
        contact = "Client called ahead" if missed == "excused" else "Message left"
        return {"attended": missed, "absence_note": note, "absence_contact": contact}
    band = _band(course, day)
    attended = voice.random.choice(_PRESENT)
    names = {"psychoeducation": "mental"}.get(lesson.service, "use")
    if "family" in lesson.title.casefold() or "help" in lesson.title.casefold():
        names = "third"
    answers: Answers = {
        "attended": attended,
        "minutes": 180 if attended == "present" else voice.random.choice((120, 150, 165)),
        "participation": voice.random.choice(_PARTICIPATION[band]),
        "mood": voice.random.choice(_MOODS[band]),
        "response": _response(voice, first, seconds, slots),
        "risk_flag": False,
    }
    if course.has_plan:
        answers["objectives_served"] = served(course, day, (names,))
    if "Contingency management" in lesson.interventions and course.number % 2:
        answers |= {"cm_earned": "5", "cm_paid_how": "Prize", "cm_paid_ref": "Small prize of the draw"}
    return answers


def _response(voice: Voice, first: str, seconds: list[str], slots: dict[str, str]) -> str:
    """One person's response: a first sentence nobody else of the group has, and a second one that is used up by it."""
    said = voice.say(first, slots)
    for second in list(seconds):
        text = voice.new([said, voice.say(second, slots)])
        if text:
            seconds.remove(second)
            return text
    raise ValueError(f"no new words left for: {first[:60]}")


def _module(course: Course, act: Act, *, rough: bool) -> Module:
    if act.turn == 0:
        return FIRST
    if act.last:
        return HANDOVER if course.story.ending == "transferred" else CLOSING
    if rough and course.voice.chance(0.75):
        return course.voice.draw("rough", ROUGH)
    return course.voice.draw("module", MODULES)


def _band(course: Course, day: int) -> str:
    score = course.score("phq9", day)
    return "low" if score >= 15 else "middle" if score >= 9 else "good"


def _trend(course: Course, day: int) -> str:
    before = course.gains(max(course.admitted, day - 8))
    change = course.gains(day) - before
    return "worse" if change < -0.02 else "flat" if change < 0.08 else "better"


def _used(days: list[date]) -> str:
    used = [in_words(on) for on in days[-4:]]
    return " and ".join([", ".join(used[:-1]), used[-1]] if len(used) > 1 else used)


def _last_use(course: Course, day: int) -> str:
    end = course.calendar.day(day)
    before = sorted(on for on in course.use_dates if on < end)
    substance = course.condition.substance.capitalize()
    return f"{substance}: {in_words(before[-1])}" if before else f"{substance}: none since admission"


def _practice(course: Course, act: Act, slots: dict[str, str]) -> Answers:
    if act.turn == 0:
        return {"practice_last": "None was agreed"}
    result = course.voice.random.choice(("Done", "Partly done", "Partly done", "Not done"))
    if result == "Not done":
        return {"practice_last": result}
    return {"practice_last": result, "practice_result": course.voice.say(_PRACTICE, slots)}


def _next(course: Course, act: Act) -> Answers:
    if act.last:
        return {}
    day = course.calendar.at(act.day + 5, act.at.time())
    return {"next_appointment": f"{day:%Y-%m-%dT%H:%M}"}


def _present_risk(course: Course, act: Act) -> Answers | None:
    """Risk in the week in which the story says so, with what was done."""
    if act.turn not in course.story.thoughts or act.turn == 0:
        return None
    slots = course.slots(act.day)
    return {
        "risk": "Present",
        "risk_kinds": ["Wish to be dead"],
        "risk_intent": "No",
        "risk_plan": "No",
        "risk_means": "No",
        "risk_protective": course.voice.say("{helper}, {joy}, and the wish: “{wish}”.", slots),
        "safety_level": "Low",
        "safety_assessed_by": BY_LOGIN[act.staff].signed,
        "safety_action": course.voice.tell([_SAFETY], slots),
    }


def words_of(code: str) -> str:
    """The words of a diagnosis code."""
    return TEXTS[code]


_ROOM = (
    "",
    "[Quiet|Slow] start, lively second half.",
    "Attention held to the end.",
    "One conflict about time, settled by the group.",
    "Newer members were drawn in by the older ones.",
    "Silence was used well.",
    "A break of ten minutes after the first hour.",
)
_HANDLES = (
    "What helps against cravings: {way}. Leaves when that is not enough.",
    "Calls {friend} at five and above. {trigger} stays the hardest.",
    "Writes the number down first, then decides; mostly {way}.",
    "Keeps away from {trigger} for now and says so openly.",
)
_SYMPTOMS = (
    "PHQ-9 of {phq}, was {phq0} at admission; GAD-7 of {gad}. {often}: {sign}.",
    "Reports {sign}, less often than at admission. GAD-7 of {gad}, PHQ-9 of {phq} ({phq0} at the start).",
    "{sign}, sleep of {sleep} hours. Scores: PHQ-9 {phq}, GAD-7 {gad}.",
)
_SEEN = (
    "Seen this week around {trigger}.",
    "The diary shows it on [two|three] days.",
    "Could explain it to {helper}.",
    "This week {strain} set it off.",
)
_RISK_USING = (
    "No thoughts of suicide when using or after it, past or now.",
    "Low and hopeless on the day after use, no thoughts of suicide; {helper} knows what to look for.",
    "Passing thoughts after use two years ago, none since. Safety steps cover the day after use.",
)
_INTEGRATED = (
    "Answer {sign} within the hour so that it does not become {taste}: rehearsed {way}, then the call to {friend}.",
    "One plan for both: {way} at the first sign, whichever of the two shows first. Rehearsed with {trigger}.",
    "Get through {strain} without {substance} and without hiding {mind}: wrote who knows what and when to call.",
    "Work on the hour in which {mind} and cravings meet: moved {joy} there, with a call to {helper} behind it.",
)
_DUAL_RESPONSE = (
    "Drew the two lines of the month and [put a finger on|circled] where they cross.",
    "Relieved to have one plan and not two.",
    "Argued, then rehearsed it twice.",
    "Understood it quickly; doing it will take longer.",
)
_COORDINATION = (
    "{prescriber}, {on}, by phone: symptoms and sleep, [dose to be looked at|no change for now].",
    "{manager}, {on}: transport and the letter about {strain}.",
    "Primary care, {on}, by fax with consent: medication list.",
    "None today.",
)
_DUAL_PLAN = (
    "Both numbers in one diary. Weekly sessions go on.",
    "Bring the picture to the medication visit. Review both lines in four weeks.",
    "Go on with one plan; family hears the short version with consent.",
    "Skills first for two more weeks, then look at {strain}.",
)
_EARLY_EFFECT = (
    "Too early to tell; the doses are new. Side effects asked about.",
    "Sleep is the first thing that moves; effect on {mind} expected in some weeks.",
    "Takes it daily. Cravings a little shorter, {mind} unchanged so far.",
)
_PRACTICE = (
    "Used it [twice|three times]; helped once.",
    "Did it on four of seven days.",
    "Once, at {trigger}, and it held.",
    "Easier with {friend} than alone.",
    "Forgot until Thursday, then every day.",
    "Worked, except on the evening of {other_trigger}.",
)
_SAFETY = (
    "Asked about plan, intent and means: none. Safety plan read together and changed in two places; {prescriber} "
    "and the supervisor told today; {helper} stays the night; call tomorrow at nine.",
    "Wish to be dead on two mornings, gone by noon. Safety plan renewed, 988 and {helper} on the first line, "
    "medication kept to seven days; seen again in two days.",
)
