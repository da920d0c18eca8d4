"""The main job, from an empty chart to signed summaries, through the desk and without a window."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.common.errors import Refused
from tests.clinical_forms.filled import FILLED, GROUP_CLIENTS, GROUP_SESSION
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import course, write


def test_a_client_goes_from_admission_to_a_signed_and_released_discharge_summary(
    clinic: TestClinic, tmp_path: Path
) -> None:
    client = course(clinic)
    case_manager = clinic.desk("case manager")
    write(case_manager, "progress_summary", client, keep=True)
    today = clinic.clock.today()
    discharge = write(case_manager, "discharge_summary", client, keep=True)
    chart = case_manager.charts.open(client.id)
    (episode,) = chart.rows("episodes")
    assert episode.discharged_on == today
    request = DisclosureRequest(
        document_id=discharge.document_ids[0],
        recipient=client.name,
        recipient_kind="client",
        purpose="Copy for the client",
        basis="client access",
        how="save",
    )
    released = case_manager.disclosures.release_to_folder(request, tmp_path)
    assert client.family_name not in str([path.name for path in released])
    pdf = next(path for path in released if path.suffix == ".pdf")
    shown = subprocess.run(["pdfsig", pdf], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in shown
    assert case_manager.verify(pdf.read_bytes()).exit_code == 0
    assert case_manager.check().sound
    case_manager.lock()


def test_the_record_shows_the_medication_change_and_who_made_it(clinic: TestClinic) -> None:
    client = course(clinic)
    desk = clinic.desk("case manager")
    state = desk.charts.state(client.id)
    assert state["medications"]
    assert {row.author_name for row in state["medication_changes"]} <= {"Adaeze Okonkwo", "Dana Whitlock"}
    desk.lock()


def test_a_group_note_lands_in_every_chart_with_its_own_response_only(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    clients = [add_client(desk, family) for family in ("Vega", "Brennan", "Choi")]
    for client in clients:
        write(desk, "admission", client)
    draft = desk.drafts.start("group_note", attendees=[client.id for client in clients])
    own = [dict(answers) for answers in GROUP_CLIENTS]
    for answers in own:
        answers.pop("objectives_served", None)
    desk.drafts.save(
        draft.id,
        {"shared": dict(GROUP_SESSION), "clients": {c.id: a for c, a in zip(clients, own, strict=True)}},
    )
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    for client in clients:
        (row, *_rest) = desk.charts.state(client.id)["attendance"]
        assert row.service == "group"
        body = str(desk.charts.entry(desk.charts.timeline(client.id, category="group")[0].entry_id).content.body)
        assert not any(other.family_name in body for other in clients if other is not client)
    assert desk.check().sound
    desk.lock()


def test_item_nine_of_the_phq9_cannot_be_signed_without_what_was_done(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    answers = {name: value for name, value in FILLED["phq9"].items() if "safety" not in name}
    ninth = next(name for name in answers if name.endswith("9"))
    draft = desk.drafts.start("phq9", client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **answers, ninth: "Several days"})
    with pytest.raises(Incomplete):
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    desk.lock()


def test_a_trainees_summary_waits_for_the_supervisor_and_both_signatures_are_valid(
    clinic: TestClinic, tmp_path: Path
) -> None:
    client = course(clinic)
    trainee = clinic.desk("trainee")
    signed = write(trainee, "discharge_summary", client, keep=True)
    trainee.lock()
    supervisor = clinic.desk("supervisor")
    supervisor.cosigning.cosign(signed.entry_ids, passphrase_of("supervisor"))
    info, pdf = supervisor.charts.paper(signed.document_ids[0])
    assert (info.revision, info.signatures) == (2, 2)
    verification = supervisor.verify(pdf)
    assert [row.name for row in verification.signatures] == ["Toby Marsh", "Samira Haddad"]
    assert verification.exit_code == 0
    supervisor.lock()


def test_an_administrator_reads_no_chart(clinic: TestClinic) -> None:
    therapist = clinic.desk("therapist")
    client = add_client(therapist)
    therapist.lock()
    administrator = clinic.desk("administrator")
    with pytest.raises(Refused):
        administrator.charts.open(client.id)
    administrator.lock()


def test_no_name_and_no_note_stands_readable_in_any_file_of_the_vault(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk, "Zzyzxmarker", "Qwortlemark")
    write(desk, "admission", client, {**FILLED["admission"], "presenting_problem": "Snarkleflump craving"})
    draft = desk.drafts.start("dap_note", client_id=client.id)
    desk.drafts.save(draft.id, {"data": "Snarkleflump half typed"})
    files = [path for path in clinic.folder.rglob("*") if path.is_file()]
    assert {"vault.hdr", "vault.db"} <= {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        for marker in (b"Zzyzxmarker", b"Qwortlemark", b"Snarkleflump"):
            assert marker not in content, path.name
    desk.lock()
