"""All tables of the chart, and what the vault needs to know of them."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData
from sqlalchemy.orm import Session

from ehr_desk.chart.access import tables as _access
from ehr_desk.chart.allergies import tables as _allergies
from ehr_desk.chart.base import Base
from ehr_desk.chart.catalogue import heart
from ehr_desk.chart.clients import tables as _clients
from ehr_desk.chart.clinic import tables as _clinic
from ehr_desk.chart.consents import tables as _consents
from ehr_desk.chart.courses import tables as _courses
from ehr_desk.chart.diagnoses import tables as _diagnoses
from ehr_desk.chart.disclosures import tables as _disclosures
from ehr_desk.chart.drug_screens import tables as _drug_screens
from ehr_desk.chart.entries import tables as _entries
from ehr_desk.chart.entries.derived import WORDING, differing
from ehr_desk.chart.entries.rebuilding import rebuild
from ehr_desk.chart.episodes import tables as _episodes
from ehr_desk.chart.families import tables as _families
from ehr_desk.chart.incentives import tables as _incentives
from ehr_desk.chart.interventions import tables as _interventions
from ehr_desk.chart.measures import tables as _measures
from ehr_desk.chart.medications import tables as _medications
from ehr_desk.chart.migrations.runner import HEAD, revisions, upgrade
from ehr_desk.chart.plans import tables as _plans
from ehr_desk.chart.referrals import tables as _referrals
from ehr_desk.chart.sessions import tables as _sessions
from ehr_desk.chart.snippets import tables as _snippets
from ehr_desk.chart.staff import tables as _staff
from ehr_desk.vault.audit import Pending

# Importing a room's tables module is what adds them to the metadata.
TABLES = (
    _clinic,
    _staff,
    _clients,
    _access,
    _entries,
    _episodes,
    _diagnoses,
    _allergies,
    _medications,
    _plans,
    _measures,
    _courses,
    _drug_screens,
    _interventions,
    _incentives,
    _referrals,
    _consents,
    _sessions,
    _families,
    _disclosures,
    _snippets,
)


class ChartSchema:
    """The chart's schema as the vault asks for it."""

    @property
    def metadata(self) -> MetaData:
        """The tables of every room."""
        return Base.metadata

    @property
    def triggers(self) -> tuple[str, ...]:
        """Tables that are only ever added to."""
        return (*_entries.APPEND_ONLY, *_disclosures.APPEND_ONLY, "client_fact_history")

    @property
    def kept(self) -> tuple[str, ...]:
        """Rows that no signature, fold or hash of a room's own vouches for."""
        return (
            "care_assignment",
            "client_fact_history",
            "cosignature",
            "emergency_access",
            "form_definition",
            "paper",
            "paper_level",
            "paper_to_order",
            "snippet",
        )

    @property
    def head(self) -> str:
        """The newest revision this program knows."""
        return HEAD

    def knows(self, head: str) -> bool:
        """Whether this program has the steps from ``head`` on."""
        return head in revisions()

    def migrate(self, connection: Connection) -> None:
        """Bring a database to the newest revision, inside the caller's transaction."""
        upgrade(connection)

    @property
    def wording(self) -> int:
        """The number of the words and rules by which lines and folded rows are written."""
        return WORDING

    def altered(self, connection: Connection) -> list[str]:
        """Lines and folded rows that are not what the audit log says: the table, and the entry or client."""
        tables = [fold.table_name for fold in heart().folds]
        return [f"{table} {key}" for table, key in differing(connection, tables)]

    def rebuild(self, connection: Connection) -> list[Pending]:
        """Write lines and folded rows anew from the signed entries."""
        session = Session(connection, join_transaction_mode="rollback_only")
        return rebuild(session, heart().folds)
