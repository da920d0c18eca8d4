"""What the dialog says a signature means is what is signed."""

from __future__ import annotations

from ehr_desk.chart.entries.meanings import meaning_of
from ehr_desk.chart.entries.rows import Prepared
from ehr_desk.ui.pages.editor.signing import meanings


def prepared(title: str, kind: str) -> Prepared:
    return Prepared("d", "c", "Ana One", title, (), (), False, "", meaning=meaning_of(kind))


def test_entries_of_one_kind_are_signed_with_one_meaning() -> None:
    notes = [prepared("DAP note", "original"), prepared("Group note", "late_entry")]
    assert meanings(notes) == "I am the author of this entry."
    assert meanings([prepared("Entered in error", "entered_in_error")]) == "I mark this entry as entered in error."


def test_where_kinds_are_signed_together_each_says_what_it_means() -> None:
    mixed = [prepared("DAP note", "original"), prepared("Addendum", "addendum"), prepared("DAP note", "original")]
    assert meanings(mixed) == "DAP note: I am the author of this entry.\nAddendum: I add this to the entry."
