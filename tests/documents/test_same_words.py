"""A paper says what its entry says: whatever else a changed program printed is found, and no honest paper is."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from ehr_desk.chart.entries.paper import EarlierPaper, Told, ToldOn
from ehr_desk.documents.kinds.summary import scales_of
from ehr_desk.documents.model import Letterhead
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.render import Press
from ehr_desk.documents.same_words import says
from tests.documents.bodies import LIBRARY, body, form
from tests.documents.keys import Handle
from tests.documents.samples import AT, LETTERHEAD
from tests.documents.test_paper import Key

Body = dict[str, Any]
OTHER = Letterhead("Harbor Street Program", ("2 Harbor Street",), "Tel (419) 555-0199", "Since 1998", page="a4")


@pytest.fixture(scope="module")
def maker(press: Press) -> PaperMaker:
    return PaperMaker(lambda: LETTERHEAD, press=press, scales=scales_of(LIBRARY.all()))


def told_of(signed: Body, *written: Body, replaces: bool = False) -> ToldOn:
    made = Told(signed, form(str(signed["form"]["id"])))
    return ToldOn(made, made, (), tuple(Told(one, form("addendum")) for one in written), replaces)


def answered(**answers: object) -> Callable[[Body], None]:
    return lambda signed: signed["answers"].update(answers)


def of_client(**facts: str) -> Callable[[Body], None]:
    return lambda signed: signed["client"].update(facts)


def dose(signed: Body) -> None:
    signed["answers"]["orders"][0]["dose"] = "200"


def other_column(signed: Body) -> None:
    row = signed["answers"]["participants"][0]
    row["name"], row["relationship"] = row["relationship"], row["name"]


def no_longer_told(signed: Body) -> None:
    del signed["answers"]["risk"]


FORGED = {
    "another recipient": ("consent", answered(recipient="A landlord")),
    "a ticked option more": (
        "consent",
        answered(scope=["attendance", "treatment plan", "aftercare plan", "diagnosis"]),
    ),
    "another day of expiry": ("consent", answered(expires_on="2028-03-28")),
    "another dose": ("medication_visit", dose),
    "another number": ("medication_visit", answered(pulse=47)),
    "other words": ("dap_note", answered(plan="Go on with exposure. Bring the diary.")),
    "more words": ("dap_note", answered(response="Took part in the exercise twice; fear went from 7 to 4. Agreed.")),
    "another choice": ("phq9", answered(phq9_1="Not at all")),
    "nothing of what was answered": ("dap_note", no_longer_told),
    "another column": ("family_session", other_column),
    "another client": ("dap_note", of_client(name="Ottokar Zimmerwald")),
    "another birth date": ("dap_note", of_client(date_of_birth="1991-04-13")),
    "another day": ("dap_note", lambda signed: signed.update(effective_on="2026-11-06")),
    "another author": ("dap_note", lambda signed: signed["author"].update(name="Adaeze Okonkwo")),
    "another time of signing": ("dap_note", lambda signed: signed.update(signed_local="2026-11-21T14:34:06-05:00")),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_changed_word_number_day_option_client_or_author_is_found(maker: PaperMaker, what: str) -> None:
    name, change = FORGED[what]
    signed = body(name)
    printed = deepcopy(signed)
    change(printed)
    assert printed != signed
    pdf = maker.press.render(maker.describe(printed, form(name), _at(printed)))
    assert not says(pdf, told_of(signed))
    assert says(pdf, told_of(printed))


@pytest.mark.parametrize(
    "name", ["progress_summary", "attendance_letter", "plan_review", "treatment_plan", "group_note"]
)
def test_an_honest_paper_passes_with_the_letterhead_the_words_of_sources_and_the_scales_of_its_own_day(
    press: Press, name: str
) -> None:
    then = PaperMaker(lambda: OTHER, press=press, source_words=lambda ids: dict.fromkeys(ids, "DAP note, then"))
    signed = body(name)
    assert says(press.render(then.describe(signed, form(name), AT)), told_of(signed))


def test_a_new_version_says_what_it_replaces_and_why(maker: PaperMaker, author: Handle) -> None:
    signer = Key(author)
    first = maker.make(body("consent"), form("consent"), signer, signer, AT)
    before = EarlierPaper("D-0117A20317", 1, 1, 7, "consent", first.sha256, first.pdf)
    new = body(
        "consent", version=2, kind="correction", previous="f" * 64, reason="The day", ground="clinical correction"
    )
    for stays in (False, True):
        pdf = maker.make(new, form("consent"), signer, signer, AT, replace(before, stays=stays)).pdf
        assert says(pdf, told_of(new, replaces=True))
        assert says(pdf, told_of(new)), "the earlier one may have been lost"
        assert not says(pdf, told_of({**new, "reason": "The wrong day"}, replaces=True))
        assert not says(pdf, told_of({**new, "previous": ""}))
    assert not says(maker.make(new, form("consent"), signer, signer, AT).pdf, told_of(new, replaces=True))


def test_an_addendum_in_its_place_says_what_was_signed(maker: PaperMaker, author: Handle) -> None:
    signer, signed = Key(author), body("dap_note")
    first = maker.make(signed, form("dap_note"), signer, signer, AT).pdf
    added = body(
        "addendum",
        {"added_on": "2026-11-22", "added_text": "The diary (\u201c14 Nov\u201d) was brought.\n\U0001f338 50 \\ 100"},
        kind="addendum",
    )
    pdf = maker.addendum(first, added, form("addendum"), signer, signer, AT).pdf
    other = {**added, "answers": {**added["answers"], "added_text": "The diary was forgotten."}}
    assert says(pdf, told_of(signed, added))
    assert not says(pdf, told_of(signed, other))
    assert not says(pdf, told_of(signed))
    assert not says(first, told_of(signed, added))
    assert says(pdf, replace(told_of(signed), lost=True)), "the addendum was lost with a damaged file"
    assert says(first, replace(told_of(signed, added), lost=True)), "or the state of the paper that has it"
    assert not says(pdf, replace(told_of(signed, other), lost=True))


def test_what_is_no_paper_of_ours_says_nothing() -> None:
    assert not says(b"%PDF-1.7", told_of(body("dap_note")))


def _at(signed: Body) -> datetime:
    return datetime.fromisoformat(signed["signed_local"])
