"""One draft being written: kept while it is typed, looked through, signed, or thrown away. The same for every form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ehr_desk.chart.entries.reused import Passage
from ehr_desk.chart.entries.rows import DraftRow, Prepared, Signed
from ehr_desk.ui.pages.base import DRAFTS, Changed, Shell
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.pages.editor.confirming import Asked, Confirming, kept_reasons, keys_of, to_confirm, to_explain
from ehr_desk.ui.pages.editor.frame import DraftFrame
from ehr_desk.ui.pages.editor.signing import SignFlow
from ehr_desk.ui.pages.editor.writer import DraftWriter
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.pages.record.words import local_of
from ehr_desk.ui.widgets.message_bar import Message

PREVIEW_KEYS = "Ctrl+Shift+P"
GONE = "It was signed or discarded in another place. What was typed here last is not part of it."
BESIDE = (
    "This draft was changed in another place while you wrote here.",
    "Both texts are kept: yours goes on here as a draft of its own, the other one is among the drafts.",
)


class DraftPane(QWidget):
    """A page part says what is typed (:meth:`answers`), how findings are told (:meth:`messages`,
    :meth:`show_findings`) and where they lead (:meth:`jump`); it calls :meth:`begin` with its frame, and
    :meth:`edited` after every act of the person.

    ``closed`` when the draft is gone (signed or discarded); ``signed`` carries what was signed, after that.
    """

    closed = Signal()
    signed = Signal(object)
    frame: DraftFrame

    def __init__(self, shell: Shell, draft: DraftRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.writer = DraftWriter(shell.desk.drafts, draft)
        self._beside_told = False
        self._tried = False
        self._looking = False
        self._to_sign = False
        self._passed: set[str] = set()
        self._flow = SignFlow(shell, self)
        self._confirming = Confirming(shell, self)
        self.saver = Autosave(shell.runner, self.answers, self._save, self)
        self.saver.state.connect(self._saved_state)

    # What a page part says ----------------------------------------------------------------------------------------

    def answers(self) -> dict[str, Any]:
        """What is typed now."""
        raise NotImplementedError  # hook: a QWidget cannot be an ABC too, so what forgets it fails here

    def facts_words(self) -> str:
        """The line beside the title."""
        raise NotImplementedError  # hook: a QWidget cannot be an ABC too, so what forgets it fails here

    def messages(self, prepared: list[Prepared]) -> list[Message]:
        """The findings in words."""
        raise NotImplementedError  # hook: a QWidget cannot be an ABC too, so what forgets it fails here

    def show_findings(self, prepared: list[Prepared]) -> None:
        """Show the findings beside their fields."""
        raise NotImplementedError  # hook: a QWidget cannot be an ABC too, so what forgets it fails here

    def mended(self) -> frozenset[str]:
        """Of what the form itself asks for: the targets of messages that are answered on the screen by now."""
        return frozenset()

    def sign_title(self) -> str:
        """What is signed, where the title of its form does not tell."""
        return ""

    def jump(self, target: str) -> None:
        """Go to the field of a finding."""
        raise NotImplementedError  # hook: a QWidget cannot be an ABC too, so what forgets it fails here

    def saved(self) -> None:
        """Everything typed is written."""

    # What the page calls ------------------------------------------------------------------------------------------

    @property
    def draft(self) -> DraftRow:
        """The draft that is written here, as the record last gave it."""
        return self.writer.draft

    @property
    def draft_id(self) -> str:
        """The id of the draft that is written here."""
        return self.writer.draft.id

    def begin(self, frame: DraftFrame) -> None:
        """Take the frame into use."""
        self.frame = frame
        self.bar, self.mark, self.facts = frame.bar, frame.mark, frame.facts
        self.go, self.away = frame.go, frame.away
        frame.bar.jump.connect(self.jump)
        frame.discard_asked.connect(self.discard)
        frame.sign_asked.connect(self.sign)
        frame.take_back_asked.connect(self.take_back)
        frame.take_back.setVisible(bool(self.draft.confirmed))
        self.facts.setText(self.facts_words())
        clock = self.shell.desk.clock
        self.mark.saved(local_of(self.draft.saved_at, clock))
        self.mark.follow(self.saver.state, lambda at: local_of(at, clock))

    def keys(self, acts: Iterable[tuple[str, Callable[[], object]]]) -> None:
        """Keys that work while the focus is in this draft."""
        for keys, act in acts:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def edited(self) -> None:
        """The person changed something; what is mended with it leaves the list of findings at once."""
        self.saver.touched()
        done = self.mended() if self._tried else frozenset()
        if any(one.target in done for one in self.bar.messages()):
            self.bar.show_messages([one for one in self.bar.messages() if one.target not in done])
        self.facts.setText(self.facts_words())

    def flush(self) -> None:
        """Hand over what is typed now."""
        self.saver.flush()

    def save_now(self) -> None:
        """Write everything, typed or not."""
        self.saver.touched()
        self.saver.flush()

    def sign(self) -> None:
        """Save, look what is missing, and either say it or ask for the passphrase."""
        self._to_sign = True
        self.saver.touched()
        self.saver.then(self._prepare)

    def discard(self) -> None:
        """Throw the draft away; a toast can bring it back. Where that fails, what is typed is still kept."""
        answers, reused = self.answers(), self.reused()
        self.frame.setEnabled(False)
        self.saver.flush()  # nothing may come to be written once the draft is gone
        self.shell.runner.submit_write(
            lambda: self.writer.discard(answers, reused),
            context=self,
            on_ok=self._discarded,
            on_error=self._not_discarded,
        )

    def take_back(self) -> None:
        """Forget the reasons kept with the draft: signing asks for them again."""

        def taken(_draft: DraftRow) -> None:
            self._passed.clear()
            self.go.setFocus(Qt.FocusReason.OtherFocusReason)  # the button with the focus goes
            self.shell.toast("The reasons are taken back. Signing asks for them again.")
            self._read_findings(self._tell, self.failed)

        drafts = self.shell.desk.drafts
        self.shell.runner.submit_write(
            lambda: drafts.take_back(self.draft_id), context=self, on_ok=taken, on_error=self.failed
        )

    def failed(self, error: Exception) -> None:
        """Say that something did not work."""
        tell(self.bar, error)

    def reused(self) -> Sequence[Passage] | None:
        """What was carried forward from earlier entries; None where nothing is carried in this form."""
        return None

    # Inside -------------------------------------------------------------------------------------------------------

    def _save(self, answers: Mapping[str, Any]) -> str:
        # Asked when it is written: a mark may be newer than the answers, never older.
        return self.writer.save(answers, self.reused())

    def _saved_state(self, state: str, detail: str) -> None:
        if state in ("failed", "gone"):
            self._to_sign = False
        if state == "gone":
            self.bar.show_text("must", f"{detail}.", GONE)
            self.shell.toast(f"{detail}. {GONE}")
        if state != "saved":
            return
        if self.writer.beside and not self._beside_told:
            self._tell_beside()
        self.saved()
        if not self._to_sign:  # signing looks through the draft itself, right after this save
            self.look_again()

    def look_again(self) -> None:
        """Tell anew what the stored draft lacks, where that was told before."""
        if self._tried:
            self._read_findings(self._tell, lambda _error: None)

    def _tell_beside(self) -> None:
        self._beside_told = True
        self.bar.show_text("should", *BESIDE)
        self.shell.changed(Changed.of(DRAFTS, clients=self._clients(self.draft)))
        self.shell.toast(BESIDE[1])

    def _read_findings(self, act: Callable[[list[Prepared]], object], failed: Callable[[Exception], object]) -> None:
        signing = self.shell.desk.signing
        self.shell.runner.submit_read(lambda: signing.prepare(self.draft_id), context=self, on_ok=act, on_error=failed)

    def _prepare(self) -> None:
        self._to_sign = False
        if self._looking:
            return
        # The button stays as it is: one that is disabled gives the focus to the next field, which would take the keys.
        self._looking = True
        self._read_findings(self._prepared, self._not_prepared)

    def _not_prepared(self, error: Exception) -> None:
        self._looking = False
        self.failed(error)

    def _prepared(self, prepared: list[Prepared]) -> None:
        self._looking = False
        if not all(one.complete for one in prepared):
            self._missing(prepared)
            return
        self._tell(prepared)
        asked = to_explain(prepared, self._passed)
        if asked:
            without = partial(self._pass, asked, prepared)
            self._confirming.ask(self.draft_id, asked, done=self._confirmed, left=self._to_first, without=without)
        else:
            self._sign_shown(prepared)

    def _confirmed(self, unanswered: Sequence[str]) -> None:
        """What got no reason is not asked again while this text stands."""
        self._passed |= set(unanswered)
        self.sign()

    def _pass(self, asked: Asked, prepared: list[Prepared]) -> None:
        """Signed without a reason: not asked again while this text stands."""
        self._passed |= set(keys_of(asked))
        self._sign_shown(prepared)

    def _sign_shown(self, prepared: list[Prepared]) -> None:
        self._flow.sign([self.draft_id], prepared, done=self._signed, incomplete=self._missing, title=self.sign_title())

    def _missing(self, prepared: list[Prepared]) -> None:
        self._tried = True
        self._tell(prepared)
        asked = to_confirm(prepared)
        if asked:
            self._confirming.ask(self.draft_id, asked, done=self._confirmed, left=self._to_first)
        else:
            self._to_first()

    def _to_first(self) -> None:
        first = next((one.target for one in self.bar.messages() if one.target), "")
        if first:
            self.jump(first)

    def _tell(self, prepared: list[Prepared]) -> None:
        self.bar.show_messages(self.messages(prepared))
        self.show_findings(prepared)
        self.frame.take_back.setVisible(kept_reasons(prepared))

    def _signed(self, result: Signed) -> None:
        self.saver.forget()
        self.closed.emit()
        self.signed.emit(result)

    def _not_discarded(self, error: Exception) -> None:
        self.frame.setEnabled(True)
        self.away.setFocus(Qt.FocusReason.OtherFocusReason)
        self.failed(error)

    @staticmethod
    def _clients(draft: DraftRow) -> Sequence[str]:
        return draft.attendees or ([draft.client_id] if draft.client_id else [])

    def _discarded(self, kept: DraftRow) -> None:
        self.saver.forget()
        shell, desk, owner = self.shell, self.shell.desk, self.window()
        change = Changed.of(DRAFTS, clients=self._clients(kept))

        def undo() -> None:
            shell.runner.submit_write(lambda: desk.drafts.restore(kept.id), context=owner, on_ok=lambda _: back())

        def back() -> None:
            shell.changed(change)
            shell.open_draft(kept.id)

        self.closed.emit()
        shell.changed(change)
        shell.toast("Draft discarded", undo)
