"""Take a picture of every page of a demonstration clinic, in light and dark.

Usage: ``python scripts/screenshots.py DIR/clinic.vault --to FOLDER --login NAME [--login NAME ...]``

The passphrases are read from standard input, one line for each ``--login``, in that order (the demonstration keeps
its own in ``DIR/README.txt``). The record is copied first, so nothing in it changes. ``FOLDER`` must lie outside of
this repository: pictures of a record are no source code.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QDialog, QWidget  # noqa: E402

from ehr_desk.chart.staff.permissions import may_write  # noqa: E402
from ehr_desk.common.clock import SystemClock  # noqa: E402
from ehr_desk.common.ids import RandomIds  # noqa: E402
from ehr_desk.ui.app import build_app, shut  # noqa: E402
from ehr_desk.ui.pages.audit.page import EMERGENCY, AuditPage  # noqa: E402
from ehr_desk.ui.pages.caseload.page import CaseloadPage  # noqa: E402
from ehr_desk.ui.pages.groups.page import GroupsPage  # noqa: E402
from ehr_desk.ui.pages.settings.page import SettingsPage  # noqa: E402
from ehr_desk.ui.pages.unlock.page import UnlockPage  # noqa: E402
from ehr_desk.ui.pages.verify.page import VerifyPage  # noqa: E402
from ehr_desk.ui.pages.week.page import WeekPage  # noqa: E402
from ehr_desk.ui.runner import TaskRunner  # noqa: E402
from ehr_desk.ui.shell.desk_view import DeskView  # noqa: E402
from ehr_desk.ui.shell.preferences import LONGEST_IDLE, PreferencesFile  # noqa: E402
from ehr_desk.ui.theme import Choice, Theme  # noqa: E402
from ehr_desk.ui.widgets.skeleton import Skeleton  # noqa: E402
from ehr_desk.ui.window import DeskWindow, Parts  # noqa: E402
from ehr_desk.vault import VaultFile  # noqa: E402

LOOKS: tuple[Choice, ...] = ("light", "dark")
SIZE = (1440, 900)
SETTLED_MS, PATIENCE_MS = 350, 30_000
ROUNDS = 3
SETTINGS_TABS = ("me", "snippets", "staff", "permissions", "clinic", "due", "cosign", "signing", "screen", "about")
USUAL_FORMS = ("dap_note", "treatment_plan", "medication_visit", "family_session", "phq9", "discharge_summary")
TABS = ("timeline", "notes", "plan", "medications", "measures", "course", "family", "services", "documents", "access")


class Camera:
    """Waits until a page stands still, then takes it. ``look`` ends the names of the pictures; ``runners`` are those
    the window has made so far.
    """

    def __init__(self, window: DeskWindow, folder: Path, look: Choice, runners: Sequence[TaskRunner]) -> None:
        self._window = window
        self._runners = runners
        self._folder = folder
        self._look = look
        self.taken: list[str] = []

    def wait(self, milliseconds: int) -> None:
        """Let the program run."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def until(self, there: Callable[[], bool]) -> bool:
        """Let the program run until something is there."""
        timer = QElapsedTimer()
        timer.start()
        while not there():
            if timer.hasExpired(PATIENCE_MS):
                return False
            self.wait(25)
        return True

    def take(self, name: str) -> None:
        """Take the window, with the dialog over it if one is open."""
        self.until(lambda: not any(one.isVisible() for one in self._window.findChildren(Skeleton)))
        self.wait(SETTLED_MS)
        self.quiet()
        dialog = self.dialog()
        path = self._folder / f"{name}-{self._look}.png"
        (dialog or self._window).grab().save(str(path))
        self.taken.append(name)
        print(name, flush=True)

    def quiet(self) -> None:
        """Wait until what the page asked for has come, and what that led to: a lane answers in order."""
        for _ in range(ROUNDS):
            for runner in self._runners[-1:]:
                answered: list[object] = []
                runner.submit_read(lambda: None, context=self._window, on_ok=answered.append)
                runner.submit_paper(lambda: None, context=self._window, on_ok=answered.append)
                self.until(lambda answered=answered: len(answered) == 2)  # type: ignore[misc]
            self.wait(50)

    def dialog(self) -> QDialog | None:
        """The dialog that is open."""
        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
        return found[0] if found else None

    def close_dialogs(self) -> None:
        """Close what is open over the window."""
        while (dialog := self.dialog()) is not None:
            dialog.reject()
            self.wait(20)


class Tour:
    """Goes through everything one person can see. ``prefix`` begins the names of the pictures; ``every_form`` opens
    the editor of each form this person may write, not only of the usual ones.
    """

    def __init__(
        self, window: DeskWindow, view: DeskView, camera: Camera, prefix: str, *, every_form: bool = False
    ) -> None:
        self._window = window
        self._view = view
        self._camera = camera
        self._prefix = prefix
        self._every_form = every_form

    def everything(self) -> None:
        """Take every place of the rail, a chart with its tabs, and what is written in it."""
        if self._view.has("today"):
            self._go("today")
            self._chart()
            self._notes()
            self._go("groups")
            self._group()
            self._go("to_sign")
            self._week()
        self._settings()
        self._verify()
        self._go("backup")
        self._audit()
        self._window.show_palette()
        self._take("palette")
        self._camera.close_dialogs()
        self._window.show_keys()
        self._take("keys")
        self._camera.close_dialogs()

    def _take(self, name: str) -> None:
        self._camera.take(f"{self._prefix}-{name}")

    def _go(self, place: str) -> None:
        self._view.go_to(place)
        self._camera.wait(SETTLED_MS)
        self._take(place.replace("_", "-"))

    def _caseload(self) -> CaseloadPage:
        page = self._view.page("caseload")
        assert isinstance(page, CaseloadPage)  # noqa: S101 - narrows the type; the place is always this page
        return page

    def _client(self) -> str:
        """The client with the most to see: papers first, then entries."""
        desk = self._view.desk
        charts = [desk.charts.reload(client.id) for client in desk.clients.all()]
        best = max(charts, key=lambda chart: (len(chart.papers), chart.entry_count), default=None)
        return best.client.id if best is not None else ""

    def _chart(self) -> None:
        client_id = self._client()
        page = self._caseload()
        if not client_id:
            self._go("caseload")
            return
        for tab in TABS:
            self._view.open_chart(client_id, tab)
            self._camera.until(lambda: page.chart.chart is not None)
            self._camera.wait(1_500 if tab == "documents" else SETTLED_MS)
            self._take(f"chart-{tab}")
        chart = page.chart.chart
        if chart is not None and chart.entries:
            self._view.open_entry(chart.entries[0].entry_id)
            self._camera.until(lambda: page.chart.entry is not None)
            self._take("entry")

    def _notes(self) -> None:
        """The editors of the forms this person writes, for a client in the program."""
        desk = self._view.desk
        active = [one.client.id for one in desk.tasks.caseload() if one.line.active]
        for form_id in self._wanted():
            form = desk.library.get(form_id)
            if not active or form.sealed or not may_write(desk.me, form.category, form.authors):
                continue
            page, before = self._caseload(), self._caseload().chart.editor
            self._view.start(form_id, active[0])

            def there(page: CaseloadPage = page, before: QWidget | None = before) -> bool:
                editor = page.chart.editor
                return editor is not None and editor is not before and editor.isVisible()

            self._camera.until(there)
            self._take(f"write-{form_id.replace('_', '-')}")

    def _wanted(self) -> tuple[str, ...]:
        if not self._every_form:
            return USUAL_FORMS
        return tuple(form.id for form in self._view.desk.library.all() if form.scope == "client")

    def _group(self) -> None:
        page = self._view.page("groups")
        if not isinstance(page, GroupsPage):
            return
        rows = page.list.rows.rows()
        waiting = next((row for row in rows if row.chip == "Note due"), rows[0] if rows else None)
        if waiting is None:
            return
        page.list.opened.emit(waiting.id)
        self._take("group-roster")
        if page.pane is None and page.roster.write.isVisible():
            page.roster.write.click()
            self._camera.until(lambda: page.pane is not None)
        if page.pane is not None:
            self._take("group-note")
            page.pane.everybody_present()
            self._window.activateWindow()
            self._camera.wait(SETTLED_MS)
            page.pane.grid.focus_row(page.pane.opened.attendees[0].client_id)
            self._take("group-grid")

    def _week(self) -> None:
        self._go("week")
        page = self._view.page("week")
        if isinstance(page, WeekPage):
            for tab in ("hours", "curricula"):
                page.show_tab(tab)
                self._camera.wait(SETTLED_MS)
                self._take(f"week-{tab}")
            page.show_tab("schedule")

    def _settings(self) -> None:
        self._view.go_to("settings")
        page = self._view.page("settings")
        if isinstance(page, SettingsPage):
            for tab in SETTINGS_TABS:
                page.show_tab(tab)
                self._take(f"settings-{tab}")

    def _audit(self) -> None:
        if not self._view.has("audit"):
            return
        self._go("audit")
        page = self._view.page("audit")
        if isinstance(page, AuditPage) and page.emergency is not None:
            page.show_tab(EMERGENCY)
            self._take("audit-emergency")

    def _verify(self) -> None:
        self._go("verify")
        page, desk = self._view.page("verify"), self._view.desk
        papers = [paper for client in self._clients() for paper in desk.charts.reload(client).papers]
        if not papers or not isinstance(page, VerifyPage):
            return
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "document.pdf"
            file.write_bytes(desk.charts.paper(papers[0].document_id)[1])
            page.verify(file)
            self._camera.until(lambda: page.answer() is not None)
            self._take("verify-answer")

    def _clients(self) -> list[str]:
        return [client.id for client in self._view.desk.clients.all()] if self._view.has("caseload") else []


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tour. Returns the exit code: 1 where the folder lies in the repository or somebody cannot unlock."""
    parser = argparse.ArgumentParser(description="Pictures of every page of a demonstration clinic.")
    parser.add_argument("vault", type=Path)
    parser.add_argument("--to", type=Path, required=True, help="a folder outside of the repository")
    parser.add_argument("--every-form", action="store_true", help="open the editor of every form, not of six")
    parser.add_argument("--login", action="append", default=[], help="who unlocks; may be given several times")
    options = parser.parse_args(arguments)
    target = options.to.resolve()
    if target.is_relative_to(ROOT):
        print("Choose a folder outside of the repository: pictures of a record do not belong into it.", file=sys.stderr)
        return 1
    target.mkdir(parents=True, exist_ok=True)
    secrets = [sys.stdin.readline().rstrip("\n") for _ in options.login]
    logins = dict(zip(options.login, secrets, strict=True))
    app = build_app(["ehr-desk"], choice="light")
    taken = 0
    for look in LOOKS:
        app.theme.set_choice(look)
        with tempfile.TemporaryDirectory() as work:
            copy = Path(work) / "clinic.vault"
            shutil.copytree(options.vault, copy)
            camera = _tour(copy, app.theme, look, target, logins, every_form=options.every_form)
        if camera is None:
            return 1
        taken += len(camera.taken)
    shut(app)
    print(f"{taken} pictures in {target}")
    return 0


def _tour(
    vault: Path, theme: Theme, look: Choice, target: Path, logins: dict[str, str], *, every_form: bool
) -> Camera | None:
    """One round through the window in one theme; None where somebody could not unlock."""
    preferences = PreferencesFile(vault.parent / "preferences.json")
    preferences.keep(idle_minutes=LONGEST_IDLE)
    runners: list[TaskRunner] = []

    def runner_for(parent: QObject) -> TaskRunner:
        runners.append(TaskRunner(parent))
        return runners[-1]

    window = DeskWindow(
        Parts(
            theme,
            SystemClock(),
            RandomIds(),
            preferences,
            choose_folder=lambda _title: None,
            print_text=lambda _text: None,
            make_runner=runner_for,
        )
    )
    window.resize(*SIZE)
    camera = Camera(window, target, look, runners)
    window.begin(None)
    window.show()
    camera.take("first-run")
    window.begin(vault)
    camera.take("unlock")
    page = window.shown()
    if isinstance(page, UnlockPage):
        page.restore_asked.emit(False)
        camera.take("restore")
        window.begin(vault)
    people = {person.login: person.staff_id for person in VaultFile(vault).people}
    try:
        for login, secret in logins.items():
            page = window.shown()
            if login not in people or not isinstance(page, UnlockPage):
                print(f"There is nobody with the short name {login}.", file=sys.stderr)
                return None
            page.panel.unlock_requested.emit(people[login], secret)
            if not camera.until(lambda: window.view is not None) or window.view is None:
                print(f"{login} could not unlock the record.", file=sys.stderr)
                return None
            Tour(window, window.view, camera, login, every_form=every_form).everything()
            window.lock()
        return camera
    finally:
        window.close()
        window.deleteLater()


if __name__ == "__main__":
    sys.exit(main())
