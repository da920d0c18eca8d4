"""``forms/register.toml`` knows every form as it is now: a change of a form cannot pass unnoticed."""

from __future__ import annotations

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from ehr_desk.forms.register import REGISTER, read_register, register_text

HINT = "run: python -m ehr_desk.forms forms --register"


def test_the_register_holds_every_form_in_its_present_version() -> None:
    known = read_register(forms_dir() / REGISTER)
    forms = FormLibrary.load(forms_dir(), restricted=True).all()

    assert {(form.id, form.version): form.hash for form in forms}.items() <= known.items(), HINT


def test_the_register_knows_no_form_that_is_gone_and_no_version_to_come() -> None:
    newest = {form.id: form.version for form in FormLibrary.load(forms_dir(), restricted=True).all()}

    for form_id, version in read_register(forms_dir() / REGISTER):
        assert 1 <= version <= newest.get(form_id, 0), (form_id, version)


def test_the_register_is_written_as_the_command_writes_it() -> None:
    path = forms_dir() / REGISTER
    known = read_register(path)

    assert path.read_text(encoding="utf-8") == register_text(known, [])
