"""The fixed list of legal bases for a disclosure, 42 CFR part 2 (2024 final rule, 89 FR 12472). Pure data."""

from __future__ import annotations

from dataclasses import dataclass

CONSENT = "consent"
EMERGENCY = "medical emergency"
DEMONSTRATION = "synthetic demonstration"


@dataclass(frozen=True)
class Need:
    """A fact that a basis asks for: the field of the request and the words that ask for it.

    ``with_number``: it holds a number or a day, so an answer without a digit says too little.
    """

    field: str
    words: str
    with_number: bool = False


@dataclass(frozen=True)
class LegalBasis:
    """One right to hand out a document.

    ``needs`` must be given besides recipient and purpose. ``recipient_kinds`` limits who it can be (empty: anybody).
    ``own_access``: only the client or a recorded representative. ``within_program``: only somebody who works here.
    ``report_only``: no document of the clinical record, whatever else holds; a letter that tells attendance may go.
    ``with_statement``: the written statement of 2.32(a) and the scope of the consent, 2.32(b), go with it.
    ``caution`` is what the person at the desk should weigh; it does not stop them.
    """

    key: str
    title: str
    law: str
    needs: tuple[Need, ...] = ()
    recipient_kinds: tuple[str, ...] = ()
    own_access: bool = False
    within_program: bool = False
    report_only: bool = False
    with_statement: bool = False
    only_in_demonstration: bool = False
    caution: str = ""


BASES: tuple[LegalBasis, ...] = (
    LegalBasis(
        key=CONSENT,
        title="With the client's written consent",
        law="42 CFR 2.31, 2.33",
        needs=(Need("consent_id", "Choose the consent that covers this."),),
        with_statement=True,
    ),
    LegalBasis(
        key="client access",
        title="The client's own access",
        law="42 CFR 2.23; 45 CFR 164.524",
        recipient_kinds=("client", "personal representative"),
        own_access=True,
    ),
    LegalBasis(
        key="within the program",
        title="Within this program",
        law="42 CFR 2.12(c)(3)",
        recipient_kinds=("staff of this program",),
        within_program=True,
        caution="Only people who need it for diagnosis, treatment or referral in this program may receive it.",
    ),
    LegalBasis(
        key="service organization",
        title="To a qualified service organization",
        law="42 CFR 2.11, 2.12(c)(4)",
        needs=(Need("reference", "Name the written agreement with the service organization."),),
        recipient_kinds=("service organization",),
        caution="Only what its service needs. This desk keeps no list of agreements: look at the signed one first.",
    ),
    LegalBasis(
        key=EMERGENCY,
        title="Medical emergency",
        law="42 CFR 2.51",
        needs=(
            Need("emergency_personnel", "Name the medical personnel who receive it."),
            Need("emergency_affiliation", "Name their health care facility, or say that they belong to none."),
            Need("emergency_nature", "Say what the emergency is."),
        ),
        recipient_kinds=("medical personnel", "treating provider"),
        caution="Only as far as the emergency needs it, and only when consent cannot be obtained before.",
    ),
    LegalBasis(
        key="audit and evaluation",
        title="Audit and evaluation",
        law="42 CFR 2.53",
        needs=(Need("reference", "Name the auditor's written agreement to the limits of 42 CFR 2.53."),),
        recipient_kinds=("regulator or auditor", "health plan or payer", "service organization"),
        caution="Only what the audit or evaluation needs. This desk keeps no list of agreements: look at it first.",
    ),
    LegalBasis(
        key="research",
        title="Scientific research",
        law="42 CFR 2.52",
        needs=(Need("reference", "Name the approved protocol and its review board."),),
        recipient_kinds=("researcher",),
        caution="Only what the protocol asks for. Look at the approval before it leaves; reports name no client.",
    ),
    LegalBasis(
        key="court order",
        title="Court order with subpoena",
        law="42 CFR 2.61 to 2.67",
        needs=(
            Need("court_order", "Give court, date and number of the order made under 42 CFR part 2, subpart E.", True),
            Need("subpoena", "Give date and number of the subpoena. An order permits, only a subpoena compels.", True),
        ),
        recipient_kinds=("court, probation or parole", "law enforcement", "regulator or auditor", "other"),
        caution="Hand out only what the order names.",
    ),
    LegalBasis(
        key="crime on premises",
        title="Crime on the premises or against staff",
        law="42 CFR 2.12(c)(5)",
        needs=(Need("reference", "Give the number or the day of the report to the police.", True),),
        recipient_kinds=("law enforcement",),
        report_only=True,
        caution=(
            "The report tells the circumstances of the incident, the client's status, name, address and last known "
            "whereabouts. Hand out an attendance letter only where the report needs it."
        ),
    ),
    LegalBasis(
        key="child abuse report",
        title="Report of suspected child abuse or neglect",
        law="42 CFR 2.12(c)(6)",
        needs=(Need("reference", "Give the number or the day of the report.", True),),
        recipient_kinds=("child protective services", "law enforcement"),
        report_only=True,
        caution=(
            "The report itself is permitted. The record stays protected, also in proceedings that follow. Hand out an "
            "attendance letter only where the report needs it."
        ),
    ),
    LegalBasis(
        key=DEMONSTRATION,
        title="Synthetic demonstration",
        law="No client is real",
        only_in_demonstration=True,
    ),
)


def basis_of(key: str) -> LegalBasis | None:
    """The basis with this key."""
    return next((basis for basis in BASES if basis.key == key), None)


def offered(*, demonstration: bool) -> tuple[LegalBasis, ...]:
    """The bases that can be chosen in this vault."""
    return tuple(basis for basis in BASES if demonstration or not basis.only_in_demonstration)
