from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from ehr_desk.common.errors import OurError
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormError, FormLibrary, load_form
from ehr_desk.forms.__main__ import main
from ehr_desk.forms.register import REGISTER, read_register, register_text
from tests.forms.making import HEAD, item


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "one.toml", "one", "Beta")
    write(tmp_path / "two.toml", "two", "alpha", 'category = "measure"')
    (tmp_path / "restricted").mkdir()
    write(tmp_path / "restricted" / "three.toml", "three", "Gamma", 'category = "note"\nrestricted = true')
    return tmp_path


def write(path: Path, form_id: str, title: str, category: str = 'category = "note"', body: str = item("one")) -> None:
    head = HEAD.replace('"trial"', f'"{form_id}"').replace("Trial form", title)
    path.write_text(head.replace('category = "note"', category) + body, encoding="utf-8")


def test_forms_are_found_by_id_and_listed_by_title(folder: Path) -> None:
    library = FormLibrary.load(folder)
    assert [form.id for form in library.all()] == ["two", "one"]
    assert library.get("one").title == "Beta"
    assert "one" in library
    assert "three" not in library
    with pytest.raises(OurError):
        library.get("three")


def test_restricted_forms_come_only_when_they_are_asked_for(folder: Path) -> None:
    assert "three" in FormLibrary.load(folder, restricted=True)
    (folder / "restricted" / "three.toml").rename(folder / "three.toml")
    with pytest.raises(FormError, match="restricted"):
        FormLibrary.load(folder)


def test_two_files_of_one_id_are_refused(folder: Path) -> None:
    write(folder / "zebra.toml", "one", "Again")
    with pytest.raises(FormError, match=r"zebra\.toml.*one\.toml"):
        FormLibrary.load(folder)


def test_one_bad_form_is_refused_or_left_out_and_named(folder: Path) -> None:
    write(folder / "bad.toml", "bad", "Bad", body=item("one", "txt"))
    with pytest.raises(FormError):
        FormLibrary.load(folder)
    library = FormLibrary.load(folder, tolerant=True)
    assert len(library.all()) == 2
    assert [error.path.name for error in library.refused] == ["bad.toml"]


def test_a_changed_form_with_an_unchanged_version_is_refused(folder: Path) -> None:
    known = {("one", 1): FormLibrary.load(folder).get("one").hash}
    assert FormLibrary.load(folder, known=known).refused == ()
    write(folder / "one.toml", "one", "Beta", body=item("one") + item("two"))
    with pytest.raises(FormError) as caught:
        FormLibrary.load(folder, known=known)
    assert "version = 2" in caught.value.remedy
    text = (folder / "one.toml").read_text(encoding="utf-8").replace("version = 1", "version = 2")
    (folder / "one.toml").write_text(text, encoding="utf-8")
    assert FormLibrary.load(folder, known=known).get("one").version == 2


def test_the_register_remembers_every_released_version(folder: Path) -> None:
    forms = FormLibrary.load(folder).all()
    (folder / REGISTER).write_text(register_text({}, forms), encoding="utf-8")
    known = read_register(folder / REGISTER)
    assert known == {(form.id, form.version): form.hash for form in forms}
    write(folder / "one.toml", "one", "Changed")
    with pytest.raises(FormError, match="version 1 of one"):
        FormLibrary.load(folder)
    assert register_text(known, [load_form(folder / "one.toml")]) == register_text(known, [])


def test_a_register_that_is_no_register_is_refused_with_its_line(folder: Path) -> None:
    (folder / REGISTER).write_text('[one]\n1 = "x"\nlast = "y"\n', encoding="utf-8")
    with pytest.raises(FormError, match=r"register\.toml, line 3"):
        FormLibrary.load(folder)


def test_the_checking_command_says_which_forms_are_accepted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder), "--register"]) == 0
    assert "ok  one 1  Beta" in capsys.readouterr().out
    assert len(read_register(folder / REGISTER)) == 3
    write(folder / "one.toml", "one", "Changed")
    assert main([str(folder)]) == 1
    assert "REFUSED  one.toml, line" in capsys.readouterr().out


def test_forms_are_read_once_until_their_file_or_a_part_changes(tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    copytree(forms_dir(), folder)
    (folder / REGISTER).unlink(missing_ok=True)  # it would refuse the change below, which keeps its version
    first, again = FormLibrary.load(folder), FormLibrary.load(folder)
    assert all(again.get(form.id) is form for form in first.all())
    note = folder / "dap_note.toml"
    note.write_text(note.read_text("utf-8").replace('title = "Individual note', 'title = "Our note'), "utf-8")
    changed = FormLibrary.load(folder)
    assert changed.get("dap_note").hash != first.get("dap_note").hash
    assert changed.get("phq9") is first.get("phq9")
    header = folder / "parts" / "session_header.toml"
    header.write_text(header.read_text("utf-8").replace('text = "Start"', 'text = "Begin"'), "utf-8")
    assert FormLibrary.load(folder).get("dap_note").hash != changed.get("dap_note").hash
