"""Late timestamps: one paper that takes none keeps no other waiting."""

from __future__ import annotations

from datetime import datetime

import pytest

from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.stamping import LateTimestamps, ServerSilent
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import FILLED
from tests.support.clinic import TestClinic, add_client, passphrase_of


class OnePaperTakesNone:
    """The paper floor with a server that answers, and one paper that cannot take its timestamp."""

    def __init__(self, bad: bytes = b"") -> None:
        self.bad = bad
        self.silent = False

    def wanted_level(self) -> str:
        return "B-T"

    def level(self, pdf: bytes) -> str:
        return "B-T" if pdf.endswith(b"stamped") else "B-B"

    def add_timestamp(self, pdf: bytes, at: datetime) -> MadePaper:
        if self.silent:
            raise ServerSilent("The timestamp server does not answer.", "Later.")
        if pdf == self.bad:
            raise UserError("This paper cannot take a timestamp.", "Look at it.")
        made = pdf + b"stamped"
        return MadePaper(made, sha256_hex(made), 1, 1)


@pytest.fixture
def desk(clinic: TestClinic) -> Desk:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    for _ in range(4):
        draft = desk.drafts.start("consent", client_id=client.id)
        desk.drafts.save(draft.id, FILLED["consent"])
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    return desk


def _oldest_takes_none(desk: Desk) -> tuple[LateTimestamps, OnePaperTakesNone, list[str]]:
    papers = OnePaperTakesNone()
    late = LateTimestamps(desk.sitting, papers, desk.clock)
    due = late.due()
    papers.bad = desk.charts.paper(due[0])[1]
    return late, papers, due


def test_a_paper_that_takes_no_timestamp_is_named_and_the_others_get_theirs(desk: Desk) -> None:
    late, _, due = _oldest_takes_none(desk)
    first = late.run()
    assert (first.done, first.waiting, first.refused) == (3, 1, (due[0],))
    assert first.reason == "This paper cannot take a timestamp."
    assert late.due() == due[:1]
    desk.lock()


def test_small_rounds_go_past_it_and_come_back_to_it_last(desk: Desk) -> None:
    late, papers, due = _oldest_takes_none(desk)
    rounds = [late.run(1) for _ in range(5)]
    assert [(one.done, one.refused) for one in rounds] == [
        (0, (due[0],)),
        (1, ()),
        (1, ()),
        (1, ()),
        (0, (due[0],)),
    ]
    papers.bad = b""
    assert (late.run(1).done, late.due()) == (1, [])
    desk.lock()


def test_a_silent_server_is_not_asked_for_the_next_paper(desk: Desk) -> None:
    late, papers, due = _oldest_takes_none(desk)
    papers.silent = True
    result = late.run()
    assert (result.done, result.waiting, result.refused) == (0, len(due), ())
    assert result.reason == "The timestamp server does not answer."
    desk.lock()
