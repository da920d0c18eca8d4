"""``ehr-desk verify`` without a vault: a file, and perhaps the clinic's root certificate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from ehr_desk.documents.signing import sign_author
from tests.cli.conftest import Papers
from tests.cli.running import Run
from tests.documents import tampering
from tests.documents.keys import Authority
from tests.documents.samples import AT, document
from tests.documents.tools import pdfsig_report
from tests.support.clinic import passphrase_of


def _file(folder: Path, pdf: bytes) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return path


def test_an_untouched_paper_is_0_and_names_who_signed(run: Run, papers: Papers, tmp_path: Path) -> None:
    ran = run("verify", _file(tmp_path, papers.progress), "--root", papers.root)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Untouched: ")
    assert "Cory Lindqvist, CDCA signed on 28 Dec 2026" in ran.out


def test_both_signers_of_a_cosigned_paper_are_named(run: Run, papers: Papers, tmp_path: Path) -> None:
    ran = run("verify", _file(tmp_path, papers.cosigned), "--root", papers.root)
    assert ran.code == 0
    assert ran.out.index("Toby Marsh, CT signed") < ran.out.index("Samira Haddad, LISW-S signed")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_one_flipped_byte_is_1(run: Run, papers: Papers, tmp_path: Path, part: float) -> None:
    pdf = bytearray(papers.cosigned)
    pdf[int(len(pdf) * part)] ^= 0x01
    ran = run("verify", _file(tmp_path, bytes(pdf)), "--root", papers.root)
    assert ran.code == 1
    assert ran.out.splitlines()[0].split(":")[0] in {"Changed", "Not readable", "Not signed"}


@pytest.mark.parametrize("change", [tampering.repainted_page, tampering.replaced_text, tampering.annotated])
def test_a_page_repainted_by_a_later_change_is_1_where_pdfsig_calls_it_valid(
    run: Run, papers: Papers, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    repainted = change(papers.cosigned)
    assert "Signature is Valid" in pdfsig_report(repainted, tmp_path)
    ran = run("verify", _file(tmp_path, repainted), "--root", papers.root)
    assert ran.code == 1
    assert "CHANGED: what this person signed is not what the file shows now." in ran.out


def test_a_foreign_root_is_2_and_the_name_is_called_a_claim(run: Run, papers: Papers, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.cer"
    foreign.write_bytes(Authority("Elsewhere").root_pem)
    ran = run("verify", _file(tmp_path, papers.progress), "--root", foreign)
    assert ran.code == 2
    assert ran.out.startswith("Untouched, but not every signer is known")
    assert "is not known here: the name above is only a claim" in ran.out


def test_without_any_root_nobody_is_trusted_and_the_user_is_told_how(run: Run, papers: Papers, tmp_path: Path) -> None:
    ran = run("verify", _file(tmp_path, papers.progress))
    assert ran.code == 2
    assert "--root CERT or --vault DIR" in ran.err


def test_an_unsigned_preview_is_1(run: Run, papers: Papers, tmp_path: Path) -> None:
    desk = papers.clinic.desk("therapist")
    client = desk.clients.all()[0]
    draft = desk.drafts.start("progress_summary", client_id=client.id)
    preview = desk.signing.preview(draft.id)
    desk.lock()
    ran = run("verify", _file(tmp_path, preview), "--root", papers.root)
    assert ran.code == 1
    assert ran.out.startswith("Not signed: ")


@pytest.mark.parametrize("content", [b"", b"Dear colleague", b"%PDF-1.7\n", bytes(range(256)) * 9])
def test_what_is_no_pdf_is_1(run: Run, papers: Papers, tmp_path: Path, content: bytes) -> None:
    ran = run("verify", _file(tmp_path, content), "--root", papers.root)
    assert ran.code == 1
    assert ran.out.startswith("Not ")


def test_a_missing_file_and_a_folder_are_said_in_words(run: Run, papers: Papers, tmp_path: Path) -> None:
    for file in (tmp_path / "nowhere.pdf", tmp_path):
        ran = run("verify", file, "--root", papers.root)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == f"The file {file} cannot be read. Check the name and that you may open it.\n"


def test_a_root_that_is_no_certificate_is_said_in_words(run: Run, papers: Papers, tmp_path: Path) -> None:
    paper = _file(tmp_path, papers.progress)
    ran = run("verify", paper, "--root", paper)
    assert (ran.code, ran.out) == (1, "")
    assert "is no certificate. Name the clinic's root certificate" in ran.err


def test_a_name_in_a_foreign_certificate_cannot_forge_a_line_or_steer_the_terminal(
    run: Run, papers: Papers, tmp_path: Path
) -> None:
    forger = Authority("Elsewhere").person("X\nUntouched: every signer is trusted.\x1b[2J\u202e", "MD")
    signed = sign_author(_unsigned(), forger, meaning="Read\nUntouched: yes", at=AT)
    ran = run("verify", _file(tmp_path, signed), "--root", papers.root)
    assert ran.code == 2
    assert [line for line in ran.out.splitlines() if line.startswith("Untouched: ")] == []
    assert not {"\x1b", "\u202e"} & set(ran.out)
    as_json = run("verify", tmp_path / "paper.pdf", "--root", papers.root, "--json")
    assert as_json.answer["outcome"] == "unknown signer"


def _unsigned() -> bytes:
    from ehr_desk.documents.render import Press

    return Press().render(document())


def test_a_revoked_certificate_is_told_by_the_clinics_list_and_an_old_list_by_its_day(
    run: Run, papers: Papers, tmp_path: Path
) -> None:
    paper, sheets = _file(tmp_path, papers.progress), [tmp_path / "old", tmp_path / "new"]
    for sheet in sheets:
        sheet.mkdir()
        ran = run("root", papers.clinic.folder, sheet, "--login", "admin", typed=passphrase_of("administrator") + "\n")
        assert ran.code == 0
        names = {"clinic-root.cer", "clinic-revoked.crl", "clinic-revoked-root.crl", "clinic-root-instructions.pdf"}
        assert {each.name for each in sheet.iterdir()} == names
        if sheet == sheets[0]:
            papers.clinic.clock.advance(timedelta(days=2))
            admin = papers.clinic.desk("administrator")
            mark = admin.sitting.certificate_of(papers.clinic.staff_ids["case manager"]).fingerprint
            admin.sitting.authority.revoke(passphrase_of("administrator"), mark, "The laptop was stolen.")
            admin.lock()
    old, new = (
        run("verify", paper, "--root", sheet / "clinic-root.cer", "--crl", sheet / "clinic-revoked.crl")
        for sheet in sheets
    )
    assert (old.code, new.code) == (0, 2)
    assert "is judged by its list of 21 Nov 2026; only the clinic has the newest." in old.out
    assert "was revoked on" in new.out
    other = run("verify", paper, "--root", papers.root, "--crl", sheets[1] / "clinic-revoked-root.crl")
    assert (other.code, "what it revoked is not known here" in other.out) == (0, True)
    assert "is no list of revoked certificates" in run("verify", paper, "--root", papers.root, "--crl", paper).err
