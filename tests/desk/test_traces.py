"""A whole sitting in a program of its own, with marker names in it: nothing readable is left on the disk, and a crash
tells nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ehr_desk.desk import Desk
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

MARKERS = ("Zzmarkername", "Qqmarkergiven", "Xxmarkertext", "Wwmarkersealed")

SITTING = """
import faulthandler, os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ehr_desk.common.clock import SystemClock
from ehr_desk.common.ids import RandomIds
from ehr_desk.ui.app import build_app
from ehr_desk.ui.pages.unlock.clock import ClockPage
from ehr_desk.ui.pages.unlock.page import UnlockPage
from ehr_desk.ui.runner import SyncRunner
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.window import DeskWindow, Parts
from ehr_desk.vault import KdfLimits, KdfParameters
from ehr_desk.vault.hardening import forbid_memory_dumps
from ehr_desk.vault.witness import Witnesses

folder, home, staff_id, ends = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
passphrase = sys.stdin.readline().rstrip("\\n")
forbid_memory_dumps()
faulthandler.enable()
app = build_app(["ehr-desk"])
cheap = KdfLimits(floor=KdfParameters(memory_kib=64, passes=1, lanes=1), target_seconds=0)
parts = Parts(
    theme=app.theme, clock=SystemClock(), ids=RandomIds(), preferences=PreferencesFile(home / "settings.json"),
    choose_folder=lambda _title: None, print_text=lambda _text: None, kdf=cheap,
    make_runner=lambda _window: SyncRunner(), witnesses=Witnesses(home / "witnesses"),
)
window = DeskWindow(parts)
titles = []
window.windowTitleChanged.connect(titles.append)
window.begin(folder)
window.show()
gate = window.shown()
assert isinstance(gate, UnlockPage)
gate.panel.unlock_requested.emit(staff_id, passphrase)
clock = window.shown()
if isinstance(clock, ClockPage):  # the invented record may end after today
    clock.go.click()
view = window.view
assert view is not None, "nobody sits at the desk"
client = view.desk.clients.all()[0]
for place in [spec.id for spec in view.specs]:
    view.go_to(place)
    QApplication.processEvents()
view.open_chart(client.id)
for tab in ("timeline", "notes", "plan", "documents", "access"):
    view.open_chart(client.id, tab)
    QApplication.processEvents()
view.start("dap_note", client.id)
QApplication.processEvents()
draft = view.desk.drafts.mine()[0]
view.desk.drafts.save(draft.id, {**draft.answers, "data": "Xxmarkertext"})
opened = view.desk.sealed.open(passphrase)
sealed = view.desk.sealed.start(opened, "sud_counseling_note", client.id)
view.desk.sealed.save(opened, sealed, {**sealed.answers, "conversation": "Wwmarkersealed"})
if ends == "crash":
    print("TITLES", titles, flush=True)
    os.abort()
window.lock()
print("TITLES", titles, flush=True)
window.close()
QApplication.processEvents()
os._exit(0)
"""


@pytest.fixture
def marked(clinic: TestClinic) -> TestClinic:
    mark(clinic)
    return clinic


def mark(clinic: TestClinic) -> None:
    """A client and an entry that nobody outside may ever read."""
    desk: Desk = clinic.desk("therapist")
    client = add_client(desk, MARKERS[0], MARKERS[1])
    write(desk, "absence", client, None)
    desk.lock()


def run(clinic: TestClinic, tmp_path: Path, ends: str) -> tuple[subprocess.CompletedProcess[str], list[Path]]:
    """A sitting that ends with ``lock`` or ``crash``, and every file that it left in folders made for it."""
    homes = {name: tmp_path / name for name in ("home", "tmp", "work")}
    for folder in homes.values():
        folder.mkdir()
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(homes["home"]),
        "XDG_CONFIG_HOME": str(homes["home"] / "config"),
        "XDG_STATE_HOME": str(homes["home"] / "state"),
        "XDG_CACHE_HOME": str(homes["home"] / "cache"),
        "TMPDIR": str(homes["tmp"]),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": ":".join(path for path in sys.path if path),
    }
    ran = subprocess.run(
        [sys.executable, "-c", SITTING, str(clinic.folder), str(homes["home"]), clinic.staff_ids["therapist"], ends],
        input=passphrase_of("therapist") + "\n",
        capture_output=True,
        text=True,
        cwd=homes["work"],
        env=environment,
        timeout=600,
        check=False,
    )
    files = [path for folder in (*homes.values(), clinic.folder) for path in folder.rglob("*") if path.is_file()]
    return ran, files


def holds(content: bytes) -> list[str]:
    """The markers in some bytes, in either spelling."""
    forms = {marker: (marker.encode(), marker.encode("utf-16-le")) for marker in MARKERS}
    return [marker for marker, spelled in forms.items() if any(one in content for one in spelled)]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads where Linux keeps these files")
@pytest.mark.parametrize("ends", ["lock", "crash"])
def test_no_name_and_no_text_is_left_in_files_titles_output_or_a_core(
    marked: TestClinic, tmp_path: Path, ends: str
) -> None:
    ran, files = run(marked, tmp_path, ends)
    assert "TITLES" in ran.stdout, ran.stderr[-2000:]
    assert (ran.returncode == 0) is (ends == "lock")
    if ends == "crash":
        assert ran.returncode == -6
        assert "Fatal Python error: Aborted" in ran.stderr
    assert files
    assert holds(ran.stdout.encode() + ran.stderr.encode()) == []
    assert [path.name for path in files if holds(path.read_bytes())] == []
    assert not any(marker in path.name for path in files for marker in MARKERS)
    assert [path.name for path in files if path.name.startswith("core")] == []


def test_the_scan_would_find_a_marker(tmp_path: Path) -> None:
    assert holds(b"... Zzmarkername ...") == ["Zzmarkername"]
    assert holds("Xxmarkertext".encode("utf-16-le")) == ["Xxmarkertext"]
