"""Builds the demonstration clinic day by day, through the desk like everybody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from ehr_desk.chart.founding import create
from ehr_desk.chart.sessions.curricula import read_starters
from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.errors import OurError
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import forms_dir, resources_dir
from ehr_desk.demo.acting import Acting
from ehr_desk.demo.amending import add_to_last_note, enter_twice_and_mark, take_back_consent
from ehr_desk.demo.calendar import WEEK, WEEKS, Calendar
from ehr_desk.demo.courses import Course
from ehr_desk.demo.people import BY_LOGIN, CLINIC, CORY, DANA, FIRST, ONA, SAM, STAFF
from ehr_desk.demo.schedule import FROM_PROGRAM, Act, acts, planned, weekly
from ehr_desk.demo.stories import STORIES
from ehr_desk.demo.voice import Voice
from ehr_desk.demo.writing.intake import facts
from ehr_desk.desk import Desk, unlock
from ehr_desk.forms import FormLibrary
from ehr_desk.vault.create import Created
from ehr_desk.vault.kdf import KdfLimits, KdfParameters

CHEAP = KdfLimits(floor=KdfParameters(memory_kib=64, passes=1, lanes=1), target_seconds=0)
"""While the clinic is built its people unlock hundreds of times; at the end everybody gets a slot of the real cost."""

PLANNING_DAY = WEEK - 1
PLANNING_HOUR = time(17, 30)
COSIGNING_DAYS = (1, 4)
COSIGNING_HOUR = time(18, 30)
AMENDING_DAY = 3
AMENDING_HOUR = time(20, 55)
_SLOTS = 5


@dataclass(frozen=True)
class Built:
    """What came of it. ``staff_ids`` by login."""

    folder: Path
    created: Created
    staff_ids: dict[str, str]
    courses: Sequence[Course]


@dataclass
class Builder:
    """One build. ``until`` is the moment at which the history ends; nothing later is signed."""

    folder: Path
    until: datetime
    clients: int
    seed: int = 1
    tell: Callable[[str], None] = print
    kdf: KdfLimits = CHEAP
    staff_ids: dict[str, str] = field(default_factory=dict)
    session_ids: dict[str, str] = field(default_factory=dict)

    def build(self) -> Built:
        """Build the whole clinic. The folder must not exist."""
        self.calendar = Calendar(self.until.date())
        self.ids = SeededIds(self.seed)
        self.library = FormLibrary.load(forms_dir())
        self.clock = SettableClock(self._aware(self.calendar.at(0, time(6, 30)) - timedelta(days=3)))
        said: set[str] = set()
        self.courses = new_courses(self.clients, self.calendar, self.seed, said)
        self.acting = Acting(Voice(f"{self.seed}/groups", said), self.session_ids)
        self.acts = acts(self.courses, self.calendar)
        created = create(self.folder, CLINIC, FIRST, ONA.passphrase, clock=self.clock, ids=self.ids, kdf=self.kdf)
        self._enrol()
        for course in self.courses:
            course.give_ids(self.ids)
        self._plan_week(0, self.calendar.at(0, time(7, 30)))
        held = self._held_back()
        for day in range(self.calendar.now + 1):
            self._day(day, held)
            if day % WEEK == PLANNING_DAY or day == self.calendar.now:
                self.tell(f"Week {min(day // WEEK + 1, WEEKS + 1)} of {WEEKS + 1}: {self._counted()} entries signed.")
        self._last_touches(held)
        return Built(self.folder, created, self.staff_ids, self.courses)

    def give_real_cost(self, kdf: KdfLimits) -> None:
        """Give everybody a slot that costs what it should; until now they were cheap."""
        for colleague in STAFF:
            desk = self._sit(colleague.login)
            try:
                desk.sitting.change_passphrase(colleague.passphrase, colleague.passphrase, limits=kdf)
            finally:
                desk.lock()

    def _enrol(self) -> None:
        from ehr_desk.vault.vault import VaultFile

        self.staff_ids[ONA.login] = VaultFile(self.folder, self.kdf).people[0].staff_id
        self.clock.advance(timedelta(minutes=5))
        desk = self._sit(ONA.login)
        try:
            for colleague in STAFF:
                if colleague is not ONA:
                    self.clock.advance(timedelta(minutes=3))
                    row = desk.staff.add(
                        colleague.as_new, own_passphrase=ONA.passphrase, their_passphrase=colleague.passphrase
                    )
                    self.staff_ids[colleague.login] = row.id
        finally:
            desk.lock()

    def _sit(self, login: str) -> Desk:
        return unlock(
            self.folder,
            self.staff_ids[login],
            BY_LOGIN[login].passphrase,
            clock=self.clock,
            ids=self.ids,
            kdf=self.kdf,
            library=self.library,
        )

    def _aware(self, at: datetime) -> datetime:
        return at.replace(tzinfo=self.until.tzinfo)

    def _move(self, at: datetime) -> bool:
        """Move on to a wall-clock time or a minute from now. False where the history has ended by then."""
        wanted = max(self._aware(at), self.clock.local() + timedelta(minutes=1))
        if wanted > self.until:
            return False
        self.clock.move_to(wanted)
        return True

    def _plan_week(self, week: int, at: datetime) -> None:
        """Case management: next week's clients and its schedule."""
        if not self._move(at):
            return
        first, last = week * WEEK, week * WEEK + WEEK - 1
        desk = self._sit(CORY.login)
        try:
            for course in self.courses:
                if first <= course.admitted <= last:
                    self.clock.advance(timedelta(seconds=40))
                    primary = self.staff_ids[course.story.counselor_login]
                    course.client_id = desk.clients.add(facts(course, primary)).id
            new_ones = [act for act in self.acts if first <= act.day <= last and act.session not in self.session_ids]
            for one in planned(new_ones):
                if one.at.date() > self.until.date() and one.service in FROM_PROGRAM:
                    continue
                co, lead = self.staff_ids.get(one.co, ""), self.staff_ids[one.staff]
                new = NewSession(one.at, one.minutes, one.service, one.title, lead, _ids(one.courses), co_staff_id=co)
                self.session_ids[one.key] = desk.sessions.plan_session(new).id
        finally:
            desk.lock()

    def _plan_program(self, at: datetime) -> None:
        """The weekly program from tomorrow on; the schedule of the coming weeks is made from it."""
        if not self._move(at):
            return
        desk = self._sit(CORY.login)
        try:
            desk.curricula.save(read_starters(resources_dir() / "curricula" / "starter.toml"))
            for one in weekly([course for course in self.courses if course.client_id], self.calendar):
                new = NewWeekly(
                    one.weekday,
                    f"{one.at:%H:%M}",
                    one.minutes,
                    one.service,
                    one.title,
                    self.staff_ids[one.staff],
                    _ids(one.courses),
                    one.track,
                    "In person",
                    one.curriculum,
                    co_staff_id=self.staff_ids.get(one.co, ""),
                )
                desk.program.add(new, self.until.date() + timedelta(days=1))
        finally:
            desk.lock()

    def _day(self, day: int, held: set[int]) -> None:
        by_staff: dict[str, list[Act]] = {}
        for act in self.acts:
            if act.day == day and id(act) not in held:
                by_staff.setdefault(act.staff, []).append(act)
        for login in sorted(by_staff, key=lambda login: by_staff[login][-1].until):
            self._sitting(login, by_staff[login])
        if day % WEEK == PLANNING_DAY:
            self._plan_week(day // WEEK + 1, self.calendar.at(day, PLANNING_HOUR))
        if day % WEEK in COSIGNING_DAYS:
            self._cosign(day)
        if day == self.calendar.now - AMENDING_DAY:
            self._amend(day)

    def _sitting(self, login: str, of_day: Sequence[Act]) -> None:
        """One person writes the day's notes. What would lie after the end of the history stays owed."""
        start = of_day[-1].until + timedelta(minutes=4)
        if self._aware(start) + timedelta(minutes=2 * len(of_day) + 5) > self.until or not self._move(start):
            return
        desk = self._sit(login)
        try:
            with desk.sitting.signer(BY_LOGIN[login].passphrase) as signer:
                for act in of_day:
                    self.clock.advance(timedelta(seconds=70 + (act.day * 7 + len(act.form)) % 50))
                    self.acting.sign(desk, signer, act)
        finally:
            desk.lock()

    def _cosign(self, day: int) -> None:
        trainee = [course for course in self.courses if course.story.counselor.trainee]
        if not trainee or not self._move(self.calendar.at(day, COSIGNING_HOUR)):
            return
        desk = self._sit(SAM.login)
        try:
            today = self.clock.today()
            # What came in within four days waits for the next time.
            waiting = [line.entry_id for line in desk.cosigning.queue() if (today - line.effective_on).days >= 4]
            if waiting:
                desk.cosigning.cosign(waiting, SAM.passphrase)
        finally:
            desk.lock()

    def _amend(self, day: int) -> None:
        """One therapist has second thoughts: an addendum, an entry marked as an error, a consent taken back."""
        mine = [course for course in self.courses if course.story.counselor is DANA and course.client_id]
        if not mine or not self._move(self.calendar.at(day, AMENDING_HOUR)):
            return
        desk = self._sit(DANA.login)
        try:
            with desk.sitting.signer(DANA.passphrase) as signer:
                present = [course for course in mine if not course.story.ending] or mine
                any(add_to_last_note(desk, signer, course) for course in present)
                any(enter_twice_and_mark(desk, signer, course) for course in reversed(present))
                any(take_back_consent(desk, signer, course) for course in mine if course.story.ending == "completed")
        finally:
            desk.lock()

    def _held_back(self) -> set[int]:
        """What is not signed yet: the last two individual notes of each therapist, and today's last group."""
        held: set[int] = set()
        limit = self.until.replace(tzinfo=None)
        for login in ("dana", "helen", "toby"):
            mine = [
                act
                for act in self.acts
                if act.staff == login and act.form == "dap_note" and act.until < limit and act.turn and not act.last
            ]
            held |= {id(act) for act in mine[-2:]}
        groups = [act for act in self.acts if act.form == "group_note" and act.day == self.calendar.now]
        ended = [act for act in groups if act.until < limit]
        return held | {id(act) for act in ended[-1:]}

    def _last_touches(self, held: set[int]) -> None:
        """Next week's schedule, and drafts that wait for somebody."""
        now = self.clock.local().replace(tzinfo=None)
        self._plan_week(self.calendar.now // WEEK + 1, now)
        self._plan_program(now)
        for login in ("helen", "toby", "dana"):
            mine = [act for act in self.acts if id(act) in held and act.staff == login]
            begun = [act for act in mine if act.form == "group_note"]
            begun += [act for act in mine if act.form == "dap_note"][-1:]
            if begun and self._move(self.clock.local().replace(tzinfo=None)):
                desk = self._sit(login)
                try:
                    for act in begun:
                        self.acting.begin(desk, act)
                finally:
                    desk.lock()

    def _counted(self) -> int:
        return self.acting.signed


def new_courses(clients: int, calendar: Calendar, seed: int, said: set[str]) -> list[Course]:
    """The courses of so many clients. ``said`` is the memory of what was written, shared by all."""
    if not 0 <= clients <= len(STORIES):
        raise OurError("there are no stories for so many clients")
    places: dict[str, int] = {}
    courses = []
    for number, story in enumerate(STORIES[:clients], start=1):
        place = places[story.counselor_login] = places.get(story.counselor_login, -1) + 1
        voice = Voice(f"{seed}/{story.name}", said)
        courses.append(Course(story, number, calendar, voice, place % _SLOTS, place // _SLOTS))
    return courses


def _ids(courses: Sequence[Course]) -> list[str]:
    return [course.client_id for course in courses]
