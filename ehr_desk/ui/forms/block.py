"""One item of a form on the screen: its words, its field, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ehr_desk.forms import Item
from ehr_desk.ui.forms.field import Field
from ehr_desk.ui.widgets.text import label, set_look

_TONE = {"must": "danger", "should": "warning", "tip": "info"}


class ItemBlock(QWidget):
    """Label above the field, help and findings below it."""

    def __init__(
        self, item: Item, field: Field, place: str, *, context: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.item = item
        self.field = field
        self.place = place
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._number = ""
        self._needed = item.required and not item.readonly
        self.label = label("", "caption", wrap=True)
        self.label.setBuddy(field)
        layout.addWidget(self.label)
        self.label.setVisible(item.type != "info")
        layout.addWidget(field)
        self._below = QVBoxLayout()
        self._below.setSpacing(2)
        layout.addLayout(self._below)
        self._said: dict[str, str] = {}
        self._told: list[tuple[str, str]] = []
        self.help = label(item.help, "small", "text3", wrap=True)
        layout.addWidget(self.help)
        self.help.setVisible(bool(item.help))
        self._findings = label("", "small", "danger", wrap=True)
        self._findings.hide()
        layout.addWidget(self._findings)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._context = context
        self._name()

    def wanted_width(self) -> int:
        """The width that the field wants."""
        return self.field.wanted_width()

    def rename(self, context: str) -> None:
        """The row around the item has a new number."""
        self._context = context
        self._name()

    def set_number(self, number: str) -> None:
        """The published number of a question, as messages speak of it; its wording stays as it is."""
        self._number = number
        self._name()

    def set_needed(self, on: bool) -> None:
        """Other answers ask for this one now, or no more."""
        wanted = (on or self.item.required) and not self.item.readonly
        if wanted != self._needed:
            self._needed = wanted
            self._name()

    def show_words(self, *, caption: bool, help_text: bool) -> None:
        """Show or hide caption and help, which repeated rows say only once; both stay in the accessible texts."""
        self.label.setVisible(caption and self.item.type != "info")
        self.help.setVisible(help_text and bool(self.item.help))

    def show_findings(self, findings: Sequence[tuple[str, str]]) -> None:
        """Show (level, text) below the field; none takes them away."""
        if list(findings) == self._told:  # told again at every key: styling all fields anew would be felt
            return
        self._told = list(findings)
        worst = next((level for level in ("must", "should", "tip") if any(one[0] == level for one in findings)), "tip")
        self._findings.setText("\n".join(text for _, text in findings))
        set_look(self._findings, tone=_TONE[worst])
        self._findings.setVisible(bool(findings))
        self._name()

    def add_below(self, line: QWidget) -> None:
        """Put a line right below the field; its owner shows and hides it."""
        self._below.addWidget(line)

    def say(self, about: str, words: str) -> None:
        """What screen readers say of the field beside its help and findings; empty takes it away."""
        if self._said.get(about, "") != words:
            self._said[about] = words
            self._name()

    def findings_text(self) -> str:
        """What is said below the field."""
        return "" if self._findings.isHidden() else self._findings.text()

    def _name(self) -> None:
        words = f"{self._number}. {self.item.text}" if self._number else self.item.text
        self.label.setText(words + ("\N{NO-BREAK SPACE}*" if self._needed else ""))
        parts = (*self._said.values(), self.item.help, self.findings_text())
        said = ". ".join(part.rstrip(".") for part in parts if part)
        needed = "Needed. " if self._needed else ""
        spoken = f"{self._context}: {words}" if self._context else words
        self.field.set_name(spoken, f"item.{self.place}", f"{needed}{said}".strip())
