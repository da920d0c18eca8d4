"""The vault floor: who may open the record, the encrypted database, the signed audit log.

Only what the unlock screen needs is imported here; the database engine is loaded when a vault is
really unlocked, so that the screen can paint first.
"""

from __future__ import annotations

from ehr_desk.vault.certificates import Certificate, verify_signature
from ehr_desk.vault.create import Created, create_vault
from ehr_desk.vault.failures import WaitRequired
from ehr_desk.vault.faults import (
    AlreadyOpen,
    DatabaseRefused,
    DiskFull,
    HeaderChanged,
    NotAVault,
    RolledBack,
    SittingClosed,
    VaultBusy,
    WrongPassphrase,
)
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.kdf import KdfLimits, KdfParameters
from ehr_desk.vault.protocols import Schema
from ehr_desk.vault.vault import VaultFile

__all__ = [
    "AlreadyOpen",
    "Certificate",
    "Created",
    "DatabaseRefused",
    "DiskFull",
    "HeaderChanged",
    "KdfLimits",
    "KdfParameters",
    "NotAVault",
    "RolledBack",
    "Schema",
    "SittingClosed",
    "StaffIdentity",
    "VaultBusy",
    "VaultFile",
    "WaitRequired",
    "WrongPassphrase",
    "create_vault",
    "verify_signature",
]
