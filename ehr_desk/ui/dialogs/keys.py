"""The keys of this moment, read from the registry."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ehr_desk.ui.actions import Actions, keys_text
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import label


class KeysDialog(DeskDialog):
    """Every permitted act that has keys, by group."""

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Keys", "Close", parent)
        self.setObjectName("keys_dialog")
        self.cancel.hide()
        self.resize(theme.metrics.px(560), theme.metrics.px(600))
        for group, specs in actions.by_group().items():
            self.body.addWidget(label(group, "strong", "accent"))
            box = QWidget()
            grid = QGridLayout(box)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setVerticalSpacing(4)
            grid.setColumnStretch(0, 1)
            for row, spec in enumerate(specs):
                grid.addWidget(label(spec.title), row, 0)
                keys = label(keys_text(spec), "strong", "text2")
                keys.setAlignment(Qt.AlignmentFlag.AlignRight)
                keys.setAccessibleName(f"{spec.title}: {keys_text(spec)}")
                grid.addWidget(keys, row, 1)
            self.body.addWidget(box)
        self.body.addStretch(1)
