"""Questionnaires that may be used, but not passed on with a product: off until a clinic wants them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.forms import Form
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.text import label, name

_NONE = "This copy of the program carries none: they are left out of installers. See forms/restricted in the source."


class RestrictedCard(Card):
    """One tick for each form, with its owner's terms. Not stored by itself: :meth:`chosen` goes into the settings."""

    def __init__(self, forms: Sequence[Form], *, allowed: bool) -> None:
        super().__init__("Questionnaires with terms of their own")
        self.setObjectName("clinic.restricted")
        self.ticks: dict[str, QCheckBox] = {}
        explained = (
            "They are outside the license of this program. Whoever switches one on answers for it that the clinic may "
            "use it. They are offered from the next unlock on; what was signed on one stays readable."
        )
        self.add(label(explained if forms else _NONE, "small", "text2", wrap=True))
        for form in forms:
            tick = QCheckBox(form.title)
            name(tick, f"Use {form.title}", f"clinic.restricted.{form.id}")
            tick.setEnabled(allowed)
            self.ticks[form.id] = tick
            self.add(tick)
            self.add(label(f"{form.copyright} {form.licence}", "small", "text3", wrap=True))

    def show_clinic(self, clinic: ClinicRow) -> None:
        """Show which are on."""
        for form_id, tick in self.ticks.items():
            tick.setChecked(form_id in clinic.restricted)

    def chosen(self, clinic: ClinicRow) -> str:
        """The forms that are on, as the settings keep them; those that this copy does not carry stay as they were."""
        kept = {one for one in clinic.restricted if one not in self.ticks}
        return ",".join(sorted(kept | {form_id for form_id, tick in self.ticks.items() if tick.isChecked()}))
