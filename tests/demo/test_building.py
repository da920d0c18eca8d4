"""A built demonstration: sound, verifiable, and nothing of it readable where it must not be."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from ehr_desk.cli import main
from ehr_desk.common.errors import UserError
from ehr_desk.demo.people import BY_LOGIN, STAFF
from ehr_desk.demo.run import Options, make_demo
from tests.demo.conftest import CLIENTS, Demo
from tests.documents.tampering import repainted_page

pytestmark = pytest.mark.slow


def test_the_record_agrees_with_itself(demo: Demo) -> None:
    desk = demo.desk("sam")
    report = desk.check()
    desk.lock()
    assert report.sound, report.sentences()


def test_the_asked_number_of_clients_is_there_with_demonstration_numbers_only(demo: Demo) -> None:
    desk = demo.desk("sam")
    clients = desk.clients.all()
    desk.lock()
    assert len(clients) == CLIENTS
    for client in clients:
        assert re.fullmatch(r"DEMO-\d+", client.record_number)
        assert re.fullmatch(r"\(419\) 555-01\d\d", client.phone)
        assert client.email.endswith("@example.org")


def test_every_paper_has_valid_signatures_and_a_clean_structure(demo: Demo) -> None:
    assert len(demo.papers) >= 3
    for paper in demo.papers:
        report = subprocess.run(["pdfsig", paper], capture_output=True, check=False).stdout.decode()
        assert report.count("Signature is Valid") == report.count("Signature #") - report.count("is not signed") >= 1
        assert subprocess.run(["qpdf", "--check", paper], capture_output=True, check=False).returncode == 0


def test_every_page_says_that_the_record_is_synthetic(demo: Demo) -> None:
    for paper in demo.papers:
        text = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, check=True).stdout.decode()
        pages = text.rstrip("\f").split("\f")
        assert all("Synthetic demonstration record" in page.rstrip().splitlines()[-1] for page in pages)


def test_no_file_name_holds_a_clients_name(demo: Demo) -> None:
    desk = demo.desk("sam")
    names = {part.casefold() for client in desk.clients.all() for part in re.findall(r"\w{3,}", client.name)}
    desk.lock()
    files = [path.name.casefold() for path in demo.folder.rglob("*")]
    assert not [name for name in names if any(name in file for file in files)]


def test_neither_names_nor_notes_stand_readable_in_the_vault(demo: Demo) -> None:
    desk = demo.desk("sam")
    markers = []
    for client in desk.clients.all():
        markers += [client.name, client.family_name, client.list_name, client.phone]
        for line in desk.charts.timeline(client.id, limit=12):
            answers = desk.charts.entry(line.entry_id).content.body["answers"]
            markers += [value[:24] for value in answers.values() if isinstance(value, str) and len(value) > 40]
    desk.lock()
    assert len(markers) > 30
    for path in demo.vault.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for marker in markers:
            assert marker.encode() not in content, path.name
            assert marker.encode("utf-16-le") not in content, path.name


def test_the_command_line_verifies_papers_and_catches_every_change(
    demo: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for paper in demo.papers:
        assert main(["verify", str(paper), "--root", str(demo.root)]) == 0
    pdf = demo.papers[0].read_bytes()
    middle = len(pdf) // 2
    changed = {
        "flipped.pdf": pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :],
        "repainted.pdf": repainted_page(pdf),
    }
    for name, content in changed.items():
        (tmp_path / name).write_bytes(content)
        assert main(["verify", str(tmp_path / name), "--root", str(demo.root)]) == 1
    assert main(["verify", str(demo.papers[0])]) == 2
    assert "Changed" in capsys.readouterr().out


def test_the_new_clients_chart_tells_the_whole_main_job(demo: Demo) -> None:
    desk = demo.desk("cory")
    client = next(client for client in desk.clients.all() if client.family_name == "Fairweather-Quill")
    chart = desk.charts.open(client.id)
    ledger = desk.disclosures.ledger(client.id)
    desk.lock()
    forms = {line.form_id for line in chart.entries}
    assert {"admission", "treatment_plan", "dap_note", "dual_diagnosis_note", "family_session"} <= forms
    assert {row.event for row in chart.rows("medication_changes")} >= {"start", "change"}
    assert {paper.kind for paper in chart.papers} >= {"progress_summary", "discharge_summary", "aftercare_plan"}
    assert chart.rows("episodes")[0].discharged_on is not None
    assert {row.basis for row in ledger} == {"synthetic demonstration"}
    assert len(ledger) == 3


def test_therapists_find_work_waiting(demo: Demo) -> None:
    desk = demo.desk("dana")
    owed, drafts = desk.tasks.notes_owed(), desk.drafts.mine()
    desk.lock()
    assert owed
    assert "dap_note" in [draft.form_id for draft in drafts]


def test_the_curricula_to_begin_with_are_kept(demo: Demo) -> None:
    desk = demo.desk("sam")
    assert [one.name for one in desk.curricula.all()] == ["Recovery skills", "Living with both"]
    desk.lock()


def test_the_readme_says_of_each_paper_what_it_is_and_about_whom(demo: Demo) -> None:
    lines = (demo.folder / "README.txt").read_text(encoding="utf-8").splitlines()
    papers = sorted(demo.folder.glob("*.pdf"))
    assert papers
    for paper in papers:
        (told,) = [line for line in lines if line.strip().startswith(f"{paper.name} ")]
        assert re.search(r"\.pdf +(Discharge|Progress|Aftercare)\w*( \w+)?, .+, \d+ pages?$", told), told


def test_everybody_of_the_readme_can_unlock(demo: Demo) -> None:
    readme = (demo.folder / "README.txt").read_text(encoding="utf-8")
    for colleague in STAFF:
        assert colleague.passphrase in readme
        demo.desk(colleague.login).lock()
    assert BY_LOGIN["sam"].name in readme


def test_the_key_of_the_root_certificate_lies_outside_the_vault(demo: Demo) -> None:
    assert not [path for path in demo.vault.rglob("*") if b"PRIVATE KEY" in path.read_bytes()]
    assert (demo.folder / "root-key-to-keep-elsewhere.pem").is_file()


def test_what_was_told_says_where_everything_lies(demo: Demo) -> None:
    told = "\n".join(demo.told)
    assert str(demo.vault) in told
    assert "Week 13 of 13" in told
    assert "--root" in told


def test_a_folder_with_a_demonstration_is_left_alone_and_says_what_to_do(demo: Demo) -> None:
    before = (demo.vault / "vault.hdr").read_bytes()
    with pytest.raises(UserError, match=r"stands in .* already") as refused:
        make_demo(demo.folder, Options(clients=2))
    assert f"ehr-desk --vault {demo.vault}" in refused.value.remedy
    assert (demo.vault / "vault.hdr").read_bytes() == before
