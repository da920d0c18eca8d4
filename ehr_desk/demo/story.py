"""What makes an invented client a person: life, people, hopes, and how the course went."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ehr_desk.demo.people import BY_LOGIN, Colleague


@dataclass(frozen=True)
class Third:
    """The objective beside use and mental health: what the problem is, and the aim from start to target."""

    problem: str
    kind: str
    evidence: str
    wish: str
    text: str
    measure: str
    shown: str
    start: int
    target: int


@dataclass(frozen=True)
class Story:
    """One client. Nobody of this name is meant.

    ``admitted`` counts program days from the start, ``weeks`` is the length of the stay (planned, or until it ended),
    ``ending`` is empty while the client is in treatment. ``shape``: steady, slow, lapse or worse. ``thoughts``: weeks
    in which item 9 of the PHQ-9 was above 0. ``family``: whether the helper comes to family sessions. ``step_turn``:
    the individual session, counted from 0, in which the client steps down to outpatient care; 0: never; ``step_waits``:
    it was decided there, and nobody has recorded the change yet. ``screens``: weeks after admission with a drug screen.
    """

    given: str
    family_name: str
    pronouns: str
    born: str
    condition: str
    track: str
    counselor_login: str
    admitted: int
    weeks: int
    ending: str
    shape: str
    referral: str
    prior: str
    why: str
    hope: str
    wish: str
    work: str
    work_kind: str
    living: str
    home: str
    helper: str
    helper_is: str
    friend: str
    triggers: tuple[str, str, str]
    ways: tuple[str, str, str]
    strain: str
    joy: str
    strength: str
    third: Third
    preferred: str = ""
    allergy: tuple[str, str, str] | None = None
    family: bool = True
    thoughts: tuple[int, ...] = ()
    step_turn: int = 0
    step_waits: bool = False
    screens: tuple[int, ...] = ()

    @property
    def counselor(self) -> Colleague:
        """The primary counselor."""
        return BY_LOGIN[self.counselor_login]

    @property
    def friend_name(self) -> str:
        """The friend as notes name them, without where they are known from."""
        return re.split(r" from |, | of ", self.friend)[0]

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family_name}"


def family_third(helper: str, wish: str) -> Third:
    """The usual third objective: the family."""
    return Third(
        f"Trust between the client and {helper} is worn down",
        "social",
        f"{helper} checks bags and messages; talks end in silence.",
        wish,
        f"Take part in family sessions with {helper} and keep what is agreed there for two weeks each.",
        "Agreements kept, out of 4",
        "{n} of 4",
        0,
        4,
    )


def work_third(evidence: str, wish: str) -> Third:
    """A third objective about work."""
    return Third(
        "Work was lost or is at risk because of use",
        "social",
        evidence,
        wish,
        "Take one written step toward steady work each week.",
        "Steps taken, from the list made with case management",
        "{n} of 6 steps",
        0,
        5,
    )


def home_third(evidence: str, wish: str) -> Third:
    """A third objective about housing."""
    return Third(
        "Housing is not safe for recovery",
        "social",
        evidence,
        wish,
        "Follow the housing list with case management until a place without use is secured.",
        "Steps on the housing list done, out of 5",
        "{n} of 5",
        0,
        5,
    )


def meetings_third(evidence: str, wish: str) -> Third:
    """A third objective about company in recovery."""
    return Third(
        "Few people around the client live without use",
        "social",
        evidence,
        wish,
        "Go to two mutual-help meetings a week and speak to one person at each.",
        "Meetings attended in the past 7 days",
        "{n} a week",
        0,
        2,
    )
