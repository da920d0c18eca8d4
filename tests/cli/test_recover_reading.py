"""``ehr-desk recover DIR --read NEW``: with the printed code alone every chart can be read."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.founding import FirstPerson, create
from ehr_desk.chart.staff.service import NewStaff
from ehr_desk.cli import Means, main
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.desk import unlock
from ehr_desk.vault import Created, KdfLimits, VaultFile
from tests.cli.running import Ran, Run, Typed
from tests.documents.tools import pdf_text
from tests.support.clinic import START, add_client, passphrase_of
from tests.support.writing import write
from tests.vault.insider import database, key_of

WORDS = passphrase_of("therapist")


@pytest.fixture
def created(vault_folder: Path, cheap_kdf: KdfLimits) -> Created:
    """A record with a chart that has an entry, and one that has none."""
    clock, ids = SettableClock(START), SeededIds(3)
    made = create(
        vault_folder,
        ClinicRow("Riverbend Demo Clinic"),
        FirstPerson("ona", "Ona Petrov", "MBA"),
        WORDS,
        clinician=NewStaff("dana", "Dana Whitlock", "therapist", "LPCC-S"),
        clock=clock,
        ids=ids,
        kdf=cheap_kdf,
    )
    dana = next(one for one in VaultFile(vault_folder, cheap_kdf).people if one.login == "dana")
    desk = unlock(vault_folder, dana.staff_id, WORDS, clock=clock, ids=ids, kdf=cheap_kdf)
    add_client(desk, "Zimmerwald", "Ottokar")
    write(desk, "absence", add_client(desk), None)
    desk.lock()
    made.root_key_file.unlink()
    return made


@pytest.fixture
def run(
    vault_folder: Path, cheap_kdf: KdfLimits, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    def run_it(*arguments: str | Path, typed: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", Typed(typed))
        code = main([str(one) for one in arguments], Means(SettableClock(START), SeededIds(4), cheap_kdf))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run_it


def test_every_chart_is_written_with_the_code_alone_and_each_is_an_event(
    run: Run, vault_folder: Path, created: Created, tmp_path: Path, cheap_kdf: KdfLimits
) -> None:
    out = tmp_path / "out"
    ran = run("recover", vault_folder, "--read", out, typed=created.recovery_code + "\n")
    assert (ran.code, ran.err) == (0, "")
    assert "1 chart stands in" in ran.out
    assert "Without a signed entry, so not written: 1." in ran.out
    (file,) = out.iterdir()
    assert "Vega" not in file.name
    said = " ".join(pdf_text(file.read_bytes(), tmp_path).split())
    assert "Marisol Vega-Ortiz" in said
    assert "Not certified" in said
    assert "Signed by Dana Whitlock, LPCC-S" in said
    verified = run("verify", file)
    assert "Not signed" in verified.out
    check = run("check", vault_folder, "--login", "dana", "--json", typed=WORDS + "\n")
    assert (check.code, check.answer["sound"]) == (0, True), check.answer
    dana = next(one for one in VaultFile(vault_folder, cheap_kdf).people if one.login == "dana")
    desk = unlock(vault_folder, dana.staff_id, WORDS, clock=SettableClock(START), ids=SeededIds(9), kdf=cheap_kdf)
    (event,) = desk.sitting.audit.events(action="chart.written_out")
    assert (event.staff_id, event.client_id) == ("recovery", desk.clients.all()[0].id)
    assert event.client_id
    desk.lock()
    again = run("recover", vault_folder, "--read", out, typed=created.recovery_code + "\n")
    assert (again.code, "not empty" in again.err) == (1, True)


def test_a_row_that_makes_no_sense_stops_no_other_chart(
    run: Run, vault_folder: Path, created: Created, tmp_path: Path, cheap_kdf: KdfLimits
) -> None:
    dana = next(one for one in VaultFile(vault_folder, cheap_kdf).people if one.login == "dana")
    desk = unlock(vault_folder, dana.staff_id, WORDS, clock=SettableClock(START), ids=SeededIds(9), kdf=cheap_kdf)
    good, bad = sorted(desk.clients.all(), key=lambda one: one.family_name, reverse=True)
    write(desk, "absence", good, None)
    odd = add_client(desk, "Quillfeather", "Ada")
    key = key_of(desk.sitting)
    desk.lock()
    with database(SimpleNamespace(folder=vault_folder), key) as connection:
        connection.execute("UPDATE entry_version SET body = substr(body, 1, 20) WHERE client_id = ?", (bad.id,))
        connection.execute("UPDATE client SET date_of_birth = 'x' WHERE id = ?", (odd.id,))
        connection.execute("UPDATE clinic_setting SET value = '7' WHERE name = 'name'")
        connection.commit()
    out = tmp_path / "out"
    ran = run("recover", vault_folder, "--read", out, typed=created.recovery_code + "\n")
    assert f"Could not be read: {bad.record_number}." in ran.out, ran
    assert "Could not be read: The clinic's letterhead. What is stored makes no sense" in ran.out
    assert ran.out.count("What is stored makes no sense") == 3
    assert [file.name.startswith(good.record_number) for file in out.iterdir()] == [True]


def test_a_new_passphrase_asks_for_the_root_key_in_words(run: Run, vault_folder: Path, created: Created) -> None:
    ran = run("recover", vault_folder, typed=created.recovery_code + "\n")
    assert ran.code == 1
    assert "root key file" in ran.err
    assert "--read" in ran.err
