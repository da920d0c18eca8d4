"""What is signed once its author says in words that it is right, and what they should say a word about: one dialog, and
in it one question with a reason of its own for each kind of thing that asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ehr_desk.chart.entries.confirmed import question_of
from ehr_desk.chart.entries.rows import Prepared
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.forms import Finding
from ehr_desk.ui.dialogs.reasons import ReasonsDialog
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.record.faults import words_of

_MOST = 6
_NAMES = 3
"""Names in one line; of more the rest is counted."""

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


def questions(asked: Asked) -> dict[str, Asked]:
    """What is asked by its question: a reason given for one is not signed for another."""
    found: dict[str, list[tuple[Prepared, Finding]]] = {}
    for one, finding in asked:
        found.setdefault(question_of(finding.confirm), []).append((one, finding))
    return dict(found)


def question(asked: Asked, *, several: bool) -> str:
    """The things to confirm, in words: what is the same in several charts once. ``several``: the names of whom it
    concerns are said, because more than one client's chart is asked about."""
    concerned: dict[str, dict[str, str]] = {}
    for one, finding in asked:
        concerned.setdefault(finding.text, {})[one.client_id] = one.client_name
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
    """Asks for the reasons and keeps them with the draft."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._parent = parent

    def ask(
        self,
        draft_id: str,
        asked: Asked,
        *,
        done: Callable[[Sequence[str]], object],
        left: Callable[[], object],
        without: Callable[[], object] | None = None,
    ) -> ReasonsDialog:
        """``done`` once the reasons are kept, with the keys of what got none; ``left`` when the author goes back to the
        text instead, ``without`` where they may go on and give none."""
        found = questions(asked)
        ids = {_id_of(one): one for one in found}
        several = len({one.client_id for one, _ in asked}) > 1
        words = {short: question(found[one], several=several) for short, one in ids.items()}
        dialog = ReasonsDialog(self._shell.theme, words, self._parent, needed=without is None)
        drafts = self._shell.desk.drafts

        def keep(reasons: Mapping[str, str]) -> list[str]:
            for short, reason in reasons.items():
                drafts.confirm(draft_id, keys_of(found[ids[short]]), reason)
            return [key for short, one in ids.items() if short not in reasons for key in keys_of(found[one])]

        def given(reasons: Mapping[str, str]) -> None:
            dialog.busy()
            self._shell.runner.submit_write(
                lambda: keep(reasons),
                context=dialog,
                on_ok=kept,
                on_error=lambda error: dialog.fail(*words_of(error)),
            )

        def kept(unanswered: Sequence[str]) -> None:
            dialog.accept()
            done(unanswered)

        if without is not None:
            dialog.without.connect(without)
        dialog.given.connect(given)
        dialog.rejected.connect(left)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        for short in ids:
            keep_text(self._shell, dialog, f"confirm.{draft_id}.{short}", only=[dialog.field_of(short)])
        dialog.open()
        return dialog


def _id_of(asked: str) -> str:
    """A question's name for a field and for the place of what is typed there: no item, no client."""
    return sha256_hex(asked.encode())[:12]
