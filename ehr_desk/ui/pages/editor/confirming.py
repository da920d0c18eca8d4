"""What is signed once its author says in words that it is right, and what they should say a word about: one question
for everything that asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ehr_desk.chart.entries.rows import Prepared
from ehr_desk.forms import Finding
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.widgets.buttons import button

_MOST = 6
_NAMES = 3
"""Names in one line; of more the rest is counted."""
_KEPT = "What you write here is kept with the entry. You can also go on without a reason."


Asked = Sequence[tuple[Prepared, Finding]]


def to_confirm(prepared: Sequence[Prepared]) -> list[tuple[Prepared, Finding]]:
    """What a reason would lift, if nothing else is missing; empty where something has to be written first. What only
    should have a reason is asked afterwards: nobody signs one reason for the other."""
    musts = [(one, finding) for one in prepared for finding in one.findings if finding.level == "must"]
    return musts if all(finding.confirm for _, finding in musts) else []


def to_explain(prepared: Sequence[Prepared], passed: Collection[str] = ()) -> list[tuple[Prepared, Finding]]:
    """What can be signed as it is, but should have a reason kept with it. ``passed``: keys that were asked before."""
    shoulds = [(one, finding) for one in prepared for finding in one.findings if finding.level == "should"]
    return [(one, finding) for one, finding in shoulds if finding.confirm and finding.confirm not in passed]


def kept_reasons(prepared: Sequence[Prepared]) -> bool:
    """Whether a reason kept with the draft settles anything of it."""
    return any(finding.level == "tip" and finding.confirm for one in prepared for finding in one.findings)


def keys_of(asked: Asked) -> list[str]:
    """The keys of what is asked."""
    return [finding.confirm for _, finding in asked]


def question(asked: Asked) -> str:
    """The things to confirm, in words: what is the same in several charts once, with the names of whom it concerns."""
    concerned: dict[str, dict[str, str]] = {}
    for one, finding in asked:
        concerned.setdefault(finding.text, {})[one.client_id] = one.client_name
    several = len({one.client_id for one, _ in asked}) > 1
    lines = [f"{_named(list(names.values()))}: {text}" if several else text for text, names in concerned.items()]
    told = lines[:_MOST]
    if len(lines) > _MOST:
        told.append(f"And {len(lines) - _MOST} more; the list above the note has all of them.")
    return "\n".join(told)


def _named(names: Sequence[str]) -> str:
    if len(names) <= _NAMES:
        return ", ".join(names)
    return f"{', '.join(names[: _NAMES - 1])} and {len(names) - _NAMES + 1} more"


class Confirming(QObject):
    """Asks for the reason and keeps it with the draft."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._parent = parent

    def ask(
        self,
        draft_id: str,
        asked: Asked,
        *,
        done: Callable[[], object],
        left: Callable[[], object],
        without: Callable[[], object] | None = None,
    ) -> ReasonDialog:
        """``done`` once the reason is kept, ``left`` when the author goes back to the text instead, ``without`` where
        they may go on and give none."""
        words = question(asked) if without is None else f"{question(asked)}\n{_KEPT}"
        dialog = ReasonDialog(
            self._shell.theme, "Confirm before signing", "Confirm and go on", self._parent, text=words
        )
        dialog.setObjectName("confirm_dialog")
        keys = keys_of(asked)
        drafts = self._shell.desk.drafts

        def given(_kind: str, reason: str) -> None:
            dialog.busy()
            self._shell.runner.submit_write(
                lambda: drafts.confirm(draft_id, keys, reason),
                context=dialog,
                on_ok=kept,
                on_error=lambda error: dialog.fail(*words_of(error)),
            )

        def kept(_draft: object) -> None:
            dialog.accept()
            done()

        if without is not None:
            skip = button(self._shell.theme, "Go on without a reason", dialog.accept, object_name="confirm.without")
            skip.clicked.connect(without)
            dialog.foot.insertWidget(dialog.foot.indexOf(dialog.go), skip)
        dialog.given.connect(given)
        dialog.rejected.connect(left)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        keep_text(self._shell, dialog, f"confirm.{draft_id}")
        dialog.open()
        return dialog
