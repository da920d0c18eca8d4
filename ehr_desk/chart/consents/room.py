"""The consent room as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.consents import contacts, effects, fold, prefills, rules
from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.consents.tables import ConsentTable
from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source


def room() -> Room:
    """Fold ``consents``; source ``consent``; prefill ``consents.active``."""
    return Room(
        name="consents",
        folds=(TableFold("consents", fold.KINDS, fold.fold_consents, ConsentRow, ConsentTable),),
        sources=(Source("consent", effects.consent),),
        checks=(rules.check_consent, contacts.check_contact),
        prefills={"consents.active": prefills.active},
    )
