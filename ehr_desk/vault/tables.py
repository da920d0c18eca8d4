"""The vault's own tables: audit log, certificate register, and a few facts that must match the header."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData()

VAULT_META = Table(
    "vault_meta",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

AUDIT_EVENT = Table(
    "audit_event",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("staff_id", String(40), nullable=False),
    Column("action", String(60), nullable=False),
    Column("client_id", String(40), nullable=False),
    Column("body", LargeBinary, nullable=False),  # the RFC 8785 bytes that the leaf hashes
    Column("leaf", LargeBinary(32), nullable=False),
    Index("audit_event_action", "action", "seq"),
    Index("audit_event_at", "at"),
    Index("audit_event_client", "client_id", "seq"),
    Index("audit_event_staff", "staff_id", "seq"),
)

AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    Column("size", Integer, primary_key=True, autoincrement=False),  # events covered: all up to this one
    Column("root", LargeBinary(32), nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("sitting", String(40), nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

CERTIFICATE = Table(
    "certificate",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("kind", String(10), nullable=False),  # root, issuing, person, device, imported
    Column("staff_id", String(40), nullable=False),
    Column("pem", Text, nullable=False),
    Column("issued_at", String(27), nullable=False),
    Column("issued_by", String(40), nullable=False),
)

CERTIFICATE_RETIREMENT = Table(
    "certificate_retirement",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("at", String(27), nullable=False),
    Column("retired_by", String(40), nullable=False),
    Column("reason", Text, nullable=False),
)

CERTIFICATE_REVOCATION = Table(
    "certificate_revocation",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("at", String(27), nullable=False),
    Column("revoked_by", String(40), nullable=False),
    Column("reason", Text, nullable=False),
)

REVOCATION_LIST = Table(
    "revocation_list",
    METADATA,
    Column("issuer", String(64), primary_key=True),  # fingerprint of root or issuing certificate
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("der", LargeBinary, nullable=False),
)

DEVICE_KEY = Table(
    "device_key",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("pkcs8", LargeBinary, nullable=False),  # as safe as the record itself: any sitting may use it
)

PAPER_KEY = Table(
    "paper_key",
    METADATA,
    Column("staff_id", String(40), primary_key=True),
    Column("kind", String(10), nullable=False),  # file, token
    Column("certificate", Text, nullable=False),
    Column("chain", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # opened by the person's own user key only
    Column("added_at", String(27), nullable=False),
)

APPEND_ONLY = (
    "audit_event",
    "audit_head",
    "certificate",
    "certificate_retirement",
    "certificate_revocation",
    "revocation_list",
)
