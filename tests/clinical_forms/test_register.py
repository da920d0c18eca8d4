"""``forms/register.toml`` knows every released form: a change of a form cannot pass unnoticed.

It is written for the first release and from then on kept; until then forms change freely and there is none.
"""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormError, FormLibrary
from ehr_desk.forms.__main__ import main
from ehr_desk.forms.register import REGISTER, read_register, register_text

HINT = "run: make register (until the first release), else python -m ehr_desk.forms forms --register"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped forms with a register; with the one that is kept, where there is one."""
    copy = tmp_path / "forms"
    copytree(forms_dir(), copy)
    if not (copy / REGISTER).is_file():
        assert main([str(copy), "--register"]) == 0
    return copy


def test_the_check_is_silent_about_the_forms_as_they_are(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder), "--check"]) == 0, HINT
    assert "UNKNOWN" not in capsys.readouterr().out
    sealed = read_register(folder / "sealed" / REGISTER)
    assert {form_id for form_id, _ in sealed} == {form.id for form in FormLibrary.load(folder / "sealed").all()}


def test_a_changed_form_is_named_and_one_command_renews_the_register(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(folder), "--renew"]) == 0
    note = folder / "dap_note.toml"
    note.write_text(note.read_text("utf-8").replace('title = "Individual note', 'title = "Our note'), "utf-8")
    (folder / "rulers.toml").unlink()
    capsys.readouterr()
    assert main([str(folder), "--check"]) == 1
    assert "REFUSED" in capsys.readouterr().out
    assert main([str(folder), "--renew"]) == 0
    assert main([str(folder), "--check"]) == 0
    assert ("rulers", 1) not in read_register(folder / REGISTER)


def test_the_check_names_what_the_register_lacks_and_what_is_gone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / REGISTER
    text = path.read_text("utf-8")
    path.write_text(text.replace("[rulers]", "[old_rulers]") + '2 = "' + "0" * 64 + '"\n', "utf-8")
    capsys.readouterr()
    assert main([str(folder), "--check"]) == 1
    said = capsys.readouterr().out
    assert "UNKNOWN  rulers 1 is not in register.toml." in said
    assert "UNKNOWN  old_rulers is in register.toml, and there is no such form." in said
    assert "and the form has version 1." in said


def test_the_register_holds_every_form_in_its_present_version(folder: Path) -> None:
    known = read_register(folder / REGISTER)
    forms = FormLibrary.load(folder, restricted=True).all()

    assert {(form.id, form.version): form.hash for form in forms}.items() <= known.items(), HINT


def test_the_register_knows_no_form_that_is_gone_and_no_version_to_come(folder: Path) -> None:
    newest = {form.id: form.version for form in FormLibrary.load(folder, restricted=True).all()}

    for form_id, version in read_register(folder / REGISTER):
        assert 1 <= version <= newest.get(form_id, 0), (form_id, version)


def test_the_register_is_written_as_the_command_writes_it(folder: Path) -> None:
    known = read_register(folder / REGISTER)

    assert (folder / REGISTER).read_text(encoding="utf-8") == register_text(known, [])


def test_a_shipped_form_that_changes_needs_a_new_version(folder: Path) -> None:
    note = folder / "dap_note.toml"
    note.write_text(note.read_text("utf-8").replace('title = "Individual note', 'title = "Our note'), "utf-8")

    with pytest.raises(FormError, match="was another form before"):
        FormLibrary.load(folder)
