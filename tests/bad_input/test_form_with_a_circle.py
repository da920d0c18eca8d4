from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormError, FormLibrary
from tests.bad_input.conftest import Place
from tests.bad_input.saying import refused
from tests.cli.running import REPOSITORY

FORM = """\
[form]
id = "sleep_check"
version = 1
title = "Sleep check"
category = "measure"
scope = "client"
authors = ["therapist"]

[[item]]
id = "day"
type = "date"
text = "Day"
role = "effective_on"

[[item]]
id = "slept"
type = "yesno"
text = "Slept well"
show_if = "woke == true"

[[item]]
id = "woke"
type = "yesno"
text = "Woke at night"
show_if = "slept == true"
"""
LINE = FORM.splitlines().index('show_if = "woke == true"') + 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped forms, and one of the clinic's own whose items wait for one another."""
    shutil.copytree(forms_dir(), tmp_path / "forms")
    (tmp_path / "forms" / "sleep_check.toml").write_text(FORM)
    return tmp_path / "forms"


def test_it_is_refused_with_file_line_and_what_to_do(folder: Path) -> None:
    with refused(FormError) as told:
        FormLibrary.load(folder)
    assert str(told).startswith(f"sleep_check.toml, line {LINE}: These wait for one another in a circle: ")
    assert "slept -> woke -> slept" in str(told) or "woke -> slept -> woke" in str(told)


def test_the_other_forms_load_and_the_refused_one_is_named(folder: Path) -> None:
    library = FormLibrary.load(folder, tolerant=True)
    assert [error.path.name for error in library.refused] == ["sleep_check.toml"]
    assert {form.id for form in library.all()} == {form.id for form in FormLibrary.load(forms_dir()).all()}


def test_an_item_that_waits_for_itself_is_refused_too(folder: Path) -> None:
    (folder / "sleep_check.toml").write_text(FORM.replace("woke == true", "slept == true"))
    with refused(FormError) as told:
        FormLibrary.load(folder)
    assert "slept -> slept" in str(told)


def test_a_part_that_includes_itself_is_refused_too(folder: Path) -> None:
    straight = "".join(line for line in FORM.splitlines(keepends=True) if "show_if" not in line)
    (folder / "sleep_check.toml").write_text(straight.replace("version = 1", 'version = 1\ninclude = ["night"]'))
    (folder / "parts" / "night.toml").write_text('include = ["night"]\n')
    with refused(FormError) as told:
        FormLibrary.load(folder)
    assert str(told).startswith("night.toml, line 1: ")


def test_the_form_checker_tells_it_to_whoever_wrote_the_form(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ehr_desk.forms", str(folder)], capture_output=True, text=True, cwd=REPOSITORY
    )
    assert done.returncode != 0
    assert f"sleep_check.toml, line {LINE}: " in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_record_opens_with_the_shipped_forms_whatever_lies_elsewhere(place: Place, folder: Path) -> None:
    desk = place.desk()
    assert "sleep_check" not in desk.library
    assert place.ready_summary(desk).form_id == "progress_summary"
    desk.lock()
    place.is_whole()
