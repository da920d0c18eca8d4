"""What readers get of the clinic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ClinicRow:
    """The clinic's letterhead and standing choices.

    ``caseload_only``: charts are open to those who work with the client only.
    ``weekly_minutes_minimum`` is the program's minimum of service minutes a week for adults (9 hours),
    ``weekly_minutes_adolescents`` for those under 18 (6 hours); source: SAMHSA Advisory "Clinical Issues in Intensive
    Outpatient Treatment", 2021, quoting the ASAM Criteria. ``week_starts_on``: the weekday on which weeks begin when
    hours are counted, 0 is Monday. ``late_entry_hours``: an entry signed
    later than this after the end of its service is marked as a late entry. ``group_size``: the most clients of a group
    for each person who leads it, 0 for no limit; states and payers differ, so the clinic sets its own.
    ``incentive_cap``: the most dollars that a client may earn in incentives in ``incentive_cap_months`` (0: a calendar
    year), 0 for no cap; the starter is California's Recovery Incentives (Preventive Medicine, 2023).
    ``incentive_witness``: whether a payment names who saw it.
    ``author_certifies``: the author's signature limits what may follow (else it is an approval like others).
    ``signature_level``: PAdES level B-B, B-T, B-LT or B-LTA; more than B-B needs ``timestamp_server`` (an address) and
    ``timestamp_root`` (PEM). ``logo``: base64 of a PNG, empty for a plain mark.
    ``fetch_revocations``: whether lists may be fetched for certificates from elsewhere.
    ``client_in_file_names``: released files are named after the client too; off, since others see such names.
    ``curricula``: as JSON (``sessions/curricula.py``).
    ``cosign_rules``: whose entries wait for a co-signature besides trainees', as JSON (``clinic/cosign_rules.py``).
    ``due_rules``: the table of due dates as JSON (``tasks/due.py``), empty for ours.
    ``restricted_forms``: ids, separated by commas, of forms in ``forms/restricted`` that the clinic uses.
    """

    name: str
    address: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    licence: str = ""
    npi: str = ""
    page_size: str = "letter"
    weekly_minutes_minimum: int = 540
    weekly_minutes_adolescents: int = 360
    week_starts_on: int = 0
    late_entry_hours: int = 24
    group_size: int = 12
    incentive_cap: int = 599
    incentive_cap_months: int = 6
    incentive_witness: bool = False
    demonstration: bool = False
    caseload_only: bool = False
    author_certifies: bool = True
    signature_level: str = "B-B"
    timestamp_server: str = ""
    timestamp_root: str = ""
    fetch_revocations: bool = False
    client_in_file_names: bool = False
    logo: str = ""
    restricted_forms: str = ""
    due_rules: str = ""
    cosign_rules: str = ""
    curricula: str = ""

    @property
    def restricted(self) -> frozenset[str]:
        """The restricted forms that are switched on."""
        return frozenset(one for one in self.restricted_forms.split(",") if one)
