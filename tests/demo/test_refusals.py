"""What the demonstration does not do, and how it opens the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.founding import FirstPerson, create
from ehr_desk.common.clock import SystemClock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import RandomIds
from ehr_desk.demo.run import Options, has_display, make_demo, window_command
from ehr_desk.vault import KdfLimits


def test_a_vault_of_a_real_clinic_is_never_touched(tmp_path: Path, cheap_kdf: KdfLimits) -> None:
    vault = tmp_path / "clinic.vault"
    first = FirstPerson("ann", "Ann Example", "")
    words = "four ordinary words here"
    create(vault, ClinicRow("Another Clinic"), first, words, clock=SystemClock(), ids=RandomIds(), kdf=cheap_kdf)
    before = {path.name: path.read_bytes() for path in vault.iterdir()}
    with pytest.raises(UserError, match="not a demonstration"):
        make_demo(tmp_path, Options(clients=1))
    assert {path.name: path.read_bytes() for path in vault.iterdir()} == before


def test_something_that_is_no_vault_is_left_alone_as_well(tmp_path: Path) -> None:
    (tmp_path / "clinic.vault").mkdir()
    (tmp_path / "clinic.vault" / "vault.hdr").write_bytes(b"not a header")
    with pytest.raises(UserError, match="not a demonstration"):
        make_demo(tmp_path, Options(clients=1))


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("a file", encoding="utf-8")
    with pytest.raises(UserError, match="not a folder"):
        make_demo(tmp_path / "here", Options(clients=1))


@pytest.mark.parametrize("clients", [0, 31, -2])
def test_a_number_of_clients_without_stories_is_refused(clients: int, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="1 to 30"):
        make_demo(tmp_path / "here", Options(clients=clients))
    assert not (tmp_path / "here").exists()


def test_a_window_needs_a_display() -> None:
    assert has_display({"DISPLAY": ":0"}, "linux")
    assert has_display({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert has_display({}, "win32")
    assert not has_display({}, "linux")
    assert not has_display({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux")


def test_the_window_is_opened_on_the_new_vault(tmp_path: Path) -> None:
    command = window_command(tmp_path / "clinic.vault")
    assert command[-2:] == ["--vault", str(tmp_path / "clinic.vault")]
