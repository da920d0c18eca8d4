"""Settings about the clinic: what stands on its letterhead, and its standing choices."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.staff.permissions import may
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms.library import restricted_forms
from ehr_desk.ui.dialogs.base import labelled
from ehr_desk.ui.pages.base import CLINIC, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings.logo_row import LogoRow, read_logo
from ehr_desk.ui.pages.settings.presenter import PAGE_SIZES, Facts
from ehr_desk.ui.pages.settings.restricted_card import RestrictedCard
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.choice import ChoiceCombo, Segmented
from ehr_desk.ui.widgets.dates import WEEKDAYS
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.number_edit import NumberEdit
from ehr_desk.ui.widgets.text import label, name


class ClinicTab(QWidget):
    """The letterhead. Saved with its button: it stands on every paper from then on."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._clinic: ClinicRow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._letterhead())
        column.addWidget(self._program())
        column.addWidget(self._charts())
        self.restricted = RestrictedCard(restricted_forms(forms_dir()), allowed=may(shell.desk.me, "change the clinic"))
        column.addWidget(self.restricted)
        self.bar = MessageBar(shell.theme, closable=False)
        column.addWidget(self.bar)
        allowed = may(shell.desk.me, "change the clinic")
        self.save = button(shell.theme, "Save", self.keep, role="primary", object_name="clinic.save")
        self.save.setVisible(allowed)
        column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        if not allowed:
            column.addWidget(label("An administrator or a supervisor changes this.", "small", "text2"))
        column.addStretch(1)
        for edit in (
            *self._lines.values(),
            self.address,
            *self._program_fields(),
            self.page_size,
            self.caseload_only,
            self.logo,
        ):
            edit.setEnabled(allowed)

    def show_facts(self, facts: Facts) -> None:
        """Show the clinic as stored."""
        clinic = self._clinic = facts.clinic
        for field, edit in self._lines.items():
            edit.setText(str(getattr(clinic, field)))
        self.address.set_text(clinic.address)
        self.logo.show_logo(clinic.logo)
        self.minutes.set_value(clinic.weekly_minutes_minimum)
        self.adolescents.set_value(clinic.weekly_minutes_adolescents)
        self.late.set_value(clinic.late_entry_hours)
        self.group_size.set_value(clinic.group_size)
        self.incentive_cap.set_value(clinic.incentive_cap)
        self.incentive_months.set_value(clinic.incentive_cap_months)
        self.incentive_witness.setChecked(clinic.incentive_witness)
        self.week_start.set_value(WEEKDAYS[clinic.week_starts_on])
        self.caseload_only.setChecked(clinic.caseload_only)
        self.restricted.show_clinic(clinic)
        self.page_size.set_value(next(words for words, size in PAGE_SIZES.items() if size == clinic.page_size))

    def keep(self) -> None:
        """Store what is filled in."""
        if self._clinic is None:
            return
        minutes, adolescents, late = self.minutes.value(), self.adolescents.value(), self.late.value()
        if not isinstance(minutes, int) or not isinstance(adolescents, int):
            self.bar.show_text("must", "Enter the weekly minutes as a number.")
            return
        if not isinstance(late, int):
            self.bar.show_text("must", "Enter the hours after which an entry is late as a number.")
            return
        size = self.group_size.value()
        if not isinstance(size, int):
            self.bar.show_text("must", "Enter the largest group as a number, 0 for no limit.")
            return
        cap, months = self.incentive_cap.value(), self.incentive_months.value()
        if not isinstance(cap, int) or not isinstance(months, int):
            self.bar.show_text("must", "Enter the cap of incentives and its months as whole numbers, 0 for no cap.")
            return
        wanted = replace(
            self._clinic,
            name=self._typed("name"),
            phone=self._typed("phone"),
            fax=self._typed("fax"),
            email=self._typed("email"),
            licence=self._typed("licence"),
            npi=self._typed("npi"),
            address=self.address.text().strip(),
            weekly_minutes_minimum=minutes,
            weekly_minutes_adolescents=adolescents,
            late_entry_hours=late,
            group_size=size,
            incentive_cap=cap,
            incentive_cap_months=months,
            incentive_witness=self.incentive_witness.isChecked(),
            week_starts_on=self._weekday(),
            caseload_only=self.caseload_only.isChecked(),
            logo=self.logo.logo,
            restricted_forms=self.restricted.chosen(self._clinic),
            page_size=PAGE_SIZES.get(self.page_size.value(), self._clinic.page_size),
        )
        clinic = self._shell.desk.clinic
        self._shell.runner.submit_write(
            lambda: clinic.save(wanted),
            context=self,
            on_ok=lambda _nothing: self._saved(wanted),
            on_error=lambda error: self.bar.show_text("must", *words_of(error)),
        )

    def _typed(self, field: str) -> str:
        return self._lines[field].text().strip()

    def _letterhead(self) -> QWidget:
        card = Card("Letterhead")
        self._lines = {field: QLineEdit() for field in ("name", "phone", "fax", "email", "licence", "npi")}
        self.address = NoteEdit(self._shell.theme, lines=2)
        card.add(labelled("Name of the clinic", self._lines["name"], "clinic.name"))
        card.add(labelled("Address", self.address, "clinic.address"))
        words = {"phone": "Phone", "fax": "Fax", "email": "Email", "licence": "License", "npi": "NPI"}
        for pair in (("phone", "fax"), ("email",), ("licence", "npi")):
            line = QHBoxLayout()
            line.setSpacing(12)
            for field in pair:
                line.addWidget(labelled(words[field], self._lines[field], f"clinic.{field}"))
            card.body.addLayout(line)
        self.logo = LogoRow(self._shell.theme)
        self.logo.chosen.connect(self._read_logo)
        card.add(labelled("Logo", self.logo, "clinic.logo_row", "PNG, JPEG or SVG, up to 2 MB."))
        self.page_size = Segmented(tuple(PAGE_SIZES))
        self.page_size.name_parts("Paper")
        card.add(labelled("Paper", self.page_size, "clinic.page_size"))
        return card

    def _read_logo(self, path: str) -> None:
        self._shell.runner.submit_paper(
            lambda: read_logo(Path(path)),
            context=self,
            on_ok=self.logo.show_logo,
            on_error=lambda error: self.bar.show_text("must", *words_of(error)),
        )

    def _program(self) -> QWidget:
        card = Card("Program")
        theme = self._shell.theme
        self.minutes, self.adolescents = NumberEdit(theme, unit="min"), NumberEdit(theme, unit="min")
        self.late, self.week_start = NumberEdit(theme, unit="h"), ChoiceCombo(list(WEEKDAYS))
        least, under = "Adults: 9 hours, that is 540.", "Under 18: 6 hours, that is 360."
        late = "Signed later than this after the service, an entry is marked as late."
        self.group_size = NumberEdit(theme, unit="clients")
        size = "A larger one is pointed out before signing. 0: no limit. Look up what your state and payers ask."
        for pair in (
            (
                labelled("Least service minutes a week, adults", self.minutes, "clinic.minutes", least),
                labelled("Least service minutes a week, adolescents", self.adolescents, "clinic.adolescents", under),
            ),
            (
                labelled("Weeks begin on", self.week_start, "clinic.week_start", "Hours are counted by these weeks."),
                labelled("An entry is late after", self.late, "clinic.late", late),
            ),
            (labelled("Largest group for each who leads it", self.group_size, "clinic.group_size", size),),
            self._incentives(),
        ):
            line = QHBoxLayout()
            line.setSpacing(12)
            for one in pair:
                line.addWidget(one, 1)
            card.body.addLayout(line)
        words = "Payments of incentives name who saw them"
        self.incentive_witness = QCheckBox(words)
        name(self.incentive_witness, words, "clinic.incentive_witness")
        card.add(self.incentive_witness)
        return card

    def _incentives(self) -> tuple[QWidget, QWidget]:
        """The cap of what a client may earn, and over what time it counts."""
        theme = self._shell.theme
        self.incentive_cap = NumberEdit(theme, unit="US dollars")
        self.incentive_months = NumberEdit(theme, unit="months")
        most = "Above it a note is signed with a reason only. 0: no cap. Look up what your program and payers ask."
        span = "0: a calendar year."
        return (
            labelled("Most a client may earn in incentives", self.incentive_cap, "clinic.incentive_cap", most),
            labelled("In so many months", self.incentive_months, "clinic.incentive_months", span),
        )

    def _program_fields(self) -> tuple[QWidget, ...]:
        incentives = self.incentive_cap, self.incentive_months, self.incentive_witness
        return self.minutes, self.adolescents, self.late, self.week_start, self.group_size, *incentives

    def _weekday(self) -> int:
        chosen = self.week_start.value()
        return WEEKDAYS.index(chosen) if chosen in WEEKDAYS else 0

    def _charts(self) -> QWidget:
        card = Card("Charts")
        words = "Charts are open to those who work with the client only"
        self.caseload_only = QCheckBox(words)
        name(self.caseload_only, words, "clinic.caseload_only")
        card.add(self.caseload_only)
        explained = (
            "That is the primary staff member, the care team, whoever covers for them or leads a session with the "
            "client, and supervisors. Without it every clinical role sees every chart."
        )
        card.add(label(explained, "small", "text3", wrap=True))
        return card

    def _saved(self, clinic: ClinicRow) -> None:
        self._clinic = clinic
        self.bar.clear()
        self._shell.changed(Changed.of(CLINIC))
        self._shell.toast("Clinic saved")
