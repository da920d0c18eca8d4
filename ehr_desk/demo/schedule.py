"""What happens when: every act of the demonstration clinic as a list in order of time. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from ehr_desk.demo.calendar import GROUP_TIMES, PRESCRIBER_DAYS, TRACK_DAYS, WEEK, Calendar
from ehr_desk.demo.courses import Course
from ehr_desk.demo.people import ADE, CORY, DANA, HELEN, TOBY

_TIMES = {
    "dana": (time(10, 0), time(11, 0), time(13, 0), time(14, 0)),
    "helen": (time(12, 30), time(13, 30), time(14, 30)),
    "toby": (time(13, 0), time(14, 0)),
}
_OTHER_SERVICES = {
    "Morning": (1, time(8, 30), 75, "psychoeducation", "Recovery skills, morning", "Recovery skills"),
    "Evening": (2, time(17, 30), 60, "holistic activity", "Mindful movement", ""),
}
_FAMILY_OPENS = time(15, 30)
FROM_PROGRAM = ("group", "individual")
"""Services whose sessions are made from the weekly program after today."""
_MINUTES = {"group": 180, "individual": 50, "family": 60, "medication": 25}
_PRESCRIBER_OPENS = time(10, 0)
FIFTY, TWENTY_FIVE, HOUR = timedelta(minutes=50), timedelta(minutes=25), timedelta(hours=1)
_CALLS = (("7 days", WEEK), ("30 days", 4 * WEEK + 2))
"""Calls after discharge with the program days until then: the first ones on or after the agreed days."""
LEADS = {"Evening": DANA.login, "Morning": HELEN.login}


@dataclass(eq=False)
class Act:
    """One thing to do. ``day`` is a program day, ``at`` and ``until`` wall-clock times.

    ``courses`` are the clients: one, or a group's roster. ``turn`` counts a client's acts of this kind from 0.
    ``session`` is the key of the planned session it documents, ``co`` the login of who leads it too. ``last``: the
    client's stay ends with it. ``missed``: nobody was there, or nobody was reached.
    """

    form: str
    staff: str
    day: int
    at: datetime
    until: datetime
    courses: Sequence[Course]
    turn: int = 0
    session: str = ""
    last: bool = False
    missed: bool = False
    more: dict[str, str] = field(default_factory=dict)
    co: str = ""

    @property
    def course(self) -> Course:
        """The one client."""
        return self.courses[0]


@dataclass(frozen=True)
class Planned:
    """A session for the schedule."""

    key: str
    at: datetime
    minutes: int
    service: str
    title: str
    staff: str
    courses: Sequence[Course]
    co: str = ""


@dataclass(frozen=True)
class Weekly:
    """A session of the weekly program from tomorrow on. ``weekday`` 0: Monday."""

    weekday: int
    at: time
    minutes: int
    service: str
    title: str
    staff: str
    track: str
    courses: Sequence[Course]
    curriculum: str = ""
    co: str = ""


def weekly(courses: Sequence[Course], calendar: Calendar) -> list[Weekly]:
    """The program of the coming weeks: each track's groups, its other services, and everybody's individual session. Who
    stepped down comes to the last group of the week; the trainee leads the second one of each track too."""
    there = [course for course in courses if not course.story.ending and course.in_treatment(calendar.now)]
    found = []
    for track, days in TRACK_DAYS.items():
        of_track = [course for course in there if course.story.track == track]
        whole = [course for course in of_track if not course.stepped(calendar.now + 1)]
        start, end = GROUP_TIMES[track]
        minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
        title = f"Relapse prevention, {track.lower()}"
        found += [
            Weekly(
                _weekday(calendar, day),
                start,
                minutes,
                "group",
                title,
                LEADS[track],
                track,
                of_track if day == days[-1] else whole,
                co=TOBY.login if day == days[1] else "",
            )
            for day in days
        ]
        day, at, long, service, title, lesson = _OTHER_SERVICES[track]
        more = Weekly(_weekday(calendar, day), at, long, service, title, LEADS[track], track, whole, lesson)
        found.append(more)
    for course in there:
        staff = course.story.counselor_login
        at = _TIMES[staff][course.slot_place]
        found.append(Weekly(_weekday(calendar, course.slot_day), at, 50, "individual", "", staff, "", [course]))
    return [one for one in found if one.courses]


def _weekday(calendar: Calendar, day: int) -> int:
    return calendar.day(day).weekday()


def acts(courses: Sequence[Course], calendar: Calendar) -> list[Act]:
    """Everything that happens up to the end of next week, in order of time."""
    found = [act for course in courses for act in _of_course(course, calendar)]
    found += _families(courses, calendar)
    found += _visits(courses, calendar)
    found += _groups(courses, calendar)
    return sorted(found, key=lambda act: (act.until, act.form, act.courses[0].number))


def planned(found: Sequence[Act]) -> list[Planned]:
    """The schedule that these acts document."""
    titles = {
        "group": "group",
        "individual": "Individual session",
        "family": "Family session",
        "medication": "Medication visit",
    }
    sessions: dict[str, Planned] = {}
    for act in found:
        if not act.session or act.session in sessions:
            continue
        service = act.session.split("/")[0]
        title = f"Relapse prevention, {act.course.story.track.lower()}" if service == "group" else titles[service]
        sessions[act.session] = Planned(
            act.session, act.at, _MINUTES[service], service, title, act.staff, act.courses, act.co
        )
    return list(sessions.values())


def _of_course(course: Course, calendar: Calendar) -> Iterator[Act]:
    yield from _admission(course, calendar)
    sessions = [day for day in range(course.admitted + 1, course.last_planned + 1) if day % WEEK == course.slot_day]
    if course.story.ending:
        sessions = [day for day in sessions if day < course.ends]
    for turn, day in enumerate(sessions):
        yield from _individual(course, calendar, turn, day, final=bool(course.story.ending) and day == sessions[-1])
    yield from _case_management(course, calendar)
    for turn, week in enumerate(course.story.screens):
        day = course.admitted + week * WEEK + 2
        if day < min(course.ends, calendar.now):
            moment = calendar.at(day, time(16, 20)) + timedelta(minutes=course.number)
            yield Act("toxicology_screen", CORY.login, day, moment, moment, [course], turn)


def _admission(course: Course, calendar: Calendar) -> Iterator[Act]:
    lead = LEADS[course.story.track]
    start = calendar.at(course.admitted, time(15, 0) if lead == HELEN.login else time(12, 0))
    for minutes, form in enumerate(("admission", "consent", "phq9", "gad7")):
        end = start + HOUR + timedelta(minutes=minutes)
        yield Act(form, lead, course.admitted, start, end, [course], more={"consent": "treatment"})


def _individual(course: Course, calendar: Calendar, turn: int, day: int, *, final: bool) -> Iterator[Act]:
    staff = course.story.counselor_login
    start = calendar.at(day, _TIMES[staff][course.slot_place])
    end, key = start + FIFTY, f"individual/{course.number}/{day}"
    gone = course.story.ending == "dropped out" and day > course.ends - 2 * WEEK
    steps = 0 < turn == course.story.step_turn
    if gone or (turn > 1 and not final and not steps and course.voice.chance(0.05)):
        yield Act("absence", staff, day, start, end, [course], turn, key, missed=True, more={"service": "individual"})
        return
    if turn == 0:
        yield Act("treatment_plan", staff, day, start, end, [course])
    if turn % 2 == 1 or final:
        yield Act("phq9", staff, day, start, end + timedelta(minutes=1), [course], turn)
        yield Act("gad7", staff, day, start, end + timedelta(minutes=2), [course], turn)
    note = "dual_diagnosis_note" if turn in (2, 6) else "dap_note"
    yield Act(note, staff, day, start, end + timedelta(minutes=3), [course], turn, key, last=final)
    if turn == 1 and course.story.family:
        moment = end + timedelta(minutes=4)
        yield Act("consent", staff, day, start, moment, [course], more={"consent": "family"})
    reviews = (4, 8) if course.story.step_turn in (0, 8) else (course.story.step_turn,)
    if turn in reviews or (final and turn > 2):
        yield Act("plan_review", staff, day, start, end + timedelta(minutes=5), [course], turn, last=final)
    if steps and not course.story.step_waits:
        yield Act("level_of_care_change", staff, day, start, end + timedelta(minutes=6), [course], turn)


def _families(courses: Sequence[Course], calendar: Calendar) -> Iterator[Act]:
    """Family sessions in the third and seventh week, at most two a day with each counselor."""
    taken: dict[tuple[str, int], int] = {}
    for course in courses:
        staff, weeks = course.story.counselor_login, (3, 7) if course.story.family else ()
        for turn, week in enumerate(weeks):
            day = course.admitted + week * WEEK + (course.slot_day - course.admitted) % WEEK + 1
            while taken.get((staff, day), 0) > 1:
                day += 1
            if day >= min(course.ends, course.last_planned):
                break
            place = taken[staff, day] = taken.get((staff, day), 0) + 1
            start = calendar.at(day, _FAMILY_OPENS) + HOUR * (place - 1)
            key = f"family/{course.number}/{day}"
            yield Act("family_session", staff, day, start, start + HOUR, [course], turn, key)


def _case_management(course: Course, calendar: Calendar) -> Iterator[Act]:
    for turn, week in enumerate((2, 4)):
        day = course.admitted + week * WEEK + 3
        if day < min(course.ends, course.last_planned) - 2:
            moment = calendar.at(day, time(16, 30)) + timedelta(minutes=course.number)
            yield Act("case_management_contact", CORY.login, day, moment, moment, [course], turn)
    for turn, week in enumerate((5, 9)):
        day = course.admitted + week * WEEK + 2
        if day < min(course.ends, course.last_planned) - 2:
            moment = calendar.at(day, time(16, 0)) + timedelta(minutes=course.number)
            yield Act("progress_summary", CORY.login, day, moment, moment, [course], turn)
    if not course.story.ending:
        return
    if course.story.ending != "dropped out":
        moment = calendar.at(course.ends - 1, time(15, 0))
        yield Act("aftercare_plan", CORY.login, course.ends - 1, moment, moment, [course])
    moment = calendar.at(course.ends, time(16, 30))
    yield Act("discharge_summary", CORY.login, course.ends, moment, moment, [course], last=True)
    if course.story.ending != "dropped out":
        yield from _calls(course, calendar)


def _calls(course: Course, calendar: Calendar) -> Iterator[Act]:
    """The calls that the client agreed to; every third one is reached at the second try. Those of the last days are
    still to be made."""
    for turn, (about, later) in enumerate(_CALLS):
        day = course.ends + later
        again = (course.number + turn) % 3 == 0
        for at, missed in ((day, True), (day + 2, False)) if again else ((day, False),):
            if at < calendar.now - 1:
                moment = calendar.at(at, time(17, 5)) + timedelta(minutes=3 * (course.number % 15))
                more = {"about": about, "again": calendar.day(at + 2).isoformat()}
                yield Act("follow_up_call", CORY.login, at, moment, moment, [course], turn, missed=missed, more=more)


def _visits(courses: Sequence[Course], calendar: Calendar) -> Iterator[Act]:
    """Medication visits, one after another on the prescriber's days."""
    taken: dict[int, int] = {}
    wanted = []
    for course in courses:
        weeks = sorted({1} | {order.week for order in course.condition.orders})
        for turn, week in enumerate(weeks):
            day = course.admitted + WEEK * week
            while day % WEEK not in PRESCRIBER_DAYS or day % WEEK == course.slot_day:
                day += 1
            if day < min(course.ends, course.last_planned):
                wanted.append((day, course.number, turn, week, course))
    for day, number, turn, week, course in sorted(wanted, key=lambda one: one[:2]):
        place = taken[day] = taken.get(day, -1) + 1
        start = calendar.at(day, _PRESCRIBER_OPENS) + timedelta(minutes=30 * place)
        gone = course.story.ending == "dropped out" and day > course.ends - 2 * WEEK
        yield Act(
            "absence" if gone else "medication_visit",
            ADE.login,
            day,
            start,
            start + TWENTY_FIVE,
            [course],
            turn,
            f"medication/{number}/{day}",
            missed=gone,
            more={"week": str(week), "service": "medication"},
        )


def _groups(courses: Sequence[Course], calendar: Calendar) -> Iterator[Act]:
    for track, (start, end) in GROUP_TIMES.items():
        turn = 0
        for day in calendar.group_days(track, 0, calendar.now + WEEK):
            roster = [course for course in courses if course.story.track == track and course.in_group(day)]
            if roster:
                yield Act(
                    "group_note",
                    LEADS[track],
                    day,
                    calendar.at(day, start),
                    calendar.at(day, end),
                    roster,
                    turn,
                    f"group/{track}/{day}",
                    more={"track": track},
                    co=TOBY.login if turn % 3 == 1 else "",
                )
                turn += 1
