"""One client's course of treatment: what happens on which day, from a story, a condition and a seed. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from ehr_desk.common.ids import Ids
from ehr_desk.demo.calendar import TRACK_DAYS, WEEK, Calendar
from ehr_desk.demo.condition import Aim, Condition
from ehr_desk.demo.conditions import CONDITIONS
from ehr_desk.demo.people import ADE, CORY
from ehr_desk.demo.story import Story
from ehr_desk.demo.voice import Voice, pronouns

_STEP_DOWN = frozenset({"Residential", "Inpatient", "Withdrawal management"})
_MISSES = {"steady": 0.05, "slow": 0.08, "lapse": 0.08, "worse": 0.17}


@dataclass(eq=False)
class Course:
    """A client of the demonstration clinic on their way through the program."""

    story: Story
    number: int
    calendar: Calendar
    voice: Voice
    slot_day: int
    slot_place: int
    client_id: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    consents: dict[str, str] = field(default_factory=dict)
    objectives: dict[str, str] = field(default_factory=dict)
    told: set[date] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    recorded: dict[str, int] = field(default_factory=dict)
    """What the record holds by now: the newest PHQ-9 and GAD-7 total and craving, for texts that quote them."""
    has_plan: bool = False

    def give_ids(self, ids: Ids) -> None:
        """The ids of objectives, medications and diagnoses; the same in every entry that names them."""
        names = ["use", "mental", "third", *self.condition.medicines]
        names += [code for code, *_ in self.condition.diagnoses]
        self.ids = {name: ids.new() for name in names}

    @property
    def record_number(self) -> str:
        """The invented record number."""
        return f"DEMO-{1000 + self.number}"

    @property
    def condition(self) -> Condition:
        """What the client came with."""
        return CONDITIONS[self.story.condition]

    @property
    def admitted(self) -> int:
        """The program day of admission; the newest clients came before today."""
        return min(self.story.admitted, self.calendar.now - 1)

    @property
    def ends(self) -> int:
        """The program day on which the stay ends or is expected to."""
        return self.admitted + WEEK * self.story.weeks

    @property
    def last_planned(self) -> int:
        """The last program day with anything planned."""
        return self.ends if self.story.ending else self.calendar.now + WEEK

    def in_treatment(self, day: int) -> bool:
        """Whether groups are planned on a program day."""
        return self.admitted < day <= (self.ends - 1 if self.story.ending else self.last_planned)

    def in_group(self, day: int) -> bool:
        """Whether the client's track has a group for them on a program day: after a step down the last of the week."""
        return self.in_treatment(day) and (not self.stepped(day) or day % WEEK == TRACK_DAYS[self.story.track][-1])

    def stepped(self, day: int) -> bool:
        """Whether the client has stepped down before a program day."""
        first = self.admitted + 1 + (self.slot_day - self.admitted - 1) % WEEK
        return bool(self.story.step_turn) and not self.story.step_waits and day > first + WEEK * self.story.step_turn

    def week(self, day: int) -> float:
        """Weeks since admission."""
        return (day - self.admitted) / WEEK

    def gains(self, day: int) -> float:
        """How far the client has come by a program day: 0 at admission, 1 where the plan wants to get to."""
        share = max(0.0, self.week(day) / self.story.weeks)
        if self.story.shape == "steady":
            return min(1.0, 1.2 * share)
        if self.story.shape == "slow":
            return 0.65 * share
        if self.story.shape == "lapse":
            return max(0.0, share - (0.35 if 0 <= self.week(day) - self.lapse_week < 1.4 else 0.0))
        return 0.5 * share if share < 0.4 else max(-0.1, 0.2 - 0.6 * (share - 0.4))

    @property
    def lapse_week(self) -> float:
        """When a client with that shape returned to use."""
        return round(self.story.weeks * 0.45)

    def _dice(self, *about: object) -> random.Random:
        return random.Random(f"{self.story.name}/{about}")  # noqa: S311 - an invented course, never a secret

    @cached_property
    def use_dates(self) -> frozenset[date]:
        """The days of use since admission, known to everybody."""
        aim = self.condition.use
        rate = 0.55 * (7 - aim.start) / 7 if aim.shown == "{n} of 7 days" else 0.2
        rate *= 0.25 if self.story.prior in _STEP_DOWN else 1
        found = set()
        for day in range(self.admitted, self.calendar.now):
            gained = min(1.0, 2.6 * self.gains(day))
            here = self.calendar.day(day)
            for extra in range((self.calendar.day(day + 1) - here).days):
                on = here + timedelta(days=extra)
                if self._dice("use", on).random() < rate * (1 - gained):
                    found.add(on)
        if self.story.shape == "lapse":
            start = self.calendar.day(self.admitted + int(self.lapse_week * WEEK))
            found |= {start, start + timedelta(days=1)}
        return frozenset(on for on in found if on < self.calendar.today)

    def used_since(self, day: int, days: int = 7) -> list[date]:
        """The days of use in the days before a program day, oldest first."""
        end = self.calendar.day(day)
        return sorted(on for on in self.use_dates if end - timedelta(days=days) <= on < end)

    def tell_use(self, day: int) -> list[date]:
        """The days of use that nobody was told of yet; from now on they are known."""
        end = self.calendar.day(day)
        new = sorted(on for on in self.use_dates if on < end and on not in self.told)
        self.told |= set(new)
        return new

    def days_without(self, day: int) -> int:
        """Days since the last use before a program day."""
        end = self.calendar.day(day)
        before = [on for on in self.use_dates if on < end]
        start = self.calendar.day(self.admitted) - timedelta(days=24 if self.story.prior in _STEP_DOWN else 4)
        return (end - (max(before) if before else start)).days

    def aims(self) -> dict[str, Aim]:
        """The three objectives by name, in plan order."""
        third = self.story.third
        return {
            "use": self.condition.use,
            "mental": self.condition.mental,
            "third": Aim(
                third.text, third.measure, third.shown, third.start, third.target, "Case management", "weekly"
            ),
        }

    def value(self, name: str, day: int) -> int:
        """The value of an objective's measure on a program day."""
        aim = self.aims()[name]
        if day <= self.admitted:
            return aim.start
        if aim.shown == "{n} of 7 days" and name == "use":
            return max(0, 7 - len(self.used_since(day)))
        gained = self.gains(day) * (1.6 if name == "use" else 1.1)
        shifted = aim.start + (aim.target - aim.start) * gained
        shifted += self._dice("value", name, day // WEEK).choice((-0.4, 0.0, 0.0, 0.4))
        low, high = sorted((aim.start, aim.target))
        return max(low, min(high, round(shifted)))

    def reached(self, name: str, day: int) -> bool:
        """Whether the target of an objective is reached."""
        aim = self.aims()[name]
        value = self.value(name, day)
        return value >= aim.target if aim.target > aim.start else value <= aim.target

    def mark(self, name: str, day: int) -> str:
        """How far an objective moved since the start, in the words of a note."""
        aim, value, before = self.aims()[name], self.value(name, day), self.value(name, max(self.admitted, day - WEEK))
        better = (value - before) * (1 if aim.target > aim.start else -1)
        held = self.reached(name, day) and self.reached(name, max(self.admitted, day - WEEK))
        if name in self.met or (held and self.week(day) > 0.6 * self.story.weeks):
            return "met"
        if better < 0 and value != aim.start:
            return "regressed"
        ahead = (value - aim.start) * (1 if aim.target > aim.start else -1) > 0
        return "some" if better > 0 or ahead else "none"

    def score(self, name: str, day: int) -> int:
        """The PHQ-9 ("phq9") or GAD-7 ("gad7") total on a program day."""
        first, best = self.condition.phq if name == "phq9" else self.condition.gad
        shifted = (
            first + (best - first) * min(1.0, 1.1 * self.gains(day)) + self._dice(name, day).choice((-2, -1, 0, 0, 1))
        )
        shifted += 3 if day > self.admitted and self.used_since(day) else 0
        return max(1, min(26 if name == "phq9" else 20, round(shifted)))

    def newest(self, name: str, day: int) -> int:
        """The total that the record holds; before the first one the total of the day."""
        return self.recorded.get(name, self.score(name, day))

    def craving(self, day: int) -> int:
        """The strongest craving of the week, 0 to 10."""
        shifted = 7 - 5 * self.gains(day) + self._dice("craving", day).choice((-1, 0, 0, 1, 2))
        return max(0, min(10, round(shifted) + (2 if self.used_since(day) else 0)))

    def sleep(self, day: int) -> int:
        """Hours of sleep."""
        return max(3, min(8, round(4.6 + 2.6 * self.gains(day) + self._dice("sleep", day).choice((-0.6, 0, 0.6)))))

    def absence(self, day: int) -> str:
        """Whether a group was missed: "", "excused" or "no-show"."""
        if self.story.ending == "dropped out" and day > self.ends - 2 * WEEK:
            return "no-show"
        dice = self._dice("absence", day)
        if dice.random() >= _MISSES[self.story.shape]:
            return ""
        return "no-show" if dice.random() < (0.6 if self.story.shape == "worse" else 0.25) else "excused"

    def slots(self, day: int) -> dict[str, str]:
        """What templates can say about this client on a program day."""
        story, condition, dice = self.story, self.condition, self.voice.random
        return {
            **pronouns(story.pronouns),
            "substance": condition.substance,
            "taste": condition.taste,
            "mind": condition.mind,
            "sign": dice.choice(condition.signs),
            "helper": story.helper,
            "helper_is": story.helper_is,
            "friend": story.friend_name,
            "trigger": dice.choice(story.triggers),
            "other_trigger": story.triggers[(day + 1) % 3],
            "way": dice.choice(story.ways),
            "strain": story.strain,
            "joy": story.joy,
            "work": story.work,
            "home": story.home,
            "strength": story.strength,
            "wish": story.wish.rstrip("."),
            "hope": story.hope.rstrip("."),
            "n": str(self.days_without(day)),
            "days": "1 day" if self.days_without(day) == 1 else f"{self.days_without(day)} days",
            "often": "most days"
            if self.score("phq9", day) >= 14
            else "some days"
            if self.score("phq9", day) >= 8
            else "now and then",
            "craving": str(self.recorded.get("craving", self.craving(day))),
            "sleep": str(self.sleep(day)),
            "phq": str(self.newest("phq9", day)),
            "gad": str(self.newest("gad7", day)),
            "counselor": story.counselor.signed,
            "prescriber": f"Dr. {ADE.name.split()[-1]}",
            "manager": CORY.name,
            "program_week": str(int(self.week(day)) + 1),
        }
