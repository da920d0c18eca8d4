"""What a damaged record lost is told by client, day and author, and never taken for a note that nobody wrote."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ehr_desk.chart.schema import ChartSchema
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.desk import Desk, unlock
from ehr_desk.vault.backup_keys import ByPassphrase
from ehr_desk.vault.salvage import Salvaging, salvage
from tests.clinical_forms.filled import told
from tests.desk.stays import admit
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write
from tests.vault import insider


def damaged(clinic: TestClinic, desk: Desk, entry_id: str) -> None:
    """The page that held a version is gone, and what pointed to it."""
    key = insider.key_of(desk.sitting)
    desk.lock()
    with insider.database(clinic, key) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table in ("entry_version", "entry_line", "effect"):
            connection.execute(f"DELETE FROM {table} WHERE entry_id = ?", (entry_id,))  # noqa: S608


def salvaged(clinic: TestClinic, target: Path, source: Path | None = None) -> None:
    way = ByPassphrase(clinic.staff_ids["therapist"], passphrase_of("therapist"), clinic.kdf)
    salvage(source or clinic.folder, target, Salvaging(way, clinic.clock, clinic.kdf, "desk", ChartSchema()))


def sit(clinic: TestClinic, folder: Path, who: str) -> Desk:
    words = passphrase_of(who)
    return unlock(folder, clinic.staff_ids[who], words, clock=clinic.clock, ids=clinic.ids, kdf=clinic.kdf)


@pytest.fixture
def recovered(clinic: TestClinic, tmp_path: Path) -> tuple[TestClinic, Path, str]:
    """A record read out of a damaged file that lost the signed note of a planned session."""
    desk = clinic.desk("therapist")
    client = add_client(desk)
    admit(desk, client, "2026-11-02")
    planned = desk.sessions.plan_session(
        NewSession(datetime(2026, 11, 20, 10, 0), 50, "individual", "Talk", desk.me.id, [client.id])
    )
    draft = desk.drafts.start("dap_note", client_id=client.id, session_id=planned.id)
    answers = {**told("dap_note"), **draft.answers, "objectives_served": [], "next_appointment": ""}
    desk.drafts.save(draft.id, answers)
    entry_id = desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]
    write(desk, "phq9", client)
    damaged(clinic, desk, entry_id)
    target = tmp_path / "read out.vault"
    salvaged(clinic, target)
    return clinic, target, entry_id


def test_a_lost_note_is_listed_by_client_day_and_author_until_somebody_answers(
    recovered: tuple[TestClinic, Path, str],
) -> None:
    clinic, folder, entry_id = recovered
    desk = sit(clinic, folder, "supervisor")
    losses = desk.losses.all()
    (lost,) = losses.entries
    assert (lost.entry_id, lost.form_id, str(lost.on)) == (entry_id, "dap_note", "2026-11-20")
    assert lost.staff_id == clinic.staff_ids["therapist"]
    assert desk.clients.one(lost.client_id).family_name == "Vega-Ortiz"
    assert losses.waiting
    with pytest.raises(UserError):
        desk.losses.answer(" ")
    desk.losses.answer("Found in the backup of 20 November; the author writes it again.")
    assert not desk.losses.all().waiting
    assert desk.losses.all().entries == losses.entries
    desk.lock()


def test_what_a_second_salvage_finds_is_told_although_the_first_was_answered(
    recovered: tuple[TestClinic, Path, str], tmp_path: Path
) -> None:
    clinic, folder, entry_id = recovered
    desk = sit(clinic, folder, "supervisor")
    desk.losses.answer("The author writes it again.")
    assert not desk.losses.all().waiting
    desk.lock()
    again = tmp_path / "read out again.vault"
    salvaged(clinic, again, folder)
    desk = sit(clinic, again, "supervisor")
    losses = desk.losses.all()
    assert ([one.entry_id for one in losses.entries], losses.waiting) == ([entry_id], True)
    desk.losses.answer("Nothing more is lost.")
    assert not desk.losses.all().waiting
    desk.lock()


def test_a_session_whose_note_is_lost_is_owed_as_lost_not_as_forgotten(
    recovered: tuple[TestClinic, Path, str],
) -> None:
    clinic, folder, _entry_id = recovered
    desk = sit(clinic, folder, "therapist")
    (owed,) = desk.tasks.notes_owed()
    assert owed.lost
    assert [one.form_id for one in desk.losses.mine().entries] == ["dap_note"]
    with pytest.raises(Refused):
        desk.losses.all()
    desk.lock()


def test_a_record_that_was_never_damaged_has_nothing_to_tell(clinic: TestClinic) -> None:
    desk = clinic.desk("supervisor")
    assert desk.losses.all().entries == ()
    assert not desk.losses.all().waiting
    desk.lock()
