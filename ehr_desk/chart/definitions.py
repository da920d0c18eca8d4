"""The tables of the record against those that this program makes: nothing more, nothing less, nothing else."""

from __future__ import annotations

from functools import cache

from sqlalchemy import create_engine

from ehr_desk.chart.entries.replay import Fault
from ehr_desk.chart.schema import ChartSchema
from ehr_desk.vault.definitions import Definitions, definitions, differences
from ehr_desk.vault.kept_rows import KEPT, faults
from ehr_desk.vault.meta import get_value
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.tables import METADATA


def check_definitions(sitting: Sitting) -> list[Fault]:
    """Compare the whole catalogue of the database with one that this program makes anew. The record of another
    revision is held against its audit log only (``vault.definitions``)."""
    with sitting.read() as session:
        if get_value(session, "schema_head") != ChartSchema().head:
            return []
        found = definitions(session.connection())
    return [Fault(said.rstrip("."), "schema") for said in differences(found, expected_definitions())]


def check_kept_rows(sitting: Sitting) -> list[Fault]:
    """Compare administrative rows with the hashes that the audit log keeps of each."""
    with sitting.read() as session:
        found = list(faults(session, (*KEPT, *ChartSchema().kept)))
    return [Fault(what, key) for what, _table, key in found]


@cache
def expected_definitions() -> Definitions:
    """What the migrations of this program make of an empty database; a pure fact of the program, 0.2 s to find out."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            METADATA.create_all(connection)
            ChartSchema().migrate(connection)
            return definitions(connection)
    finally:
        engine.dispose()
