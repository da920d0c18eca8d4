"""What the unlock screen offers and says."""

from __future__ import annotations

from pathlib import Path

from ehr_desk.ui.pages.unlock.presenter import choices, refusal
from ehr_desk.vault import AlreadyOpen, KdfLimits, VaultFile, WaitRequired, WrongPassphrase
from tests.support.clinic import TestClinic


def test_everybody_is_offered_by_name(tmp_path: Path, cheap_kdf: KdfLimits) -> None:
    clinic = TestClinic.build(tmp_path / "clinic.vault", cheap_kdf)
    names = [person.name for person in choices(VaultFile(clinic.folder))]
    assert names == sorted(names)
    assert "Dana Whitlock" in names


def test_a_wait_says_how_long() -> None:
    said = refusal(WaitRequired(8))
    assert said.seconds == 8
    assert "Too many" in said.text


def test_the_only_administrator_is_told_of_the_recovery_code_and_everybody_else_of_an_administrator(
    tmp_path: Path, cheap_kdf: KdfLimits
) -> None:
    clinic = TestClinic.build(tmp_path / "clinic.vault", cheap_kdf)
    vault = VaultFile(clinic.folder)
    told = {
        who: refusal(WaitRequired(8), helpers=vault.helpers(clinic.staff_ids[who])).remedy
        for who in ("administrator", "therapist")
    }
    assert "recovery code" in told["administrator"]
    assert "administrator" not in told["administrator"]
    assert "administrator" in told["therapist"]


def test_a_wrong_passphrase_says_at_once_how_long_the_next_try_waits() -> None:
    wrong = WrongPassphrase()
    wrong.seconds = 2
    assert refusal(wrong).seconds == 2


def test_a_refusal_is_told_in_its_own_words_with_what_to_do() -> None:
    for error in (WrongPassphrase(), AlreadyOpen()):
        said = refusal(error)
        assert said.text == error.message
        assert said.remedy


def test_a_mistake_of_the_program_is_told_without_its_text() -> None:
    assert "Alvarez" not in " ".join(map(str, refusal(RuntimeError("Alvarez, Maria"))))
