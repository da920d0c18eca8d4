"""The main job on a fresh client, with the real clock, real passphrases and their real cost.

A therapist admits, plans and documents a short stay that was kept on paper until today; a psychiatrist changes the
medication; a case manager assembles and signs the summaries. Then papers leave through the one door.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from pathlib import Path

from ehr_desk.chart.disclosures.bases import DEMONSTRATION
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.common.clock import SystemClock
from ehr_desk.common.ids import RandomIds
from ehr_desk.demo.acting import Acting
from ehr_desk.demo.calendar import Calendar
from ehr_desk.demo.courses import Course
from ehr_desk.demo.people import ADE, BY_LOGIN, CORY, DANA
from ehr_desk.demo.readme import Handed
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.story import Story, family_third
from ehr_desk.demo.voice import Voice
from ehr_desk.demo.writing.intake import facts
from ehr_desk.desk import Desk, unlock
from ehr_desk.vault.kdf import KdfLimits

_Wanted = Sequence[tuple[str, str, int, time, int, int, dict[str, str]]]

_LENGTH = 15
_OTHERS = 8
_KINDS = ("discharge_summary", "aftercare_plan", "progress_summary")

IMOGEN = Story(
    given="Imogen",
    family_name="Fairweather-Quill",
    pronouns="she/her",
    born="1983-05-02",
    condition="alcohol and depression",
    track="Evening",
    counselor_login=DANA.login,
    admitted=0,
    weeks=3,
    ending="moved",
    shape="slow",
    referral="Withdrawal management",
    prior="Withdrawal management",
    why=(
        "Steps down after five days of withdrawal management. Two bottles of wine a day for a year, low mood that "
        "came first and stayed. Moves to her sister's town at the end of the month and does not want to lose these "
        "weeks."
    ),
    hope="I want to arrive at my sister's sober and with a place to go on Monday.",
    wish="Feel the morning.",
    work="accounts clerk, on leave until the move",
    work_kind="On leave",
    living="Own home",
    home="lives alone among boxes until the move",
    helper="Judith",
    helper_is="sister",
    friend="Oona from the choir",
    triggers=("packing alone in the evening", "the empty cabinet", "calls from the former office"),
    ways=("packing only with Oona there", "the choir recording and a walk", "letting the phone ring out"),
    strain="the move",
    joy="second soprano on Wednesdays",
    strength="asks what comes next and writes it down",
    third=family_third("Judith", "I want my sister to have a sister, not somebody to watch over in the spare room."),
    allergy=("Penicillin", "Hives", "Moderate"),
)


@dataclass
class MainJob:
    """The acts of one afternoon. ``kdf`` is the real cost unless a test asks for less."""

    vault: Path
    staff_ids: dict[str, str]
    number: int
    seed: int
    tell: Callable[[str], None]
    kdf: KdfLimits = field(default_factory=KdfLimits)

    def __post_init__(self) -> None:
        self.clock, self.ids = SystemClock(), RandomIds()
        calendar = Calendar(self.clock.today())
        story = replace(IMOGEN, admitted=calendar.now - _LENGTH)
        self.course = Course(story, self.number, calendar, Voice(f"{self.seed}/{story.name}", set()), 1, 0)
        self.course.give_ids(self.ids)
        self.acting = Acting(Voice(f"{self.seed}/today", set()), {})

    def do(self, papers: Path) -> list[Handed]:
        """Do it all; the papers lie in the folder afterwards. Returns what they are."""
        self._therapist()
        self._psychiatrist()
        return self._case_manager(papers)

    def _desk(self, login: str) -> Desk:
        self.tell(f"  {BY_LOGIN[login].name} unlocks the record.")
        return unlock(
            self.vault,
            self.staff_ids[login],
            BY_LOGIN[login].passphrase,
            clock=self.clock,
            ids=self.ids,
            kdf=self.kdf,
        )

    def _therapist(self) -> None:
        desk = self._desk(DANA.login)
        try:
            self.course.client_id = desk.clients.add(facts(self.course, self.staff_ids[DANA.login])).id
            self._sign(desk, "admits a client", self._acts(_ADMISSION))
            self._sign(desk, "signs the treatment plan", self._acts(_PLAN))
            notes = [*self._acts(_NOTES), *self._groups()]
            self._sign(desk, "signs the session notes and the dual-diagnosis note", notes)
            self._sign(desk, "signs the family session", self._acts(_FAMILY))
            self._sign(desk, "reviews the plan with the client", self._acts(_REVIEW))
        finally:
            desk.lock()

    def _psychiatrist(self) -> None:
        desk = self._desk(ADE.login)
        try:
            for visit in self._acts(_VISITS):
                self._sign(desk, "signs a medication visit", [visit])
        finally:
            desk.lock()

    def _case_manager(self, papers: Path) -> list[Handed]:
        desk = self._desk(CORY.login)
        try:
            for act, words in zip(self._acts(_SUMMARIES), _SUMMARY_WORDS, strict=True):
                self._sign(desk, words, [act])
            released = _release(desk, self.course.client_id, papers)
            others = [client for client in desk.clients.all() if client.id != self.course.client_id]
            # Names that need another script come first: their papers show that every letter is there.
            for client in sorted(others, key=lambda one: (one.name + one.preferred_name).isascii()):
                if len(released) >= len(_SUMMARIES) + _OTHERS:
                    break
                released += _release(desk, client.id, papers, 1)
            return released
        finally:
            desk.lock()

    def _sign(self, desk: Desk, words: str, acts: Sequence[Act]) -> None:
        """Write drafts and sign them with one passphrase, like a person at the desk."""
        drafts = [self.acting.draft(desk, act) for act in acts]
        signed = desk.signing.sign([draft.id for draft in drafts], BY_LOGIN[acts[0].staff].passphrase)
        for act, entry_id in zip(acts, signed.entry_ids, strict=False):
            self.acting.note(act, entry_id)
        count = len(signed.entry_ids)
        self.tell(f"  {BY_LOGIN[acts[0].staff].name} {words} ({count} {'entry' if count == 1 else 'entries'}).")

    def _acts(self, wanted: _Wanted) -> list[Act]:
        """Acts of the stay: form, staff member, day of the stay, start, minutes, turn, more."""
        found = []
        for form, staff, day, at, minutes, turn, more in wanted:
            number = self.course.admitted + day
            start = self.course.calendar.at(number, at)
            end = start + timedelta(minutes=minutes)
            found.append(Act(form, staff, number, start, end, [self.course], turn, last=form in _LAST, more=more))
        return found

    def _groups(self) -> list[Act]:
        calendar = self.course.calendar
        days = calendar.group_days("Evening", self.course.admitted + 2, calendar.now - 1)
        return [
            Act(
                "group_note",
                DANA.login,
                day,
                calendar.at(day, time(17, 30)),
                calendar.at(day, time(20, 30)),
                [self.course],
                turn,
                more={"track": "Evening"},
            )
            for turn, day in enumerate(days)
        ]


_LAST = frozenset({"plan_review", "discharge_summary"})
_TEN, _NOON, _TWO, _FOUR = time(10, 0), time(12, 0), time(14, 0), time(15, 30)
_ADMISSION: _Wanted = (
    ("admission", DANA.login, 0, _NOON, 60, 0, {}),
    ("consent", DANA.login, 0, _NOON, 60, 0, {"consent": "treatment"}),
    ("phq9", DANA.login, 0, _NOON, 60, 0, {}),
    ("gad7", DANA.login, 0, _NOON, 60, 0, {}),
    ("consent", DANA.login, 1, _TEN, 50, 0, {"consent": "family"}),
)
_PLAN: _Wanted = (("treatment_plan", DANA.login, 1, _TEN, 50, 0, {}),)
_NOTES: _Wanted = (
    ("dap_note", DANA.login, 1, _TEN, 50, 0, {}),
    ("dap_note", DANA.login, 6, _TEN, 50, 1, {}),
    ("dual_diagnosis_note", DANA.login, 11, _TEN, 50, 2, {}),
    ("phq9", DANA.login, 11, _TEN, 50, 3, {}),
    ("gad7", DANA.login, 11, _TEN, 50, 3, {}),
)
_FAMILY: _Wanted = (("family_session", DANA.login, 12, _FOUR, 60, 0, {}),)
_REVIEW: _Wanted = (("plan_review", DANA.login, 14, _TEN, 50, 3, {}),)
_VISITS: _Wanted = (
    ("medication_visit", ADE.login, 3, _TWO, 25, 0, {"week": "1"}),
    ("medication_visit", ADE.login, 13, _TWO, 25, 1, {"week": "4"}),
)
_SUMMARIES: _Wanted = (
    ("progress_summary", CORY.login, _LENGTH, _TEN, 0, 0, {}),
    ("aftercare_plan", CORY.login, _LENGTH, _TEN, 0, 0, {}),
    ("discharge_summary", CORY.login, _LENGTH, _TEN, 0, 0, {}),
)
_SUMMARY_WORDS = ("signs the progress summary", "signs the aftercare plan", "signs the discharge summary")


def _release(desk: Desk, client_id: str, folder: Path, limit: int = 3) -> list[Handed]:
    """Hand out a client's summaries into the folder, the discharge summary first."""
    released: list[Handed] = []
    name = desk.clients.one(client_id).name
    papers = [info for info in desk.charts.open(client_id).papers if info.kind in _KINDS]
    for info in sorted(papers, key=lambda info: _KINDS.index(info.kind))[:limit]:
        request = DisclosureRequest(
            document_id=info.document_id,
            recipient="The reader of this demonstration",
            recipient_kind="other",
            purpose="To show what the program makes",
            basis=DEMONSTRATION,
            how="save",
        )
        pages = "1 page" if info.pages == 1 else f"{info.pages} pages"
        for path in desk.disclosures.release_to_folder(request, folder):
            released.append(Handed(path, f"{info.title}, {name}, {pages}"))
    return released
