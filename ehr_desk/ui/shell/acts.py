"""Every act of the open desk, registered once: keys, palette and help sheet read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QWidget

from ehr_desk.ui.actions import Actions, ActionSpec
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.shell.emergency import ask_in_emergency
from ehr_desk.ui.shell.finding import SETTING_ACTS
from ehr_desk.ui.shell.pages import CASELOAD, GROUPS, TODAY
from ehr_desk.ui.shell.places import Place
from ehr_desk.ui.shell.screen import KeptScreen
from ehr_desk.ui.theme import Choice, Theme

GO, DESK = "Go to", "Desk"
_WRITING = (
    ("sign", "Next step: sign", "Ctrl+Return"),
    ("save", "Save now (it is saved anyway)", "Ctrl+S"),
    ("preview", "Preview the PDF", "Ctrl+Shift+P"),
    ("list", "To the list of clients", "Ctrl+1"),
    ("thread", "To the plan beside the note", "Ctrl+2"),
    ("note", "To the note", "Ctrl+3"),
    ("last", "Note: show the last one beside it", "Ctrl+Shift+L"),
    ("bring", "Note: bring this field's text from the last one", "Ctrl+Shift+B"),
    ("supply", "Medication: pharmacy and supply of the order", "Ctrl+Shift+S"),
    ("decline", "Measure: the client declines this question", "Ctrl+D"),
    ("decline.rest", "Measure: the client declines all open questions", "Ctrl+Shift+D"),
    ("snippet", "Insert a snippet, or build a sentence", "Ctrl+Space"),
    ("group.present", "Group note: mark everyone present", "Ctrl+Shift+A"),
    ("group.attendance", "Group note: to this attendee's attendance", "Ctrl+E"),
    ("group.response", "Group note: to this attendee's response", "Ctrl+R"),
    ("group.objectives", "Group note: this attendee's objectives", "Ctrl+G"),
    ("group.compare", "Compare this text with the one it is like", "Ctrl+M"),
    ("group.next", "Group note: next attendee with something to do", "Ctrl+Down"),
    ("group.same", "Group note: the same field of the next attendee", "Down"),
)
_TODAY = (
    ("do", "What the line is for: its filled-in form", "Return"),
    ("absent", "Absent, on a session", "A"),
    ("make_up", "Make-up session, on who missed one", "M"),
    ("screen", "Screen, on a safety alert", "S"),
    ("down", "Next line", "J"),
    ("up", "Line before", "K"),
    ("card", "To the first card; 2 to 7 to the others", "1"),
)
_LOOKS: tuple[tuple[Choice, str, str], ...] = (
    ("light", "Light colors", "sun"),
    ("dark", "Dark colors", "moon"),
    ("system", "Colors of the system", "contrast"),
)


class Openers(Protocol):
    """What only the window can do."""

    def show_palette(self) -> None: ...

    def show_keys(self) -> None: ...

    def lock(self) -> None: ...


def register(actions: Actions, view: DeskView, window: Openers, screen: KeptScreen) -> None:
    """Register the acts of a sitting."""
    _places(actions, view)
    _tabs(actions, view)
    _desk(actions, view, window)
    _work(actions, view)
    if view.has(CASELOAD):
        _emergency(actions, view)
        _writing(actions)
        _today(actions)
    _look(actions, screen)


def _places(actions: Actions, view: DeskView) -> None:
    for at, spec in enumerate(view.specs, start=1):
        actions.add(
            ActionSpec(f"go.{spec.id}", f"Go to {spec.word}", (f"Alt+{at}",), GO, spec.permission, spec.icon),
            partial(view.go, Place(spec.id)),
        )
    actions.add(ActionSpec("go.back", "Back", ("Alt+Left",), GO, icon="arrow-left"), view.go_back)
    actions.add(ActionSpec("go.forward", "Forward", ("Alt+Right",), GO, icon="arrow-right"), view.go_forward)


def _desk(actions: Actions, view: DeskView, window: Openers) -> None:
    actions.add(
        ActionSpec("palette", "Find a client or an action", ("Ctrl+K",), DESK, icon="search", hidden=True),
        window.show_palette,
    )
    actions.add(ActionSpec("keys", "Show the keys", ("F1", "?"), DESK, icon="keyboard"), window.show_keys)
    privacy = ActionSpec("privacy", "Privacy mode: hide the record, show it again", ("F12",), DESK, icon="eye-off")
    actions.add(privacy, view.privacy.toggle)
    actions.add(ActionSpec("lock", "Lock the desk", ("Ctrl+L",), DESK, icon="lock"), window.lock)
    actions.add(ActionSpec("save", "Save now", (), DESK, "write entries", "device-floppy"), view.flush)


def _emergency(actions: Actions, view: DeskView) -> None:
    def ask() -> None:
        ask_in_emergency(view, view)

    words = "Open a chart in an emergency"
    spec = ActionSpec("chart.emergency", words, (), "Work", "open charts in an emergency", "lifebuoy")
    actions.add(spec, ask)


def _writing(actions: Actions) -> None:
    """Keys that the editors themselves listen to: registered for the help sheet only, so they stay off here."""
    for action_id, words, keys in _WRITING:
        spec = ActionSpec(f"writing.{action_id}", words, (keys,), "While writing", "write entries", hidden=True)
        actions.add(spec, lambda: None, enabled=False)


def _today(actions: Actions) -> None:
    """Keys that the lines of the day listen to: registered for the help sheet only."""
    for action_id, words, keys in _TODAY:
        spec = ActionSpec(f"today.{action_id}", words, (keys,), "On Today", "read charts", hidden=True)
        actions.add(spec, lambda: None, enabled=False)


def _tabs(actions: Actions, view: DeskView) -> None:
    """Ctrl+Tab moves along the tabs of whatever is shown: a chart's, or the settings'."""

    def step(by: int) -> None:
        page = view.current()
        move = getattr(getattr(page, "chart", page), "step_tab", None)
        if callable(move):
            move(by)

    for action_id, words, keys, by in (
        ("tab.next", "Next tab", "Ctrl+Tab", 1),
        ("tab.before", "Tab before", "Ctrl+Shift+Tab", -1),
    ):
        actions.add(ActionSpec(action_id, words, (keys,), GO, hidden=True), partial(step, by))


def _work(actions: Actions, view: DeskView) -> None:
    """Acts that a page carries out: the page is shown first, then asked."""

    def asked(place: str, method: str) -> Callable[[], None]:
        def run() -> None:
            if view.has(place):
                view.go(Place(place))
                call_page(view.page(place), method)

        return run

    for spec, place, method in (
        (ActionSpec("client.find", "Find a client", ("Ctrl+F",), "Work", "read charts", "search"), CASELOAD, "find"),
        (ActionSpec("client.new", "Add a client", (), "Work", "admit clients", "user-plus"), CASELOAD, "new_client"),
        (ActionSpec("note.new", "New note", ("Ctrl+N",), "Work", "write entries", "plus"), CASELOAD, "new_note"),
        (
            ActionSpec("group.new", "New group note", ("Ctrl+Shift+N",), "Work", "write entries", "users-group"),
            GROUPS,
            "new_note",
        ),
        (
            ActionSpec("session.plan", "Plan a session", (), "Work", "plan sessions", "calendar-plus"),
            TODAY,
            "plan_session",
        ),
        (
            ActionSpec("absence.record", "Record an absence", (), "Work", "write entries", "calendar-off"),
            TODAY,
            "record_absence",
        ),
    ):
        if view.has(place):
            actions.add(spec, asked(place, method))


def _look(actions: Actions, screen: KeptScreen) -> None:
    larger = ActionSpec("text.larger", "Larger text", ("Ctrl++", "Ctrl+="), SETTING_ACTS, icon="text-size")
    actions.add(larger, screen.larger)
    actions.add(ActionSpec("text.smaller", "Smaller text", ("Ctrl+-",), SETTING_ACTS, icon="text-size"), screen.smaller)
    usual = ActionSpec("text.usual", "Usual text size", ("Ctrl+0",), SETTING_ACTS, icon="text-size")
    actions.add(usual, lambda: screen.set_text_size(100))
    for look, words, icon in _LOOKS:
        spec = ActionSpec(f"look.{look}", words, (), SETTING_ACTS, icon=icon)
        actions.add(spec, partial(screen.set_look, look))


def call_page(page: QWidget, method: str) -> bool:
    """Ask a page to do something it may know; false where it does not."""
    act = getattr(page, method, None)
    if not callable(act):
        return False
    act()
    return True


def actions_for(view: DeskView, theme: Theme, window: Openers, screen: KeptScreen) -> Actions:
    """The registry of one sitting; it goes with the view."""
    actions = Actions(view, theme, view.permits)
    register(actions, view, window, screen)
    return actions
