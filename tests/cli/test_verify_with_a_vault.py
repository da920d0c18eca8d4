"""``ehr-desk verify FILE.pdf --vault DIR``: the clinic's own register of people and papers is asked too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ehr_desk.chart.disclosures.protection import Protection
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.vault import StaffIdentity
from ehr_desk.vault.certificates import describe
from ehr_desk.vault.enrolment import open_registrar
from ehr_desk.vault.passphrases import typed
from ehr_desk.vault.people import open_person, open_vault_key
from ehr_desk.vault.signer import PersonSigner
from tests.cli.conftest import Papers
from tests.cli.running import Ran, Run
from tests.clinical_forms.filled import told
from tests.documents import tampering
from tests.support.changing import change
from tests.support.clinic import TestClinic, passphrase_of

WHO = ("--login", "cory")
WORDS = passphrase_of("case manager") + "\n"


def _verify(run: Run, papers: Papers, pdf: bytes, *more: str) -> Ran:
    path = papers.clinic.folder.parent / "paper.pdf"
    path.write_bytes(pdf)
    return run("verify", path, "--vault", papers.clinic.folder, *WHO, *more, typed=WORDS)


def test_the_stored_paper_is_0_byte_for_byte(run: Run, papers: Papers) -> None:
    for pdf in (papers.progress, papers.cosigned):
        ran = _verify(run, papers, pdf)
        assert ran.code == 0
        assert ran.out.splitlines()[-1] == "The file is byte for byte what this vault stored."


def test_the_vault_named_before_the_command_is_used_too(run: Run, papers: Papers) -> None:
    path = papers.clinic.folder.parent / "paper.pdf"
    path.write_bytes(papers.progress)
    ran = run("--vault", papers.clinic.folder, "verify", path, *WHO, typed=WORDS)
    assert ran.code == 0
    assert "byte for byte" in ran.out


def test_a_file_cut_back_to_before_the_cosignature_is_1(run: Run, papers: Papers) -> None:
    for cut in (papers.trainees, tampering.first_revision(papers.cosigned)):
        ran = _verify(run, papers, cut)
        assert ran.code == 1
        assert ran.out.startswith("Changed: ")
        assert "Cut back: this file ends before the co-signature by Samira Haddad on 28 Dec 2026" in ran.out
        assert "the paper was never handed out without it." in ran.out


def test_a_copy_under_a_passphrase_is_opened_with_the_next_line_and_held_against_the_ledger(
    run: Run, papers: Papers, tmp_path: Path
) -> None:
    desk = papers.clinic.desk("case manager")
    client = desk.clients.all()[0]
    (line,) = [one for one in desk.charts.timeline(client.id) if one.form_id == "progress_summary"]
    request = DisclosureRequest(line.document_id, client.name, "client", "Copy", "client access", "save protected")
    protection = Protection("kettle orbit meadow harbor", passphrase_of("case manager"))
    (made,) = desk.disclosures.release_to_folder(request, tmp_path, protection)
    (row,) = desk.disclosures.ledger(client.id)
    assert (row.how, row.outcome, row.sha256) == ("save protected", "released", sha256_hex(papers.progress))
    assert desk.check().sound
    desk.lock()
    assert made.name == f"{line.document_id}-2026-12-28-protected.pdf"
    opened = WORDS + protection.passphrase + "\n"
    ran = run("verify", made, "--vault", papers.clinic.folder, *WHO, typed=opened)
    assert ran.code == 0
    assert "byte for byte the copy under a passphrase that was handed out on 28 Dec 2026." in ran.out
    assert ran.out.splitlines()[-1] == "The file is byte for byte what this vault stored."
    assert protection.passphrase not in ran.out + ran.err
    locked = run("verify", made, "--vault", papers.clinic.folder, *WHO, typed=WORDS)
    assert (locked.code, locked.out.splitlines()[0].split(":")[0]) == (1, "Locked")
    wrong = run("verify", made, "--root", papers.root, typed="another one\n")
    assert (wrong.code, wrong.out.splitlines()[1]) == (1, "The passphrase that was typed does not open it.")
    found = run("verify", made, "--root", papers.root, "--json", typed=protection.passphrase + "\n")
    assert (found.code, found.answer["original"]["outcome"], found.answer["shows_original"]) == (0, "untouched", True)


def test_a_copy_handed_out_before_a_later_signature_is_0_and_what_came_since_is_told(
    run: Run, papers: Papers, tmp_path: Path
) -> None:
    desk = papers.clinic.desk("case manager")
    client = desk.clients.all()[0]
    (line,) = [one for one in desk.charts.timeline(client.id) if one.form_id == "progress_summary"]
    request = DisclosureRequest(line.document_id, client.name, "client", "Copy for the client", "client access", "save")
    desk.disclosures.release_to_folder(request, tmp_path)
    papers.clinic.clock.advance(timedelta(days=1))
    draft = desk.amending.start(line.entry_id, "addendum")
    today = papers.clinic.clock.today().isoformat()
    desk.drafts.save(draft.id, {"added_on": today, "why": "Other", "added_text": "The lab sent one more result."})
    desk.signing.sign([draft.id], passphrase_of("case manager"))
    _, newest = desk.charts.paper(line.document_id)
    desk.lock()
    assert newest != papers.progress, "the addendum stands on the paper itself"
    ran = _verify(run, papers, papers.progress)
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == (
        "The file is an earlier state of this paper, handed out on 28 Dec 2026; "
        "since then: addendum by Cory Lindqvist on 29 Dec 2026."
    )
    register = _verify(run, papers, papers.progress, "--json").answer["register"]
    assert register["match"] == "earlier state"
    assert register["handed_out"] == ["28 Dec 2026"]
    assert register["since"] == ["addendum by Cory Lindqvist on 29 Dec 2026"]
    whole = _verify(run, papers, newest)
    assert whole.code == 0
    assert whole.out.splitlines()[-1] == "The file is byte for byte what this vault stored."


def test_a_disclosure_that_was_not_completed_excuses_no_earlier_state(run: Run, papers: Papers) -> None:
    supervisor = papers.clinic.desk("supervisor")
    client = supervisor.clients.all()[0]
    (line,) = [one for one in supervisor.charts.timeline(client.id) if one.form_id == "progress_summary"]
    request = DisclosureRequest(line.document_id, client.name, "client", "Copy", "client access", "save")

    def jammed(pdf: bytes, cover: bytes | None) -> None:
        raise OSError("jammed")

    with pytest.raises(UserError):
        supervisor.disclosures.release(request, jammed)
    supervisor.lock()
    desk = papers.clinic.desk("case manager")
    draft = desk.amending.start(line.entry_id, "addendum")
    today = papers.clinic.clock.today().isoformat()
    desk.drafts.save(draft.id, {"added_on": today, "why": "Other", "added_text": "The lab sent one more result."})
    desk.signing.sign([draft.id], passphrase_of("case manager"))
    desk.lock()
    ran = _verify(run, papers, papers.progress)
    assert ran.code == 1
    assert "Cut back: this file ends before the addendum by Cory Lindqvist" in ran.out


def test_the_cut_back_file_passes_where_only_the_root_is_known(run: Run, papers: Papers) -> None:
    path = papers.clinic.folder.parent / "paper.pdf"
    path.write_bytes(papers.trainees)
    assert run("verify", path, "--root", papers.root).code == 0


def test_a_paper_that_was_corrected_since_is_0_and_the_later_version_is_told(run: Run, papers: Papers) -> None:
    desk = papers.clinic.desk("case manager")
    client = desk.clients.all()[0]
    (line,) = [one for one in desk.charts.timeline(client.id) if one.form_id == "progress_summary"]
    draft = change(desk, desk.amending.start(line.entry_id, "correction", reason="A slip of the pen."))
    desk.signing.sign([draft.id], passphrase_of("case manager"))
    desk.lock()
    ran = _verify(run, papers, papers.progress)
    assert ran.code == 0
    assert "The file is byte for byte what this vault stored. A later version (2) of this document exists." in ran.out


def test_a_cover_sheet_is_called_one_and_held_against_the_ledger(run: Run, papers: Papers, tmp_path: Path) -> None:
    desk = papers.clinic.desk("case manager")
    client = desk.clients.all()[0]
    (line,) = [one for one in desk.charts.timeline(client.id) if one.form_id == "progress_summary"]
    draft = change(desk, desk.amending.start(line.entry_id, "correction", reason="A slip of the pen."))
    desk.signing.sign([draft.id], passphrase_of("case manager"))
    request = DisclosureRequest(line.document_id, client.name, "client", "Copy for the client", "client access", "save")
    _, cover = desk.disclosures.release_to_folder(request, tmp_path)
    desk.lock()
    ran = _verify(run, papers, cover.read_bytes())
    assert ran.code == 1
    assert ran.out.startswith("Not signed: ")
    assert f"it is the cover sheet of document {line.document_id}" in ran.out
    assert ran.out.splitlines()[-1] == "The file is byte for byte the sheet that was handed out on 28 Dec 2026."
    other = _verify(run, papers, cover.read_bytes() + b"\n")
    assert other.code == 1
    assert other.out.startswith("Not signed: "), "nobody signs a sheet, so nobody can have changed what was signed"
    assert "The ledger of this vault has no cover sheet with these bytes" in other.out
    alone = run("verify", cover, "--root", papers.root, "--json")
    assert (alone.answer["outcome"], alone.answer["cover_sheet"], alone.answer["register"]) == ("unsigned", True, None)
    assert not any("handed out" in sentence for sentence in alone.answer["sentences"]), "only the ledger knows that"


def _rogue(clinic: TestClinic, desk: Desk, name: str) -> PersonSigner:
    """A key with a certificate of the real issuing authority that an administrator never entered anywhere."""
    header, me = desk.sitting._vault.header, desk.sitting._vault.header.people[clinic.staff_ids["administrator"]]
    opened = open_person(header.vault_id, me, typed(passphrase_of("administrator")), clinic.kdf)
    registrar = open_registrar(header, me, opened, open_vault_key(header.vault_id, 1, me, opened))
    identity = StaffIdentity(clinic.staff_ids["case manager"], "cory", name, "CDCA")
    person = registrar.person(identity, b"words that nobody else knows", administrator=False, at=clinic.clock.now())
    keys = open_person(header.vault_id, person, b"words that nobody else knows", clinic.kdf)
    chain = (header.authority.issuing_pem, header.authority.root_pem)
    return PersonSigner(identity.staff_id, person.certificate_pem, chain, keys.signing)


@pytest.fixture
def planted(papers: Papers) -> tuple[str, bytes]:
    """A paper in the record, signed with such a key; the certificate's serial number and the paper."""
    clinic = papers.clinic
    administrator = clinic.desk("administrator")
    rogue = _rogue(clinic, administrator, "Cory Lindqvist")
    administrator.lock()
    desk = clinic.desk("case manager")
    draft = desk.drafts.start("progress_summary", client_id=desk.clients.all()[0].id)
    desk.drafts.save(draft.id, {**told("progress_summary"), **draft.answers})
    signed = desk.signing.sign_with([draft.id], rogue)
    _, pdf = desk.charts.paper(signed.document_ids[0])
    desk.lock()
    return describe(rogue.certificate_pem, "person").serial, pdf


def test_a_signer_who_leads_to_the_root_but_is_not_in_the_register_is_2(
    run: Run, papers: Papers, planted: tuple[str, bytes]
) -> None:
    serial, pdf = planted
    ran = _verify(run, papers, pdf)
    assert ran.code == 2
    assert f"Certificate {serial.upper()} of Riverbend Demo Clinic issuing is not known here" in ran.out
    path = papers.clinic.folder.parent / "paper.pdf"
    assert run("verify", path, "--root", papers.root).code == 0, "the register is what makes the difference"


def test_the_check_finds_the_entry_that_was_signed_with_it(
    run: Run, papers: Papers, planted: tuple[str, bytes]
) -> None:
    ran = run("check", papers.clinic.folder, *WHO, typed=WORDS)
    assert ran.code == 1
    assert "record: the signer's certificate is not in the register" in ran.out


def _retire_case_manager(papers: Papers) -> None:
    administrator = papers.clinic.desk("administrator")
    administrator.sitting.retire(
        passphrase_of("administrator"), papers.clinic.staff_ids["case manager"], "left the clinic"
    )
    administrator.lock()


def _as_therapist(run: Run, papers: Papers, pdf: bytes) -> Ran:
    path = papers.clinic.folder.parent / "paper.pdf"
    path.write_bytes(pdf)
    words = passphrase_of("therapist") + "\n"
    return run("verify", path, "--vault", papers.clinic.folder, "--login", "dana", typed=words)


def test_what_somebody_signed_before_they_left_stays_0(run: Run, papers: Papers) -> None:
    papers.clinic.clock.advance(timedelta(hours=1))
    _retire_case_manager(papers)
    assert _as_therapist(run, papers, papers.progress).code == 0


@pytest.mark.parametrize("hours", [-3, 2])
def test_what_they_sign_with_a_kept_copy_of_the_key_is_2_whatever_time_they_claim(
    run: Run, papers: Papers, hours: int
) -> None:
    kept = papers.clinic.copy_to(papers.clinic.folder.parent / "kept.vault")
    papers.clinic.clock.advance(timedelta(hours=1))
    _retire_case_manager(papers)
    kept.clock.advance(timedelta(hours=hours))
    desk = kept.desk("case manager")
    desk.sitting.go_on()
    draft = desk.drafts.start("progress_summary", client_id=desk.clients.all()[0].id)
    desk.drafts.save(draft.id, {**told("progress_summary"), **draft.answers})
    signed = desk.signing.sign([draft.id], passphrase_of("case manager"))
    _, pdf = desk.charts.paper(signed.document_ids[0])
    desk.lock()
    papers.clinic.clock.advance(timedelta(hours=5))
    ran = _as_therapist(run, papers, pdf)
    assert ran.code == 2
    assert "is no longer in use, and nothing shows that it signed this before" in ran.out
    assert "This vault has no document with this number." in ran.out


def test_a_new_certificate_for_the_same_person_leaves_old_papers_0(run: Run, papers: Papers) -> None:
    papers.clinic.clock.advance(timedelta(hours=1))
    administrator = papers.clinic.desk("administrator")
    identity = StaffIdentity(papers.clinic.staff_ids["case manager"], "cory", "Cory Lindqvist", "CDCA II")
    renewed = administrator.sitting.renew_certificate(passphrase_of("administrator"), identity)
    administrator.lock()
    assert renewed.credential == "CDCA II"
    assert _verify(run, papers, papers.progress).code == 0


def test_the_paper_of_another_clinic_is_2(run: Run, papers: Papers, tmp_path: Path) -> None:
    other = TestClinic.build(tmp_path / "other.vault", papers.clinic.kdf)
    path = tmp_path / "paper.pdf"
    path.write_bytes(papers.progress)
    words = passphrase_of("therapist") + "\n"
    ran = run("verify", path, "--vault", other.folder, "--login", "dana", typed=words)
    assert ran.code == 2
    assert "This vault has no document with this number." in ran.out


def test_a_wrong_passphrase_is_1_and_says_nothing_about_the_paper(run: Run, papers: Papers) -> None:
    path = papers.clinic.folder.parent / "paper.pdf"
    path.write_bytes(papers.progress)
    ran = run("verify", path, "--vault", papers.clinic.folder, *WHO, typed="not the passphrase\n")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("That passphrase does not open the record.")
