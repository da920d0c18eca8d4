"""Every act once: title, keys, permission. Menus, shortcuts, the palette and the help sheet read this."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ehr_desk.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One act.

    ``keys`` are portable key texts ("Ctrl+K"); the first is the one that is shown. ``permission`` is what the
    person needs (empty: everybody). ``hidden`` acts have keys but stand in no palette (tab switching).
    """

    id: str
    title: str
    keys: tuple[str, ...] = ()
    group: str = "General"
    permission: str = ""
    icon: str = ""
    hidden: bool = False


def _everybody(_permission: str) -> bool:
    return True


class Actions(QObject):
    """The registry of one window. ``ran`` carries the id of an act that was started.

    Keys work in the whole window. Single letters and "?" never fire while a text field has the focus: text fields
    take printable keys first.
    """

    ran = Signal(str)
    changed = Signal()

    def __init__(self, window: QWidget, theme: Theme, permits: Callable[[str], bool] = _everybody) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._permits = permits
        self._specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, QAction] = {}
        theme.changed.connect(self._restyle)

    def add(self, spec: ActionSpec, run: Callable[[], object], *, enabled: bool = True) -> QAction:
        """Register an act. Raises ``ValueError`` for an id or a key that is taken."""
        if spec.id in self._specs:
            raise ValueError(f"the act {spec.id} is registered already")
        taken = {key: other.id for other in self._specs.values() for key in other.keys}
        for key in spec.keys:
            if key in taken:
                raise ValueError(f"{key} already belongs to {taken[key]}")
        action = QAction(spec.title, self._window)
        action.setObjectName(f"action.{spec.id}")
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)
        action.setEnabled(enabled and self.permitted(spec))
        action.triggered.connect(lambda _checked=False: self._run(spec.id, run))
        self._specs[spec.id] = spec
        self._actions[spec.id] = action
        self._window.addAction(action)
        self._paint(spec)
        self.changed.emit()
        return action

    def remove(self, action_id: str) -> None:
        """Take an act away (its page is gone)."""
        self._specs.pop(action_id, None)
        action = self._actions.pop(action_id, None)
        if action is not None:
            self._window.removeAction(action)
            action.deleteLater()
            self.changed.emit()

    def permitted(self, spec: ActionSpec) -> bool:
        """Whether the person at the desk may do it."""
        return not spec.permission or self._permits(spec.permission)

    def trigger(self, action_id: str) -> bool:
        """Start an act by its id; false where it is not enabled."""
        action = self._actions.get(action_id)
        if action is None or not action.isEnabled():
            return False
        action.trigger()
        return True

    def action(self, action_id: str) -> QAction:
        """The Qt action, for a button or a menu. Raises ``KeyError``."""
        return self._actions[action_id]

    def visible(self) -> list[ActionSpec]:
        """Acts that the palette offers: permitted, enabled, not hidden; in the order of registration."""
        return [spec for spec in self._specs.values() if not spec.hidden and self._actions[spec.id].isEnabled()]

    def by_group(self) -> dict[str, list[ActionSpec]]:
        """Permitted acts that have keys, by group: the help sheet."""
        found: dict[str, list[ActionSpec]] = {}
        for spec in self._specs.values():
            if spec.keys and self.permitted(spec):
                found.setdefault(spec.group, []).append(spec)
        return found

    def menu(self, ids: Iterable[str], parent: QWidget) -> QMenu:
        """A menu of acts; an empty id is a line between them."""
        made = QMenu(parent)
        for action_id in ids:
            if action_id:
                made.addAction(self._actions[action_id])
            else:
                made.addSeparator()
        return made

    def _run(self, action_id: str, run: Callable[[], object]) -> None:
        self.ran.emit(action_id)
        run()

    def _paint(self, spec: ActionSpec) -> None:
        if spec.icon:
            self._actions[spec.id].setIcon(self._theme.icon(spec.icon))

    def _restyle(self) -> None:
        for spec in self._specs.values():
            self._paint(spec)


def keys_text(spec: ActionSpec) -> str:
    """The keys as they are shown to people, on this system."""
    return QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.keys else ""
