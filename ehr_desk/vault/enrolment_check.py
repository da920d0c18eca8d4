"""What of the log gives or ends access and counts for nothing, and keys that nothing which counts gave, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ehr_desk.vault.audit import AuditEvent
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.enrolment import PASSPHRASE_CHANGED
from ehr_desk.vault.enrolments import ENDS, RETIRED, Enrolments
from ehr_desk.vault.opener import RECOVERY
from ehr_desk.vault.people import Person, exchange_key_vouched
from ehr_desk.vault.register import CERTIFICATE_RETIRED, ISSUING_RENEWED, REVOKED


def faults(log: Enrolments) -> Iterator[str]:
    """Events that would give or end access, a role, a certificate or a recovery sheet, and that count for nothing."""
    for event in log.uncounted:
        if event.action in ENDS:
            yield _ending(log, event)
        elif event.action == ISSUING_RENEWED:
            yield f"Event {event.seq} says that there is a new issuing certificate, and no administrator wrote it."
        elif event.action == PASSPHRASE_CHANGED:
            yield (
                f"Event {event.seq} says that {log.name_of(event.entity_id)} set a passphrase of their own, and they "
                "did not write it."
            )
        else:
            yield (
                f"Event {event.seq} gives access, a role or a recovery sheet; no administrator of that moment signed "
                "it."
            )


def _ending(log: Enrolments, event: AuditEvent) -> str:
    marked = str(event.detail.get("certificate", "")) if event.action == REVOKED else event.entity_id
    who = log.name_of(event.staff_id)
    if event.action == RETIRED:
        said = f"Event {event.seq} says that the access of {log.name_of(event.entity_id)} ended"
    else:
        owner = log.trusted[marked].name if marked in log.trusted else marked[:8]
        ended = "revoked" if event.action == REVOKED else "taken out of use"
        said = f"Event {event.seq} says that a certificate of {owner} was {ended}"
    if not log.stands_written(event):
        return f"{said}, and {who}, whom it names, did not write it."
    if event.staff_id == RECOVERY:
        instead = "gave them no new keys with it" if event.action == CERTIFICATE_RETIRED else "ends no such thing"
        return f"{said}, and the recovery code {instead}."
    if event.staff_id not in log.administrators_before(event.seq):
        return f"{said}, and no administrator wrote it: {who} did."
    if not log.wrote(event):
        return f"{said}, in a sitting that a key of {who} opened which had ended or was revoked by then."
    return f"{said}, names another one as well, and was written by {who}."


def person_faults(log: Enrolments, vault_id: str, person: Person) -> Iterator[str]:
    """What is wrong with a person's part of the header."""
    name, staff_id = person.identity.display_name, person.identity.staff_id
    print_of = fingerprint(load(person.certificate_pem))
    certificate = log.trusted.get(print_of)
    if certificate is None or certificate.staff_id != staff_id:
        yield f"The certificate of {name} does not stand in the clinic's register."
    if log.keys.owners.get(print_of) != staff_id:
        yield f"No signed enrolment was found for the certificate of {name}."
    if not exchange_key_vouched(vault_id, person):
        yield f"The exchange key of {name} is not theirs."
