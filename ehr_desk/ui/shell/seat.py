"""What belongs to one person's sitting at the desk and ends with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ehr_desk.ui.dialogs.keys import KeysDialog
from ehr_desk.ui.dialogs.palette import PaletteDialog
from ehr_desk.ui.pages.backup.schedule import BackupSchedule
from ehr_desk.ui.pages.settings.stamp_schedule import StampSchedule
from ehr_desk.ui.runner import SyncRunner, TaskRunner
from ehr_desk.ui.shell.acts import Openers, actions_for
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.shell.finding import CLIENT_GROUP, ClientFinder, providers
from ehr_desk.ui.shell.places import Place
from ehr_desk.ui.shell.screen import KeptScreen
from ehr_desk.ui.shell.spot import Returning, Spot, spot_of
from ehr_desk.ui.theme import Theme

if TYPE_CHECKING:
    from ehr_desk.desk import Desk


class Seat:
    """The open desk, its view, its acts, what the palette finds, and what runs by itself meanwhile."""

    def __init__(
        self, desk: Desk, runner: TaskRunner | SyncRunner, theme: Theme, screen: KeptScreen, window: Openers
    ) -> None:
        self.desk = desk
        self.runner = runner
        self._theme = theme
        self.view = view = DeskView(desk, runner, theme, screen)
        view.lock_asked.connect(window.lock)
        view.status.set_person(desk.me.signature_name, desk.sitting.clinic_name)
        view.warn_of_history()
        view.warnings.of_term()
        backups = BackupSchedule(view, view)
        backups.room_told.connect(view.status.set_room)
        self._schedules = (backups, StampSchedule(view, view))
        self.actions = actions_for(view, theme, window, screen)
        self.finder = ClientFinder(view, allowed=view.permits("read charts"), parent=view)
        view.wrote.connect(self.finder.on_changed)
        view.went.connect(self._went)

    def end(self) -> None:
        """Nothing begins by itself any more, although the view is deleted a little later."""
        for schedule in self._schedules:
            schedule.stop()

    def spot(self) -> Spot:
        """Where exactly the person is on the page that is shown."""
        page = self.view.current()
        return spot_of(page, self.view.window().focusWidget()) if page is not None else Spot()

    def return_to(self, spot: Spot) -> None:
        """Go back to where the person was on the page that is shown, as soon as it is all there."""
        page = self.view.current()
        if page is not None:
            Returning(page, spot)

    def show_palette(self, parent: QWidget) -> None:
        """Find a client or an act."""
        dialog = PaletteDialog(self._theme, providers(self.finder, self.actions), parent)
        dialog.chosen.connect(self._chosen)
        dialog.open()

    def show_keys(self, parent: QWidget) -> None:
        """Show the keys of this moment."""
        KeysDialog(self._theme, self.actions, parent).open()

    def _chosen(self, group: str, key: str) -> None:
        if group == CLIENT_GROUP:
            self.view.searched("palette")
            self.view.open_chart(key)
        else:
            self.actions.trigger(key)

    def _went(self, place: Place) -> None:
        self.finder.opened(place.client_id)
